from odoo import models

from ..touched import touch


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        if "signature" in vals or "date_done" in vals:
            touch(self.move_ids, "moves")
        return super().write(vals)
