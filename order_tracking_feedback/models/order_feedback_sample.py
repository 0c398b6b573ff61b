from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MOST = 5000  # invitations at once
# One order of each customer, at random; of these customers some, at random.
_DRAW = """
INSERT INTO order_feedback_request
    (order_id, company_id, partner_id, kind, state, survey_id, due_at, send_at, secret, attempts)
SELECT id, company_id, partner_id, 'survey', 'waiting', %(survey)s, %(now)s, %(now)s,
       REPLACE(GEN_RANDOM_UUID()::text, '-', ''), 0
  FROM (SELECT DISTINCT ON (o.partner_id) o.id, o.company_id, o.partner_id
          FROM sale_order o
          JOIN res_partner p ON p.id = o.partner_id
         WHERE o.company_id = %(company)s AND o.state = 'sale'
           AND o.date_order >= %(since)s AND o.date_order < %(until)s
           AND p.active AND p.email_normalized IS NOT NULL
           AND p.order_feedback_stopped_at IS NULL
           AND COALESCE(p.order_notices, 'all') <> 'none'
           AND NOT EXISTS (SELECT FROM order_feedback_request r
                            WHERE r.partner_id = p.id
                              AND (r.asked_at > %(asked)s OR r.state = 'waiting'))
         ORDER BY o.partner_id, RANDOM()) AS customer
 ORDER BY RANDOM() LIMIT %(number)s
RETURNING id"""


class OrderFeedbackSample(models.TransientModel):
    """Invites customers to a survey, drawn at random from real orders of a period."""

    _name = "order.feedback.sample"
    _description = "Invite Customers to a Survey"

    survey_id = fields.Many2one("survey.survey", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("Ordered From", required=True)
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    number = fields.Integer("Customers", required=True, default=200)

    def action_draw(self):
        """Draws and plans; the job sends, in the reader's language and not at night."""
        self.ensure_one()
        self._check_sample()
        self.env["order.feedback.request"].flush_model()
        self.env["res.partner"].flush_model()
        self.env["sale.order"].flush_model()
        now = fields.Datetime.now()
        query = SQL(
            _DRAW,
            survey=self.survey_id.id,
            company=self.company_id.id,
            now=now,
            since=self.date_from,
            until=self.date_to + timedelta(days=1),
            asked=now - timedelta(days=self.company_id.order_feedback_gap),
            number=self.number,
        )
        drawn = [row[0] for row in self.env.execute_query(query)]
        self.env["order.feedback.request"].invalidate_model()
        if not drawn:
            raise UserError(
                self.env._(
                    "Nobody is left to ask: no customer of this period has a mail address and was "
                    "not asked lately. Choose a longer period."
                )
            )
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "order_tracking_feedback.order_feedback_request_action"
            ),
            "domain": [("id", "in", drawn)],
            "context": {},
        }

    def _check_sample(self):
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the company whose customers are to be asked."))
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins. Correct the dates."))
        if not 1 <= self.number <= MOST:
            raise UserError(self.env._("Enter a number of customers from 1 to %s.", MOST))
        if not self.survey_id.question_ids.filtered("order_feedback_about"):
            raise UserError(
                self.env._(
                    "No question of this survey says what it is about. Open the survey and set "
                    "“Feedback About” on its questions."
                )
            )
