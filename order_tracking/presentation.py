"""What people are shown about an order, as plain values: the staff panel and the customer's page.

Texts are in the language of the order's environment. Staff values are JSON with ISO instants
in UTC, formatted by the browser; the customer's are naive UTC datetimes, formatted by the
template in the customer's time zone.
"""

from __future__ import annotations

from odoo import fields

from .models.order_tracking_event import CUSTOMER_KINDS
from .timeline.projection import OPEN

HISTORY = 30  # events on the customer's page: it costs the same for 10 and for 10,000 events


def staff_timeline(order) -> dict | bool:
    """The panel on the sale order; False when the order has no timeline.

    ``{"state", "late", "promise": {"requested", "first", "last", "changed"}, "next": {...},
    "can": {"mark", "promise"}, "stages": [{"id", "milestone", "name", "state", "late",
    "planned", "promised", "reached", "since", "evidence", "evidence_label", "done", "total",
    "team", "owner", "elapsed_hours", "working_hours", "markable", "visible"}]}``
    """
    if not order.tracking_version_id:
        return False
    values = _stage_values(order)
    # sudo: the names of teams and owners are part of the timeline that the reader may see
    stages = [_staff_stage(m, values[m.stage_id.id]) for m in _milestones(order)]
    current = next((s for s in stages if s["state"] == "current"), None)
    return {
        "state": order.tracking_state,
        "state_label": _label(order, "tracking_state"),
        "late": order.tracking_late,
        "flow": order.tracking_flow_id.sudo().name,
        "promise": {
            "requested": _iso(order.promise_requested_at),
            "first": _iso(order.promise_first_at),
            "last": _iso(order.promise_last_at),
            "changed": order.promise_first_at != order.promise_last_at,
        },
        "next": current and {key: current[key] for key in ("id", "name", "team", "owner", "due")},
        "can": _staff_rights(order),
        "stages": stages,
    }


def _staff_rights(order) -> dict:
    """Which buttons the reader gets; the methods behind them check again."""
    env = order.env
    promise = order.tracking_state == "running" and order.has_access("write")
    return {
        "mark": env.user.has_group("order_tracking.group_user"),
        "promise": promise and env["order.tracking.repromise"].has_access("create"),
    }


def _staff_stage(milestone, stage) -> dict:
    open_ = milestone.state in OPEN
    return {
        "id": milestone.stage_id.id,
        "milestone": milestone.id,
        "name": _spoken(stage.names, milestone.env) or milestone.stage_id.name,
        "state": milestone.state,
        "state_label": _label(milestone, "state"),
        "late": milestone.late,
        "planned": _iso(milestone.planned_at),
        "promised": _iso(milestone.promised_at),
        "due": _iso(milestone.due_at),
        "reached": _iso(milestone.reached_at),
        "since": _iso(milestone.started_at),
        "evidence": milestone.evidence or None,
        "evidence_label": _label(milestone, "evidence"),
        "done": milestone.done_qty,
        "total": milestone.total_qty,
        "team": milestone.team_id.name or None,
        "owner": milestone.user_id.name or None,
        "elapsed_hours": milestone.elapsed_hours if milestone.state != "pending" else None,
        "working_hours": milestone.working_hours if milestone.reached_at else None,
        "markable": open_ and stage.trigger in ("manual", "delivered"),
        "visible": stage.visible,
    }


