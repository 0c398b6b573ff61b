import secrets

from odoo import api, fields, models

STATES = [
    ("prepared", "Prepared"),
    ("sent", "Handed to the mail server"),
    ("failed", "Not delivered"),
    ("opened", "Opened"),
    ("answered", "Answered"),
]
CHANNELS = [("mail", "E-mail"), ("sms", "SMS"), ("person", "By a person")]


class OrderReceipt(models.Model):
    """One numbered, sealed revision of what was agreed with the customer. It only grows."""

    _name = "order.receipt"
    _description = "Order Receipt"
    _order = "company_id, number desc"

    name = fields.Char("Number", required=True, readonly=True)
    number = fields.Integer("Position", required=True, readonly=True, help="1, 2, 3 … per company.")
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="order_id.team_id", string="Sales Team")
    revision = fields.Integer(required=True, readonly=True)
    lang = fields.Char("Language", required=True, readonly=True)
    content = fields.Text(required=True, readonly=True, help="Canonical JSON, UTF-8.")
    content_hash = fields.Char(required=True, readonly=True, help="SHA-256 of the content.")
    agreement_hash = fields.Char(
        required=True, readonly=True, help="SHA-256 of the part that was agreed."
    )
    changes = fields.Json(readonly=True, help="What differs from the revision before.")
    revises_id = fields.Many2one("order.receipt", "Replaces", readonly=True, ondelete="restrict")
    previous_id = fields.Many2one(
        "order.receipt", "Previous in the Chain", readonly=True, ondelete="restrict"
    )
    pdf_attachment_id = fields.Many2one("ir.attachment", "PDF", readonly=True, ondelete="restrict")
    pdf_hash = fields.Char(required=True, readonly=True, help="SHA-256 of the PDF file.")
    seal = fields.Char(required=True, readonly=True)
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="order_tracking.group_manager",
    )
    is_current = fields.Boolean("Current", compute="_compute_is_current")

    # ---- how it reached the customer: these change
    state = fields.Selection(STATES, compute="_compute_state", store=True, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True, help="How it went, or is tried now.")
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index=True)
    attempts = fields.Integer(readonly=True)
    error = fields.Char("Why It Failed", readonly=True)
    confirmed_at = fields.Datetime(
        "Agreed",
        required=True,
        readonly=True,
        help="When the order was confirmed; of a later revision, when it was changed.",
    )
    prepared_at = fields.Datetime("Prepared", required=True, readonly=True)
    sent_at = fields.Datetime("Handed Over", readonly=True)
    failed_at = fields.Datetime("Failed", readonly=True)
    opened_at = fields.Datetime("Opened", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    answer = fields.Selection([("accepted", "Accepted"), ("disputed", "Disputed")], readonly=True)
    due_at = fields.Datetime(
        "Due", required=True, readonly=True, help="Agreed, plus the hours of the company's promise."
    )
    hours = fields.Float(compute="_compute_hours", store=True, aggregator="avg")
    in_time = fields.Boolean(compute="_compute_hours", store=True)

    _number_uniq = models.UniqueIndex("(company_id, number)")
    _revision_uniq = models.UniqueIndex("(order_id, revision)")
    _token_uniq = models.UniqueIndex("(token)")
    _open_idx = models.Index("(company_id, due_at) WHERE sent_at IS NULL")

    @api.depends("answered_at", "opened_at", "sent_at", "failed_at")
    def _compute_state(self):
        """The furthest that is known; a failure counts until it went out after all."""
        for receipt in self:
            if receipt.answered_at:
                receipt.state = "answered"
            elif receipt.opened_at:
                receipt.state = "opened"
            elif receipt.failed_at:
                receipt.state = "failed"
            else:
                receipt.state = "sent" if receipt.sent_at else "prepared"

    @api.depends("order_id.current_receipt_id")
    def _compute_is_current(self):
        for receipt in self:
            receipt.is_current = receipt.order_id.sudo().current_receipt_id == receipt

    @api.depends("confirmed_at", "sent_at", "due_at")
    def _compute_hours(self):
        """Hours from agreed to handed over, elapsed time."""
        for receipt in self:
            sent = receipt.sent_at
            receipt.hours = sent and (sent - receipt.confirmed_at).total_seconds() / 3600
            receipt.in_time = bool(sent and sent <= receipt.due_at)

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = self.env._(
                "%(number)s, revision %(revision)s",
                number=receipt.name,
                revision=receipt.revision,
            )

    def _page_url(self, link):
        """Address of the customer's page of this receipt.

        :param link: ``order.tracking.link`` of the reader, of the same order.
        """
        self.ensure_one()
        path = f"/my/orders/{self.order_id.id}/receipt/{self.revision}"
        return f"{self.order_id.get_base_url()}{path}?access_token={link.token}"
