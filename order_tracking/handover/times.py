"""How long a team had an order, and until when it should hand it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .custody import Custody, Interval


class Clock(Protocol):
    """Working time of a team."""

    def add(self, start: datetime, hours: float) -> datetime: ...

    def hours(self, start: datetime, end: datetime) -> float: ...


@dataclass(frozen=True, slots=True)
class Times:
    """Hours of a stage that was handed on, None before. ``dwell``: from becoming owner until
    handed on; ``touch``: from having accepted until handed on, None where nobody did. Both in
    working time of the team and as they elapsed."""

    dwell: float | None = None
    dwell_elapsed: float | None = None
    touch: float | None = None
    touch_elapsed: float | None = None


def times(found: Custody, clock: Clock) -> Times:
    """Dwell and touch of a stage whose own time is over.

    :param clock: working time of the team that owns the stage.
    """
    dwell, touch = _closed(found.dwell), _closed(found.touch)
    return Times(
        dwell=_worked(dwell, clock),
        dwell_elapsed=_elapsed(dwell),
        touch=_worked(touch, clock) if touch else None,
        touch_elapsed=_elapsed(touch) if touch else None,
    )


def deadline(
    found: Custody, lead_hours: float, planned_at: datetime | None, clock: Clock
) -> datetime | None:
    """Until when the team that has the order should hand it on: its planned time after it got
    the order, but not before the plan asks for it, as where goods wait for the promised day.

    :param lead_hours: planned working hours of the stage.
    :param clock: working time of the team that holds it.
    """
    if not found.holder or not found.since:
        return None
    due = clock.add(found.since, lead_hours)
    return max(due, planned_at) if planned_at else due


def _closed(intervals: Iterable[Interval]) -> list[tuple[datetime, datetime]]:
    return [(start, end) for start, end in intervals if end is not None]


def _worked(intervals, clock: Clock) -> float:
    return sum(clock.hours(start, end) for start, end in intervals)


def _elapsed(intervals) -> float:
    return sum((end - start).total_seconds() for start, end in intervals) / 3600
