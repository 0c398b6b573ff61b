from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ..cold import EventReference
from ..timeline import facts
from ..watch import KINDS, Standing, next_look, settle, share, troubles
from ..watch.kinds import CUSTOMER, ENDS, LEADER

TIMELINE = "timeline"
EXCEPTION_KINDS = [
    ("late", "Late"),
    ("unconfirmed", "Arrival not confirmed"),
    ("at_risk", "About to be late"),
    ("stalled", "Stage stands still"),
    ("shortage", "Stock shortage"),
]
CAUSES = [
    ("stock", "Goods not in stock"),
    ("supplier", "Supplier late"),
    ("production", "Production late"),
    ("capacity", "Too much work at once"),
    ("forgotten", "Forgotten"),
    ("promise", "Promised too early"),
    ("data", "Wrong or missing data"),
    ("customer", "Customer"),
    ("other", "Something else"),
]
_PEOPLE = """
SELECT o.id, o.company_id, o.partner_id, o.user_id, o.tracking_stage_id AS stage_id,
       cur.team_id AS stage_team, cur.user_id AS stage_user, first.team_id AS customer_team
  FROM sale_order o
  LEFT JOIN LATERAL (SELECT COALESCE(m.holder_id, m.team_id) AS team_id, m.user_id
                       FROM order_tracking_milestone m
                      WHERE m.order_id = o.id AND m.state = 'current' LIMIT 1) cur ON TRUE
  LEFT JOIN LATERAL (SELECT m.team_id FROM order_tracking_milestone m
                      WHERE m.order_id = o.id ORDER BY m.sequence LIMIT 1) first ON TRUE
 WHERE o.id = ANY (%s)"""
_EVENTS = """
SELECT DISTINCT ON (v.id) v.id, e.id
  FROM (VALUES %s) AS v (id, order_id, kinds, recorded, model, document)
  JOIN order_tracking_event e
    ON e.order_id = v.order_id AND e.kind = ANY (v.kinds)
   AND (v.recorded IS NULL OR e.recorded_at >= v.recorded)
   AND (v.document IS NULL OR e.document_id IS NULL OR e.document_model <> v.model
        OR e.document_id = v.document)
 ORDER BY v.id, e.occurred_at DESC, e.id DESC"""


