import secrets
from typing import NamedTuple
from urllib.parse import urlencode

from odoo import api, models
from odoo.exceptions import AccessError

from ..presentation import receipt_form as form
from ..presentation import receipt_page as page
from ..receipt.dispute_form import Reading, clean_text, read_form
from .order_receipt_answer import Teller
from .sale_order_page import MAX_ID

OPEN_AT_ONCE = 100  # corrections of an order; more of them need a conversation
NAME, KEY = 80, 64  # characters


class Reader(NamedTuple):
    """Whoever has the page open, after the check.

    ``order``: with superuser rights, in the reader's language. ``lang``: chosen on the page.
    ``full``: logged in, and may read the order. ``own``: came with the order's own token.
    ``role``: of the personal link that it was opened with, else empty. ``partner``: who it is,
    as far as known. ``internal``: one of us.
    """

    order: models.Model
    token: str
    lang: str
    full: bool
    own: bool
    role: str
    partner: models.Model
    internal: bool

    @property
    def key(self) -> str:
        """What the links of the page carry on."""
        carried = {"access_token": self.token, "lang": self.lang}
        query = urlencode({name: value for name, value in carried.items() if value})
        return f"?{query}" if query else ""

    @property
    def sees_prices(self) -> bool:
        """Who only receives goods need not know what they cost."""
        return self.full or self.own or self.role in ("buyer", "salesperson")

    @property
    def sees_pdf(self) -> bool:
        """The file cannot be masked: for those who may open Odoo's own page of the order."""
        return self.full or self.own

    @property
    def may_answer(self) -> bool:
        return not self.internal and (self.full or self.own or self.role == "buyer")

    @property
    def counts_as_customer(self) -> bool:
        return not self.internal and self.role != "salesperson"

    def teller(self, name: str) -> Teller:
        """Who answers: by log-in, or as they call themselves, or as the link is theirs."""
        via = "portal" if self.full else "order" if self.own else "link"
        typed = "" if self.full else clean_text(name)[:NAME]
        return Teller(typed or self.partner.name or "", via, self.partner)


