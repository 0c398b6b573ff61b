"""Which history a parcel is like: its route and carrier, and ever wider circles around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

# How much of a zone counts, with the name of the circle: postcode area, state, country, all.
CIRCLES = ((3, "lane"), (2, "region"), (1, "country"), (0, "carrier"))
# Stages of a parcel's way whose time until delivery is kept; the others count from "shipped".
STAGES = ("customs", "out_for_delivery", "attempt_failed", "exception")
_OWN_STAGE_ONLY = frozenset({"out_for_delivery", "attempt_failed", "exception"})
_MOVING = frozenset({"picked_up", "in_transit", "customs"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is known about a parcel now. Instants are naive UTC.

    ``method``: id of the delivery method (carrier and service in one); ``carrier``: the
    carrier's code at the connector. ``origin``, ``destination``: :func:`zone`. ``eta``: the
    (end of the) carrier's own estimate. ``known_at``: since when we know of the parcel.
    """

    status: str
    method: int | None = None
    carrier: str = ""
    origin: str = ""
    destination: str = ""
    shipped_at: datetime | None = None
    status_at: datetime | None = None
    last_event_at: datetime | None = None
    known_at: datetime | None = None
    eta: datetime | None = None

    @property
    def stages(self) -> tuple[tuple[str, datetime], ...]:
        """(stage, since when) whose history tells when it arrives, best first; empty when
        nothing can be told: not on its way, or waiting for somebody to fetch it.

        A parcel that is out for delivery, or has a problem, is like others at that stage and
        not like all that were shipped.
        """
        if self.status in _OWN_STAGE_ONLY:
            return ((self.status, self.status_at),) if self.status_at else ()
        if self.status not in _MOVING or not self.shipped_at:
            return ()
        own = self.status in STAGES and self.status_at
        return (((self.status, self.status_at),) if own else ()) + (("shipped", self.shipped_at),)


def zone(country: str | None, state: str | None = None, postcode: str | None = None) -> str:
    """A place as a path from wide to narrow; empty without a country.

    >>> zone("DE", "BY", "80331"), zone("CN", "GD"), zone("FR", None, "75 001"), zone(None)
    ('DE/BY/80', 'CN/GD/-', 'FR/-/75', '')
    """
    if not country:
        return ""
    area = re.sub(r"[^0-9A-Z]", "", (postcode or "").upper())[:2]
    return "/".join((country, state or "-", area or "-"))


def part(place: str, depth: int) -> str:
    """
    >>> part("DE/BY/80", 2), part("DE/BY/80", 0), part("", 2)
    ('DE/BY', '', '')
    """
    return "/".join(place.split("/")[:depth])


def key(kind: str, carrier: str, origin: str, destination: str, stage: str) -> str:
    """Identity of a statistic; made alike by the job that makes them."""
    return "|".join((kind, carrier, origin, destination, stage))


def carriers(parcel: Parcel) -> list[str]:
    """Whose history counts: of this delivery method, then of this carrier at the source."""
    method = [f"m{parcel.method}"] if parcel.method else []
    return method + ([f"c{parcel.carrier}"] if parcel.carrier else [])


def circles(parcel: Parcel, depths: tuple = CIRCLES) -> Iterator[tuple[str, str, str, str]]:
    """(circle, carrier, origin, destination), from narrow to wide."""
    for depth, circle in depths:
        if depth and not (parcel.origin and parcel.destination):
            continue
        for carrier in carriers(parcel):
            yield circle, carrier, part(parcel.origin, depth), part(parcel.destination, depth)


def arrival_keys(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """(circle, key) of what tells when ``parcel`` arrives, best first; circle ``eta``: how
    wrong the carrier's own estimates were."""
    for stage, _since in parcel.stages:
        for circle, *route in circles(parcel):
            yield circle, key("transit", *route, stage)
    if parcel.eta and parcel.stages:
        for _circle, *route in circles(parcel):
            yield "eta", key("eta", *route, eta_stage(parcel))


def silence_keys(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """(circle, key) of the gaps between events that parcels like this one had, best first."""
    for circle, *route in circles(parcel, CIRCLES[2:]):
        yield circle, key("gap", *route, parcel.status)


def eta_stage(parcel: Parcel) -> str:
    """Estimates on the last day are better than those before."""
    return "out_for_delivery" if parcel.status == "out_for_delivery" else "shipped"


def keys(parcel: Parcel) -> list[str]:
    """All statistics that can say something about ``parcel``."""
    return [name for _circle, name in (*arrival_keys(parcel), *silence_keys(parcel))]
