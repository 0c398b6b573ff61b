from odoo import models

from ..touched import touch


class AccountMove(models.Model):
    _inherit = "account.move"

    # A stored compute never passes through write(): this is where posting, payment,
    # reconciliation and their undoing all come together.
    def _compute_payment_state(self):
        result = super()._compute_payment_state()
        touch(self.filtered(lambda move: move.move_type == "out_invoice"), "invoices")
        return result

    def write(self, vals):
        if "state" in vals:
            touch(self, "invoices")
        return super().write(vals)
