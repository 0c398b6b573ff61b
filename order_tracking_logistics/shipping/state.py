"""The state of a parcel, folded from everything that was ever told about it.

The fold looks at a total order of the tellings, so it does not matter in which order, how often
or how late they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

PROBLEMS = frozenset({"attempt_failed", "exception", "returning", "returned", "expired"})
TERMINAL = frozenset({"delivered", "returned", "cancelled"})
# The carrier has the parcel in its hands, or had it.
MOVED = frozenset(
    {
        "picked_up",
        "in_transit",
        "customs",
        "out_for_delivery",
        "available_for_pickup",
        "attempt_failed",
        "delivered",
        "returning",
        "returned",
    }
)
_LEAVES_TERMINAL = frozenset({"returning", "returned", "exception"})
_SAYS_NOTHING = frozenset({None, "", "unknown"})


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of a parcel's history. Instants are naive UTC.

    ``summary``: not a scan but what the source says of the parcel as a whole, as of its newest
    scan; it decides among tellings of one instant. ``direct``: told by the carrier itself or by
    a person, not by an aggregator.
    """

    key: str
    at: datetime
    code: str | None = None
    sequence: int = 0
    summary: bool = False
    direct: bool = True
    raw_code: str = ""
    text: str = ""
    location: str = ""
    reason: str = ""
    eta: datetime | None = None
    eta_until: datetime | None = None
    signed_by: str = ""
    evidence: str = "carrier"  # who says so: carrier, scan, staff or customer
    place: int = 0  # among everything that was told, in the order of telling


@dataclass(frozen=True, slots=True)
class ParcelState:
    status: str = "pending"
    status_at: datetime | None = None
    raw_code: str = ""
    text: str = ""
    location: str = ""
    reason: str = ""
    problem: bool = False
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    last_event_at: datetime | None = None
    eta: datetime | None = None
    eta_until: datetime | None = None
    signed_by: str = ""
    evidence: str = "carrier"


def sort_key(telling: Telling) -> tuple:
    """When; of one instant the source's order, then its summary, then the direct carrier.

    Summaries of one instant differ where a source says something new without a new scan, as
    another estimate: the one that was told last counts.
    """
    place = telling.place if telling.summary else 0
    return telling.at, telling.summary, place, telling.sequence, telling.direct, telling.key


def parcel_state(tellings: Iterable[Telling]) -> ParcelState:
    """State of one parcel; ``pending`` without any telling."""
    state = dict(_FRESH)
    for telling in sorted({t.key: t for t in tellings}.values(), key=sort_key):
        _take(state, telling)
    state["problem"] = state["status"] in PROBLEMS
    return ParcelState(**state)


def _take(state: dict, telling: Telling) -> None:
    if telling.eta:
        state["eta"], state["eta_until"] = telling.eta, telling.eta_until
    if not telling.summary:
        state["last_event_at"] = telling.at
    if telling.signed_by:
        state["signed_by"] = telling.signed_by
    code = telling.code
    if code in MOVED and not state["shipped_at"]:
        state["shipped_at"] = telling.at
    if code not in _SAYS_NOTHING and code != state["status"] and _follows(state["status"], code):
        state |= {name: getattr(telling, name) for name in _TOLD}
        state |= {"status": code, "status_at": telling.at}
        state["delivered_at"] = telling.at if code == "delivered" else None


_TOLD = ("raw_code", "text", "location", "reason", "evidence")
_FRESH = {field.name: field.default for field in fields(ParcelState)}


def _follows(before: str, after: str) -> bool:
    """A terminal state is left only for a return or a problem; a summary that knows nothing
    yet does not undo what is known."""
    if after == "pending":
        return before == "pending"
    if before in TERMINAL:
        return after in TERMINAL | _LEAVES_TERMINAL
    return True
