from odoo import fields, models

from odoo.addons.order_tracking import made

MADE = frozenset({"order_return_line_id"})


class StockMove(models.Model):
    """Which line of a return a movement is for: goods on their way back, their replacement, or
    the same goods going to the customer again."""

    _inherit = "stock.move"

    order_return_line_id = fields.Many2one(
        "order.return.line", copy=False, index="btree_not_null", readonly=True
    )

    def write(self, vals):
        made.refuse(self, [vals], MADE)  # what came back is paid back
        return super().write(vals)

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "order_return_line_id"]

    def _prepare_move_split_vals(self, qty):
        values = super()._prepare_move_split_vals(qty)
        return {**values, "order_return_line_id": self.order_return_line_id.id}

    def _prepare_procurement_values(self):
        """A replacement that takes several steps is one in each of them."""
        values = super()._prepare_procurement_values()
        return {**values, "order_return_line_id": self.order_return_line_id.id}
