"""What the orders learn from the parcels that carry their goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .state import MOVED, Telling, sort_key

# Statuses that an order's history tells, with the kind of the event.
KINDS = {
    "picked_up": "shipped",
    "in_transit": "in_transit",
    "customs": "in_customs",
    "out_for_delivery": "out_for_delivery",
    "available_for_pickup": "at_pickup_point",
    "attempt_failed": "attempt_failed",
    "exception": "parcel_problem",
    "returning": "parcel_returning",
    "returned": "parcel_returned",
}

AGAIN = frozenset({"attempt_failed", "parcel_problem"})


@dataclass(frozen=True, slots=True)
class ParcelFact:
    """``key``: unique per shipment; ``kind``: of the order's event, one of ``KINDS`` or
    ``parcel_delivered``."""

    kind: str
    at: datetime
    key: str
    code: str
    text: str = ""
    location: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consignment:
    """Deliveries and parcels that belong together: what is in which parcel is not known better.

    ``parcels``: when each arrived, by shipment, None while it is under way; ``lines``: what
    they carry together, by order line.
    """

    parcels: Mapping[int, datetime | None]
    lines: Mapping[str, float]

    @property
    def arrived_at(self) -> datetime | None:
        """When the last parcel arrived; None while one is under way."""
        times = list(self.parcels.values())
        return max(times) if times and all(times) else None


def parcel_facts(tellings: Iterable[Telling]) -> list[ParcelFact]:
    """What a parcel's history tells an order, oldest first: the first scan of the carrier, the
    first time of each status a customer would want to know, every failed attempt and problem,
    and the arrival."""
    facts: list[ParcelFact] = []
    told: set[str] = set()
    before = ""
    for telling in sorted({t.key: t for t in tellings}.values(), key=sort_key):
        code = telling.code or ""
        kinds = _kinds(code, told, repeats=code != before)
        facts += [_fact(kind, telling) for kind in kinds]
        told.update(kinds)
        before = code or before
    return facts


def _kinds(code: str, told: set[str], *, repeats: bool) -> list[str]:
    """Kinds of events that a telling of ``code`` adds; problems count each time they come up."""
    kinds = ["shipped"] if code in MOVED and "shipped" not in told else []
    kind = "parcel_delivered" if code == "delivered" else KINDS.get(code)
    again = kind in AGAIN and repeats
    if kind and kind not in kinds and (kind not in told or again):
        kinds.append(kind)
    return kinds


def _fact(kind: str, telling: Telling) -> ParcelFact:
    return ParcelFact(
        kind=kind,
        at=telling.at,
        key=telling.key,
        code=telling.code or "",
        text=telling.text,
        location=telling.location,
        reason=telling.reason,
    )
