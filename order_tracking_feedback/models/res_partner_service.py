from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.models.res_partner_service import RECENT

# Open complaints; lines ordered of late, as reviews count those that came back; answers of late.
_SAID = """
SELECT 'complaint', p.commercial_partner_id, COUNT(*), 0
  FROM order_complaint c JOIN res_partner p ON p.id = c.partner_id
 WHERE c.id IN %(complaints)s GROUP BY 2
 UNION ALL
SELECT 'line', o.partner_id, COUNT(*), COUNT(*) FILTER (WHERE l.returned > 0)
  FROM order_outcome o JOIN order_outcome_part l ON l.outcome_id = o.id AND l.kind = 'line'
 WHERE o.partner_id = ANY (%(customers)s) AND o.known_until IS NULL AND o.state <> 'cancelled'
   AND o.ordered_at >= %(since)s AND o.order_id IN %(orders)s GROUP BY 2
 UNION ALL
SELECT 'answer', p.commercial_partner_id, COUNT(*), COUNT(*) FILTER (WHERE f.mood = 'happy')
  FROM order_feedback f JOIN res_partner p ON p.id = f.partner_id
 WHERE f.id IN %(answers)s GROUP BY 2"""


class ResPartner(models.Model):
    """Adds what a customer complained about, sent back and said."""

    _inherit = "res.partner"

    service_complaint_count = fields.Integer(
        "Open Complaints", compute="_compute_service_said", groups="base.group_user"
    )
    service_line_count = fields.Integer(
        "Order Lines", compute="_compute_service_said", groups="base.group_user"
    )
    service_returned_count = fields.Integer(
        "Lines Returned", compute="_compute_service_said", groups="base.group_user"
    )
    service_answer_count = fields.Integer(
        "Answers", compute="_compute_service_said", groups="base.group_user"
    )
    service_happy_count = fields.Integer(
        "Satisfied", compute="_compute_service_said", groups="base.group_user"
    )
    service_return_rate = fields.Float(
        "Return Rate",
        compute="_compute_service_said",
        help="Of the order lines of a year.",
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_service_said(self):
        said = self._service_said()
        for partner in self:
            found = said.get(partner.commercial_partner_id._origin.id, {})
            partner.service_complaint_count = found.get("complaint", (0, 0))[0]
            lines, returned = found.get("line", (0, 0))
            partner.service_line_count, partner.service_returned_count = lines, returned
            partner.service_return_rate = returned / lines if lines else 0.0
            partner.service_answer_count, partner.service_happy_count = found.get("answer", (0, 0))

    def _service_said(self):
        """``{customer: {"complaint": (open, 0), "line": (ordered, returned), "answer": (told,
        satisfied)}}``, in one query; of a line and an answer what is not older than a year."""
        customers, Complaint = self.commercial_partner_id._origin.ids, self.env["order.complaint"]
        if not customers or not Complaint.has_access("read"):
            return {}
        since = fields.Datetime.now() - RECENT
        domains = {
            "complaints": (Complaint, self._service_complaints(customers)),
            "orders": (self.env["sale.order"], self._service_of(customers)),
            "answers": (self.env["order.feedback"], self._service_answers(customers, since)),
        }
        rows = {key: model._search(domain).subselect() for key, (model, domain) in domains.items()}
        found = {}
        query = SQL(_SAID, customers=customers, since=since, **rows)
        for what, customer, *counts in self.env.execute_query(query):
            found.setdefault(customer, {})[what] = tuple(counts)
        return found

    def _service_habits(self):
        found = super()._service_habits()
        if self.order_feedback_stopped_at:
            found.append(self.env._("Does not want to be asked for feedback"))
        return found

    # ------------------------------------------------------------------ what is behind it

    @api.model
    def _service_complaints(self, customers):
        return [*self._service_of(customers), ("state", "!=", "resolved")]

    @api.model
    def _service_answers(self, customers, since):
        return [
            *self._service_of(customers),
            ("told_at", ">=", since),
            ("mood", "!=", "unscored"),
        ]

    def action_service_complaints(self):
        domain = self._service_complaints(self.commercial_partner_id.ids)
        xmlid = "order_tracking_feedback.order_complaint_action"
        return self._service_action(xmlid, self.env._("Open Complaints"), domain)

    def action_service_returns(self):
        since = fields.Datetime.now() - RECENT
        domain = [
            *self._service_of(self.commercial_partner_id.ids),
            ("order_id.date_order", ">=", since),
            ("line_ids.received_quantity", ">", 0),
        ]
        xmlid = "order_tracking_feedback.order_return_action"
        return self._service_action(xmlid, self.env._("Returns of a Year"), domain)

    def action_service_answers(self):
        since = fields.Datetime.now() - RECENT
        domain = self._service_answers(self.commercial_partner_id.ids, since)
        xmlid = "order_tracking_feedback.order_feedback_action"
        return self._service_action(xmlid, self.env._("Answers of a Year"), domain)
