from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from odoo.addons.order_tracking.models.sale_order_receipt_page import NAME, Reader
from odoo.addons.order_tracking.receipt.dispute_form import clean_text

from .. import voice
from ..presentation.feedback import feedback_hint, feedback_page, stop_page
from .order_feedback_request import TOKEN

CORRECT = timedelta(hours=24)  # so long what was sent from the page may be corrected
_CUSTOMER = "feedback"  # the role of whoever came with the link of a request


class SaleOrder(models.Model):
    """The customer tells how it was, on a page of their own."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        return {**page, "feedback": feedback_hint(self, token)}

    def _lookup_values(self, token):
        return {**super()._lookup_values(token), "feedback": None}

    # ------------------------------------------------------------------ reading

    @api.model
    def _feedback_page(self, order_id, token=None, lang=None, *, csrf=""):
        """The page (``Markup``, a whole HTML document).

        :param token: of a request, or as for :meth:`_tracking_page`.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        reader, _request = self._feedback_reader(order_id, token, lang)
        return self._feedback_show(reader, csrf=csrf)

    @api.model
    def _feedback_reader(self, order_id, token, lang=None, *, session=True):
        """(``Reader``, the request whose link it is, maybe empty), after the check."""
        if not (token or "").startswith(TOKEN):
            none = self.env["order.feedback.request"]
            return self._receipt_reader(order_id, token, lang, session=session), none
        request = self.env["order.feedback.request"]._find(token)
        if not request or request.order_id.id != order_id:
            raise MissingError(self.env._("This order does not exist."))
        order = request._order_read()
        installed = dict(self.env["res.lang"].get_installed())
        if lang in installed:
            order = order.with_context(lang=lang)
        reader = Reader(
            order=order,
            token=token,
            lang=lang if lang in installed else "",
            full=False,
            own=False,
            role=_CUSTOMER,
            partner=request.partner_id,
            internal=False,
        )
        return reader, request

    def _feedback_told(self):
        """What the customer said on the page, the latest; maybe empty."""
        self.ensure_one()
        return self.feedback_ids.filtered(lambda told: told.channel == "page")[:1]

    @api.model
    def _feedback_show(self, reader, *, csrf, **more):
        told = reader.order._feedback_told()
        values = feedback_page(reader, told, _may_change(told), csrf=csrf, **more)
        return reader.order._tracking_render("order_tracking_feedback.feedback_page", values)

    # ------------------------------------------------------------------ answering

    @api.model
    def _feedback_answer(self, order_id, sent, *, trusted, csrf="", address=None):
        """The customer tells how it was.

        :param sent: texts by field name of the form: access_token, lang, name, and those of
            ``voice.read_form``. :param address: of the internet, whence it came.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        token, lang = sent.get("access_token"), sent.get("lang")
        reader, request = self._feedback_reader(order_id, token, lang, session=trusted)
        env = reader.order.env
        if not (reader.may_answer or request):
            problem = env._("Only the customer can answer here.")
            return self._feedback_show(reader, csrf=csrf, problem=problem)
        self._message_limit(reader, address, sent)
        reading = voice.read_form({name: clean_text(text) for name, text in sent.items()})
        if reading.errors:
            return self._feedback_show(reader, csrf=csrf, sent=sent, errors=reading.errors)
        reader.order._feedback_keep(reader, request, reading.said, sent.get("name"))
        return None

    def _feedback_keep(self, reader, request, said, name):
        """Records what came from the page, in the place of what came before within the time."""
        self.ensure_one()
        # Of two answers at once (a double tap) the second waits here, fails when the first is
        # through, is run again by Odoo, and then sees what the first has recorded.
        turn = SQL("UPDATE sale_order SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(turn, log_exceptions=False)
        self.invalidate_recordset(["feedback_ids"], flush=False)
        before = self._feedback_told()
        if before and (not _may_change(before) or before._says(said)):
            return
        before.active = False
        teller = reader.teller(name)
        self.env["order.feedback"]._record(
            said,
            "page",
            f"page:{self.id}:{before.id or 0}",
            order=self,
            partner_id=(teller.partner or self.partner_id).id,
            author_name=teller.name[:NAME] or False,
            lang=self.env.lang,
            request_id=request.id or before.request_id.id,
            corrects_id=before.id,
        )
        self._feedback_requests()._answered()

    def _feedback_requests(self):
        """The request about this order, maybe none."""
        known = [("order_id", "=", self.id), ("kind", "=", "order")]
        return self.env["order.feedback.request"].search(known)

    # ------------------------------------------------------------------ unsubscribing

    @api.model
    def _feedback_stop(self, token, *, do):
        """The page on which a reader unsubscribes from requests.

        :param do: unsubscribe; else only ask.
        :raise MissingError: whatever is wrong with the token.
        """
        request = self.env["order.feedback.request"]._find(token, stop=True)
        if not request:
            raise MissingError(self.env._("This link is not valid (any more)."))
        if do:
            request._unsubscribe()
        order = request._order_read()
        done = bool(request.partner_id.order_feedback_stopped_at)
        page = stop_page(order, token, done)
        return order._tracking_render("order_tracking_feedback.feedback_stop_page", page)


def _may_change(told):
    return not told or fields.Datetime.now() <= told.told_at + CORRECT
