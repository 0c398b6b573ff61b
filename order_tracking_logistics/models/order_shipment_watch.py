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

    def _watch_orders(self, but=frozenset()):
        """What is known of these parcels has changed, or what is expected of them.

        :param but: ids of orders that this transaction has had looked at already.
        """
        self.env["order.tracking.watch"]._mark_now(set(self._all_orders()) - but)
