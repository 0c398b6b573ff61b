"""In which order a driver goes to the customers of a tour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """``priority``: the higher the earlier; ``zone``: parts of the address from the country down
    to the street."""

    id: int
    priority: int = 0
    zone: tuple[str, ...] = ()


def tour(stops: Iterable[Stop]) -> list[int]:
    """Ids in the order of the tour: what is urgent first, then place by place: neighbours in
    postcode, town and street follow each other.

    >>> tour([Stop(1, 0, ("FR", "75002")), Stop(2, 0, ("FR", "75001")), Stop(3, 1, ("FR", "9"))])
    [3, 2, 1]
    """
    return [stop.id for stop in sorted(stops, key=_key)]


def _key(stop: Stop) -> tuple:
    return -stop.priority, tuple(part.casefold() for part in stop.zone), stop.id
