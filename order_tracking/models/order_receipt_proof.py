import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import consteq
from odoo.tools.translate import LazyTranslate

from .. import presentation, receipt
from ..presentation.shared import say_together

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
PROBLEMS = {
    "content": _lt("the content was altered."),
    "label": _lt("number, revision or order beside the content were altered."),
    "pdf": _lt("the PDF file was altered."),
    "pdf_missing": _lt("the PDF file is gone."),
    "seal": _lt("the seal does not fit."),
    "chain": _lt("the receipt before it is another one."),
    "missing": _lt("the receipt is gone."),
}
# By the one word that the public page tells: headline, the sentence below it, tone.
ANSWERS = {
    "valid": (
        _lt("Valid"),
        _lt("This receipt is genuine, and it is the latest one of its order."),
        "good",
    ),
    "superseded": (
        _lt("Superseded"),
        _lt("This receipt is genuine, but a later one replaces it. Please ask for the latest one."),
        "late",
    ),
    "altered": (
        _lt("Altered"),
        _lt("This is not what was issued. Do not rely on it, and ask the seller for a copy."),
        "bad",
    ),
    "unknown": (
        _lt("Unknown"),
        _lt("There is no such receipt. Check that the whole code was scanned, or ask the seller."),
        "bad",
    ),
}
MAX_TOKEN = 64


class OrderReceipt(models.Model):
    """Whether receipts are what was issued: for managers in words, for the public in one word."""

    _inherit = "order.receipt"

    def _problems(self, deep=True):
        """What is altered, as codes of ``receipt.PROBLEMS`` by record id; empty lists: nothing.

        :param deep: whether the PDF files are read, too.
        """
        # sudo: comparing hashes tells nothing about the file of a receipt that may be read
        found = {}
        for record in self.sudo():
            last = record.previous_id
            found[record.id] = receipt.problems(
                receipt.Stored(
                    name=record.name,
                    number=record.number,
                    revision=record.revision,
                    order=record.order_id.name,
                    content=record.content,
                    content_hash=record.content_hash,
                    pdf_hash=record.pdf_hash,
                    pdf_found=record._pdf_digest() if deep else record.pdf_hash,
                    seal=record.seal,
                    previous=(last.number, last.seal) if last else None,
                )
            )
        return found

    def _pdf_digest(self):
        """SHA-256 of the file as it is now; None when it is gone."""
        file = self._pdf()
        return receipt.digest(file) if file else None

    def _pdf(self):
        """The file as it is now; empty when the filestore has lost it. It cannot be printed
        again: its seal is that of the very bytes that were sent."""
        self.ensure_one()
        file = self.pdf_attachment_id.with_context(bin_size=False).raw
        if not file:
            _logger.error("The PDF file of receipt %s is not in the filestore", self.name)
        return file or b""

    @api.model
    def _verify_chain(self, company, batch=200):
        """Checks every receipt of ``company`` and that none is missing between them.

        :return: ``{number of the receipt: [codes]}`` of the altered ones; the code ``missing``
            stands at numbers of the chain that have no receipt.
        """
        found, expected, last = {}, 1, 0
        while records := self.sudo().search(
            [("company_id", "=", company.id), ("number", ">", last)], order="number", limit=batch
        ):
            for record, problems in zip(records, records._problems().values(), strict=True):
                for gap in range(expected, record.number):
                    found[gap] = ["missing"]
                if problems:
                    found[record.number] = problems
                expected = record.number + 1
            last = records[-1].number
            records.invalidate_recordset()
        return found

    def verify(self):
        """Whether the receipts are as they were issued, in words; for managers."""
        self._check_manager()
        found = self._problems()
        altered = [record._say_problems(found[record.id]) for record in self if found[record.id]]
        text = say_together(self.env, altered) or self.env._(
            "Nothing was altered: content, PDF, seal and the seal before agree."
        )
        return self._notify(text, bad=bool(altered))

    def action_verify_chain(self):
        """Checks the whole chain of the reader's company."""
        self._check_manager()
        company = self.company_id[:1] or self.env.company
        found = self._verify_chain(company)
        said = [
            self.env._(
                "No. %(number)s: %(problems)s", number=number, problems=self._name_problems(codes)
            )
            for number, codes in sorted(found.items())[:10]
        ]
        text = say_together(self.env, said) or self.env._(
            "No receipt of %s was altered.", company.name
        )
        return self._notify(text, bad=bool(found))

    def _say_problems(self, codes):
        return self.env._(
            "%(receipt)s: %(problems)s Keep the customer's copy and ask who changed the database.",
            receipt=self.name,
            problems=self._name_problems(codes),
        )

    def _name_problems(self, codes):
        return say_together(self.env, (self.env._(PROBLEMS[code]) for code in codes))

    def _notify(self, text, bad=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "danger" if bad else "success", "sticky": bad},
        }

    def _check_manager(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("order_tracking.group_manager"):
            raise AccessError(self.env._("Only managers of order tracking check seals."))

    @api.model
    def _public_state(self, token, fingerprint=None, file=None):
        """What the public page says: valid, superseded, altered or unknown; no more.

        :param token: from the QR code.
        :param fingerprint: what the QR code knows of the content; may be missing.
        :param file: a PDF (bytes) to be compared; None: the stored one is checked.
        """
        # sudo: the token is the permission, and one word of four is all that is told
        record = self.sudo()
        if token and len(token) <= MAX_TOKEN:
            record = record.search([("token", "=", token)], limit=1)
        if not record or not consteq(record.token, token):
            return "unknown"
        if fingerprint and not _same(fingerprint, receipt.fingerprint(record.content_hash)):
            return "altered"
        if file is not None and receipt.digest(file) != record.pdf_hash:
            return "altered"
        if record._problems()[record.id]:
            return "altered"
        return "valid" if record.is_current else "superseded"

    @api.model
    def _public_page(self, token, fingerprint=None, file=None, lang=None):
        """The page behind the QR code; ``(Markup, HTTP status)``. It tells one word.

        :param lang: code of the language that the reader chose on the page.
        """
        installed = dict(self.env["res.lang"].get_installed())
        env = self.with_context(lang=lang).env if lang in installed else self.env
        state = self._public_state(token, fingerprint, file)
        title, text, tone = ANSWERS[state]
        page = {
            **presentation.customer_frame(env),
            "title": env._(title),
            "text": env._(text),
            "tone": tone,
            "languages": presentation.languages(env, {"c": fingerprint} if fingerprint else {}),
            "uploaded": file is not None,
            "upload": state != "unknown" or file is not None,
        }
        body = env["sale.order"].sudo()._tracking_render("order_tracking.receipt_verify_page", page)
        return body, 404 if state == "unknown" else 200


def _same(given, known):
    return given.isascii() and consteq(given, known)
