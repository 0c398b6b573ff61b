from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.presentation.receipt_form import manner_of
from odoo.addons.order_tracking.receipt.dispute_form import clean_text
from odoo.addons.order_tracking.receipt.numbers import read_number
from odoo.addons.order_tracking.receipt.photos import PhotoError, read_photos

from .. import complaints
from ..presentation.complaint import complaint_hint, complaint_page
from .sale_order_page import KEY

OPEN_AT_ONCE = 20  # complaints of an order; more of them need a conversation
ITEMS = 200  # order lines that the form offers
REPLY = 3000  # characters


class SaleOrder(models.Model):
    """The customer complains, at any time and about anything, and sees what becomes of it."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        return {**page, "complaints": complaint_hint(self, token, full, role)}

    def _lookup_values(self, token):
        return {**super()._lookup_values(token), "complaints": None}

    @api.model
    def _complaint_page(self, order_id, token=None, lang=None, *, csrf="", new=False):
        """The page of complaints (``Markup``, a whole HTML document).

        :param token, lang: as for :meth:`_tracking_page`. :param new: with the form.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        reader = self._receipt_reader(order_id, token, lang)
        return self._complaint_show(reader, csrf=csrf, new=new)

    @api.model
    def _complaint_told(self, order_id, sent, files, *, trusted, csrf="", address=None):
        """The customer complains.

        :param sent: texts by field name of the form: access_token, lang, name, form_key, and
            those of ``complaints.read_form``.
        :param files: (name, content) of the photos. :param address: of the internet.
        :param trusted: whether the form carries the sign of the reader's session; without it
            only a token counts, which nobody else can put into a form.
        :return: None when it is recorded, else the page that says why not.
        """
        reader = self._complaint_reader(order_id, sent, trusted)
        env, order = reader.order.env, reader.order
        if not reader.may_answer:
            return self._complaint_show(
                reader, csrf=csrf, problem=env._("Only the customer can complain here.")
            )
        self._message_limit(reader, address, sent)
        key = clean_text(sent.get("form_key"))[:KEY] or None
        order._complaint_turn()
        if key and order.complaint_ids.filtered(lambda c: c.form_key == key):
            return None  # sent twice
        reading = _read(order, sent, files)
        if not reading.errors and order._complaint_full():
            reading = complaints.Reading(errors={"form": "full"})
        if reading.errors:
            return self._complaint_show(
                reader, csrf=csrf, sent=sent, errors=reading.errors, new=True
            )
        order._complaint_keep(reading.told, reader.teller(sent.get("name")), key)
        return None

    @api.model
    def _complaint_answer(self, order_id, sent, *, trusted, csrf="", address=None):
        """The customer writes about a complaint, or opens it again.

        :param sent: access_token, lang, complaint, text; ``again``: "1" opens it again.
        :return: None when it is recorded, else the page that says why not.
        """
        reader = self._complaint_reader(order_id, sent, trusted)
        env, order = reader.order.env, reader.order
        found = order.complaint_ids.filtered(lambda c: str(c.id) == sent.get("complaint"))
        text = clean_text(sent.get("text"))[:REPLY]
        if not reader.may_answer or not found:
            problem = env._("Only the customer can answer here.")
            return self._complaint_show(reader, csrf=csrf, problem=problem)
        self._message_limit(reader, address, sent)
        if sent.get("again"):
            days = order.company_id.order_complaint_reopen_days
            if found.state == "resolved" and not complaints.may_reopen(
                found._standing(), fields.Datetime.now(), days
            ):
                problem = env._("It is too late to open this again. Please tell us anew.")
                return self._complaint_show(reader, csrf=csrf, problem=problem, new=True)
            if found.state == "resolved":
                found._reopen(customer=True)
        if text:
            found._customer_says(text, reader.teller(sent.get("name")))
        return None

    @api.model
    def _complaint_reader(self, order_id, sent, trusted):
        token, lang = sent.get("access_token"), sent.get("lang")
        return self._receipt_reader(order_id, token, lang, session=trusted)

    def _complaint_turn(self):
        """Of two messages at once (a double tap) the second waits here, fails when the first is
        through, is run again by Odoo, and then sees what the first has recorded."""
        self.flush_recordset()
        query = SQL("UPDATE sale_order SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)
        self.env["order.complaint"].invalidate_model(flush=True)

    def _complaint_full(self):
        return len(self.complaint_ids.filtered(lambda c: c.state != "resolved")) >= OPEN_AT_ONCE

    def _complaint_offered(self):
        """Categories that the customer can choose."""
        known = self.env["order.complaint.category"]._of_company(self.company_id)
        return known.filtered("offered").with_env(self.env)

    def _complaint_items(self):
        """Lines that the customer can complain about."""
        return self.order_line.filtered(lambda line: line.product_id and not line.display_type)[
            :ITEMS
        ]

    def _complaint_keep(self, told, teller, key):
        """A complaint from the page (superuser).

        :param told: ``complaints.Told``. :param teller: who told it.
        """
        category = self.env["order.complaint.category"].browse(int(told.category))
        line = self.env["sale.order.line"].browse(int(told.item or 0)).exists()
        lines = self._complaint_lines([(line, told.quantity, False, False)]) if line else []
        for row in lines:
            row["fault"] = category.fault
        values = {
            "description": told.text,
            "author_name": teller.name,
            "via": teller.via,
            "form_key": key,
        }
        self.env["order.complaint"]._open(self, category, values, lines, told.photos)

    @api.model
    def _complaint_show(self, reader, *, csrf, **more):
        values = complaint_page(reader, csrf=csrf, **more)
        return reader.order._tracking_render("order_tracking_feedback.complaint_page", values)


def _read(order, sent, files):
    """The reading of a form with its photos."""
    sign = manner_of(order.env).decimal
    categories = [complaints.Category(str(c.id), c.name) for c in order._complaint_offered()]
    items = [
        complaints.Item(
            str(line.id),
            line.name,
            line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id),
        )
        for line in order._complaint_items()
    ]
    photos, wrong = (), {}
    try:
        photos = read_photos(files)
    except PhotoError as error:
        wrong["photos"] = error.code, error.name
    fields_ = {name: clean_text(text) for name, text in sent.items()}
    reading = complaints.read_form(
        fields_, photos, categories, items, lambda text: read_number(text, sign)
    )
    if not wrong:
        return reading
    return complaints.Reading(errors={**reading.errors, **wrong})
