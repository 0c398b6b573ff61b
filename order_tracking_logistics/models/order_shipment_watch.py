from odoo import api, models

_TELLING = {"order_ids", "picking_ids", "connector_id", "number", "closed", "silent_after"}


class OrderShipment(models.Model):
    """News of a parcel, and parcels that change hands, have their orders looked at."""

    _inherit = "order.shipment"

    @api.model_create_multi
    def create(self, vals_list):
        shipments = super().create(vals_list)
        shipments._watch_orders()
        return shipments

    def write(self, vals):
        done = super().write(vals)
        if _TELLING & vals.keys():
            self._watch_orders()
        return done

    def _tell_orders(self, tellings):
        done = super()._tell_orders(tellings)
        self._watch_orders()
        return done

    def _watch_orders(self):
        """What is known of these parcels has changed, or what is expected of them."""
        # sudo: whoever may tell of the parcel need not see all orders in it
        self.env["order.tracking.watch"]._mark_now(self.sudo().order_ids.ids)
