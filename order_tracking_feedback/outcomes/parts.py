"""The cases that an order's outcome is made of: SQL that fills ``outcome_part_new``.

What each column means, by kind; empty columns say nothing:

* **stage**, of stages that are reached: one row for each holder, so that ``hours`` add up to the
  time from order to the last stage. With a team, what passed until it accepted (or while it had
  given the order back) is hand-over. ``planned_hours``, ``due_at`` and ``ok`` (in time) are in the
  row of who has the stage, not of its hand-over. ``working_hours`` are those of the stage's team,
  ``cause`` is its trigger.
* **exception**: ``cause`` its kind, ``reason`` its root cause, ``hours`` while it was open,
  ``due_at`` its deadline, ``ok`` over. ``carrier_id`` where it is about a parcel.
* **complaint**: ``cause`` what is wrong with its first line (else “other”), ``reason`` why it came
  to it, ``complained`` the quantity, ``answer_hours`` until the first answer, ``hours`` until
  resolved, ``due_at`` when it has to be resolved.
* **return**: ``cause`` id of the first line's reason, ``returned`` and ``amount`` what came back,
  ``hours`` until settled, ``ok`` settled.
* **receipt**, of revisions that were not replaced before they were sent: ``hours`` from the
  agreement until the customer had it, ``ok`` by its due time, ``cause`` by which way, ``reason``
  the customer's answer, ``answer_hours`` until then, ``complained`` corrections that were asked
  for, ``problems`` what about, ``returned`` those that were accepted, ``quantity`` the revision.
* **verification**: ``cause`` the rule, ``reason`` what became of the finding, ``ok`` found before
  the order was confirmed, not missed.
* **feedback**: the scores, ``cause`` the channel.

Lines and parcels: see :mod:`.goods`.
"""

from __future__ import annotations

from collections.abc import Mapping

from .scope import HOUR, hours, local_day

# Less than a second is no time: dwell is counted in floats.
_STAGE_TIMES = f"""
 CROSS JOIN LATERAL (
       SELECT EXTRACT(EPOCH FROM m.reached_at - LEAST(
                  COALESCE(m.started_at, s.ordered_at), m.reached_at)) / {HOUR} AS whole) w
 CROSS JOIN LATERAL (
       SELECT CASE WHEN t.holder <> 'team' OR m.dwell_elapsed_hours IS NULL
                     OR w.whole - COALESCE(m.touch_elapsed_hours, 0)::numeric < 1 / 3600.0
                   THEN w.whole ELSE COALESCE(m.touch_elapsed_hours, 0)::numeric END AS own) x
 CROSS JOIN LATERAL (
       SELECT t.holder, x.own AS hours, t.lead_hours AS planned, m.due_at,
              m.reached_at <= m.due_at AS ok,
              CASE WHEN t.holder = 'team' AND x.own < w.whole
                   THEN COALESCE(m.touch_hours, 0)
                   ELSE COALESCE(m.dwell_hours, CASE WHEN w.whole = 0 THEN 0 END) END AS working
        UNION ALL
       SELECT 'handover', w.whole - x.own, NULL, NULL, NULL,
              GREATEST(m.dwell_hours - COALESCE(m.touch_hours, 0), 0)
        WHERE x.own < w.whole) h"""


def _category_of(product: str) -> str:
    """Join: the product's template as ``t``, which has its category."""
    return f"""
  LEFT JOIN product_product v ON v.id = {product}
  LEFT JOIN product_template t ON t.id = v.product_tmpl_id"""


def insert(kind: str, columns: Mapping[str, str], source: str) -> str:
    """SQL that fills the parts of one kind; the order's row of ``outcome_scope`` is ``s``."""
    names = ("order_id", "company_id", "kind", *columns)
    values = ("s.order_id", "s.company_id", f"'{kind}'", *columns.values())
    return f"INSERT INTO outcome_part_new ({', '.join(names)}) SELECT {', '.join(values)} {source}"


