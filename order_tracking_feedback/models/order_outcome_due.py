import logging
from datetime import timedelta

from odoo import api, fields, models

from .. import outcomes

_logger = logging.getLogger(__name__)
LATER = timedelta(hours=1)


class OrderOutcomeDue(models.Model):
    """What has to be counted again: the outcome of an order, or the figures of a company's day.

    Rows wait here until a job has counted them, so that nothing is lost whatever stops it.
    """

    _name = "order.outcome.due"
    _description = "Outcome to Count Again"
    _log_access = False

    order_id = fields.Many2one("sale.order", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    day = fields.Date(readonly=True)
    due_at = fields.Datetime(required=True, readonly=True)

    _order_uniq = models.UniqueIndex("(order_id) WHERE order_id IS NOT NULL")
    _day_uniq = models.UniqueIndex("(company_id, day) WHERE day IS NOT NULL")
    _due_idx = models.Index("(due_at, order_id) WHERE order_id IS NOT NULL")

    @api.model
    def _mark(self, order_ids, at=None):
        """Orders are counted again by the next job, or from an instant (naive UTC) on."""
        values = {"orders": list(order_ids), "now": at or fields.Datetime.now()}
        self.env.cr.execute(outcomes.SOME, values)

    @api.model
    def _take(self, batch):
        """Ids of the next orders; they are out of the queue when this is committed."""
        self.env.cr.execute(outcomes.TAKE, [fields.Datetime.now(), batch])
        return sorted(order for (order,) in self.env.cr.fetchall())

    @api.model
    def _take_days(self, batch):
        """The next days, as those of :meth:`_take`: ``{company id: [date]}``."""
        self.env.cr.execute(outcomes.TAKE_DAYS, [batch])
        found = {}
        for company, day in self.env.cr.fetchall():
            found.setdefault(company, []).append(day)
        return found

    @api.model
    def _failed(self, order_id):
        """An order that cannot be counted is tried again in an hour; its outcome stays as it is."""
        _logger.exception("The outcome of order %s cannot be counted", order_id)
        self._mark([order_id], fields.Datetime.now() + LATER)
