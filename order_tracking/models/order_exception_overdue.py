from odoo import api, fields, models
from odoo.tools import SQL

from .. import leaders

LATE_ACTIVITY = "order_tracking.mail_activity_exception_late"
_TAKE = """
UPDATE order_exception SET overdue_told_at = %(now)s WHERE id IN (
    SELECT id FROM order_exception
     WHERE state = 'open' AND overdue_told_at IS NULL AND deadline < %(now)s
     ORDER BY deadline LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING id"""


class OrderException(models.Model):
    """What happens when nobody has acted in time."""

    _inherit = "order.exception"

    overdue_told_at = fields.Datetime(
        "Leader Told", readonly=True, help="When the team's leader was told that it is overdue."
    )

    _overdue_idx = models.Index("(deadline) WHERE state = 'open' AND overdue_told_at IS NULL")

    @api.model
    def _tell_overdue(self, batch):
        """Tells the leaders of those whose deadline has passed, once each; how many there were.

        A snoozed one waits until it is open again. A fixed number of queries a batch.
        """
        self.flush_model(["state", "deadline", "overdue_told_at"])
        query = SQL(_TAKE, now=fields.Datetime.now(), batch=batch)
        overdue = self.browse(row[0] for row in self.env.execute_query(query))
        if not overdue:
            return 0
        overdue.invalidate_recordset(["overdue_told_at"], flush=False)
        leaders.tell(overdue, LATE_ACTIVITY)
        return len(overdue)