_STAGE = insert(
    "stage",
    {
        "day": local_day("m.reached_at"),
        "source_id": "m.stage_id",
        "stage_id": "m.stage_id",
        "team_id": "m.team_id",
        "holder": "h.holder",
        "cause": "t.trigger",
        "hours": "h.hours",
        "working_hours": "h.working",
        "planned_hours": "h.planned",
        "due_at": "h.due_at",
        "ended_at": "m.reached_at",
        "ok": "h.ok",
    },
    f"""
  FROM outcome_scope s
  JOIN order_tracking_milestone m ON m.order_id = s.order_id AND m.state = 'reached'
  JOIN outcome_stage t ON t.version_id = s.version_id AND t.stage_id = m.stage_id
   AND t.trigger <> 'order_confirmed' {_STAGE_TIMES}""",
)
_EXCEPTION = insert(
    "exception",
    {
        "day": local_day("x.opened_at"),
        "source_id": "x.id",
        "stage_id": "x.stage_id",
        "team_id": "x.team_id",
        "carrier_id": "h.carrier_id",
        "cause": "x.kind",
        "reason": "x.cause",
        "hours": hours("x.opened_at", "x.closed_at"),
        "due_at": "x.deadline",
        "ended_at": "x.closed_at",
        "ok": "x.state = 'closed'",
    },
    """
  FROM outcome_scope s JOIN order_exception x ON x.order_id = s.order_id
  LEFT JOIN order_shipment h ON x.document_model = 'order.shipment' AND h.id = x.document_id""",
)
_COMPLAINT = insert(
    "complaint",
    {
        "day": local_day("c.opened_at"),
        "source_id": "c.id",
        "team_id": "c.team_id",
        "product_id": "l.product_id",
        "categ_id": "t.categ_id",
        "packer_id": "l.packer_id",
        "carrier_id": "l.carrier_id",
        "cause": "COALESCE(l.problem, 'other')",
        "reason": "c.reason",
        "complained": "n.quantity",
        "hours": hours("c.opened_at", "c.resolved_at"),
        "answer_hours": hours("c.opened_at", "c.answered_at"),
        "due_at": "c.resolve_due",
        "ended_at": "c.resolved_at",
        "ok": "c.state = 'resolved'",
    },
    f"""
  FROM outcome_scope s JOIN order_complaint c ON c.order_id = s.order_id
  LEFT JOIN LATERAL (SELECT SUM(l.quantity) AS quantity, MIN(l.id) AS first
                       FROM order_complaint_line l WHERE l.complaint_id = c.id) n ON TRUE
  LEFT JOIN order_complaint_line l ON l.id = n.first {_category_of("l.product_id")}""",
)
_RETURN = insert(
    "return",
    {
        "day": local_day("r.requested_at"),
        "source_id": "r.id",
        "product_id": "o.product_id",
        "categ_id": "t.categ_id",
        "cause": "f.reason_id::text",
        "quantity": "n.quantity",
        "returned": "n.returned",
        "amount": "n.amount / s.rate",
        "hours": hours("r.requested_at", "r.settled_at"),
        "answer_hours": hours("r.requested_at", "r.decided_at"),
        "ended_at": "r.settled_at",
        "ok": "r.state = 'done'",
    },
    f"""
  FROM outcome_scope s
  JOIN order_return r ON r.order_id = s.order_id AND r.state <> 'cancelled'
  LEFT JOIN LATERAL (
       SELECT MIN(l.id) AS first, SUM(l.quantity) AS quantity, SUM(l.received_quantity) AS returned,
              SUM(l.received_quantity * o.price_subtotal * p.factor
                  / NULLIF(o.product_uom_qty * u.factor, 0)) AS amount
         FROM order_return_line l JOIN sale_order_line o ON o.id = l.sale_line_id
         JOIN product_product v ON v.id = o.product_id
         JOIN product_template t ON t.id = v.product_tmpl_id
         JOIN uom_uom p ON p.id = t.uom_id
         JOIN uom_uom u ON u.id = COALESCE(o.product_uom_id, t.uom_id)
        WHERE l.return_id = r.id) n ON TRUE
  LEFT JOIN order_return_line f ON f.id = n.first
  LEFT JOIN sale_order_line o ON o.id = f.sale_line_id {_category_of("o.product_id")}""",
)
_RECEIPT = insert(
    "receipt",
    {
        "day": local_day("r.due_at"),
        "source_id": "r.id",
        "cause": "r.channel",
        "reason": "r.answer",
        "problems": "d.problems",
        "quantity": "r.revision",
        "complained": "d.asked",
        "returned": "d.accepted",
        "hours": hours("r.confirmed_at", "h.had_at"),
        "answer_hours": hours("r.confirmed_at", "r.answered_at"),
        "due_at": "r.due_at",
        "ended_at": "h.had_at",
        "ok": "h.had_at <= r.due_at",
    },
    """
  FROM outcome_scope s
  JOIN order_receipt r ON r.order_id = s.order_id
   AND (r.replaced_at IS NULL OR r.sent_at IS NOT NULL OR r.opened_at IS NOT NULL)
 CROSS JOIN LATERAL (SELECT LEAST(r.sent_at, r.opened_at) AS had_at) h
 CROSS JOIN LATERAL (
       SELECT COUNT(*) AS asked, COUNT(*) FILTER (WHERE d.state = 'accepted') AS accepted,
              STRING_AGG(DISTINCT d.problem, ',' ORDER BY d.problem) AS problems
         FROM order_receipt_dispute d WHERE d.receipt_id = r.id) d""",
)
_VERIFICATION = insert(
    "verification",
    {
        "day": local_day("COALESCE(i.found_at, s.ordered_at)"),
        "source_id": "i.id",
        "product_id": "l.product_id",
        "cause": "i.rule",
        "reason": "i.state",
        "ok": "i.missed IS NOT TRUE",
    },
    """
  FROM outcome_scope s JOIN order_verification_issue i ON i.order_id = s.order_id
  LEFT JOIN sale_order_line l ON l.id = i.line_id""",
)
_FEEDBACK = insert(
    "feedback",
    {
        "day": local_day("f.told_at"),
        "source_id": "f.id",
        "cause": "f.channel",
        "product_score": "f.product_score",
        "delivery_score": "f.delivery_score",
        "service_score": "f.service_score",
        "nps": "f.nps",
    },
    "FROM outcome_scope s JOIN order_feedback f ON f.order_id = s.order_id AND f.active",
)
CASES = (_STAGE, _EXCEPTION, _COMPLAINT, _RETURN, _RECEIPT, _VERIFICATION, _FEEDBACK)
