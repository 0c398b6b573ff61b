from odoo import fields, models

# What of a delivery contact stands on the receipts of its orders.
ADDRESS = {"name", "phone", "street", "street2", "zip", "city", "state_id", "country_id"}


class ResPartner(models.Model):
    """An edited delivery address is a changed agreement for the open orders that go there."""

    _inherit = "res.partner"

    order_notices = fields.Selection(
        [("all", "All"), ("problems", "Only problems"), ("none", "None")],
        "Notices about Orders",
        required=True,
        default="all",
        help="For every order of theirs; they can change it themselves in each message.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not ADDRESS.isdisjoint(vals):
            self._receipt_want()
        return result

    def _update_address(self, vals):
        # Odoo copies a company's address to its contacts past write()
        result = super()._update_address(vals)
        if not ADDRESS.isdisjoint(vals):
            self._receipt_want()
        return result

    def _receipt_want(self):
        # sudo: the orders that go there, also those of other salespeople
        open_orders = [
            ("partner_shipping_id", "in", self.ids),
            ("state", "=", "sale"),
            ("current_receipt_id", "!=", False),
            ("delivery_status", "!=", "full"),
        ]
        self.env["sale.order"].sudo().search(open_orders)._receipt_want()
