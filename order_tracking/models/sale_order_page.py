from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.tools import consteq

from .. import presentation

MAX_ID = 2**31 - 1  # of a PostgreSQL integer; what is larger no index finds


class SaleOrder(models.Model):
    """The customer's page of an order: who may open it, and in which language they read it."""

    _inherit = "sale.order"

    @api.model
    def _tracking_page(self, order_id, token=None, lang=None):
        """The customer's page of an order (``Markup``, a whole HTML document).

        :param token: the order's own portal token or that of a personal link; not needed
            by a reader who is logged in and may read the order.
        :param lang: code of the language that the reader chose on the page.
        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        order, link, full = self._tracking_open(order_id, token)
        order = order._tracking_read_as(link, lang)
        page = order._tracking_page_values(full=full, token=token, role=link.role or "")
        page["notices_url"] = link._notice_path() if link else None
        return order._tracking_render("order_tracking.tracking_page", page)

    def _tracking_page_values(self, *, full, token, role=""):
        """What the page shows, as plain values; an addon above adds what it knows.

        The order has superuser rights, and is in the reader's language and time zone.

        :param full: see :func:`~..presentation.customer_page`.
        :param role: of the personal link that it is opened with; empty without one.
        """
        self.ensure_one()
        return presentation.customer_page(self, full=full, token=token)

    def _tracking_estimate(self):
        """When everything that is on its way arrives, as far as somebody who follows it knows:
        (from, until), naive UTC, not in the past; None when nobody does.

        Addons that follow the goods tell it; what is made of it: ``presentation.arrival``.
        """
        self.ensure_one()
        return None

    def _tracking_read_as(self, link, lang):
        """This order in the language and time zone of whoever reads its page.

        :param link: the personal link that it was opened with, maybe empty.
        :param lang: the language that was chosen on the page, maybe None.
        """
        self.ensure_one()
        user = self.env.user
        (user | self.user_id).fetch(["partner_id"])  # both in one query
        reader = link.partner_id or (self.partner_id if user._is_public() else user.partner_id)
        presentation.read_people(self, reader)
        installed = dict(self.env["res.lang"].get_installed())
        langs = (lang, link.lang, reader.lang, self.env.lang)
        return self.with_context(
            lang=next((code for code in langs if code in installed), "en_US"),
            tz=reader.tz or self.company_id.partner_id.tz or "UTC",
        )

    @api.model
    def _tracking_page_missing(self):
        """The page for a link that opens nothing; it does not tell why."""
        # sudo: whether any company lets customers look their orders up; nothing else is read
        companies = self.env["res.company"].sudo()
        lookups = companies.search_count([("order_lookup_enabled", "=", True)], limit=1)
        page = {
            **presentation.customer_frame(self.env),
            "lookup_url": "/track" if lookups else None,
        }
        return self.sudo()._tracking_render("order_tracking.tracking_page_missing", page)

    @api.model
    def _tracking_render(self, template, page):
        # a document of its own, without Odoo's frame, styles and scripts: 30 KB instead of 500
        body = self.env["ir.qweb"]._render(template, page, minimal_qcontext=True)
        return Markup("<!DOCTYPE html>\n") + body

    @api.model
    def _tracking_open(self, order_id, token):
        """(order, link, whether the reader may see everything), with superuser rights, after
        the check."""
        domain, names = [("id", "=", order_id)], presentation.ORDER_FIELDS
        link = self.env["order.tracking.link"]
        if order_id > MAX_ID:
            raise MissingError(self.env._("This order does not exist."))
        if self.has_access("read") and (order := self.search_fetch(domain, names)):
            return order.sudo(), link, True
        # sudo: the token is the permission; without it the order is as good as not there
        order = self.sudo().search_fetch(domain, names) if token and token.isascii() else link
        if not order:
            raise MissingError(self.env._("This order does not exist."))
        own = consteq(order.access_token or "", token)
        link = link if own else link._find(order, token)
        if not own and not link:
            raise AccessError(self.env._("This order does not exist."))
        return order, link, False

    def _tracking_labels(self):
        """What the customer's list of orders says: ``{order id: (text, late)}``."""
        return presentation.customer_labels(self)
