from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed

from .. import lookup, presentation

TOKEN = "lookup."  # what a link of a reader who looked the order up begins with
HOURS = 2  # until it ends
_SCOPE = "order_tracking.lookup"
_LONGEST = 200  # characters of such a token
# Who is known to have ordered: the buyer, their company, who pays and who receives.
_KNOWN = """
SELECT o.id, ARRAY_AGG(p.email_normalized), ARRAY_AGG(p.phone)
  FROM sale_order o
  JOIN res_company c ON c.id = o.company_id
  JOIN res_partner b ON b.id = o.partner_id
  JOIN res_partner p ON p.id IN (b.id, b.commercial_partner_id, o.partner_invoice_id,
                                 o.partner_shipping_id)
 WHERE o.name = ANY (%(numbers)s) AND o.tracking_version_id IS NOT NULL
   AND c.order_lookup_enabled AND c.id = COALESCE(%(company)s, c.id)
 GROUP BY o.id ORDER BY o.id DESC LIMIT 20"""


class SaleOrder(models.Model):
    """Customers without a link find their order by its number and their e-mail address or phone
    number. Whatever is wrong, the answer is the same."""

    _inherit = "sale.order"

    # people type a part of the customer's own number
    client_order_ref = fields.Char(index="trigram")

    _lookup_idx = models.Index("(name) WHERE tracking_version_id IS NOT NULL")

    @api.model
    def _lookup_page(self, lang=None, company_id=None, *, problem="", number=""):
        """The page that asks for both (``Markup``, a whole HTML document).

        :param company_id: whose orders are looked for and whose page it is; None: all.
        :param problem: of ``presentation.PROBLEMS``, after an attempt.
        """
        installed = dict(self.env["res.lang"].get_installed())
        here = self.with_context(lang=lang) if lang in installed else self
        # sudo: the name and logo of a company that lets customers look their orders up
        company = here.sudo().env["res.company"].browse(company_id).exists()
        company = company.filtered("order_lookup_enabled")
        page = presentation.lookup_page(here.env, company, lang, problem, lookup.clean(number))
        return here.sudo()._tracking_render("order_tracking.lookup_page", page)

    @api.model
    def _lookup(self, number, secret, address, company_id=None, lang=None):
        """What an attempt leads to: ``(path, "")`` or ``(None, problem)``.

        The same queries are run whether or not there is such an order.

        :param number, secret: as typed. :param address: of the internet, whence it came.
        """
        if not lookup.numbers(number) or not lookup.clean(secret):
            return None, "empty"
        if self.env["order.tracking.lookup"]._blocked_until(address, number):
            return None, "limit"
        query = SQL(_KNOWN, numbers=lookup.numbers(number), company=company_id)
        rows = self.env.execute_query(query)
        found = [order for order, *known in rows if lookup.proves(secret, *known)]
        return (self._lookup_path(found[0], lang), "") if found else (None, "unknown")

    @api.model
    def _lookup_path(self, order_id, lang=None):
        """A link of its own to the masked page; it ends by itself."""
        # sudo: the database's secret signs it
        token = TOKEN + hash_sign(self.sudo().env, _SCOPE, [order_id], expiration_hours=HOURS)
        carried = {"access_token": token, **({"lang": lang} if lang else {})}
        return f"/my/orders/{order_id}/tracking?{urlencode(carried)}"

    @api.model
    def _lookup_open(self, order_id, token):
        """The order that such a link leads to, with superuser rights; empty: it is none, or
        has ended."""
        if not token or not token.startswith(TOKEN) or len(token) > _LONGEST:
            return self.browse()
        orders = self.sudo()  # sudo: the signature is the permission, checked in the next lines
        try:
            signed = verify_hash_signed(orders.env, _SCOPE, token.removeprefix(TOKEN))
        except ValueError:  # not even a token
            return self.browse()
        order = orders.browse(order_id).exists() if signed == [order_id] else orders.browse()
        return order.filtered("company_id.order_lookup_enabled")

    def _lookup_values(self, token):
        """What a reader who looked the order up sees: nothing that leads to more than the page."""
        page = self._tracking_page_values(full=False, token=None)
        languages = presentation.languages(self.env, {"access_token": token})
        return {**page, "languages": languages, "receipt_url": None}

    @api.model
    def _tracking_page(self, order_id, token=None, lang=None):
        order = self._lookup_open(order_id, token)
        if not order:
            return super()._tracking_page(order_id, token, lang)
        order = order._tracking_read_as(self.env["order.tracking.link"], lang)
        page = {**order._lookup_values(token), "notices_url": None}
        return order._tracking_render("order_tracking.tracking_page", page)
