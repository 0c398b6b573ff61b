import json
from collections import defaultdict
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from .. import appendonly, bulk, cold
from ..presentation.shared import say_number
from ..timeline.facts import Event

EVIDENCE = [
    ("system", "Odoo document"),
    ("scan", "Scan"),
    ("carrier", "Carrier"),
    ("staff", "Staff"),
    ("customer", "Customer"),
]
# Kinds that explain what happened to a customer; the rest is bookkeeping of the journal.
CUSTOMER_KINDS = (
    "order_confirmed",
    "order_cancelled",
    "stock_reserved",
    "picked",
    "packed",
    "ready_for_pickup",
    "left_warehouse",
    "backorder_created",
    "delivered",
    "goods_returned",
    "promise_made",
    "stage_marked",
)
# Of what is told: who told it, and words that may speak of people. Projections do not need them.
PERSONAL_KEYS = ("name", "text", "location", "note")
_COLUMNS = {
    "order_id": "int",
    "company_id": "int",
    "kind": "varchar",
    "occurred_at": "timestamp",
    "recorded_at": "timestamp",
    "evidence": "varchar",
    "source": "varchar",
    "dedup_key": "varchar",
    "place_tz": "varchar",
    "data": "jsonb",
    "document_model": "varchar",
    "document_id": "int",
    "author_id": "int",
}
_INSERT = f"""
INSERT INTO order_tracking_event ({", ".join(_COLUMNS)}) SELECT * FROM {bulk.table(_COLUMNS)}
ON CONFLICT (order_id, source, dedup_key) DO NOTHING
RETURNING order_id, source, dedup_key"""


