from odoo import models


class StockRule(models.Model):
    """A replacement knows which line of a return it is for."""

    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "order_return_line_id"]
