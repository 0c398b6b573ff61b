"""What is wrong with an order, told by its stages, its promise and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from .values import OPEN, Order, Stage, Trouble

EXACT = timedelta(minutes=5)


class Clock(Protocol):
    """Working time of a team."""

    def add(self, start: datetime, hours: float) -> datetime: ...


ClockOf = Callable[[int | None], Clock]
Tolerance = Callable[[str], float]


def troubles(order: Order, now: datetime, clock_of: ClockOf, tolerance: Tolerance) -> list[Trouble]:
    """Everything that needs somebody, one trouble per cause.

    :param clock_of: working time by team.
    :param tolerance: working hours by kind that pass before it counts.
    """
    if order.state not in ("running", "delivered"):
        return []
    return [*_promise(order, now, clock_of, tolerance), *_stage(order, now, clock_of, tolerance)]


def next_look(
    order: Order, now: datetime, clock_of: ClockOf, tolerance: Tolerance
) -> datetime | None:
    """When the verdict may change by itself; None where only an event or a due time that passes
    (each is told when it happens) can change it."""
    if order.state not in ("running", "delivered"):
        return None
    found = [
        _standstill_from(order.current, clock_of, tolerance),
        _unconfirmed_from(order, clock_of, tolerance),
    ]
    target = order.target
    if target and order.current and now < target.promised_at:
        found.append(_risk_from(order, now, clock_of, tolerance("at_risk")))
    return min((at for at in found if at and at > now), default=None)


def _promise(order, now, clock_of, tolerance) -> Iterator[Trouble]:
    """The promise has passed, or will before the goods can be there."""
    target = order.target
    if not target:
        return
    promised = target.promised_at
    if now > promised:
        yield from _broken(order, promised, now, clock_of, tolerance)
        return
    if not order.current:
        return
    expected = estimate(order, now, clock_of)
    if expected > clock_of(target.team).add(promised, tolerance("at_risk")):
        data = {"promised_at": promised.isoformat(), "expected_at": expected.isoformat()}
        yield Trouble(order.id, "at_risk", "promise", promised, data=data)


def _broken(order, promised, now, clock_of, tolerance) -> Iterator[Trouble]:
    """The promise has passed; goods that left and that nobody follows may well be there."""
    data = {"promised_at": promised.isoformat()}
    from_ = _unconfirmed_from(order, clock_of, tolerance)
    if not from_:
        yield Trouble(order.id, "late", "promise", promised, data=data)
    elif now >= from_:
        yield Trouble(order.id, "unconfirmed", "promise", promised, data=data)


def _unconfirmed_from(order, clock_of, tolerance) -> datetime | None:
    """From when somebody has to ask whether the goods arrived; None where somebody tells it."""
    target = order.target
    if not target or order.followed or target != order.current:
        return None
    return clock_of(target.team).add(target.promised_at, tolerance("unconfirmed"))


def _stage(order, now, clock_of, tolerance) -> Iterator[Trouble]:
    """The current stage stands still; one that waits for stock is a shortage."""
    stage = order.current
    from_ = _standstill_from(stage, clock_of, tolerance)
    if not from_ or now < from_ or stage.promised_at:  # the promise speaks for that stage
        return
    data = {"stage": stage.key}
    if stage.trigger == "stock_reserved":
        data |= {"missing": max(0.0, stage.total - stage.done), "total": stage.total}
    yield Trouble(order.id, _standing_kind(stage), str(stage.key), stage.planned_at, data=data)


def _standing_kind(stage: Stage) -> str:
    return "shortage" if stage.trigger == "stock_reserved" else "stalled"


def _standstill_from(stage: Stage | None, clock_of, tolerance) -> datetime | None:
    if not stage or not stage.planned_at:
        return None
    return clock_of(stage.team).add(stage.planned_at, tolerance(_standing_kind(stage)))


def estimate(order: Order, now: datetime, clock_of: ClockOf) -> datetime:
    """When the goods can be where they are promised, if every stage left takes its planned time.

    The current stage is given what is left of its own time, nothing when that is used up.
    Whoever carries the goods knows better, once all of them are under way.
    """
    current = order.current
    if order.expected_at and current == order.target:
        return max(now, order.expected_at)
    begun = current.started_at or now
    at = max(now, clock_of(current.team).add(begun, current.lead_hours))
    for stage in _between(order):
        at = clock_of(stage.team).add(at, stage.lead_hours)
    return max(at, order.expected_at or at)


def _between(order: Order) -> tuple[Stage, ...]:
    """Open stages after the current one, up to the promised one."""
    first, last = order.stages.index(order.current), order.stages.index(order.target)
    return tuple(s for s in order.stages[first + 1 : last + 1] if s.state in OPEN)


def _risk_from(order, now, clock_of, margin) -> datetime | None:
    """The instant from which the promise cannot be kept by plan, to some minutes."""
    limit = clock_of(order.target.team).add(order.target.promised_at, margin)
    low, high = now, order.target.promised_at
    if estimate(order, low, clock_of) > limit or estimate(order, high, clock_of) <= limit:
        return None
    while high - low > EXACT:
        middle = low + (high - low) / 2
        if estimate(order, middle, clock_of) > limit:
            high = middle
        else:
            low = middle
    return high
