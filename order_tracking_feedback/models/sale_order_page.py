from odoo import api, models

from odoo.addons.order_tracking.presentation.receipt_form import manner_of
from odoo.addons.order_tracking.receipt.dispute_form import clean_text, photo_mistakes
from odoo.addons.order_tracking.receipt.numbers import read_number
from odoo.addons.order_tracking.receipt.photos import read_places
from odoo.addons.order_tracking.timeline.projection import OPEN

from .. import acceptance
from ..presentation.acceptance import acceptance_hint, acceptance_page
from .order_tracking_event import ACCEPTED

KEY = 64  # characters


class SaleOrder(models.Model):
    """The customer counts what arrived, on their own page."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        hint = acceptance_hint(self, token)
        if hint and hint["silence"]:
            for stage in filter(_awaits_word, page["stages"]):
                stage["when"] = hint["silence"]  # what happens then, not what we planned
        return {**page, "acceptance": hint}

    def _lookup_values(self, token):
        return {**super()._lookup_values(token), "acceptance": None}

    @api.model
    def _acceptance_page(self, order_id, token=None, lang=None, *, csrf="", wrong=False):
        """The page of what arrived (``Markup``, a whole HTML document).

        :param token, lang: as for :meth:`_tracking_page`.
        :param wrong: the reader says that something is wrong.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        reader = self._receipt_reader(order_id, token, lang)
        return self._acceptance_show(reader, csrf=csrf, wrong=wrong)

    @api.model
    def _acceptance_answer(self, order_id, sent, files, *, trusted, csrf="", address=None):
        """The customer has counted.

        :param sent: texts by field name of the form: access_token, lang, name, form_key,
            acceptance, everything ("1": all is good), and those of ``acceptance.read_form``.
        :param files: (name, content) of files by field name.
        :param address: of the internet, whence it came.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        token, lang = sent.get("access_token"), sent.get("lang")
        reader = self._receipt_reader(order_id, token, lang, session=trusted)
        found = reader.order._acceptance_open()
        env = reader.order.env
        if not reader.may_answer:
            problem = env._("Only the customer can answer here.")
            return self._acceptance_show(reader, csrf=csrf, problem=problem)
        self._message_limit(reader, address, sent)
        if not found or sent.get("acceptance") != str(found.id):
            return None  # answered meanwhile: the page says so
        places = found._places()
        if sent.get("everything"):
            reading = acceptance.all_good(places)
        else:
            reading = _read(env, sent, files, places)
        if reading.errors:
            errors = {k: v if isinstance(v, tuple) else (v,) for k, v in reading.errors.items()}
            return self._acceptance_show(reader, csrf=csrf, sent=sent, errors=errors, wrong=True)
        key = clean_text(sent.get("form_key"))[:KEY]
        found._answer(reading.answers, "customer", reader.teller(sent.get("name")), key)
        return None

    def _acceptance_open(self):
        self.ensure_one()
        return self.acceptance_ids.filtered(lambda a: a.state == "open")

    @api.model
    def _acceptance_show(self, reader, *, csrf, **more):
        found = reader.order._acceptance_open() or reader.order.acceptance_ids[:1]
        values = acceptance_page(reader, found, csrf=csrf, **more)
        return reader.order._tracking_render("order_tracking_feedback.acceptance_page", values)


def _awaits_word(stage):
    return stage["trigger"] == ACCEPTED and stage["state"] in OPEN


def _read(env, sent, files, places):
    """The reading of a form with its photos."""
    photos, wrong = read_places({p.key: files.get(f"{p.key}-photos") or () for p in places})
    errors = photo_mistakes(wrong)
    fields = {name: clean_text(text) for name, text in sent.items()}
    sign = manner_of(env).decimal
    reading = acceptance.read_form(fields, photos, places, lambda text: read_number(text, sign))
    if not errors:
        return reading
    return acceptance.Reading(errors={**reading.errors, **errors})
