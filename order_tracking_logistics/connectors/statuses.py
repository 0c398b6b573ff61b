"""The vocabulary of parcel statuses and how they follow from each other."""

from __future__ import annotations

from collections.abc import Iterable

from .values import Event

CODES = (
    "unknown",
    "pending",
    "info_received",
    "picked_up",
    "in_transit",
    "customs",
    "out_for_delivery",
    "available_for_pickup",
    "attempt_failed",
    "delivered",
    "exception",
    "returning",
    "returned",
    "cancelled",
    "expired",
)
PROBLEMS = frozenset({"attempt_failed", "exception", "returning", "returned", "expired"})
TERMINAL = frozenset({"delivered", "returned", "cancelled"})
REASONS = (
    "address",
    "absent",
    "refused",
    "damaged",
    "lost",
    "delayed",
    "weather",
    "customs",
    "security",
    "payment",
    "overdue",
    "other",
)
_LEAVES_TERMINAL = frozenset({"returning", "returned", "exception"})


def newest(events: Iterable[Event]) -> Event | None:
    """The newest event that says a status: by instant, then by the source's order.

    Events without an instant count by their place among the others.
    """
    told = [event for event in events if event.code]
    dated = [event for event in told if event.occurred_at]
    if dated:
        return max(dated, key=lambda event: (event.occurred_at, event.sequence))
    return max(told, key=lambda event: event.sequence, default=None)


def following(before: str | None, after: str | None) -> str | None:
    """The status of a parcel that had ``before`` when its source says ``after``.

    Terminal states are left only for a return or a problem; an unknown status changes nothing.
    """
    if not after or after == "unknown":
        return before or after
    if before in TERMINAL and after not in TERMINAL | _LEAVES_TERMINAL:
        return before
    return after
