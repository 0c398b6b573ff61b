from odoo import api, fields, models

from .. import complaints
from ..models.order_complaint import REASONS
from ..models.order_complaint_category import FAULTS


class OrderComplaintResolve(models.TransientModel):
    _name = "order.complaint.resolve"
    _description = "Resolve a Complaint"

    complaint_id = fields.Many2one("order.complaint", required=True, ondelete="cascade")
    reason = fields.Selection(
        REASONS, required=True, compute="_compute_reason", store=True, readonly=False
    )
    fault = fields.Selection(
        FAULTS,
        "Stage at Fault",
        required=True,
        compute="_compute_fault",
        store=True,
        readonly=False,
    )
    resolution = fields.Text(
        "What Was Done", required=True, help="The customer reads it in a mail and on the page."
    )

    @api.depends("complaint_id")
    def _compute_reason(self):
        """What the customer's own words point to; whoever looked into it knows better."""
        for wizard in self:
            complaint = wizard.complaint_id
            problem = complaint.line_ids[:1].problem
            wizard.reason = complaint.reason or (
                complaints.reason_of(problem) if problem else False
            )

    @api.depends("complaint_id")
    def _compute_fault(self):
        for wizard in self:
            complaint = wizard.complaint_id
            wizard.fault = complaint.fault or complaint.line_ids[:1].fault or "unknown"

    def action_resolve(self):
        self.ensure_one()
        self.complaint_id._resolve(self.reason, self.fault, self.resolution)
        return {"type": "ir.actions.act_window_close"}