class OrderTrackingEvent(models.Model):
    """The journal: append-only for everybody, at the ORM and in PostgreSQL.

    Rows of archived orders lie in a table that inherits this one (see ``cold``): whatever reads
    this table reads them, too, and a fact that is recorded for such an order brings them back.
    """

    _name = "order.tracking.event"
    _description = "Order Tracking Event"
    _order = "occurred_at desc, id desc"
    _rec_name = "summary"
    # No create_uid/write_uid: the row says itself who recorded it, when, and never changes.
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("order_confirmed", "Order confirmed"),
            ("order_cancelled", "Order cancelled"),
            ("plan_made", "Stages planned"),
            ("promise_made", "Delivery date promised"),
            ("goods_expected", "Quantity to deliver changed"),
            ("stock_reserved", "Stock reserved in full"),
            ("stock_short", "Stock short"),
            ("picked", "Picked"),
            ("packed", "Packed"),
            ("ready_for_pickup", "Ready for pickup"),
            ("left_warehouse", "Left the warehouse"),
            ("backorder_created", "Back-order created"),
            ("goods_returned", "Goods returned"),
            ("delivered", "Delivered"),
            ("invoice_posted", "Invoice posted"),
            ("invoiced", "Invoiced in full"),
            ("paid", "Paid in full"),
            ("purchase_requested", "Purchase requested"),
            ("purchase_ordered", "Purchase ordered"),
            ("purchase_received", "Purchase received"),
            ("production_requested", "Production requested"),
            ("production_confirmed", "Production confirmed"),
            ("production_started", "Production started"),
            ("production_done", "Production done"),
            ("stage_marked", "Stage marked as done"),
            ("handover_accepted", "Hand-over accepted"),
            ("handover_refused", "Hand-over given back"),
            ("handover_offered", "Handed over again"),
            ("receipt_prepared", "Receipt prepared"),
            ("receipt_sent", "Receipt handed over"),
            ("receipt_failed", "Receipt not sent"),
            ("receipt_bounced", "Receipt came back"),
            ("receipt_opened", "Receipt opened"),
            ("receipt_answered", "Receipt answered"),
            ("exception_opened", "Exception opened"),
            ("exception_closed", "Exception over"),
            ("voided", "Event voided"),
        ],
        required=True,
        readonly=True,
    )
    occurred_at = fields.Datetime("Happened", required=True, readonly=True)
    recorded_at = fields.Datetime("Recorded", required=True, readonly=True)
    evidence = fields.Selection(EVIDENCE, required=True, readonly=True)
    source = fields.Char(required=True, readonly=True)
    dedup_key = fields.Char(required=True, readonly=True)
    place_tz = fields.Char("Time Zone of the Place", readonly=True)
    data = fields.Json(readonly=True)
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    author_id = fields.Many2one("res.users", "Recorded By", readonly=True, ondelete="set null")
    summary = fields.Char("Details", compute="_compute_summary")
    is_voided = fields.Boolean("Voided", compute="_compute_is_voided")

    _dedup_uniq = models.UniqueIndex("(order_id, source, dedup_key)")
    _history_idx = models.Index("(order_id, occurred_at DESC, id DESC)")
    _recorded_idx = models.Index("(company_id, recorded_at)")
    # Few facts are told by people: a filter finds them without reading all the others.
    _told_idx = models.Index(
        "(evidence, recorded_at) WHERE evidence IN ('scan', 'staff', 'customer')"
    )

    def init(self):
        appendonly.protect(self.env.cr, self._table, personal=["data"], keys=PERSONAL_KEYS)
        cold.install(self.env.cr, personal=["data"], keys=PERSONAL_KEYS)

    # ------------------------------------------------------------------ append-only

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(
            self.env._(
                "Events are recorded by what happens. To add one, use “Mark stage” on the order."
            )
        )

    def write(self, vals):
        raise UserError(
            self.env._("An event is never changed. Void it, and record what really happened.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("An event is never deleted. Void it instead: it then counts for nothing.")
        )

    # ------------------------------------------------------------------ journal

    @api.model
    def _journal(self, order_ids):
        """The journal of orders as plain values.

        :return: ``{order id: [timeline.Event]}``, every id present.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT order_id, kind, occurred_at, dedup_key, source, evidence, data, place_tz,"
                " document_model, document_id FROM order_tracking_event WHERE order_id IN %s",
                tuple(order_ids) or (None,),
            )
        )
        journal = {order: [] for order in order_ids}
        for order, *values, model, number in rows:
            journal[order].append(Event(*values, document=(model, number) if model else None))
        return journal

    @api.model
    def _record(self, events, companies, author_id=None):
        """Inserts facts, each at most once.

        :param events: ``{order id: [timeline.Event]}``.
        :param companies: company id by order id.
        :param author_id: id of the user who caused them, if a person did.
        :return: ``{order id: {(source, key)}}`` of the rows that were new.
        """
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [
            self._to_row(order, companies[order], event, now, author_id)
            for order, found in events.items()
            for event in found
        ]
        inserted = defaultdict(set)
        if not rows:
            return inserted
        self.env.cr.execute(_INSERT, bulk.arrays(rows))
        for order, source, key in self.env.cr.fetchall():
            inserted[order].add((source, key))
        return inserted

    @api.model
    def _erase_words(self, order_ids, user_ids=()):
        """Takes names and free text out of the journal of orders (superuser), for the erasure of
        a customer's data; what happened, when and how many stays.

        :param user_ids: of the customer's own log-ins, which are taken out as well.
        """
        self.flush_model()
        orders = tuple(order_ids) or (None,)
        take = SQL(
            "UPDATE order_tracking_event SET data = data - %s::text[]"
            " WHERE order_id IN %s AND jsonb_exists_any(data, %s::text[])",
            *(list(PERSONAL_KEYS), orders, list(PERSONAL_KEYS)),
        )
        leave = SQL(
            "UPDATE order_tracking_event SET author_id = NULL WHERE order_id IN %s"
            " AND author_id IN %s",
            *(orders, tuple(user_ids) or (None,)),
        )
        with appendonly.erasing(self.env.cr):
            self.env.cr.execute(take)
        self.env.cr.execute(leave)  # which is allowed at any time: users can be deleted
        self.invalidate_model(flush=False)

    @staticmethod
    def _to_row(order, company, event, now, author_id):
        model, number = event.document or (None, None)
        return (
            order,
            company,
            event.kind,
            event.occurred_at,
            now,
            event.evidence,
            event.source,
            event.key,
            event.place_tz,
            json.dumps(dict(event.data)),
            model,
            number,
            author_id,
        )

    def _to_value(self):
        """This row as a plain value (``timeline.Event``)."""
        self.ensure_one()
        return Event(
            self.kind,
            self.occurred_at,
            self.dedup_key,
            self.source,
            self.evidence,
            self.data or {},
            self.place_tz,
            (self.document_model, self.document_id) if self.document_model else None,
        )

    # ------------------------------------------------------------------ what people read

    @api.depends("kind", "data", "document_id")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        names = self._document_names()
        lines = self._line_names()
        for event in self:
            document = names.get((event.document_model, event.document_id))
            parts = [document, event._detail(lines)]
            event.summary = " · ".join(part for part in parts if part)

    def _detail(self, lines):
        data = self.data or {}
        if self.kind == "promise_made":
            date = format_datetime(self.env, datetime.fromisoformat(data["date"]))
            return f"{date} ({data['reason']})" if data.get("reason") else date
        if self.kind == "stock_short":
            return self.env._("missing: %s", self._quantities(data["short"], lines))
        if self.kind == "invoice_posted":
            return f"{say_number(self.env, data['amount'])} {data['currency']}"
        if self.kind == "voided":
            return data.get("reason")
        if self.kind == "stage_marked":
            return self.env["order.tracking.stage"].browse(data["stage"]).exists().name
        if self.kind.startswith("handover_"):
            return self._hand_over_detail()
        if self.kind.startswith("exception_"):
            return None  # the document says what
        if self.kind.startswith("receipt_"):
            return self._receipt_detail()
        if self.kind not in dict(self._fields["kind"].selection):
            return self._foreign_detail()
        return self._quantities(data.get("lines") or {}, lines)

    def _foreign_detail(self):
        """What an addon told that is gone: its kind has no name any more, its words remain."""
        words = (self.data.get("text"), self.data.get("location")) if self.data else ()
        return ": ".join(filter(None, [self.kind.replace("_", " "), *words]))

    def _hand_over_detail(self):
        """Stage and reason, in the reader's language, and what was written to it."""
        milestone = self.env["order.tracking.milestone"]
        reasons = dict(milestone._fields["refused_reason"]._description_selection(self.env))
        stage = self.env["order.tracking.stage"].browse(self.data["stage"]).exists()
        why = [reasons.get(self.data.get("reason")), self.data.get("note")]
        return ": ".join(filter(None, [stage.name, *why]))

    def _receipt_detail(self):
        """Channel, answer or reason, in the reader's language; the number is the document's."""
        labels = self.env["order.receipt"]
        told = [
            dict(labels._fields[name]._description_selection(self.env)).get(self.data[name])
            for name in ("channel", "answer")
            if self.data.get(name)
        ]
        return ": ".join(filter(None, [", ".join(told), self.data.get("reason")]))

    def _quantities(self, quantities, lines):
        return ", ".join(
            f"{say_number(self.env, quantity)} × {lines.get(int(line), '?')}"
            for line, quantity in quantities.items()
        )

    def _document_names(self):
        """Display names by (model, id) of the documents the events rest on."""
        ids = defaultdict(set)
        for event in self:
            if event.document_model in self.env and event.document_id:
                ids[event.document_model].add(event.document_id)
        # sudo: a salesperson who may read the order reads the numbers of its transfers there
        return {
            (model, record.id): record.display_name
            for model, found in ids.items()
            for record in self.env[model].sudo().browse(found).exists()
        }

    def _line_names(self):
        ids = {
            int(line)
            for event in self
            for part in ("lines", "short")
            for line in (event.data or {}).get(part) or {}
        }
        lines = self.env["sale.order.line"].sudo().browse(ids).exists()
        return {line.id: line.product_id.display_name or line.name for line in lines}

    @api.depends("order_id")
    def _compute_is_voided(self):
        voids = self.env.execute_query(
            SQL(
                "SELECT order_id, data->'voids'->>0, data->'voids'->>1 FROM order_tracking_event"
                " WHERE kind = 'voided' AND order_id IN %s",
                tuple(self.order_id.ids) or (None,),
            )
        )
        for event in self:
            event.is_voided = (event.order_id.id, event.source, event.dedup_key) in voids

    def action_void(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void event"),
            "res_model": "order.tracking.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def action_open_document(self):
        self.ensure_one()
        if self.document_model not in self.env:
            raise UserError(self.env._("The addon that kept this document is not installed."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "view_mode": "form",
        }
