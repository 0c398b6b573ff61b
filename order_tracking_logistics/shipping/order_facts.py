"""What the orders learn from the parcels that carry their goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .state import Telling, sort_key

# Statuses that an order's history tells, with the kind of the event.
KINDS = {
    "in_transit": "in_transit",
    "customs": "in_customs",
    "out_for_delivery": "out_for_delivery",
    "available_for_pickup": "at_pickup_point",
    "attempt_failed": "attempt_failed",
    "exception": "parcel_problem",
    "returning": "parcel_returning",
    "returned": "parcel_returned",
    "delivered": "parcel_delivered",
}

AGAIN = frozenset({"attempt_failed", "parcel_problem"})
# After a failure it is news that the parcel is coming after all.
_ANEW = frozenset({"out_for_delivery", "at_pickup_point"})


@dataclass(frozen=True, slots=True)
class ParcelFact:
    """``key``: unique per shipment; ``kind``: of the order's event."""

    kind: str
    at: datetime
    key: str
    code: str
    text: str = ""
    location: str = ""
    reason: str = ""
    evidence: str = "carrier"


@dataclass(frozen=True, slots=True)
class Parcel:
    """``deliveries``: ids of the transfers in it; ``lines``: its content by order line, where
    known; ``evidence``: who says that it arrived."""

    id: int
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    deliveries: frozenset[int] = frozenset()
    lines: Mapping[str, float] | None = None
    evidence: str = "carrier"


@dataclass(frozen=True, slots=True)
class Consignment:
    """Parcels that belong together, because what is in which of them is not known better.

    ``lines``: what they carry together by order line; None: everything that is under way.
    """

    parcels: tuple[Parcel, ...]
    lines: Mapping[str, float] | None

    @property
    def key(self) -> int:
        return min(parcel.id for parcel in self.parcels)

    @property
    def shipped_at(self) -> datetime | None:
        """The carrier's first scan of any of them."""
        return min((p.shipped_at for p in self.parcels if p.shipped_at), default=None)

    @property
    def arrived_at(self) -> datetime | None:
        """When the last of them arrived; None while one is under way."""
        times = [parcel.delivered_at for parcel in self.parcels]
        return max(times) if all(times) else None

    @property
    def evidence(self) -> str:
        return max(self.parcels, key=lambda p: (p.delivered_at, p.id)).evidence


def consignments(
    parcels: Iterable[Parcel], moved: Mapping[int, Mapping[str, float]]
) -> list[Consignment]:
    """Parcels of one order in groups: alone where the content is known, else by what their
    transfers have in common, else all together.

    :param moved: quantity by order line of each transfer.
    """
    groups: list[tuple[set[int], list[Parcel]]] = []
    found = []
    for parcel in sorted(parcels, key=lambda p: p.id):
        if parcel.lines:
            found.append(Consignment((parcel,), parcel.lines))
        else:
            _join(groups, parcel)
    for deliveries, members in groups:
        lines = _sum(moved.get(delivery, {}) for delivery in deliveries) if deliveries else None
        found.append(Consignment(tuple(members), lines))
    return sorted(found, key=lambda consignment: consignment.key)


def _join(groups: list[tuple[set[int], list[Parcel]]], parcel: Parcel) -> None:
    deliveries, members = set(parcel.deliveries), [parcel]
    for group in [g for g in groups if g[0] & deliveries or g[0] == deliveries]:
        groups.remove(group)
        deliveries |= group[0]
        members = group[1] + members
    groups.append((deliveries, members))


def _sum(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for lines in parts:
        for line, quantity in lines.items():
            total[line] = total.get(line, 0.0) + quantity
    return total


def capped(lines: Mapping[str, float] | None, open_: Mapping[str, float]) -> dict[str, float]:
    """What of ``lines`` is still ``open_``: two who tell of the same goods tell of them once."""
    wanted = open_ if lines is None else lines
    found = {line: min(quantity, open_.get(line, 0.0)) for line, quantity in wanted.items()}
    return {line: quantity for line, quantity in sorted(found.items()) if quantity > 0}


def parcel_facts(tellings: Iterable[Telling]) -> list[ParcelFact]:
    """What a parcel's history tells an order, oldest first: the first time of each status that a
    customer would want to know, and every failed attempt and problem with what followed it."""
    facts: list[ParcelFact] = []
    told: set[str] = set()
    before = ""
    for telling in sorted({t.key: t for t in tellings}.values(), key=sort_key):
        code = telling.code or ""
        kinds = _kinds(code, told, repeats=code != before)
        facts += [_fact(kind, telling) for kind in kinds]
        told.update(kinds)
        if not AGAIN.isdisjoint(kinds):
            told -= _ANEW
        before = code or before
    return facts


def _kinds(code: str, told: set[str], *, repeats: bool) -> list[str]:
    """Kinds of events that a telling of ``code`` adds; problems count each time they come up."""
    kind = KINDS.get(code)
    again = kind in AGAIN and repeats
    return [kind] if kind and (kind not in told or again) else []


def _fact(kind: str, telling: Telling) -> ParcelFact:
    return ParcelFact(
        kind=kind,
        at=telling.at,
        key=telling.key,
        code=telling.code or "",
        text=telling.text,
        location=telling.location,
        reason=telling.reason,
        evidence=telling.evidence,
    )
