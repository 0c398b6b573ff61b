from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    has_sale = fields.Boolean(compute="_compute_has_sale")

    def write(self, vals):
        done = super().write(vals)
        if "carrier_id" in vals:
            # sudo: another truck, another cut-off, whoever may see the order
            self.env["order.tracking.watch"].sudo()._mark_now(self.sudo().sale_id.ids)
        return done

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
