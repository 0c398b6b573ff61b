from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import cold

BATCH = 500
# Not yet over: only money is open, which the stage that waits for it says.
_MONEY = ("invoiced", "paid")
# In two steps: asked at once, PostgreSQL checks all that are old enough before it sorts them.
_NEXT = """
SELECT o.id, o.date_order FROM sale_order o
 WHERE o.company_id = %(company)s AND o.tracking_archived_at IS NULL
   AND o.tracking_state IN ('delivered', 'done', 'returned', 'cancelled')
   AND o.date_order < %(before)s AND (o.date_order, o.id) > (%(date)s, %(last)s)
   AND (o.tracking_unarchived_at IS NULL OR o.tracking_unarchived_at < %(before)s)
 ORDER BY o.date_order, o.id LIMIT %(limit)s"""
_DUE = """
SELECT o.id FROM sale_order o
 WHERE o.id = ANY (%(next)s) AND o.tracking_archived_at IS NULL
   AND EXISTS (SELECT FROM ONLY order_tracking_event e WHERE e.order_id = o.id)
   AND NOT EXISTS (SELECT FROM order_tracking_event e
                    WHERE e.order_id = o.id AND e.occurred_at >= %(before)s)
   AND NOT (%(unfinished)s)
   FOR UPDATE OF o SKIP LOCKED"""


class SaleOrder(models.Model):
    """Orders about which nothing was told for a long time: their journal is moved to cold rows.

    Whatever reads the journal reads it still, and a new fact brings it back (see ``cold``). The
    order itself, its milestones, promises and documents stay as they are.
    """

    _inherit = "sale.order"

    tracking_archived_at = fields.Datetime("Archived On", copy=False, readonly=True)
    tracking_unarchived_at = fields.Datetime("Archived Journal Back On", copy=False, readonly=True)

    _tracking_archive_idx = models.Index(
        "(company_id, date_order, id) WHERE tracking_archived_at IS NULL"
        " AND tracking_state IN ('delivered', 'done', 'returned', 'cancelled')"
    )
    _tracking_archived_idx = models.Index(
        "(tracking_archived_at) WHERE tracking_archived_at IS NOT NULL"
    )

    @api.model
    def _tracking_unfinished(self):
        """SQL conditions, with the order as ``o``: each is something for which the order is still
        worked on, so that it is not archived. Addons add theirs, with OFFSET 0 in what EXISTS:
        else PostgreSQL reads the whole table for each batch, and does not look up each order."""
        return [
            SQL(
                "COALESCE(o.tracking_stage_id IN"
                " (SELECT id FROM order_tracking_stage WHERE trigger IN %s), FALSE)",
                _MONEY,
            ),
            SQL(
                "EXISTS (SELECT FROM order_exception x"
                " WHERE x.order_id = o.id AND x.state <> 'closed' OFFSET 0)"
            ),
            SQL(
                "EXISTS (SELECT FROM sale_order_line l JOIN stock_move m ON m.sale_line_id = l.id"
                " WHERE l.order_id = o.id AND m.state NOT IN ('done', 'cancel') OFFSET 0)"
            ),
        ]

    @api.model
    def _cron_tracking_archive(self):
        """Archives what is over for longer than its company wants it at hand, batch by batch,
        each committed: after an interruption it goes on with what is left."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("order_archive_months", ">", 0)]):
            before = fields.Datetime.now() - relativedelta(months=company.order_archive_months)
            last = fields.Datetime.from_string("1000-01-01"), 0
            while last:
                found, last = self._tracking_archive_due(company, before, last)
                found._tracking_archive()
                if not cron._commit_progress(len(found), remaining=int(bool(last))):
                    return

    @api.model
    def _tracking_archive_due(self, company, before, last):
        """Those of the next orders of a company that are over, locked for this transaction.

        :param before: naive UTC; nothing happened since then.
        :param last: (date, id) of the order after which to look.
        :return: (orders, the last one looked at, None at the end); without those that somebody
            works on.
        """
        self.flush_model()
        told = {"company": company.id, "before": before, "date": last[0], "last": last[1]}
        ahead = self.env.execute_query(SQL(_NEXT, limit=BATCH, **told))
        query = SQL(
            _DUE,
            next=[order for order, _date in ahead],
            before=before,
            unfinished=SQL(" OR ").join(self._tracking_unfinished()),
        )
        found = self.browse(order for (order,) in self.env.execute_query(query))
        return found, ahead[-1][::-1] if len(ahead) == BATCH else None

    def _tracking_archive(self):
        """Moves the journals of these orders, which the caller has locked, to cold rows."""
        cold.archive(self.env.cr, self.ids)
        self._tracking_moved()

    def action_tracking_unarchive(self):
        """Brings the journals back, for managers; they stay for as long as a new one would."""
        self._tracking_check_staff(manager=True)
        cold.unarchive(self.env.cr, self.ids)
        self._tracking_moved()

    def _tracking_moved(self):
        self.invalidate_recordset(["tracking_archived_at", "tracking_unarchived_at"], flush=False)
        self.env["order.tracking.event"].invalidate_model(flush=False)
