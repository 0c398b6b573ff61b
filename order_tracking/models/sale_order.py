from collections import defaultdict
from datetime import UTC, datetime

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import appendonly, bulk, custody, presentation, reading, work_reading
from ..timeline import facts, plan, project, promises
from ..timeline.derivation import derive, proved
from ..timeline.flow import READY, route_steps
from ..timeline.overview import overview, undelivered, unready
from ..timeline.projection import OPEN
from ..touched import Touched, explain, touch

_TELLING = {"state", "commitment_date", "requested_date"}
_ORDER_FIELDS = {
    "tracking_flow_id": "int",
    "tracking_version_id": "int",
    "tracking_stage_id": "int",
    "tracking_state": "varchar",
    "tracking_due_at": "timestamp",
    "tracking_late": "bool",
    "promise_requested_at": "timestamp",
    "promise_first_at": "timestamp",
    "promise_last_at": "timestamp",
    "notice_due_at": "timestamp",
}
_KEPT = {"notice_due_at"}  # without a new value it stays
_UPDATE = """
UPDATE sale_order o SET ({columns}) = ROW ({new})
  FROM {rows}
 WHERE o.id = v.id AND ROW ({old}) IS DISTINCT FROM ROW ({new})
""".format(
    rows=bulk.table({"id": "int", **_ORDER_FIELDS}),
    columns=", ".join(_ORDER_FIELDS),
    new=", ".join(
        f"COALESCE(v.{column}, o.{column})" if column in _KEPT else f"v.{column}"
        for column in _ORDER_FIELDS
    ),
    old=", ".join(f"o.{column}" for column in _ORDER_FIELDS),
)
_HEADERS = """
SELECT o.id, o.state, o.date_order, o.company_id, o.team_id, o.warehouse_id, o.invoice_status,
       o.commitment_date, o.requested_date, o.tracking_flow_id, o.tracking_version_id,
       w.delivery_steps
  FROM sale_order o LEFT JOIN stock_warehouse w ON w.id = o.warehouse_id
 WHERE o.id IN (%s) AND (o.state = 'sale' OR o.tracking_version_id IS NOT NULL)
 ORDER BY o.id
"""
_OF_MOVES = """
SELECT l.order_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
 WHERE m.id IN %s"""
