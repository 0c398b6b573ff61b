from odoo import fields, models
from odoo.tools import plaintext2html

from .. import complaints


class OrderFeedback(models.Model):
    """Feedback that needs more than thanks: the complaint that it led to, or belongs to."""

    _inherit = "order.feedback"

    complaint_id = fields.Many2one(
        "order.complaint",
        "Complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_complain(self):
        """Takes what is said here for a complaint, and shows it."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._complain()  # sudo: after the check; complaints are opened by nobody directly
        return self.action_open_complaint()

    def action_open_complaint(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "order.complaint",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
        }

    def _complain_by_rule(self):
        """Complaints that the company wants without anybody's click (superuser)."""
        for told in self:
            if told.company_id.order_feedback_complaint and told._complains():
                told._complain()

    def _complains(self):
        """Whether scores or, without any, the words say that something is wrong."""
        words = self.mood == "unscored" and complaints.problems_in(self.text)
        return self.mood == "unhappy" or bool(words)

    def _complain(self):
        """Every one of these about an order belongs to a complaint (superuser): to the one that
        is open about the order, else to a new one in the customer's words."""
        for told in self.filtered(lambda one: one.order_id and not one.complaint_id):
            known = told.order_id._complaint_open()
            told.complaint_id = known or told._open_complaint()
            if known and told.text:
                known._message_log(body=plaintext2html(told.text), author_id=told.partner_id.id)

    def _open_complaint(self):
        order, problems = self.order_id, complaints.problems_in(self.text)
        category = self.env["order.complaint.category"]._for_problems(problems, order.company_id)
        told = {"description": self.text, "author_name": self.author_name}
        return self.env["order.complaint"]._open(order, category, told)
