"""What is wrong with a parcel, told by its status and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .state import TERMINAL

Add = Callable[[datetime, float], datetime]
Tolerance = Callable[[str], float]
_UNKNOWN = frozenset({"pending", "unknown"})
_BACK = frozenset({"returning", "returned"})
# Kinds of problems by the carrier's reason; any other is a problem with the parcel.
_BY_REASON = {"damaged": "damaged", "lost": "lost", "customs": "customs"}
# Root causes by the carrier's reason, where it says one.
CAUSES = {
    "address": "address",
    "absent": "absent",
    "refused": "refused",
    "damaged": "damaged",
    "lost": "lost",
    "delayed": "carrier",
    "weather": "weather",
    "customs": "customs",
    "security": "customs",
    "payment": "customer",
    "overdue": "absent",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """A parcel that has not been given up. All instants are naive UTC.

    ``known_at``: since when it is followed; ``followed``: a source is asked about it;
    ``silent_after``: from then on its silence means something; ``failed_at`` / ``tried_at``:
    the last failed attempt, and the last time after which no attempt was failed any more (it was
    out for delivery again, ready for pickup, or delivered).
    """

    id: int
    number: str
    status: str
    status_at: datetime | None = None
    reason: str = ""
    text: str = ""
    known_at: datetime | None = None
    last_event_at: datetime | None = None
    followed: bool = True
    silent_after: datetime | None = None
    failed_at: datetime | None = None
    tried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """``cause``: a root cause, where the carrier says one; ``data``: what texts may name."""

    kind: str
    since: datetime
    cause: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def problem(parcel: Watched, now: datetime, add: Add, tolerance: Tolerance) -> Problem | None:
    """The one thing that is wrong with ``parcel``: what the carrier says, else its silence.

    :param add: the instant so many working hours after another.
    :param tolerance: working hours by kind that pass before it counts.
    """
    for kind, since in _told(parcel) + _untold(parcel):
        if add(since, tolerance(kind)) <= now:
            return Problem(kind, since, CAUSES.get(parcel.reason, ""), _data(parcel))
    return None


def next_look(parcel: Watched, now: datetime, add: Add, tolerance: Tolerance) -> datetime | None:
    """When time alone may change the verdict; None where only news can."""
    times = (add(since, tolerance(kind)) for kind, since in _told(parcel) + _untold(parcel))
    return min((at for at in times if at > now), default=None)


def _told(parcel: Watched) -> list[tuple[str, datetime]]:
    """Kind and beginning of what the carrier says is wrong, the worst first."""
    found: list[tuple[str, datetime | None]] = []
    if parcel.status in _BACK:
        found.append((parcel.status, parcel.status_at))
    elif parcel.status not in TERMINAL:
        if parcel.status == "exception":
            found.append((_BY_REASON.get(parcel.reason, "parcel_problem"), parcel.status_at))
        if parcel.failed_at and (not parcel.tried_at or parcel.tried_at < parcel.failed_at):
            found.append(("attempt_failed", parcel.failed_at))
        if parcel.status == "customs":
            found.append(("customs", parcel.status_at))
    return [(kind, since) for kind, since in found if since]


def _untold(parcel: Watched) -> list[tuple[str, datetime]]:
    """What nobody says: the parcel is not known to the carrier, or there is no news of it."""
    if parcel.status in TERMINAL:
        return []
    if parcel.status in _UNKNOWN and not parcel.last_event_at:
        known = parcel.followed and parcel.known_at
        return [("unknown_number", parcel.known_at)] if known else []
    since = parcel.status_at if parcel.status == "expired" else parcel.silent_after
    return [("silent" if parcel.followed else "own_overdue", since)] if since else []


def _data(parcel: Watched) -> dict[str, Any]:
    heard = parcel.last_event_at or parcel.known_at
    data = {"number": parcel.number, "said": parcel.text}
    return data | {"heard_at": heard.isoformat()} if heard else data
