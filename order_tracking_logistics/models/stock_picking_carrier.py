from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    has_sale = fields.Boolean(compute="_compute_has_sale")

    def _compute_has_sale(self):
        for picking in self:
            # sudo: only whether there is an order; the warehouse need not read it
            picking.has_sale = bool(picking.sudo().sale_id)

    def action_choose_carrier(self):
        """Opens the dialog “Choose Carrier” for this delivery."""
        self.ensure_one()
        self.check_access("write")
        # sudo: whoever may change the delivery may choose who takes it
        return self.env["order.carrier.choice"]._open(self.sudo().sale_id, self)