class OrderException(models.Model):
    """Something about an order that needs somebody, from the fact that brought it to the one
    that cured it."""

    _name = "order.exception"
    _description = "Exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null")
    kind = fields.Selection(
        EXCEPTION_KINDS,
        required=True,
        readonly=True,
    )
    source = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    stage_id = fields.Many2one("order.tracking.stage", "Stage", readonly=True, ondelete="set null")
    since = fields.Datetime(required=True, readonly=True)
    opened_at = fields.Datetime("Noticed", required=True, readonly=True)
    closed_at = fields.Datetime("Over", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("snoozed", "Snoozed"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        group_expand=True,
    )
    snoozed_until = fields.Datetime(readonly=True)
    opened_event_id = EventReference("order.tracking.event", "Event Before", readonly=True)
    closed_event_id = EventReference("order.tracking.event", "Event of the Cure", readonly=True)
    cause = fields.Selection(
        CAUSES, "Root Cause", tracking=True, help="Why it came to this; kept for the reviews."
    )
    data = fields.Json(readonly=True)
    team_id = fields.Many2one("order.tracking.team", "Team", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Owner", tracking=True, domain=[("share", "=", False)])
    deadline = fields.Datetime(readonly=True)
    settled = fields.Boolean(readonly=True, help="Closed by a person, not by a cure.")

    _open_uniq = models.UniqueIndex("(order_id, source, kind, key) WHERE state <> 'closed'")
    _queue_idx = models.Index("(company_id, deadline) WHERE state <> 'closed'")
    _user_idx = models.Index("(user_id, deadline) WHERE state <> 'closed'")
    _settled_idx = models.Index("(order_id) WHERE settled")

    @api.depends("kind", "order_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            exception.display_name = f"{exception.order_id.name} – {labels.get(exception.kind)}"

    # ------------------------------------------------------------------ what is wrong now

    @api.model
    def _sources(self):
        """Who finds troubles: method by source. A method takes orders and now (naive UTC), and
        gives a list of ``watch.Trouble`` and ``{order id: when to look again}``."""
        return {TIMELINE: "_find_in_timeline"}

    @api.model
    def _find_in_timeline(self, orders, now):
        """What stages, promises and stock say."""
        wanted, looks = [], {}
        followed, expected = orders._notice_watched(), self._expected(orders)
        for company, values in self.env["order.tracking.watch"]._orders(orders.ids).items():
            clock_of = self._clocks(company)
            rules = self.env["order.exception.rule"]._settings(company)
            for value in values:
                order = replace(
                    value, followed=value.id in followed, expected_at=expected.get(value.id)
                )
                told = (order, now, clock_of, lambda kind, r=rules: r[kind].tolerance)
                wanted += troubles(*told)
                if at := next_look(*told):
                    looks[order.id] = at
        return wanted, looks

    @api.model
    def _expected(self, orders):
        """When goods arrive, by whoever carries them: ``{order id: naive UTC}``."""
        return {}

    @api.model
    def _clocks(self, company_id):
        company = self.env["res.company"].browse(company_id)
        return self.env["order.tracking.team"]._clocks(company)

    # ------------------------------------------------------------------ opening and closing

    @api.model
    def _reconcile(self, source, orders, wanted):
        """Makes the open exceptions of ``orders`` exactly what is wrong now; idempotent.

        :param source: who tells it; exceptions of other sources stay as they are.
        :param wanted: ``watch.Trouble`` of these orders.
        :return: exceptions that were opened.
        """
        standing = self._standing(source, orders.ids)
        verdict = settle(standing, self._watched(orders, wanted))
        now = datetime.now(UTC).replace(tzinfo=None)
        quiet = self.sudo().with_context(mail_notrack=True, tracking_disable=True)
        # sudo: exceptions follow from facts, whoever recorded them
        for number, trouble in verdict.changed:
            quiet.browse(number).write({"since": trouble.since, "data": dict(trouble.data)})
        quiet.browse(verdict.closed)._close(now)
        return quiet._open(source, verdict.opened, now)

    @api.model
    def _watched(self, orders, wanted):
        """Troubles of ``orders`` that their companies want to know of."""
        Rule = self.env["order.exception.rule"]
        # sudo: what is watched for is no secret of the order
        rules = {order.id: Rule._settings(order.company_id.id) for order in orders.sudo()}
        return [t for t in wanted if t.order_id in rules and rules[t.order_id][t.kind].enabled]

    @api.model
    def _standing(self, source, order_ids):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, order_id, kind, key, since, state = 'closed', data"
                " FROM order_exception WHERE order_id = ANY (%s) AND source = %s"
                " AND (state <> 'closed' OR settled)",
                list(order_ids),
                source,
            )
        )
        return [Standing(*row[:-1], row[-1] or {}) for row in rows]

    @api.model
    def _open(self, source, found, now):
        if not found:
            return self
        people = self._people({trouble.order_id for trouble in found})
        rows = [self._prepare(trouble, people[trouble.order_id], source, now) for trouble in found]
        self._share_out(rows)
        exceptions = self.create(rows)
        exceptions._link_events("opened_event_id", "opened_by")
        exceptions._tell_journal(facts.exception_opened, now)
        exceptions._follow_owner()
        return exceptions

    @api.model
    def _people(self, order_ids):
        """Customer, salesperson, stage, and the teams of orders, by order id."""
        self.env["order.tracking.milestone"].flush_model(["user_id"])
        rows = self.env.execute_query_dict(SQL(_PEOPLE, sorted(order_ids)))
        return {row["id"]: row for row in rows}

    @api.model
    def _prepare(self, trouble, people, source, now):
        """Values of a new exception; without an owner where nobody in particular has it."""
        kind, company = KINDS[trouble.kind], people["company_id"]
        rule = self.env["order.exception.rule"]._settings(company)[trouble.kind]
        team, user = self._owner(kind, rule.team, people)
        model, document = trouble.document or (False, False)
        return {
            "order_id": trouble.order_id,
            "company_id": company,
            "partner_id": people["partner_id"],
            "stage_id": people["stage_id"],
            "kind": trouble.kind,
            "source": source,
            "key": trouble.key,
            "document_model": model,
            "document_id": document,
            "since": trouble.since,
            "opened_at": now,
            "cause": trouble.cause or False,
            "data": dict(trouble.data),
            "team_id": team,
            "user_id": user,
            "deadline": self._clocks(company)(team).add(now, rule.hours),
        }

    @api.model
    def _owner(self, kind, team, people):
        """(team id, user id) of a new exception; no user: the team's next member."""
        if team:
            return team, None
        if kind.owner == CUSTOMER:
            return people["customer_team"], people["user_id"]
        team = people["stage_team"]
        leader = self.env["order.tracking.team"].browse(team).leader_id.id
        return team, leader if kind.owner == LEADER and leader else people["stage_user"]

    @api.model
    def _share_out(self, rows):
        """Gives those without an owner to the members of their teams who have the fewest open."""
        teams = self.env["order.tracking.team"].browse({r["team_id"] for r in rows} - {None})
        members = {team.id: (team.member_ids or team.leader_id).ids for team in teams}
        waiting = [row for row in rows if not row["user_id"] and members.get(row["team_id"])]
        users = {user for row in waiting for user in members[row["team_id"]]}
        if not users:
            return
        domain = [("state", "=", "open"), ("user_id", "in", sorted(users))]
        counts = self._read_group(domain, ["user_id"], ["__count"])
        loads = {user: 0 for user in users} | {user.id: count for user, count in counts}
        for row in waiting:
            row["user_id"] = share(loads, members[row["team_id"]])

    def _close(self, now):
        """The trouble is over: the event that cured it is remembered."""
        if not self:
            return
        self.write({"state": "closed", "closed_at": now})
        self._link_events("closed_event_id", "cured_by", ENDS, after="opened_at")
        self._tell_journal(facts.exception_closed, now)

    def _link_events(self, field, kinds, more=(), after=None):
        """Keeps the latest event of the journal that explains what happened to each of these.

        :param kinds: attribute of ``watch.Kind`` that names the kinds of events.
        :param after: field with the instant since when it must have been recorded.
        """
        self.flush_recordset()
        rows = [
            SQL(
                "(%s, %s, %s::varchar[], %s::timestamp, %s, %s::int)",
                *(exception.id, exception.order_id.id),
                [*getattr(KINDS[exception.kind], kinds), *more],
                after and exception[after],
                *(exception.document_model or None, exception.document_id or None),
            )
            for exception in self
        ]
        for number, event in self.env.execute_query(SQL(_EVENTS, SQL(", ").join(rows))):
            self.browse(number)[field] = event

    def _tell_journal(self, constructor, at, author=None, evidence="system"):
        """Opening and closing are part of the order's history; they change no milestone."""
        events, companies = defaultdict(list), {}
        for exception in self:
            order = exception.order_id.id
            companies[order] = exception.company_id.id
            told = {"exception": exception.id, "kind": exception.kind, "evidence": evidence}
            events[order].append(constructor(at=at, **told))
        self.env["order.tracking.event"]._record(events, companies, author)
