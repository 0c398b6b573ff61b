import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import appendonly, receipt
from ..presentation.receipt import receipt_document
from ..report import pdf

STATES = [
    ("prepared", "Prepared"),
    ("sent", "Handed over"),
    ("failed", "Not delivered"),
    ("opened", "Opened"),
    ("answered", "Answered"),
    ("replaced", "Replaced before it was sent"),
]
CHANNELS = [("mail", "E-mail"), ("sms", "SMS"), ("person", "By a person")]
# What was handed out: never changed, for the ORM and for PostgreSQL.
FROZEN = (
    "name",
    "number",
    "order_id",
    "company_id",
    "revision",
    "lang",
    "content",
    "content_hash",
    "agreement_hash",
    "changes",
    "revises_id",
    "previous_id",
    "pdf_attachment_id",
    "pdf_hash",
    "seal",
    "token",
    "confirmed_at",
    "prepared_at",
)
_ISSUE = object()  # in the context of our own create(): nothing from outside can be this object


class OrderReceipt(models.Model):
    """One numbered, sealed revision of what was agreed with the customer. It only grows."""

    _name = "order.receipt"
    _inherit = ["order.sending"]
    _description = "Order Receipt"
    _order = "company_id, number desc"

    name = fields.Char("Number", required=True, readonly=True, index="trigram")
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
    changes = fields.Json(
        "Changes (Data)", readonly=True, help="What differs from the revision before."
    )
    revises_id = fields.Many2one("order.receipt", "Replaces", readonly=True, ondelete="restrict")
    previous_id = fields.Many2one(
        "order.receipt", "Previous in the Chain", readonly=True, ondelete="restrict"
    )
    pdf_attachment_id = fields.Many2one(
        "ir.attachment", "PDF", required=True, readonly=True, ondelete="restrict"
    )
    pdf_hash = fields.Char(required=True, readonly=True, help="SHA-256 of the PDF file.")
    seal = fields.Char(required=True, readonly=True)
    token = fields.Char(
        required=True, readonly=True, copy=False, groups="order_tracking.group_manager"
    )
    is_current = fields.Boolean("Current", compute="_compute_is_current")
    changes_text = fields.Text("Changes", compute="_compute_changes_text")

    # ---- how it reached the customer: these change
    state = fields.Selection(STATES, compute="_compute_state", store=True, readonly=True)
    replaced_at = fields.Datetime("Replaced", readonly=True)
    confirmed_at = fields.Datetime(
        "Agreed",
        required=True,
        readonly=True,
        help="When the order was confirmed; of a later revision, when it was changed.",
    )
    prepared_at = fields.Datetime("Prepared", required=True, readonly=True)
    opened_at = fields.Datetime("Opened", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    answer = fields.Selection([("accepted", "Accepted"), ("disputed", "Disputed")], readonly=True)
    due_at = fields.Datetime(
        "Due", required=True, readonly=True, help="Agreed, plus the hours of the company's promise."
    )
    hours = fields.Float(
        "Hours to the Customer", compute="_compute_hours", store=True, aggregator="avg"
    )
    in_time = fields.Boolean(compute="_compute_hours", store=True)

    _number_uniq = models.UniqueIndex("(company_id, number)")
    _name_uniq = models.UniqueIndex("(company_id, name)")
    _revision_uniq = models.UniqueIndex("(order_id, revision)")
    _token_uniq = models.UniqueIndex("(token)")
    _pdf_uniq = models.UniqueIndex("(pdf_attachment_id)")
    _open_idx = models.Index("(company_id, due_at) WHERE sent_at IS NULL")
    _disputed_idx = models.Index("(company_id, number DESC) WHERE answer = 'disputed'")

    def init(self):
        appendonly.freeze(self.env.cr, self._table, FROZEN)

    # ------------------------------------------------------------------ computed

    @api.depends("answered_at", "opened_at", "sent_at", "failed_at", "replaced_at")
    def _compute_state(self):
        """The furthest that is known; a failure counts until it went out after all."""
        for record in self:
            steps = (
                ("answered", record.answered_at),
                ("opened", record.opened_at),
                ("sent", record.sent_at),
                ("replaced", record.replaced_at),
                ("failed", record.failed_at),
            )
            record.state = next((name for name, at in steps if at), "prepared")

    @api.depends("order_id.current_receipt_id")
    def _compute_is_current(self):
        # sudo: whoever may read the receipt may know whether a later one replaces it
        for record in self:
            record.is_current = record.order_id.sudo().current_receipt_id == record

    @api.depends("changes")
    @api.depends_context("lang", "tz")
    def _compute_changes_text(self):
        for record in self:
            record.changes_text = "\n".join(record._document()["changes"])

    @api.depends("confirmed_at", "sent_at", "opened_at", "due_at")
    def _compute_hours(self):
        """Hours (elapsed time) until the customer had it, by whatever way."""
        for record in self:
            had = min((at for at in (record.sent_at, record.opened_at) if at), default=False)
            record.hours = had and (had - record.confirmed_at).total_seconds() / 3600
            record.in_time = bool(had and had <= record.due_at)

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "%(number)s, revision %(revision)s", number=record.name, revision=record.revision
            )

    # ------------------------------------------------------------------ it only grows

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("order_receipt_issue") is not _ISSUE:
            raise UserError(
                self.env._(
                    "Receipts are issued when an order is confirmed or changed, not by hand."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su or not set(FROZEN).isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A receipt is never changed: the customer holds a copy. Change the order; "
                    "the customer then gets the next revision."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A receipt is never deleted: the customer holds a copy. Cancel the order.")
        )

    # ------------------------------------------------------------------ issuing

    @api.model
    def _issue(self, order, content, changes, agreed_at):
        """Numbers, seals and stores the next receipt of ``order``.

        Takes the company's chain for itself until the transaction ends. When another one had it
        meanwhile, PostgreSQL refuses (serialisation failure, lock not available): the caller
        starts over in a new transaction.

        :param order: sale.order with superuser rights, in the language of the receipt.
        :param content: of ``receipt_reading.read_content``; its part ``receipt`` is set here.
        :param changes: of ``receipt.differences``; None for the first revision.
        :param agreed_at: since when the customer may expect it, naive UTC.
        """
        name = order.company_id._next_receipt_name()
        revised, now = order.current_receipt_id, fields.Datetime.now()
        content["receipt"] = {
            "number": name,
            "revision": revised.revision + 1,
            "previous": revised.name or None,
            "issued": receipt.utc_text(now),
        }
        text, token = receipt.canonical(content), secrets.token_urlsafe(24)
        values = {
            "name": name,
            "order_id": order.id,
            "company_id": order.company_id.id,
            "revision": revised.revision + 1,
            "revises_id": revised.id,
            "lang": order.env.lang or "en_US",
            "content": text,
            "content_hash": receipt.digest(text),
            "agreement_hash": receipt.digest(
                receipt.canonical(receipt.comparable(content["agreement"]))
            ),
            "changes": changes,
            "token": token,
            "confirmed_at": agreed_at,
            "prepared_at": now,
            "due_at": agreed_at + timedelta(hours=order.company_id.order_receipt_sla_hours),
        }
        return self._store(order, values, content)

    @api.model
    def _store(self, order, values, content):
        """Prints and seals a receipt whose chain is locked."""
        last = self.search(
            [("company_id", "=", values["company_id"])], order="number desc", limit=1
        )
        number = last.number + 1
        file = self._print(order, values, content)
        pdf_hash = receipt.digest(file)
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{values['name'].replace('/', '-')}.pdf",
                "raw": file,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "company_id": values["company_id"],
            }
        )
        record = self.with_context(order_receipt_issue=_ISSUE).create(
            {
                **values,
                "number": number,
                "previous_id": last.id,
                "pdf_attachment_id": attachment.id,
                "pdf_hash": pdf_hash,
                "seal": receipt.make_seal(
                    number, values["content_hash"], pdf_hash, last.seal or ""
                ),
            }
        )
        attachment.res_id = record.id  # who may read the receipt may read its file
        return record.with_env(self.env)

    @api.model
    def _print(self, order, values, content):
        company = order.company_id
        url = self._verify_url(order.get_base_url(), values["token"], values["content_hash"])
        document = receipt_document(order.env, content, values["changes"])
        return pdf.render(order.env, company, document, url)

    @api.model
    def _verify_url(self, base, token, content_hash):
        """The address in the QR code: it tells nothing, and knows what was printed beside it."""
        return f"{base}/receipt/{token}?c={receipt.fingerprint(content_hash)}"

    # ------------------------------------------------------------------ reading

    def _content(self):
        """What the receipt says (``receipt.content``)."""
        self.ensure_one()
        return receipt.parse(self.content)

    def _document(self):
        """What the receipt says as texts in the language of the environment; see
        ``presentation.receipt.receipt_document``."""
        self.ensure_one()
        return receipt_document(self.env, self._content(), self.changes)

    def _page_url(self, link):
        """Address of the customer's page of this receipt.

        :param link: ``order.tracking.link`` of the reader, of the same order.
        """
        self.ensure_one()
        path = f"/my/orders/{self.order_id.id}/receipt/{self.revision}"
        return f"{self.order_id.get_base_url()}{path}?access_token={link.token}"

    # ------------------------------------------------------------------ screens

    def action_pdf(self):
        """Downloads the file that the customer got."""
        self.ensure_one()
        self.check_access("read")
        if not self._pdf():
            raise UserError(
                self.env._(
                    "The PDF file of %s is gone from Odoo's filestore. Restore the filestore from "
                    "a backup, or ask for the copy that was mailed.",
                    self.name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.pdf_attachment_id.id}?download=1",
            "target": "download",
        }
