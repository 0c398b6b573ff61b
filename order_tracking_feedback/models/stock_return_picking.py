from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    """Odoo's own way to take goods back knows which line of a return it is for."""

    _inherit = "stock.return.picking.line"

    order_return_line_id = fields.Many2one("order.return.line")

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        return {**values, "order_return_line_id": self.order_return_line_id.id}
