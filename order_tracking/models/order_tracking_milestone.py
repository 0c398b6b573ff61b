from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import bulk
from .order_tracking_event import EVIDENCE

_PROJECTED = {
    "company_id": "int",
    "sequence": "int",
    "state": "varchar",
    "planned_at": "timestamp",
    "promised_at": "timestamp",
    "due_at": "timestamp",
    "started_at": "timestamp",
    "reached_at": "timestamp",
    "evidence": "varchar",
    "done_qty": "float8",
    "total_qty": "float8",
    "late": "bool",
    "team_id": "int",
    "handover": "varchar",
    "holder_id": "int",
    "deadline_at": "timestamp",
    "accepted_at": "timestamp",
    "refused_reason": "varchar",
    "refused_note": "varchar",
    "refusals": "int",
    "dwell_hours": "float8",
    "dwell_elapsed_hours": "float8",
    "touch_hours": "float8",
    "touch_elapsed_hours": "float8",
}
# rows that stay as they are: a conflict would lock, and so write, each of them
_UPSERT = """
INSERT INTO order_tracking_milestone AS m (order_id, stage_id, {columns}) SELECT * FROM {rows}
 WHERE NOT EXISTS (SELECT FROM order_tracking_milestone k
                    WHERE k.order_id = v.order_id AND k.stage_id = v.stage_id
                      AND ROW ({kept}) IS NOT DISTINCT FROM ROW ({told}))
ON CONFLICT (order_id, stage_id) DO UPDATE SET ({columns}) = ROW ({new})
WHERE ROW ({old}) IS DISTINCT FROM ROW ({new})
""".format(
    columns=", ".join(_PROJECTED),
    kept=", ".join(f"k.{column}" for column in _PROJECTED),
    told=", ".join(f"v.{column}" for column in _PROJECTED),
    rows=bulk.table({"order_id": "int", "stage_id": "int", **_PROJECTED}),
    new=", ".join(f"EXCLUDED.{column}" for column in _PROJECTED),
    old=", ".join(f"m.{column}" for column in _PROJECTED),
)


class OrderTrackingMilestone(models.Model):
    """One stage of one order, computed from the journal; never typed in."""

    _name = "order.tracking.milestone"
    _description = "Milestone"
    _order = "order_id desc, sequence, id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    stage_id = fields.Many2one(
        "order.tracking.stage", required=True, readonly=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("pending", "To come"),
            ("current", "Current"),
            ("reached", "Reached"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
    )
    planned_at = fields.Datetime("Planned", readonly=True)
    promised_at = fields.Datetime("Promised", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    started_at = fields.Datetime("Since", readonly=True)
    reached_at = fields.Datetime("Reached On", readonly=True)
    evidence = fields.Selection(EVIDENCE, readonly=True)
    done_qty = fields.Float("Done", readonly=True, aggregator=None)
    total_qty = fields.Float("Of", readonly=True, aggregator=None)
    late = fields.Boolean(readonly=True)
    elapsed_hours = fields.Float(compute="_compute_elapsed_hours")
    team_id = fields.Many2one("order.tracking.team", "Owner Team", readonly=True)
    # Not part of the projection: what the team does about the stage.
    user_id = fields.Many2one("res.users", "Owner", readonly=True)

    trigger = fields.Selection(related="stage_id.trigger")
    partner_id = fields.Many2one(related="order_id.partner_id")
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    customer_reference = fields.Char(related="order_id.client_order_ref")

    _order_stage_uniq = models.UniqueIndex("(order_id, stage_id)")
    # In the order of the lists, late ones, too: they are also asked for what is still to come.
    _open_due_idx = models.Index("(due_at, id) WHERE state IN ('pending', 'current')")
    # Else PostgreSQL looks for the current ones among all open ones.
    _list_idx = models.Index("(due_at, id) INCLUDE (company_id) WHERE state = 'current'")
    _board_idx = models.Index("(stage_id, due_at, id) INCLUDE (company_id) WHERE state = 'current'")
    _user_idx = models.Index("(user_id, due_at, id) WHERE user_id IS NOT NULL")

    @api.depends("order_id.name", "stage_id.name")
    def _compute_display_name(self):
        for milestone in self:
            milestone.display_name = f"{milestone.order_id.name} – {milestone.stage_id.name}"

    @api.depends("started_at", "reached_at")
    def _compute_elapsed_hours(self):
        """Since the stage began, whoever had the order; until now while it is open."""
        for milestone in self:
            end = milestone.reached_at or fields.Datetime.now()
            since = milestone.started_at
            milestone.elapsed_hours = (end - since).total_seconds() / 3600 if since else 0.0

    # ------------------------------------------------------------------ projection

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Milestones follow from what happens to the order."))

    def write(self, vals):
        if not self.env.su or set(vals) & {*_PROJECTED, "order_id", "stage_id"}:
            raise UserError(
                self.env._("Milestones follow from the events of the order; record an event.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Milestones follow from the events of the order; record an event.")
        )

    @api.model
    def _store(self, rows, planned=None):
        """Stores projections, touching only rows that change.

        :param rows: (order id, stage id, *values in the order of ``_PROJECTED``).
        :param planned: ``{order id: [stage ids]}`` of orders that were planned anew: their
            milestones of other stages are removed.
        """
        self.flush_model()  # what the ORM still holds of these rows must not be lost
        if planned:
            self.env.execute_query(
                SQL(
                    "DELETE FROM order_tracking_milestone m USING (VALUES %s) AS v (id, stages)"
                    " WHERE m.order_id = v.id AND m.stage_id != ALL (v.stages) RETURNING m.id",
                    SQL(", ").join(
                        SQL("(%s, %s::int[])", order, list(stages))
                        for order, stages in planned.items()
                    ),
                )
            )
        if rows:
            self.env.cr.execute(_UPSERT, bulk.arrays(rows))
            self.invalidate_model(flush=False)

    # ------------------------------------------------------------------ lateness

    @api.model
    def _cron_sweep_late(self, batch=5000):
        """Marks milestones that have become late, in batches, and has their orders looked at."""
        cron = self.env["ir.cron"]
        while count := self._mark_late(batch):
            if not cron._commit_progress(count, remaining=1):
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _mark_late(self, batch):
        """One batch of the sweep; number of milestones that became late."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
            WITH due AS (
                SELECT id FROM order_tracking_milestone
                 WHERE state IN ('pending', 'current') AND NOT late AND due_at < %s
                 ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
            )
            UPDATE order_tracking_milestone m SET late = TRUE FROM due
             WHERE m.id = due.id
            RETURNING m.order_id, m.state = 'current' OR m.promised_at IS NOT NULL,
                      m.promised_at IS NOT NULL
            """,
                now,
                batch,
            )
        )
        self.env["order.tracking.watch"]._mark_now({order for order, *_counts in rows})
        self.env["sale.order"]._notice_want({order for order, _, promised in rows if promised})
        current = sorted({order for order, counts, _ in rows if counts})
        if current:
            self.env.execute_query(
                SQL(
                    "UPDATE sale_order SET tracking_late = TRUE"
                    " WHERE id IN %s AND tracking_late IS NOT TRUE"
                    " AND tracking_state IN ('running', 'delivered') RETURNING id",
                    tuple(current),
                )
            )
        self.invalidate_model(flush=False)
        self.env["sale.order"].invalidate_model(["tracking_late"], flush=False)
        return len(rows)

    # ------------------------------------------------------------------ buttons

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }

    def action_mark(self):
        self.ensure_one()
        return self.order_id.action_tracking_mark(self.stage_id)
