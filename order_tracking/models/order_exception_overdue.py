from odoo import api, fields, models
from odoo.tools import SQL

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
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(LATE_ACTIVITY)
        managers = self.env.ref("order_tracking.group_manager").all_user_ids
        leaders = {exception: exception._leader(managers) for exception in overdue}
        rows = [e._prepare_activity(user, type_id) for e, user in leaders.items() if user]
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(rows)
        return len(overdue)

    def _leader(self, managers):
        """Who is told: the leader of the team, else one of ``managers``; maybe nobody."""
        company, leader = self.company_id, self.team_id.leader_id
        able = (leader | managers).filtered(lambda u: u.active and company in u.company_ids)
        return leader if leader in able else able[:1]
