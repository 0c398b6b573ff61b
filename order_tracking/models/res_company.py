from odoo import api, fields, models

from .. import notices


class ResCompany(models.Model):
    _inherit = "res.company"

    order_verification_mode = fields.Selection(
        [
            ("off", "Off"),
            ("advise", "Report mistakes, stop nothing"),
            ("enforce", "Stop wrong orders"),
        ],
        "Order Verification",
        required=True,
        default="enforce",
        help="What happens when an order is confirmed and a rule finds a mistake.",
    )
    order_audit_team_id = fields.Many2one(
        "order.tracking.team",
        "Audit Team",
        help="Its members decide about orders at risk. Empty: the managers of order tracking.",
    )
    order_audit_hours = fields.Float(
        "Audit Within (working hours)",
        default=4.0,
        help="An order at risk is decided within so many hours of the audit team's working time.",
    )
    order_audit_four_eyes = fields.Boolean(
        "Two People per Audit",
        help="An order at risk needs the approval of two different people, "
        "neither of whom made the order.",
    )
    order_receipt_enabled = fields.Boolean(
        "Send Order Receipts",
        default=True,
        help="The customer gets a sealed receipt of each confirmed order and of later changes.",
    )
    order_receipt_sla_hours = fields.Float(
        "Receipt Within (hours)",
        default=24.0,
        help="The receipt is with the customer so many hours after the confirmation.",
    )
    order_receipt_sms = fields.Boolean(
        "Receipts by SMS",
        help="Sends the link to the receipt by SMS when it cannot go by e-mail. Needs Odoo's SMS.",
    )
    order_receipt_next = fields.Html(
        "What Happens Next",
        translate=True,
        help="Shown on each receipt. Empty: the next stages of the order.",
    )
    order_receipt_footer = fields.Html(
        "Receipt Footer", translate=True, help="Shown at the end of each receipt."
    )
    order_notice_enabled = fields.Boolean(
        "Notify Those Who Follow an Order",
        default=True,
        help="A message when a stage marked “Notify the Customer” is reached.",
    )
    order_notice_problems = fields.Boolean(
        "Problems",
        default=True,
        help="Also when an order is late or was put off, or was cancelled.",
    )
    order_notice_sms = fields.Boolean(
        "Notices by SMS",
        help="Sends an SMS to readers who cannot be reached by e-mail. Needs Odoo's SMS.",
    )
    order_notice_window = fields.Integer(
        "Wait (minutes)",
        default=10,
        help="What happens within so many minutes comes in one message.",
    )
    order_notice_per_day = fields.Integer(
        "At Most per Day",
        default=4,
        help="Messages per reader and order in 24 hours; what is more waits. 0: any number.",
    )
    order_notice_quiet_from = fields.Float("Quiet From", default=0.0)
    order_notice_quiet_until = fields.Float(
        "Until",
        default=0.0,
        help="No message in these hours of the reader's day. The same hour twice: at any time.",
    )
    order_lookup_enabled = fields.Boolean(
        "Customers Find Their Order Themselves",
        default=True,
        help="A public page shows where an order is to whoever enters its number and the e-mail "
        "address or phone number that it was ordered with.",
    )
    order_receipt_sequence_id = fields.Many2one(
        "ir.sequence",
        "Numbers of Receipts",
        readonly=True,
        ondelete="restrict",
        help="Counts without gaps, and is the lock of the company's chain of receipts.",
    )

    order_archive_months = fields.Integer(
        "Archive After (months)",
        default=24,
        help="Orders that are over, and about which nothing happened for so many months, are "
        "archived: their history takes less room and stays readable. 0: never.",
    )

    _order_archive_months_range = models.Constraint(
        "CHECK (order_archive_months BETWEEN 0 AND 240)",
        "Orders are archived after 1 to 240 months; 0 means never.",
    )

    order_intake_months = fields.Integer(
        "Keep Order Messages (months)",
        default=36,
        help="So many months after an order was made from a message or a file, the message and its "
        "sender's address are erased. Orders that are under way keep theirs. 0: kept without end.",
    )
    _order_intake_months_range = models.Constraint(
        "CHECK (order_intake_months BETWEEN 0 AND 240)",
        "Order messages are kept 1 to 240 months; 0 means without end.",
    )
    order_notice_months = fields.Integer(
        "Keep Texts of Notices (months)",
        default=12,
        help="So many months after a notice, the address it went to and the text of its mail are "
        "erased; that it was sent, and when, stays. 0: kept without end.",
    )
    _order_notice_months_range = models.Constraint(
        "CHECK (order_notice_months BETWEEN 0 AND 240)",
        "Texts of notices are kept 1 to 240 months; 0 means without end.",
    )

    def _tracking_zone(self):
        """Name of the time zone in which the company's days begin and end."""
        self.ensure_one()
        return self.partner_id.tz or self.resource_calendar_id.tz or "UTC"

    def _notice_topics(self):
        """Codes of the news beside the stages (``notices.TOPICS``) that this company tells."""
        self.ensure_one()
        # an addon may be loaded for another database of this server, and not be installed here
        topics = {code: t for code, t in notices.TOPICS.items() if t.setting in self}
        return {code for code, topic in topics.items() if self[topic.setting]}

    def _order_lookup_url(self):
        """Address of the page on which customers find their order, for websites and mails."""
        self.ensure_one()
        # sudo: whether there are others is no secret, and decides about a part of the address
        alone = self.sudo().search_count([], limit=2) == 1
        return f"{self.get_base_url()}/track" + ("" if alone else f"?company={self.id}")

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._make_receipt_sequence()
        return companies

    @api.model
    def _make_receipt_sequences(self):
        """At installation: every company gets its numbers."""
        self.search([("order_receipt_sequence_id", "=", False)])._make_receipt_sequence()

    def _make_receipt_sequence(self):
        # sudo: whoever may make a company may not make sequences; this one belongs to it
        for company in self.sudo():
            company.order_receipt_sequence_id = (
                self.env["ir.sequence"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Order receipts of %s", company.name),
                        "code": "order.receipt",
                        "implementation": "no_gap",
                        "prefix": "R",
                        "padding": 6,
                        "company_id": company.id,
                    }
                )
            )

    def _next_receipt_name(self):
        """The next number, which nobody else gets while this transaction runs."""
        self.ensure_one()
        # sudo: numbers are taken by a job, or by a salesperson who may not read sequences
        return self.sudo().order_receipt_sequence_id.next_by_id()