class SaleOrder(models.Model):
    """The customer's page of the order's receipts: read, accepted and disputed there."""

    _inherit = "sale.order"

    # ------------------------------------------------------------------ reading

    @api.model
    def _receipt_page(
        self, order_id, token=None, lang=None, *, revision=None, start=0, notice="", csrf=""
    ):
        """The page of a receipt (``Markup``, a whole HTML document).

        :param token, lang: as for :meth:`_tracking_page`.
        :param revision: which one; the current one if None or unknown.
        :param start: the first line that is shown of a long receipt.
        :param notice: of ``presentation.receipt_words.NOT_NOW``: what cannot be had.
        :param csrf: the sign of the reader's session, for the forms of the page.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        reader = self._receipt_reader(order_id, token, lang)
        receipt = reader.order._receipt_of(revision) or reader.order.current_receipt_id
        return self._receipt_show(reader, receipt, start=start, notice=notice, csrf=csrf)

    @api.model
    def _receipt_form(self, order_id, token=None, lang=None, *, line="", csrf=""):
        """The form for what is wrong with the current receipt; its page, for those who cannot
        tell anything now.

        :param line: reference of the line that the reader came from.
        """
        reader = self._receipt_reader(order_id, token, lang)
        receipt = reader.order.current_receipt_id
        if obstacle := page.obstacle(reader, receipt):
            return self._receipt_show(reader, receipt, notice=obstacle, csrf=csrf)
        return self._receipt_show_form(reader, receipt, csrf=csrf, chosen=line)

    @api.model
    def _receipt_pdf(self, order_id, token, revision):
        """(name, content) of the file of a revision, as it was sent; the content is empty when
        the file is lost.

        :raise MissingError, AccessError: there is none for this reader.
        """
        reader = self._receipt_reader(order_id, token)
        receipt = reader.order._receipt_of(revision)
        if not receipt or not reader.sees_pdf:
            raise AccessError(self.env._("This receipt does not exist."))
        return receipt.pdf_attachment_id.name, receipt._pdf()

    @api.model
    def _receipt_opened(self, order_id, token, revision):
        """Records that the customer has this revision open, once."""
        reader = self._receipt_reader(order_id, token)
        receipt = reader.order._receipt_of(revision)
        if receipt and reader.counts_as_customer:
            receipt._customer_opened()

    # ------------------------------------------------------------------ answering

    @api.model
    def _receipt_accept(self, order_id, sent, *, trusted, csrf=""):
        """The customer agrees.

        :param sent: texts by field name of the form: access_token, lang, revision, name.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        reader, receipt = self._receipt_answering(order_id, sent, trusted)
        obstacle = page.obstacle(reader, receipt, accepting=True)
        if obstacle:
            current = reader.order.current_receipt_id
            return self._receipt_show(reader, current, notice=obstacle, csrf=csrf)
        receipt._customer_accepts(reader.teller(sent.get("name")))
        return None

    @api.model
    def _receipt_dispute(self, order_id, sent, files, *, trusted, csrf=""):
        """The customer says what is wrong.

        :param sent: as for :meth:`_receipt_accept`, and the fields of ``receipt.dispute_form``.
        :param files: (name, content) of files by field name.
        :return: None when it is recorded, else the page or the form that says why not.
        """
        reader, receipt = self._receipt_answering(order_id, sent, trusted)
        if obstacle := page.obstacle(reader, receipt):
            current = reader.order.current_receipt_id
            return self._receipt_show(reader, current, notice=obstacle, csrf=csrf)
        key = clean_text(sent.get("form_key"))[:KEY] or secrets.token_urlsafe(16)
        reading = self._receipt_read_form(reader, receipt, sent, files)
        if reading.errors:
            return self._receipt_show_form(
                reader, receipt, csrf=csrf, key=key, sent=sent, reading=reading
            )
        receipt._customer_disputes(reading.proposals, key, reader.teller(sent.get("name")))
        return None

    @api.model
    def _receipt_read_form(self, reader, receipt, sent, files):
        order = reader.order
        manner = form.manner_of(order.env)
        reading = read_form(sent, files, form.read_places(receipt, reader), manner)
        waiting = order.env["order.receipt.dispute"].search_count(
            [("order_id", "=", order.id), ("state", "=", "open")]
        )
        if waiting + len(reading.proposals) > OPEN_AT_ONCE:
            return Reading(errors={("", "form"): ("full", "")})
        return reading

    # ------------------------------------------------------------------ who reads, and what

    @api.model
    def _receipt_answering(self, order_id, sent, trusted):
        reader = self._receipt_reader(
            order_id, sent.get("access_token"), sent.get("lang"), session=trusted
        )
        revision = sent.get("revision") or ""
        known = revision.isascii() and revision.isdigit() and len(revision) < 6
        return reader, reader.order._receipt_of(int(revision) if known else 0)

    @api.model
    def _receipt_reader(self, order_id, token, lang=None, *, session=True):
        """The :class:`Reader`, after the check.

        :param session: whether being logged in counts.
        :raise MissingError, AccessError: nothing to see.
        """
        user = self.env.user
        asking = self if session else self.with_user(self.env.ref("base.public_user"))
        order, link, full = asking._tracking_open(order_id, token)
        order = order._tracking_read_as(link, lang)
        chosen = lang if lang == order.env.lang else ""
        known = order.partner_id if user._is_public() or not full else user.sudo().partner_id
        return Reader(
            order=order,
            token=token or "",
            lang=chosen,
            full=full,
            own=not full and not link,
            role=link.role or "",
            partner=link.partner_id or known,
            internal=user._is_internal(),
        )

    def _receipt_of(self, revision):
        """The receipt of this order with that revision, the current one if None; maybe empty."""
        self.ensure_one()
        if revision is None:
            return self.current_receipt_id
        known = [("order_id", "=", self.id), ("revision", "=", min(revision, MAX_ID))]
        return self.env["order.receipt"].search(known, limit=1)

    @api.model
    def _receipt_show(self, reader, receipt, *, start=0, notice="", csrf=""):
        values = page.receipt_page(reader, receipt, start=start, notice=notice)
        return reader.order._tracking_render(
            "order_tracking.receipt_page", {**values, "csrf": csrf}
        )

    @api.model
    def _receipt_show_form(self, reader, receipt, *, csrf, key="", **more):
        values = form.receipt_form(
            reader, receipt, key=key or secrets.token_urlsafe(16), csrf=csrf, **more
        )
        return reader.order._tracking_render("order_tracking.receipt_form", values)

    def _receipt_zone(self):
        """Name of the time zone in which the customer reads days."""
        self.ensure_one()
        return self.partner_id.tz or self.company_id.partner_id.tz or "UTC"
