import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

_LEAST = 7  # digits of a phone number that are compared: without 0 or country code
_CALLERS = """
SELECT p.id FROM res_partner p
 WHERE RIGHT(REGEXP_REPLACE(p.phone, '\\D', '', 'g'), %s) = %s"""


class SaleOrder(models.Model):
    """Whoever has a customer on the phone finds their order by number, name or phone number."""

    _inherit = "sale.order"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if not self.env.context.get("order_of_caller") or operator != "ilike":
            return domain
        digits = re.sub(r"\D", "", value or "")
        found = [Domain(domain), Domain("partner_id.display_name", "ilike", value)]
        if len(digits) >= _LEAST and not re.search(r"[A-Za-z]", value):
            query = SQL("(%s)", SQL(_CALLERS, _LEAST, digits[-_LEAST:]))
            found.append(Domain("partner_id", "in", query))
        return Domain.OR(found)
