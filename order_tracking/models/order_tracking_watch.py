import logging
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import bulk
from ..batches import in_parts
from ..watch import Order, Stage

_logger = logging.getLogger(__name__)
LATER = timedelta(hours=1)
_MARK = f"""
INSERT INTO order_tracking_watch (order_id, look_at)
SELECT * FROM {bulk.table({"order_id": "int", "look_at": "timestamp"})}"""
_TAKE = """
DELETE FROM order_tracking_watch WHERE id IN (
    SELECT id FROM order_tracking_watch WHERE look_at <= %s
     ORDER BY look_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING order_id"""
_ORDERS = """
SELECT o.id, o.company_id, o.tracking_state, o.tracking_version_id, m.stage_id, m.state,
       m.planned_at, m.promised_at, m.started_at, m.done_qty, m.total_qty, m.team_id
  FROM sale_order o LEFT JOIN order_tracking_milestone m ON m.order_id = o.id
 WHERE o.id = ANY (%s) AND o.tracking_version_id IS NOT NULL
 ORDER BY o.id, m.sequence"""


class OrderTrackingWatch(models.Model):
    """When an order has to be looked at. Rows are only added while people and carriers work, so
    that nobody ever waits for anybody; one job takes those that are due."""

    _name = "order.tracking.watch"
    _description = "Order to Look At"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    look_at = fields.Datetime(required=True, index=True)

    @api.model
    def _mark(self, looks):
        """Orders are looked at when their time has come.

        :param looks: ``{order id: naive UTC instant}``.
        """
        if looks:
            self.env.cr.execute(_MARK, bulk.arrays(looks.items()))

    @api.model
    def _mark_now(self, order_ids):
        """Orders are looked at within the next minute."""
        self._mark(dict.fromkeys(order_ids, fields.Datetime.now()))

    @api.model
    def _cron_look(self, batch=500):
        """Looks at every order that is due, in batches, each committed. What it costs depends on
        how many are due, not on how many orders there are. First the leaders are told of what
        is overdue, so that they are when there is too much to look at."""
        cron = self.env["ir.cron"]
        while told := self.env["order.exception"]._tell_overdue(batch):
            if not cron._commit_progress(told, remaining=1):
                return
        while order_ids := self._take(batch):
            self._look_safely(order_ids)
            if not cron._commit_progress(len(order_ids), remaining=1):
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _take(self, batch):
        """Ids of the next orders that are due; their marks are gone when this is committed."""
        rows = self.env.execute_query(SQL(_TAKE, _utcnow(), batch))
        return sorted({row[0] for row in rows})

    @api.model
    def _look_safely(self, order_ids):
        """An order that cannot be looked at fails alone, and is tried again in an hour."""

        def failed(order_id):
            _logger.exception("Order %s cannot be looked at", order_id)
            self._mark({order_id: _utcnow() + LATER})

        in_parts(self.env.cr, order_ids, self._look, failed)

    @api.model
    def _look(self, order_ids):
        """Finds what is wrong with orders, opens and closes their exceptions, and notes when to
        look again. A fixed number of queries whatever the number of orders."""
        now, again = _utcnow(), {}
        Exception_ = self.env["order.exception"]
        orders = self.env["sale.order"].browse(order_ids)
        orders._tracking_announce()  # here, so that whoever validates a transfer need not wait
        for source, method in Exception_._sources().items():
            wanted, looks = getattr(Exception_, method)(orders, now)
            Exception_._reconcile(source, orders, wanted)
            for order, at in looks.items():
                again[order] = min(at, again.get(order, at))
        for order, at in Exception_._wake(order_ids, now).items():
            again[order] = min(at, again.get(order, at))
        self.env.execute_query(
            SQL(
                "DELETE FROM order_tracking_watch WHERE id IN (SELECT id FROM order_tracking_watch"
                " WHERE order_id = ANY (%s) AND look_at > %s FOR UPDATE SKIP LOCKED) RETURNING id",
                list(order_ids),
                now,
            )
        )
        self._mark(again)

    @api.model
    def _orders(self, order_ids):
        """Orders with a timeline as plain values, by company.

        :return: ``{company id: [watch.Order]}``
        """
        self.env["sale.order"].flush_model(["tracking_state", "tracking_version_id"])
        self.env["order.tracking.milestone"].flush_model()
        rows = defaultdict(list)
        for order, company, state, version, *stage in self.env.execute_query(
            SQL(_ORDERS, list(order_ids))
        ):
            rows[company, order, state, version].append(stage)
        Version, found = self.env["order.tracking.flow.version"], defaultdict(list)
        for (company, order, state, version), stages in rows.items():
            frozen = {stage.key: stage for stage in Version.browse(version)._value().stages}
            values = tuple(_stage(frozen[row[0]], row) for row in stages if row[0] in frozen)
            found[company].append(Order(order, state, values))
        return found


def _utcnow():
    """Now with microseconds, naive UTC: what was told this second has happened."""
    return datetime.now(UTC).replace(tzinfo=None)


def _stage(frozen, row):
    key, state, planned, promised, started, done, total, team = row
    return Stage(
        key=key,
        trigger=frozen.trigger,
        state=state,
        planned_at=planned,
        promised_at=promised,
        started_at=started,
        done=done or 0.0,
        total=total or 0.0,
        lead_hours=frozen.lead_hours,
        team=team,
    )
