from odoo import fields, models
from odoo.exceptions import UserError

from ..handover.custody import REFUSE
from ..models.order_tracking_milestone_hand_over import REFUSALS


class OrderTrackingRefuse(models.TransientModel):
    _name = "order.tracking.refuse"
    _description = "Give Back an Order"

    milestone_ids = fields.Many2many("order.tracking.milestone", required=True)
    reason = fields.Selection(REFUSALS, required=True)
    note = fields.Char(help="What is missing or wrong, so that it can be put right.")

    def action_refuse(self):
        self.ensure_one()
        if self.reason == "other" and not (self.note or "").strip():
            raise UserError(self.env._("Write what is wrong, so that it can be put right."))
        self.milestone_ids._say(REFUSE, self.reason, (self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}
