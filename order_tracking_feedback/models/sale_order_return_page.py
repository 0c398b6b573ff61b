from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.order_tracking.presentation.receipt_form import manner_of
from odoo.addons.order_tracking.receipt.dispute_form import clean_text, photo_mistakes
from odoo.addons.order_tracking.receipt.numbers import read_number
from odoo.addons.order_tracking.receipt.photos import read_places

from .. import returns
from ..presentation.returns import return_page, returns_hint, say_refused

KEY = 64  # characters


class SaleOrder(models.Model):
    """The customer gives goods back, on their own page."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        return {**page, "returns": returns_hint(self, token)}

    def _lookup_values(self, token):
        return {**super()._lookup_values(token), "returns": None}

    @api.model
    def _return_page(self, order_id, token=None, lang=None, *, csrf=""):
        """The page of returns (``Markup``, a whole HTML document).

        :param token, lang: as for :meth:`_tracking_page`.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        return self._return_show(self._receipt_reader(order_id, token, lang), csrf=csrf)

    @api.model
    def _return_label(self, order_id, token, number):
        """(name, content, type) of a label that is for this order's customer.

        :raise MissingError, AccessError: there is none for this reader.
        """
        reader = self._receipt_reader(order_id, token)
        labels = reader.order.return_ids.filtered(
            lambda one: one.state in ("approved", "shipped")
        ).label_ids.filtered(lambda file: file.id == number)
        if not labels or not reader.may_answer:
            raise AccessError(self.env._("This file does not exist."))
        return labels.name, labels.raw, labels.mimetype

    @api.model
    def _return_tell(self, order_id, sent, files, *, trusted, csrf="", address=None):
        """The customer asks for a return, sends a parcel, or takes a return back.

        :param sent: texts by field name: access_token, lang, name, form_key, ``step`` (ask,
            parcel or cancel), ``return`` (id), ``number``, and those of ``returns.read_form``.
        :param files: (name, content) of files by field name.
        :param address: of the internet, whence it came.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        token, lang = sent.get("access_token"), sent.get("lang")
        reader = self._receipt_reader(order_id, token, lang, session=trusted)
        order, step = reader.order.with_company(reader.order.company_id), sent.get("step")
        if not reader.may_answer:
            problem = order.env._("Only the customer can answer here.")
            return self._return_show(reader, csrf=csrf, problem=problem)
        self._message_limit(reader, address, sent)
        if step == "ask":
            more = order._return_asked(reader, sent, files)
        else:
            more = order._return_answered(step, sent)
        return self._return_show(reader, csrf=csrf, sent=sent, **more) if more else None

    def _return_asked(self, reader, sent, files):
        """Opens the return that the form asks for; what is wrong with it, else nothing."""
        self._return_turn()
        key = clean_text(sent.get("form_key"))[:KEY] or None
        Return = self.env["order.return"]
        if key and Return.search_count([("order_id", "=", self.id), ("form_key", "=", key)]):
            return None  # told twice
        goods = {one.key: one for one in self._return_goods() if one.decision.allowed}
        reading = _read(self.env, sent, files, [one.place for one in goods.values()])
        if reading.errors:
            errors = {k: v if isinstance(v, tuple) else (v,) for k, v in reading.errors.items()}
            return {"errors": errors}
        try:
            self._return_ask(reading.asks, goods, teller=reader.teller(sent.get("name")), key=key)
        except UserError as error:
            return {"problem": str(error)}
        return None

    def _return_answered(self, step, sent):
        """The customer's word about a return of this order; what is wrong, else nothing."""
        number = sent.get("return") or ""
        known = self.return_ids.filtered(lambda one: str(one.id) == number)
        if not known:
            return {"problem": self.env._("This return does not exist.")}
        if step == "parcel":
            code = known._customer_parcel(clean_text(sent.get("number")))
            return {"problem": say_refused(self.env, code)} if code else None
        known._take_turn()
        if step != "cancel" or known.state == "cancelled":
            return None
        if known.state not in ("requested", "approved") or known.shipment_ids:
            return {"problem": say_refused(self.env, "state")}
        known._cancel("customer")
        return None

    @api.model
    def _return_show(self, reader, *, csrf, **more):
        values = return_page(reader, reader.order._return_goods(), csrf=csrf, **more)
        return reader.order._tracking_render("order_tracking_feedback.return_page", values)


def _read(env, sent, files, places):
    """The reading of a form with its photos."""
    photos, wrong = read_places({p.key: files.get(f"{p.key}-photos") or () for p in places})
    errors = photo_mistakes(wrong)
    fields = {name: clean_text(text) for name, text in sent.items()}
    sign = manner_of(env).decimal
    reading = returns.read_form(fields, photos, places, lambda text: read_number(text, sign))
    return returns.Reading(errors={**reading.errors, **errors}) if errors else reading