def customer_page(order, *, full: bool) -> dict:
    """Everything the tracking page shows, in the order in which a customer asks.

    :param order: sale.order with superuser rights, in the reader's language.
    :param full: the reader is logged in and may read the order; otherwise (opened by token)
        names, phones and street are masked.
    """
    values = _stage_values(order) if order.tracking_version_id else {}
    stages = [
        _customer_stage(m, values[m.stage_id.id])
        for m in _milestones(order)
        if values[m.stage_id.id].visible
    ]
    current = next((s for s in stages if s["state"] == "current"), None)
    reached = [s for s in stages if s["state"] == "reached"]
    return {
        "order": order,
        "state": order.tracking_state,
        "stages": stages,
        "current": current,
        "last": max(reached, key=lambda s: s["reached"], default=None),
        "next": next((s for s in stages if s["state"] == "pending"), None),
        "promise": order.promise_last_at,
        "first_promise": order.promise_first_at,
        "arrived": next((s["reached"] for s in stages if s["trigger"] == "delivered"), None),
        "late_since": _late_since(order, stages),
        "history": _history(order, values),
        "lines": _lines(order),
        "contact": order.user_id.sudo().partner_id,
        "address": order.partner_shipping_id,
        "full": full,
        "now": fields.Datetime.now(),
    }


def _customer_stage(milestone, stage) -> dict:
    env = milestone.env
    name = _spoken(stage.customer_names, env) or _spoken(stage.names, env)
    return {
        "name": name or milestone.stage_id.name,
        "text": _spoken(stage.texts, env),
        "trigger": stage.trigger,
        "state": milestone.state,
        "planned": milestone.planned_at,
        "reached": milestone.reached_at,
        "evidence": milestone.evidence,
        "evidence_label": _label(milestone, "evidence"),
        "done": milestone.done_qty,
        "total": milestone.total_qty,
        "late": milestone.late,
    }


def _late_since(order, stages):
    """The missed promise, while the goods have not arrived; never hidden."""
    promise, now = order.promise_last_at, fields.Datetime.now()
    arrived = any(s["trigger"] == "delivered" and s["state"] == "reached" for s in stages)
    running = order.tracking_state == "running"
    return promise if promise and running and not arrived and promise < now else None


def _history(order, values):
    events = order.env["order.tracking.event"].search(
        [("order_id", "=", order.id), ("kind", "in", CUSTOMER_KINDS)], limit=HISTORY
    )
    return [
        {
            "kind": event.kind,
            "label": _event_label(event, values),
            "at": event.occurred_at,
            "evidence": event.evidence,
            "evidence_label": _label(event, "evidence"),
            "voided": event.is_voided,
            "quantity": sum((event.data.get("lines") or {}).values()),
            "data": event.data,
        }
        for event in events
        if _for_customer(event, values)
    ]


def _for_customer(event, values) -> bool:
    if event.kind == "promise_made":
        return event.data["promise"] == "later"
    if event.kind == "stage_marked":
        stage = values.get(event.data["stage"])
        return bool(stage and stage.visible)
    return True


def _event_label(event, values) -> str:
    if event.kind == "stage_marked":
        stage = values[event.data["stage"]]
        names = stage.customer_names or stage.names
        return _spoken(names, event.env) or _spoken(stage.names, event.env)
    return _label(event, "kind")


def _lines(order):
    lines = order.order_line.filtered(lambda l: not l.display_type and l.product_id.type == "consu")
    return [
        {
            "name": line.product_id.display_name,
            "ordered": line.product_uom_qty,
            "left": line.qty_delivered,
            "uom": line.product_uom_id.name,
        }
        for line in lines
    ]


def _milestones(order):
    return order.env["order.tracking.milestone"].sudo().search(
        [("order_id", "=", order.id)], order="sequence"
    )


def _stage_values(order) -> dict:
    flow = order.env["order.tracking.flow.version"].browse(order.tracking_version_id.id)._value()
    return {stage.key: stage for stage in flow.stages}


def _spoken(texts, env) -> str:
    """The text in the reader's language, else in English, else in any."""
    lang = env.context.get("lang") or env.user.lang or "en_US"
    return texts.get(lang) or texts.get("en_US") or next(iter(texts.values()), "")


def _label(record, name) -> str:
    field = record._fields[name]
    return dict(field._description_selection(record.env)).get(record[name], "")


def _iso(value) -> str | None:
    return value.isoformat() + "Z" if value else None
