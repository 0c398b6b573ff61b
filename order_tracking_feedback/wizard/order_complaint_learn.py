from odoo import fields, models


class OrderComplaintLearn(models.TransientModel):
    _name = "order.complaint.learn"
    _description = "Learn From a Complaint"

    complaint_id = fields.Many2one("order.complaint", required=True, ondelete="cascade")
    code = fields.Selection(
        lambda self: self.env["order.verification.rule"]._selection_code(),
        "Check",
        required=True,
        help="What is checked before an order is confirmed.",
    )

    def action_missed(self):
        """Counted among what the rule has missed."""
        self.ensure_one()
        self.complaint_id._missed_by(self.code)
        return {"type": "ir.actions.act_window_close"}

    def action_draft(self):
        """A new rule, not active yet, to be looked over."""
        self.ensure_one()
        rule = self.complaint_id._draft_rule(self.code)
        return {
            "type": "ir.actions.act_window",
            "res_model": rule._name,
            "res_id": rule.id,
            "view_mode": "form",
        }
