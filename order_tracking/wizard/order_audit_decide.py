from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.order_audit import APPROVALS, REFUSALS


class OrderAuditDecide(models.TransientModel):
    _name = "order.audit.decide"
    _description = "Decide Audit"

    audit_id = fields.Many2one("order.audit", required=True, readonly=True)
    order_id = fields.Many2one(related="audit_id.order_id", related_sudo=False)
    reason_text = fields.Text(related="audit_id.reason_text", related_sudo=False)
    decision = fields.Selection(
        [("approve", "Approve"), ("refuse", "Refuse")], required=True, default="approve"
    )
    approval = fields.Selection(APPROVALS, "Because")
    refusal = fields.Selection(REFUSALS, "Because ")
    note = fields.Text()
    # kept from when the dialog was opened: only that content is decided about
    content_hash = fields.Char()
    changed = fields.Boolean()
    two_people = fields.Boolean(compute="_compute_two_people")

    @api.depends("audit_id")
    def _compute_two_people(self):
        for wizard in self:
            audit = wizard.audit_id
            wizard.two_people = audit.company_id.order_audit_four_eyes and not audit.first_user_id

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        audit = self.env["order.audit"].browse(values.get("audit_id"))
        if audit:
            audit.check_access("read")
            # sudo: a digest of the order that the reader of the audit looks at
            values["content_hash"] = audit.order_id.sudo()._verification_fingerprint()
            values["changed"] = values["content_hash"] != audit.content_hash
        return values

    def action_decide(self):
        self._decide()
        return {"type": "ir.actions.act_window_close"}

    def action_decide_and_confirm(self):
        """Approves and, when that was the last approval, confirms the order."""
        if not self._decide():
            return {"type": "ir.actions.act_window_close"}
        # sudo: whoever approves need not be a salesperson; the right to approve was checked
        order = self.audit_id.order_id.sudo()
        result = order.action_confirm_each()
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}

    def _decide(self):
        self.ensure_one()
        approve = self.decision == "approve"
        reason = self.approval if approve else self.refusal
        note = (self.note or "").strip()
        if not reason:
            raise UserError(self.env._("Choose a reason."))
        if reason == "other" and not note:
            raise UserError(self.env._("Explain the reason in the note."))
        return self.audit_id._decide(approve, reason, note, self.content_hash)
