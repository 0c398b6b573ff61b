from odoo import models
from odoo.tools import SQL

from .. import presentation

_TOKENS = """
SELECT access_token FROM sale_order WHERE id = ANY (%(orders)s) AND access_token IS NOT NULL
 UNION
SELECT token FROM order_tracking_link WHERE order_id = ANY (%(orders)s) AND revoked_at IS NULL"""


class SaleOrder(models.Model):
    """Open pages of customers learn that there is news."""

    _inherit = "sale.order"

    def _tracking_announce(self):
        """Tells all open pages of these orders, once in a transaction, that there is news. The
        message says no more: a page asks again, with its own token, and is checked again."""
        told = self.env.cr.precommit.data.setdefault("order_tracking.announced", set())
        new = set(self.ids) - told
        if not new:
            return
        told |= new
        bus = self.env["bus.bus"]
        for (token,) in self.env.execute_query(SQL(_TOKENS, orders=sorted(new))):
            bus._sendone(presentation.channel(token), presentation.NEWS, {})
