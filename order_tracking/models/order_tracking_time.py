from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..timeline.clock import midnight

# A fact that is told late changes a day that was counted: once a day so many are counted again.
_LATE = timedelta(days=35)
_BATCH = 92  # days counted in one transaction: more than those, else the first time never ends
_DAY = timedelta(days=1)
COUNTED_TO = "order_tracking.times_counted_to"  # parameter: the last day that was counted
_MEANS = {
    "dwell_hours": "stages",
    "dwell_elapsed_hours": "stages",
    "touch_hours": "accepted",
    "touch_elapsed_hours": "accepted",
}
_OLDEST = """
SELECT MIN(m.reached_at) FROM res_company c CROSS JOIN LATERAL (
       SELECT reached_at FROM order_tracking_milestone
        WHERE company_id = c.id AND state = 'reached' ORDER BY reached_at LIMIT 1) m"""
_FORGET = "DELETE FROM order_tracking_time WHERE day BETWEEN %(first)s AND %(last)s"
_COUNT = """
INSERT INTO order_tracking_time (company_id, day, team_id, stage_id, stages, accepted, dwell_hours,
       dwell_elapsed_hours, touch_hours, touch_elapsed_hours, refusals)
SELECT m.company_id,
       (m.reached_at AT TIME ZONE 'UTC' AT TIME ZONE z.zone)::date, m.team_id, m.stage_id,
       COUNT(*), COUNT(m.touch_hours), AVG(m.dwell_hours), AVG(m.dwell_elapsed_hours),
       AVG(m.touch_hours), AVG(m.touch_elapsed_hours), COALESCE(SUM(m.refusals), 0)
  FROM res_company c
  JOIN res_partner p ON p.id = c.partner_id
  LEFT JOIN resource_calendar w ON w.id = c.resource_calendar_id
 CROSS JOIN LATERAL (SELECT COALESCE(p.tz, w.tz, 'UTC') AS zone) z
  JOIN order_tracking_milestone m ON m.company_id = c.id
   AND m.reached_at >= %(first)s::date::timestamp AT TIME ZONE z.zone AT TIME ZONE 'UTC'
   AND m.reached_at < (%(last)s::date + 1)::timestamp AT TIME ZONE z.zone AT TIME ZONE 'UTC'
 WHERE m.state = 'reached' AND m.started_at IS NOT NULL AND m.team_id IS NOT NULL
 GROUP BY 1, 2, 3, 4
RETURNING stages"""


class OrderTrackingTime(models.Model):
    """How long the stages that a team handed on, on one day, had been with it.

    Counted by a job from milestones, so that months of any number of orders are shown at once. Days
    are those of the company's own time zone. Of persons nothing is kept.
    """

    _name = "order.tracking.time"
    _description = "Time per Team"
    _order = "day desc, team_id, stage_id, id"
    _rec_name = "day"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date("Handed On", required=True, readonly=True)
    team_id = fields.Many2one(
        "order.tracking.team", required=True, readonly=True, ondelete="cascade", index=True
    )
    stage_id = fields.Many2one(
        "order.tracking.stage", required=True, readonly=True, ondelete="cascade", index=True
    )
    stages = fields.Integer("Orders", readonly=True, help="Whose stage the team handed on.")
    accepted = fields.Integer(readonly=True, help="Of these, how many the team had accepted.")
    dwell_hours = fields.Float(
        "Dwell Time (Working)",
        readonly=True,
        aggregator="avg",
        help="Working hours of the owner team from becoming owner until it handed on.",
    )
    dwell_elapsed_hours = fields.Float(
        "Dwell Time",
        readonly=True,
        aggregator="avg",
        help="Hours by the clock from becoming owner until handed on.",
    )
    touch_hours = fields.Float(
        "Touch Time (Working)",
        readonly=True,
        aggregator="avg",
        help="Working hours of the owner team from its acceptance until it handed on.",
    )
    touch_elapsed_hours = fields.Float(
        "Touch Time",
        readonly=True,
        aggregator="avg",
        help="Hours by the clock from the acceptance until handed on.",
    )
    refusals = fields.Integer("Times Given Back", readonly=True)

    _day_idx = models.Index("(day, company_id)")

    def _read_group_select(self, aggregate_spec, query):
        """Means of all orders together: a day with one order weighs less than one with many."""
        name, _colon, function = aggregate_spec.partition(":")
        if function != "avg" or name not in _MEANS:
            return super()._read_group_select(aggregate_spec, query)
        mean, n = (self._field_to_sql(self._table, f, query) for f in (name, _MEANS[name]))
        return SQL(
            "SUM(%(mean)s * %(n)s) / NULLIF(SUM(%(n)s) FILTER (WHERE %(mean)s IS NOT NULL), 0)",
            mean=mean,
            n=n,
        )

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_count(self):
        """Counts the days since the last time again, the first time all there are; batches, each
        committed."""
        cron = self.env["ir.cron"]
        first, today = self._first_day(), fields.Date.today() + _DAY  # somewhere it is tomorrow
        while first and first <= today:
            last = min(first + (_BATCH - 1) * _DAY, today)
            counted = self._recount(first, last)
            self._remember(last)
            if not cron._commit_progress(counted, remaining=(today - last).days):
                return
            first = last + _DAY
        cron._commit_progress(remaining=0)

    @api.model
    def _first_day(self):
        """From which day on the job counts; None: nothing was ever reached."""
        today = fields.Date.today()
        # sudo: the job's own memory
        counted = self.env["ir.config_parameter"].sudo().get_param(COUNTED_TO)
        if counted:
            counted = fields.Date.to_date(counted)
            return counted - _LATE if counted < today else today - _DAY
        self.env.flush_all()
        self.env.cr.execute(_OLDEST)
        oldest = self.env.cr.fetchone()[0]
        return oldest and oldest.date() - _DAY

    @api.model
    def _remember(self, last):
        """The days up to this one were counted, also those on which nobody handed on anything."""
        day = min(last, fields.Date.today()).isoformat()
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: the job's own memory
        if parameters.get_param(COUNTED_TO) != day:
            parameters.set_param(COUNTED_TO, day)

    @api.model
    def _recount(self, first, last):
        """Counts these days anew (superuser), in two statements.

        :return: how many milestones were counted.
        """
        self.env.flush_all()
        self.env.cr.execute(_FORGET, {"first": first, "last": last})
        self.env.cr.execute(_COUNT, {"first": first, "last": last})
        self.invalidate_model(flush=False)
        return sum(stages for (stages,) in self.env.cr.fetchall())

    # ------------------------------------------------------------------ buttons

    def action_open_milestones(self):
        """The milestones that the row has counted."""
        self.ensure_one()
        zone = self.company_id.sudo()._tracking_zone()  # sudo: it is no secret
        since, until = (midnight(day, zone) for day in (self.day, self.day + _DAY))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_tracking_milestone_action"
        )
        found = [("state", "=", "reached"), ("started_at", "!=", False)]
        found += [("reached_at", ">=", since), ("reached_at", "<", until)]
        for name in ("company_id", "team_id", "stage_id"):
            found.append((name, "=", self[name].id))
        return {**action, "domain": found, "context": {}}