_OF_INVOICES = """
SELECT l.order_id FROM account_move_line aml
  JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = aml.id
  JOIN sale_order_line l ON l.id = r.order_line_id
 WHERE aml.move_id IN %s"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    requested_date = fields.Datetime(
        "Requested Delivery",
        copy=False,
        help="When the customer asked to have the goods. What is promised is kept apart.",
    )
    tracking_flow_id = fields.Many2one(
        "order.tracking.flow",
        "Tracking Flow",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Empty: chosen when the order is confirmed. A running order keeps its flow.",
    )
    tracking_version_id = fields.Many2one(
        "order.tracking.flow.version", copy=False, readonly=True, ondelete="set null"
    )
    tracking_stage_id = fields.Many2one(
        "order.tracking.stage",
        "Current Stage",
        copy=False,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        group_expand="_tracking_expand_stages",
    )
    tracking_state = fields.Selection(
        [
            ("running", "Running"),
            ("delivered", "Delivered"),
            ("done", "Done"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        "Tracking",
        copy=False,
        readonly=True,
    )
    tracking_due_at = fields.Datetime("Stage Due", copy=False, readonly=True)
    tracking_late = fields.Boolean("Late", copy=False, readonly=True)
    promise_requested_at = fields.Datetime("Requested", copy=False, readonly=True)
    promise_first_at = fields.Datetime("First Promise", copy=False, readonly=True)
    promise_last_at = fields.Datetime("Promised", copy=False, readonly=True)
    milestone_ids = fields.One2many("order.tracking.milestone", "order_id", "Milestones")
    promise_ids = fields.One2many("order.tracking.promise", "order_id", "Promises")
    tracking_link_ids = fields.One2many("order.tracking.link", "order_id", "Tracking Links")
    tracking_event_count = fields.Integer("Events", compute="_compute_tracking_event_count")
    tracking_timeline = fields.Json(compute="_compute_tracking_timeline")

    _tracking_open_idx = models.Index(
        "(tracking_stage_id, tracking_due_at) WHERE tracking_state IN ('running', 'delivered')"
    )
    _tracking_due_idx = models.Index(
        "(tracking_due_at, id) WHERE tracking_state IN ('running', 'delivered')"
    )
    _tracking_late_idx = models.Index("(tracking_due_at, id) WHERE tracking_late IS TRUE")

    def _compute_tracking_event_count(self):
        counts = dict(
            self.env["order.tracking.event"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.tracking_event_count = counts.get(order, 0)

    @api.depends_context("lang", "uid")
    def _compute_tracking_timeline(self):
        for order in self:
            order.tracking_timeline = presentation.staff_timeline(order)

    @api.model
    def _tracking_expand_stages(self, stages, domain):
        """Kanban columns: every stage of the flows that the shown orders belong to."""
        return (stages | stages.flow_id.stage_ids).sorted()

    # ------------------------------------------------------------------ what touches an order

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        touch(orders.filtered(lambda order: order.state == "sale"), "orders")
        return orders

    def write(self, vals):
        if not _TELLING.isdisjoint(vals):
            touch(self, "orders")
        return super().write(vals)

    def unlink(self):
        # Odoo lets only draft and cancelled orders go; their journal goes with them.
        with appendonly.allow(self.env.cr):
            return super().unlink()

    # ------------------------------------------------------------------ facts → journal

    @api.model
    def _tracking_sync_touched(self, touched):
        """Brings the journal and milestones of everything in ``touched`` up to date.

        :param touched: ``touched.Touched``. Runs as superuser at the end of a transaction.
        """
        self._tracking_sync(
            self._tracking_headers(touched),
            invoices=bool(touched.invoices),
            author=touched.user if touched.user != SUPERUSER_ID else None,
            new=touched.orders,
            reasons=touched.reasons,
            proofs=touched.proofs,
        )

    @api.model
    def _tracking_headers(self, touched):
        """Rows of the orders that ``touched`` speaks of, by id; one query.

        Each with ``clock_of``, the working time of the teams in the order's company.
        """
        parts = []
        if touched.orders:
            parts.append(SQL("SELECT unnest(%s)", list(touched.orders)))
        if touched.moves:
            parts.append(SQL(_OF_MOVES, tuple(touched.moves)))
            parts += work_reading.orders_of_moves(self.env, touched.moves)
        if touched.invoices:
            parts.append(SQL(_OF_INVOICES, tuple(touched.invoices)))
        if not parts:
            return {}
        rows = self.env.execute_query_dict(SQL(_HEADERS, SQL(" UNION ").join(parts)))
        clocks = self._tracking_clocks(rows)
        return {row["id"]: {**row, "clock_of": clocks[row["company_id"]]} for row in rows}

    @api.model
    def _tracking_clocks(self, rows):
        """Working time of the teams by company id, since the oldest of these orders."""
        Team, dates = self.env["order.tracking.team"], defaultdict(list)
        for row in rows:
            dates[row["company_id"]].append(row["date_order"] or datetime.max)
        company = self.env["res.company"].browse
        return {i: Team._clocks(company(i), min(found)) for i, found in dates.items()}

    @api.model
    def _tracking_sync(
        self,
        headers,
        *,
        invoices=True,
        author=None,
        new=frozenset(),
        reasons=None,
        proofs=None,
        now=None,
    ):
        """Derives the missing facts of orders from Odoo's documents, and projects them.

        A fixed number of queries whatever the number of orders. Idempotent.

        :param headers: rows of :meth:`_tracking_headers`.
        :param new: ids of orders whose state changed just now; the others are old orders
            when they have no timeline yet.
        :param reasons: why a promise changed, by order id.
        :param proofs: what a transfer rests on, by document; see ``derivation.proved``.
        """
        headers = self._tracking_start(headers)
        if not headers:
            return
        for order in self.browse(headers):  # of one recordset: they are read together
            header = headers[order.id]
            header["order"] = order
            header["collected"] = self._tracking_flow(header).has(READY)
        now = now or _utcnow()
        running = [i for i, h in headers.items() if not h["starting"]]
        known = self.env["order.tracking.event"]._journal(running) if running else {}
        old = any(h["starting"] and i not in new for i, h in headers.items())
        documents = reading.read_documents(
            self.env, headers, now, invoices=invoices or old, old=old
        )
        events = {}
        for order, header in headers.items():
            header["backfill"] = header["starting"] and order not in new
            journal = known.get(order, [])
            found = proved(derive(documents[order], journal), proofs or {})
            found += self._tracking_promises(
                header, journal, found, documents[order], (reasons or {}).get(order)
            )
            events[order] = found
        self._tracking_append(headers, events, known, now=now, author=author)

    @api.model
    def _tracking_start(self, headers):
        """Gives orders that start the present version of their flow.

        :return: the headers without orders that no flow fits.
        """
        versions = {}
        for header in headers.values():
            header["starting"] = not header["tracking_version_id"]
            if header["starting"]:
                flow = self._tracking_choose_flow(header)
                if flow and flow not in versions:
                    versions[flow] = flow._current_version().id
                header["tracking_flow_id"] = flow.id
                header["tracking_version_id"] = versions.get(flow)
        return {order: h for order, h in headers.items() if h["tracking_version_id"]}

    @api.model
    def _tracking_choose_flow(self, header):
        Flow = self.env["order.tracking.flow"]
        return Flow.browse(header["tracking_flow_id"]) or Flow._match(
            header["company_id"], header["team_id"], header["warehouse_id"]
        )

    @api.model
    def _tracking_promises(self, header, journal, found, documents, reason):
        """Plan and promises that follow from a confirmation or a changed date."""
        confirmed = next((e for e in found if e.kind == "order_confirmed"), None)
        given = promises.promised_dates(promises.ledger(journal))
        number = sum(event.kind == "promise_made" for event in journal)
        made = []
        requested = header["requested_date"]
        if requested and requested != given.requested and (confirmed or journal):
            made.append(("requested", requested, ""))
        committed = header["commitment_date"]
        if confirmed:
            planned, event = self._tracking_plan(header, confirmed, documents, journal)
            found.append(event)
            first = promises.first_promise(planned, header["order"].expected_date, committed)
            if first and documents.expected:
                kind = "later" if given.first else "first"
                made.append(
                    (kind, first, self.env._("Order confirmed again") if given.first else "")
                )
        elif committed and journal and committed != given.last:
            made.append(("later" if given.first else "first", committed, reason or ""))
        at = confirmed.occurred_at if confirmed else documents.now
        return [
            facts.promise_made(at=at, number=number + i, kind=kind, date=date, reason=why)
            for i, (kind, date, why) in enumerate(made)
        ]

    @api.model
    def _tracking_plan(self, header, confirmed, documents, journal):
        """(planned arrival, ``plan_made`` event) of an order that starts now."""
        flow = self._tracking_flow(header)
        steps = route_steps(header["delivery_steps"], bool(documents.expected))
        stages = flow.applicable(steps, documents.families)
        planned = plan(stages, confirmed.occurred_at, header["clock_of"])
        target = flow.target(frozenset(planned))
        number = sum(event.kind == "plan_made" for event in journal)
        event = facts.plan_made(at=confirmed.occurred_at, number=number, stages=planned)
        return planned.get(target.key) if target else None, event

    @api.model
    def _tracking_flow(self, header):
        version = header["tracking_version_id"]
        return self.env["order.tracking.flow.version"].browse(version)._value()

    @api.model
    def _tracking_backfill(self, order_ids):
        """Timelines of old orders from their documents; times are the documents' own."""
        touched = Touched(SUPERUSER_ID, orders=set(order_ids))
        self._tracking_sync(self._tracking_headers(touched), invoices=True)

    # ------------------------------------------------------------------ journal → projections

    @api.model
    def _tracking_append(self, headers, events, known=None, *, now=None, author=None):
        """Records events and projects the orders they belong to, once each.

        :param headers: rows of :meth:`_tracking_headers`, all with a flow version.
        :param events: ``{order id: [timeline.Event]}``; what the journal knows is ignored.
        :param known: the journal before, where the caller has read it already.
        :return: ids of the orders that were projected.
        """
        Event = self.env["order.tracking.event"]
        now = now or _utcnow()
        companies = {order: header["company_id"] for order, header in headers.items()}
        if known is None:
            known = Event._journal(list(headers))
        inserted = Event._record(events, companies, author)
        fresh = {
            order: [e for e in found if e.identity in inserted[order]]
            for order, found in events.items()
            if order in inserted
        }
        self._tracking_keep_promises(headers, fresh, author)
        for order, found in fresh.items():
            headers[order]["notice_due_at"] = self._notice_due(headers[order], found, now)
        touched = {i: h for i, h in headers.items() if i in fresh or h.get("starting")}
        self._tracking_project(touched, lambda i: known.get(i, []) + fresh.get(i, []), now)
        return set(touched)

    @api.model
    def _tracking_keep_promises(self, headers, events, author):
        rows = [
            (order, headers[order]["company_id"], int(event.key.split(":")[1]))
            + (event.data["promise"], event.data["date"], event.occurred_at)
            + (event.data["reason"] or None, author)
            for order, found in events.items()
            for event in found
            if event.kind == "promise_made"
        ]
        self.env["order.tracking.promise"]._record(rows)

    @api.model
    def _tracking_project(self, headers, journal_of, now, afresh=False):
        """Stores milestones and the order's own tracking fields.

        :param journal_of: function from order id to its whole journal.
        :param afresh: milestones that do not follow from the journal are removed, too.
        """
        if not headers:
            return
        rows, orders, planned = [], [], {}
        for order, header in headers.items():
            flow, journal = self._tracking_flow(header), journal_of(order)
            milestones = project(flow, journal, now)
            hand_overs = custody.project(flow, milestones, journal, header["clock_of"])
            rows += [
                (order, m.stage, header["company_id"], *_milestone(m), *hand_overs[m.stage])
                for m in milestones
            ]
            orders.append(_order_row(order, header, flow, milestones, journal, now))
            if afresh or (not header.get("starting") and _replanned(journal)):
                planned[order] = [m.stage for m in milestones]
        self.env["order.tracking.milestone"]._store(rows, planned)
        self.env.cr.execute(_UPDATE, bulk.arrays(orders))
        self.env["order.tracking.watch"]._mark_now(headers)
        self.browse(headers).invalidate_recordset(list(_ORDER_FIELDS), flush=False)
        # a fact that was recorded brought an archived journal back, see ``cold``
        told = ["tracking_timeline", "tracking_archived_at", "tracking_unarchived_at"]
        self.browse(headers).invalidate_recordset(told, flush=False)

    def _tracking_rebuild(self):
        """Makes the projections again from the journal alone, whatever is stored.

        What a team does about a stage (its owner and activity) is no projection and stays.
        """
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        journal = self.env["order.tracking.event"]._journal(list(headers))
        self._tracking_project(headers, journal.__getitem__, _utcnow(), afresh=True)

    # ------------------------------------------------------------------ what staff do

    def action_tracking_mark(self, stage=None):
        """Opens the dialog “Mark stage” (for ``stage``, else for the current one)."""
        self.ensure_one()
        stage = stage or self.tracking_stage_id
        return self._tracking_dialog(
            self.env._("Mark stage"), "order.tracking.mark", {"default_stage_id": stage.id}
        )

    def action_tracking_repromise(self):
        self.ensure_one()
        return self._tracking_dialog(self.env._("New promise"), "order.tracking.repromise", {})

    def _tracking_dialog(self, name, model, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id, **context},
        }

    def action_tracking_events(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_tracking_event_action"
        )
        views = {"view_id": False, "views": [(False, "list"), (False, "form")]}  # by time
        return {**action, **views, "domain": [("order_id", "=", self.id)], "context": {}}

    def action_tracking_preview(self):
        """Opens the customer's page."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/my/orders/{self.id}/tracking",
        }

    def _tracking_mark(self, stage, *, at=None, evidence="staff", note="", key=None):
        """Records that ``stage`` is done, on the word of staff or a scanner.

        :param at: naive UTC instant at which it happened, not in the future; now if None.
        :param evidence: staff or scan.
        :param key: identity of the telling (a scan's own id); a repeated one changes nothing.
        :raise UserError: for stages that only Odoo's documents prove, or a future instant.
        """
        self.ensure_one()
        self._tracking_check_staff()
        now = _utcnow()
        at = at or now
        if at > now:
            raise UserError(
                self.env._("The stage cannot have been done in the future. Correct the time.")
            )
        header = self._tracking_headers_of()[self.id]
        journal = self.env["order.tracking.event"].sudo()._journal(self.ids)[self.id]
        value = next((s for s in self._tracking_flow(header).stages if s.key == stage.id), None)
        if not value:
            raise UserError(self.env._("This stage is not part of order %s.", self.name))
        key = key or f"{evidence}:{stage.id}:{now.isoformat()}"
        if any(event.identity == (evidence, key) for event in journal):
            return
        event = self._tracking_mark_event(value, at, evidence, note, key, journal)
        self.sudo()._tracking_append(
            {self.id: header}, {self.id: [event]}, {self.id: journal}, author=self.env.uid
        )

    def _tracking_mark_event(self, stage, at, evidence, note, key, journal):
        detail = {"note": note} if note else {}
        if stage.trigger == "manual":
            return facts.stage_marked(
                at=at, stage=stage.key, key=key, evidence=evidence, source=evidence, **detail
            )
        if stage.trigger == READY:
            lines = unready(journal)
            if not lines:
                raise UserError(self.env._("Everything of order %s is ready already.", self.name))
            return facts.goods_ready(
                at=at, key=key, lines=lines, evidence=evidence, source=evidence, **detail
            )
        if stage.trigger == "delivered":
            lines = undelivered(journal)
            if not lines:
                raise UserError(
                    self.env._("Everything that left for order %s is delivered.", self.name)
                )
            return facts.delivered(
                at=at, key=key, lines=lines, evidence=evidence, source=evidence, **detail
            )
        raise UserError(
            self.env._(
                "“%(stage)s” follows from Odoo's own documents. Confirm, validate or post the "
                "document instead of marking the stage.",
                stage=dict(self.env["order.tracking.stage"]._fields["trigger"].selection)[
                    stage.trigger
                ],
            )
        )

    def _tracking_void(self, event, reason):
        """Records that ``event`` (record of the journal) was wrong."""
        self.ensure_one()
        self._tracking_check_staff(manager=True)
        void = facts.voided(at=_utcnow(), event=event._to_value(), reason=reason, source="staff")
        self.sudo()._tracking_append(
            self._tracking_headers_of(), {self.id: [void]}, author=self.env.uid
        )

    def _tracking_repromise(self, date, reason):
        """Promises another date: Odoo's own commitment date changes, the ledger says why."""
        self.ensure_one()
        explain(self, reason)
        self.commitment_date = date

    def _tracking_headers_of(self):
        touched = Touched(self.env.uid, orders=set(self.ids))
        headers = self.sudo()._tracking_headers(touched)
        missing = self.filtered(lambda o: not headers.get(o.id, {}).get("tracking_version_id"))
        if missing:
            raise UserError(
                self.env._("Order %s has no timeline. Confirm it first.", missing[0].display_name)
            )
        return headers

    def _tracking_check_staff(self, manager=False):
        group = "order_tracking.group_manager" if manager else "order_tracking.group_user"
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "Only members of “%s” may record this.", self.env.ref(group).sudo().full_name
                )
            )


def _utcnow():
    """Now with microseconds, naive UTC: events of one second keep their order."""
    return datetime.now(UTC).replace(tzinfo=None)


def _replanned(journal):
    return sum(event.kind == "plan_made" for event in journal) > 1


def _milestone(milestone):
    return (
        milestone.sequence,
        milestone.state,
        milestone.planned_at,
        milestone.promised_at,
        milestone.due_at,
        milestone.started_at,
        milestone.reached_at,
        milestone.evidence,
        milestone.done,
        milestone.total,
        milestone.late,
    )


def _order_row(order, header, flow, milestones, journal, now):
    found = overview(flow, milestones, header["state"] == "cancel")
    given = promises.promised_dates(promises.ledger(journal))
    return (
        order,
        header["tracking_flow_id"],
        header["tracking_version_id"],
        found.stage,
        found.state,
        found.due_at,
        found.late,
        given.requested,
        given.first,
        given.last,
        header.get("notice_due_at") or (now if _missed(header, milestones) else None),
    )


def _missed(header, milestones):
    """Whether the promised date has passed: news by itself, but not of a back-filled order."""
    return not header.get("backfill") and any(
        m.late and m.promised_at and m.state in OPEN for m in milestones
    )
