"""States, deadlines and escalation of one complaint.

Two clocks run in the working time of the team: until the first answer, and until the complaint is
resolved. The second stands still while the customer has to answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

STATES = ("open", "progress", "waiting", "resolved")
SEVERITIES = ("low", "normal", "high", "critical")  # ascending
ANSWER, RESOLVE = "answer", "resolve"
# State after an action, by the state before; what is missing is not possible.
ACTIONS = {
    # one of us has told the customer something
    "answer": {s: "progress" if s == "open" else s for s in STATES},
    # the customer has told us something; thanks for a solution do not begin it anew
    "reply": {s: "progress" if s == "waiting" else s for s in STATES},
    "wait": {"progress": "waiting"},
    "go_on": {"waiting": "progress"},
    "resolve": {s: "resolved" for s in STATES if s != "resolved"},
    "reopen": {"resolved": "progress"},
}


class Clock(Protocol):
    """Working time (``order_tracking.timeline.WorkingClock``)."""

    def add(self, start: datetime, hours: float) -> datetime: ...

    def hours(self, start: datetime, end: datetime) -> float: ...


class NotPossible(ValueError):
    """The action has no sense in this state."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A complaint at one instant.

    ``answered_at``: of the first answer; None exactly while the state is open.
    ``hours_left``: working hours until ``resolve_due`` when the customer's turn began, else None.
    ``told``: of which deadlines the team's leader has been told (:data:`ANSWER`, :data:`RESOLVE`).
    """

    state: str
    answer_due: datetime
    resolve_due: datetime
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    hours_left: float | None = None
    told: frozenset[str] = frozenset()


def begin(at: datetime, answer_hours: float, resolve_hours: float, clock: Clock) -> Standing:
    """A complaint that is told at ``at``; hours of working time for first answer and solution."""
    answer_due = clock.add(at, answer_hours)
    return Standing("open", answer_due, max(clock.add(at, resolve_hours), answer_due))


def step(
    standing: Standing, action: str, at: datetime, clock: Clock, hours: float = 0.0
) -> Standing:
    """The standing after an action of :data:`ACTIONS`.

    :param hours: of working time until a complaint that is opened again has to be resolved.
    :raise NotPossible: the action has no sense now.
    """
    if standing.state not in ACTIONS[action]:
        raise NotPossible(action)
    after = replace(standing, state=ACTIONS[action][standing.state])
    if after.answered_at is None and after.state != "open":
        after = replace(after, answered_at=at)
    if action == "wait":
        return replace(after, hours_left=clock.hours(at, after.resolve_due))
    if standing.state == "waiting" and after.state == "progress":
        return _go_on(after, at, clock)
    if action == "resolve":
        return replace(after, resolved_at=at, hours_left=None)
    if action == "reopen":
        due = max(clock.add(at, hours), standing.resolve_due)
        return replace(after, resolved_at=None, resolve_due=due, told=after.told - {RESOLVE})
    return after


def _go_on(standing: Standing, at: datetime, clock: Clock) -> Standing:
    """The customer's turn is over: as much time as was left then. What was late stays late."""
    left, due = standing.hours_left or 0.0, standing.resolve_due
    due = max(due, clock.add(at, left)) if left else due
    return replace(standing, hours_left=None, resolve_due=due)


def escalation(standing: Standing) -> tuple[datetime, str] | None:
    """When the leader is to be told next, and of which deadline; None: of nothing."""
    found = []
    if standing.answered_at is None and ANSWER not in standing.told:
        found.append((standing.answer_due, ANSWER))
    if standing.state in ("open", "progress") and RESOLVE not in standing.told:
        found.append((standing.resolve_due, RESOLVE))
    return min(found, default=None)


def overdue(standing: Standing, now: datetime) -> frozenset[str]:
    """Deadlines that have passed and matter now."""
    untold = replace(standing, told=frozenset())
    late = set()
    while (next_ := escalation(untold)) and next_[0] < now:
        late.add(next_[1])
        untold = replace(untold, told=frozenset(late))
    return frozenset(late)


def reopen_until(standing: Standing, days: int) -> datetime | None:
    """Until when the customer may open it again; None: not at all."""
    if standing.state != "resolved" or not standing.resolved_at or days <= 0:
        return None
    return standing.resolved_at + timedelta(days=days)


def may_reopen(standing: Standing, now: datetime, days: int) -> bool:
    """Whether the customer may open it again, ``days`` after it was resolved at the latest."""
    until = reopen_until(standing, days)
    return until is not None and now <= until
