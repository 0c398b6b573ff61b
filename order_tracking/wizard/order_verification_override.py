from odoo import fields, models


class OrderVerificationOverride(models.TransientModel):
    _name = "order.verification.override"
    _description = "Override Finding"

    issue_id = fields.Many2one("order.verification.issue", required=True, readonly=True)
    place = fields.Char(related="issue_id.place", related_sudo=False)
    text = fields.Char(related="issue_id.text", related_sudo=False)
    reason = fields.Char(required=True, help="Kept with the order and counted for the rule.")

    def action_override(self):
        self.ensure_one()
        self.issue_id._override(self.reason)
        return {"type": "ir.actions.act_window_close"}
