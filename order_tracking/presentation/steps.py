"""The steps of the order, its history, items and address, as a customer reads them."""

from __future__ import annotations

from datetime import datetime

from odoo import fields

from ..models.order_tracking_event import CUSTOMER_KINDS
from ..timeline.masking import mask_name, mask_phone, mask_street
from ..timeline.projection import OPEN
from .shared import is_pickup, say_day, say_moment, say_number, spoken_in
from .words import (
    FIRST_ITEMS,
    HAPPENED,
    HISTORY,
    ICONS,
    ITEMS,
    MILESTONE_FIELDS,
    PLANNED,
    PROOF_DOCUMENTS,
    PROOF_RECEIVER,
    PROOFS,
    STATES,
    STOPPED,
)


def customer_stages(order, values, full) -> list[dict]:
    if not values:
        return []
    milestones = order.env["order.tracking.milestone"].search_fetch(
        [("order_id", "=", order.id)], MILESTONE_FIELDS, order="sequence"
    )
    now, cancelled = fields.Datetime.now(), order.tracking_state == "cancelled"
    return [
        _customer_stage(m, values[m.stage_id.id], now=now, cancelled=cancelled, full=full)
        for m in milestones
    ]


def _customer_stage(milestone, stage, *, now, cancelled, full) -> dict:
    env, due = milestone.env, milestone.due_at
    name = spoken_in(stage.customer_names, env) or spoken_in(stage.names, env)
    reached = milestone.reached_at
    open_ = milestone.state in OPEN
    return {
        "name": name,
        "text": spoken_in(stage.texts, env),
        "trigger": stage.trigger,
        "icon": stage.trigger if stage.trigger in ICONS else "manual",
        "visible": stage.visible,
        "state": milestone.state,
        "label": env._((STOPPED if cancelled else STATES)[milestone.state]),
        "reached": reached,
        "late": bool(open_ and due and due < now),
        "when": say_moment(env, reached) if reached else _planned(milestone, now) if open_ else "",
        "proof": env._(_proof(milestone.evidence, stage.trigger, full)) if reached else "",
        "done": milestone.done_qty,
        "progress": _progress(milestone) if open_ else "",
        "percent": round(100 * milestone.done_qty / milestone.total_qty)
        if milestone.total_qty
        else 0,
    }


def _planned(milestone, now) -> str:
    env, due = milestone.env, milestone.due_at
    if not due:
        return ""
    text = env._(PLANNED[bool(milestone.promised_at), due < now])
    return text % say_day(env, due)


def _progress(milestone) -> str:
    env, done, total = milestone.env, milestone.done_qty, milestone.total_qty
    if not 0 < done < total:
        return ""
    return env._(
        "%(done)s of %(total)s items", done=say_number(env, done), total=say_number(env, total)
    )


def _proof(evidence, trigger, full):
    """What a step rests on, in words that need no knowledge of our software."""
    if evidence == "system":
        return PROOF_DOCUMENTS.get(trigger, PROOFS["system"])
    if evidence == "customer" and not full:
        return PROOF_RECEIVER
    return PROOFS[evidence]


def read_history(order, values, full) -> list[dict]:
    events = order.env["order.tracking.event"].search_fetch(
        [("order_id", "=", order.id), ("kind", "in", CUSTOMER_KINDS)],
        ["kind", "occurred_at", "evidence", "source", "dedup_key", "data"],
        limit=HISTORY,
    )
    voided = _voided(order, events)
    return [
        {
            "kind": event.kind,
            "name": _event_label(event, values),
            "when": say_moment(event.env, event.occurred_at),
            "detail": _event_detail(event),
            "proof": _event_proof(event, full),
            "voided": (event.source, event.dedup_key) in voided,
        }
        for event in events
        if _for_customer(event, values)
    ]


def _voided(order, events) -> set:
    """Identities of the withdrawn ones of ``events``; by key, however long the journal is."""
    keys = [f"void:{event.source}:{event.dedup_key}" for event in events]
    voids = order.env["order.tracking.event"].search_fetch(
        [("order_id", "=", order.id), ("dedup_key", "in", keys), ("kind", "=", "voided")],
        ["data"],
    )
    return {tuple(void.data["voids"]) for void in voids}


def _for_customer(event, values) -> bool:
    """What the customer may know: no fact of a step that the flow keeps to ourselves."""
    if event.kind == "promise_made":
        return event.data["promise"] == "later"
    if event.kind == "stage_marked":
        stage = values.get(event.data["stage"])
        return bool(stage and stage.visible)
    return all(stage.visible for stage in values.values() if stage.trigger == event.kind)


def _event_label(event, values) -> str:
    env = event.env
    if event.kind == "stage_marked":
        stage = values[event.data["stage"]]
        return spoken_in(stage.customer_names, env) or spoken_in(stage.names, env)
    if event.kind == "delivered" and is_pickup(values):
        return env._("Handed over")
    return env._(HAPPENED[event.kind])


def _event_detail(event) -> str:
    env, data = event.env, event.data
    if event.kind == "promise_made":
        day = say_day(env, datetime.fromisoformat(data["date"]))
        reason = data.get("reason")
        return env._("%(day)s. Reason: %(why)s", day=day, why=reason) if reason else day
    quantity = sum((data.get("lines") or {}).values())
    if event.kind == "stock_reserved" or not quantity:
        return ""
    if quantity < 0:
        return env._("Correction of the quantity: %s", say_number(env, quantity))
    return env._("Quantity: %s", say_number(env, quantity))


def _event_proof(event, full) -> str:
    if event.kind in ("promise_made", "order_cancelled", "backorder_created"):
        return ""
    return event.env._(_proof(event.evidence, event.kind, full))


def read_items(order, situation) -> dict:
    """Goods with what was ordered and what has left; by the line's own words, as agreed."""
    lines = order.env["sale.order.line"].search_fetch(
        [
            ("order_id", "=", order.id),
            ("display_type", "=", False),
            ("qty_delivered_method", "=", "stock_move"),
        ],
        ["name", "product_uom_qty", "qty_delivered", "product_uom_id"],
        limit=ITEMS + 1,
    )
    rows = [
        {
            "name": (line.name or "").partition("\n")[0],
            "quantity": _quantity(line, ordered_only=situation == "quotation"),
        }
        for line in lines[:ITEMS]
    ]
    return {"rows": rows[:FIRST_ITEMS], "rest": rows[FIRST_ITEMS:], "more": len(lines) > ITEMS}


def _quantity(line, *, ordered_only) -> str:
    env, unit = line.env, line.product_uom_id.name
    ordered = say_number(env, line.product_uom_qty)
    if ordered_only:
        return f"{ordered} {unit}"
    left = say_number(env, line.qty_delivered)
    return env._(
        "Left so far: %(left)s of %(ordered)s %(unit)s", left=left, ordered=ordered, unit=unit
    )


def read_address(person, full) -> dict:
    name = person.name or person.commercial_company_name
    if full:
        lines = person._display_address(without_company=True).split("\n")
        phone = person.phone or ""
    else:
        name, phone = mask_name(name), mask_phone(person.phone)
        lines = [mask_street(person.street), person.city, person.country_id.name]
    return {
        "name": name,
        "lines": [line.strip() for line in lines if line and line.strip()],
        "phone": phone,
    }
