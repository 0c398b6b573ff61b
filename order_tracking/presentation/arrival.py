"""When does it arrive: the promise, what became of it, and lateness that is never hidden."""

from __future__ import annotations

from odoo import fields

from .shared import arrived_stage, say_day
from .words import CHANGES


def read_arrival(order, situation, stages) -> dict | None:
    """When the goods come or came; a missed date is never hidden."""
    if situation in ("quotation", "untracked", "cancelled", "returned"):
        return None
    arrived = arrived_stage(stages)
    if arrived:
        found = _arrival_past(order, arrived["reached"])
    elif order.promise_last_at:
        found = _arrival_to_come(order, fields.Datetime.now())
    else:
        return None if situation == "done" else _arrival_unknown(order.env)
    return {**found, "changes": _changes(order)}


def _arrival_past(order, reached) -> dict:
    env, promise = order.env, order.promise_last_at
    note = ""
    if promise and reached <= promise:
        note = env._("On time. Promised for %s.", say_day(env, promise))
    elif promise:
        note = env._("Later than promised. Promised for %s.", say_day(env, promise))
    label = env._("Arrived on")
    return {"late": False, "label": label, "day": say_day(env, reached, "full"), "note": note}


def _arrival_to_come(order, now) -> dict:
    env, promise = order.env, order.promise_last_at
    since = late_since(order, now)
    found = {"late": bool(since), "day": say_day(env, since or promise, "full"), "note": ""}
    if not since:
        return {**found, "label": env._("Expected by")}
    note = env._("The date has passed and there is no new one yet. Please ask us.")
    if promise > now:
        note = env._("New date: %s", say_day(env, promise, "full"))
    return {**found, "label": env._("Late since"), "note": note}


def _arrival_unknown(env) -> dict:
    note = env._("No date has been promised yet.")
    return {
        "late": False,
        "label": env._("Expected by"),
        "day": env._("Not known yet"),
        "note": note,
    }


def late_since(order, now):
    """The first date that was missed while the goods are not there. A date put off by us stays
    missed; before a date that the customer asked for nothing is late."""
    if order.tracking_state != "running" or not order.promise_last_at:
        return None
    first = max(order.promise_first_at, order.promise_requested_at or order.promise_first_at)
    missed = min(order.promise_last_at, first)
    return missed if missed < now else None


def _changes(order) -> list[str]:
    """The dates that no longer hold, newest change first, and why."""
    if order.promise_first_at == order.promise_last_at:
        return []
    promises = order.env["order.tracking.promise"].search_fetch(
        [("order_id", "=", order.id), ("kind", "!=", "requested")],
        ["date", "given_at", "reason"],
        order="given_at desc, id desc",
        limit=CHANGES + 1,
    )
    pairs = zip(promises, promises[1:], strict=False)
    days = [(new, old, say_day(order.env, new.date)) for new, old in pairs]
    return [_change(new, old) for new, old, day in days if day != say_day(order.env, old.date)]


def _change(new, old) -> str:
    env = new.env
    dates = {"old": say_day(env, old.date), "new": say_day(env, new.date)}
    if new.reason:
        return env._("Moved from %(old)s to %(new)s. Reason: %(why)s", why=new.reason, **dates)
    return env._("Moved from %(old)s to %(new)s. No reason was given.", **dates)
