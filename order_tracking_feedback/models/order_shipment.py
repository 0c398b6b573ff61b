from odoo import fields, models


class OrderShipment(models.Model):
    """A return parcel is followed as any other. It belongs to a return and to no order: its
    arrival is not the order's."""

    _inherit = "order.shipment"

    kind = fields.Selection(
        selection_add=[("return", "Return parcel")], ondelete={"return": "set default"}
    )
    order_return_id = fields.Many2one(
        "order.return",
        "Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )

    def _tell_orders(self, tellings):
        told = super()._tell_orders(tellings)
        # sudo: what carriers tell concerns every return, whoever may see it
        self.sudo().order_return_id._note_parcels()
        return told
