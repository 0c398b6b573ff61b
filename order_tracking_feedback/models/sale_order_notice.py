from odoo import models
from odoo.tools import SQL

from odoo.addons.order_tracking.notices import News

from .. import acceptance
from ..notices import ACCEPTANCE_DUE, SETTING
from ..presentation.notice import afterwards

_WAITING = """
SELECT id, order_id, arrived_at, due_at FROM order_acceptance
 WHERE order_id = ANY (%s) AND state = 'open' AND due_at IS NOT NULL"""


class SaleOrder(models.Model):
    """What follows a delivery is told like everything before it: once, by the same job."""

    _inherit = "sale.order"

    def _notice_news(self, now):
        """Before silence accepts the customer is told so."""
        found = super()._notice_news(now)
        self.env["order.acceptance"].flush_model(["order_id", "state", "arrived_at", "due_at"])
        for number, order, arrived_at, due_at in self.env.execute_query(SQL(_WAITING, list(found))):
            at = acceptance.remind_at(arrived_at, due_at)
            if at <= now and self.browse(order).company_id[SETTING]:
                key = f"{ACCEPTANCE_DUE}:acceptance:{number}:{due_at:%Y%m%d}"
                told = News(key, ACCEPTANCE_DUE, at, ACCEPTANCE_DUE, problem=True)
                found[order][key] = told
        return found

    def _notice_values(self, link, news):
        return afterwards(self, link, news, super()._notice_values(link, news))
