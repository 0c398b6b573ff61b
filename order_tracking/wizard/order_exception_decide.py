from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class OrderExceptionDecide(models.TransientModel):
    _name = "order.exception.decide"
    _description = "Snooze or Close Exceptions"

    exception_ids = fields.Many2many("order.exception", required=True)
    decision = fields.Selection(
        [("snooze", "Snooze"), ("close", "Close")], required=True, default="snooze"
    )
    until = fields.Datetime(
        "Ask Again", default=lambda self: fields.Datetime.now() + timedelta(days=1)
    )
    reason = fields.Char(required=True)

    def action_decide(self):
        self.ensure_one()
        if self.decision == "close":
            self.exception_ids._settle(self.reason)
        elif not self.until:
            raise UserError(self.env._("Choose when to be asked again."))
        else:
            self.exception_ids._snooze(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
