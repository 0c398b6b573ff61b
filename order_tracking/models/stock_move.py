from odoo import api, models

from ..touched import touch

# The last ones: work has begun on components; a purchase that was asked for is no more.
_TELLING = {
    *("state", "quantity", "product_uom_qty", "sale_line_id", "picking_id"),
    *("picked", "date", "procure_method"),
}


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        touch(moves, "moves")
        return moves

    def write(self, vals):
        if not _TELLING.isdisjoint(vals):
            touch(self, "moves")
        return super().write(vals)
