"""When does it arrive: the promise, what became of it, and lateness that is never hidden.

What is told, in this order:

1. The goods are there: when they arrived, and whether that was in time.
2. A promised date has passed: late since then, and beside it the newest knowledge: an estimate
   of the goods on their way (``sale.order._tracking_estimate``, from whoever follows them), else
   a new promised date, else openly that there is none.
3. All goods are on their way and somebody has an estimate: the estimate, and the promise beside
   it – also when the promise will probably be missed.
4. The promised date.
5. That no date is known.
"""

from __future__ import annotations

from odoo import fields

from ..timeline.projection import OPEN
from .shared import arrived_stage, say_day, say_span
from .words import CHANGES


def read_arrival(order, situation, stages) -> dict | None:
    """When the goods come or came; a missed date is never hidden."""
    if situation in ("quotation", "untracked", "cancelled", "returned"):
        return None
    arrived, now = arrived_stage(stages), fields.Datetime.now()
    if arrived:
        found = _arrival_past(order, arrived["reached"])
    elif situation == "done" and not order.promise_last_at:
        return None
    else:
        estimate = order._tracking_estimate() if _all_left(stages) else None
        found = _arrival_to_come(order, estimate, now)
    return {**found, "changes": _changes(order)}


def _all_left(stages) -> bool:
    """Nothing waits for leaving: an estimate of what is on its way speaks of the whole order."""
    return not any(s["trigger"] == "left_warehouse" and s["state"] in OPEN for s in stages)


def _arrival_past(order, reached) -> dict:
    env, promise = order.env, order.promise_last_at
    note = ""
    if promise and reached <= promise:
        note = env._("On time. Promised for %s.", say_day(env, promise))
    elif promise:
        note = env._("Later than promised. Promised for %s.", say_day(env, promise))
    label = env._("Arrived on")
    return {"late": False, "label": label, "day": say_day(env, reached, "full"), "note": note}


def _arrival_to_come(order, estimate, now) -> dict:
    """:param estimate: (from, until), naive UTC, or None."""
    since = late_since(order, now)
    if since:
        return _arrival_late(order, since, estimate, now)
    if estimate:
        return _arrival_estimated(order, estimate)
    if not order.promise_last_at:
        return _arrival_unknown(order.env)
    day = say_day(order.env, order.promise_last_at, "full")
    return {"late": False, "label": order.env._("Expected by"), "day": day, "note": ""}


def _arrival_late(order, since, estimate, now) -> dict:
    env, promise = order.env, order.promise_last_at
    note = env._("The date has passed and there is no new one yet. Please ask us.")
    if estimate:
        note = env._("New estimate: %s", say_span(env, *estimate))
    elif promise > now:
        note = env._("New date: %s", say_day(env, promise, "full"))
    day = say_day(env, since, "full")
    return {"late": True, "label": env._("Late since"), "day": day, "note": note}


def _arrival_estimated(order, estimate) -> dict:
    env, promise, note = order.env, order.promise_last_at, ""
    if promise and estimate[0] > promise:
        note = env._("Promised for %s. That will probably be missed.", say_day(env, promise))
    elif promise:
        note = env._("Promised for %s.", say_day(env, promise))
    day = say_span(env, *estimate)
    return {"late": False, "label": env._("Expected"), "day": day, "note": note}


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
