"""When the silence about a parcel means something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .clock import DayClock
from .lanes import Parcel, silence_keys
from .spread import LEAST, Spread

RARE = 0.99  # of the gaps between two events are shorter
SHORTEST = 6.0  # hours; sources are asked every two hours, a smaller gap says nothing
# Working days (Monday to Friday) without news that are too many where nothing is known: the
# three and seven calendar days that tracking services use, without weekends.
DEFAULT_DAYS = {
    "unknown": 3,
    "pending": 3,
    "info_received": 3,
    "picked_up": 3,
    "in_transit": 5,
    "customs": 7,
    "out_for_delivery": 1,
    "available_for_pickup": 5,
    "attempt_failed": 2,
    "exception": 2,
    "returning": 10,
}


@dataclass(frozen=True, slots=True)
class Silence:
    """``after``: naive UTC, from then on this parcel counts as silent, None for never;
    ``count``: gaps that it rests on, ``basis``: country, carrier, or default (fewer than ten)."""

    after: datetime | None = None
    count: int = 0
    basis: str = ""


def silence(parcel: Parcel, spreads: Mapping[str, Spread], zone: str = "UTC") -> Silence:
    """From the last event, or from when the parcel was first known, or got its status.

    The 99th percentile of the gaps that followed events of this status on this route, with the
    finite-sample correction of :meth:`.spread.Spread.quantile`: of fewer than 99 gaps the
    longest. Parcels that have ended, and those nobody asks about any more, are never silent.
    """
    since = parcel.last_event_at or parcel.status_at or parcel.known_at
    if parcel.status not in DEFAULT_DAYS or not since:
        return Silence()
    for circle, name in silence_keys(parcel):
        spread = spreads.get(name)
        if spread and spread.count >= LEAST:
            hours = max(spread.quantile(RARE), SHORTEST)
            return Silence(DayClock(spread.days, zone).add(since, hours), spread.count, circle)
    hours = 24.0 * DEFAULT_DAYS[parcel.status]
    return Silence(DayClock(5, zone).add(since, hours), 0, "default")
