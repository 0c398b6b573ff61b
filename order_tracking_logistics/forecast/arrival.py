"""When does this parcel arrive, given what is known now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .clock import DayClock
from .lanes import Parcel, arrival_keys, circles, eta_stage, key
from .spread import SHARE, Spread


@dataclass(frozen=True, slots=True)
class Forecast:
    """``start``, ``until``: interval in which 80 % of such parcels arrive, naive UTC, never
    before now; None when fewer than ten are like this one. ``count``: how many are; ``basis``:
    whose history it is: lane, region, country, carrier, or eta (the carrier's own estimate,
    corrected by its measured error)."""

    start: datetime | None = None
    until: datetime | None = None
    count: int = 0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    spread: Spread
    basis: str
    anchor: datetime
    left: Spread
    hours: tuple[float, float]


def forecast(
    parcel: Parcel,
    spreads: Mapping[str, Spread],
    now: datetime,
    zone: str = "UTC",
    share: float = SHARE,
) -> Forecast:
    """The interval for ``parcel``, on the narrowest history that has ten cases.

    Of each history only the cases count that took longer than this parcel has been under way
    (conditioning on survival), so that an estimate moves on with time instead of running out.
    The carrier's own estimate is used where its measured error is the smaller one.

    :param spreads: statistics by :func:`.lanes.key`; missing ones have no history.
    :param zone: in which the days of the carrier's week begin.
    :param share: what is aimed at, so that :data:`~.spread.SHARE` is what is reached
        (:func:`.spread.aimed`).
    """
    own = next(_own(parcel, spreads, now, zone, share), None)
    stated = next(_stated(parcel, spreads, now, share), None)
    best = min((a for a in (own, stated) if a), key=lambda a: a.spread.width, default=None)
    if not best:
        return Forecast(count=_cases(parcel, spreads))
    clock = DayClock(best.spread.days, zone)
    start, until = (max(clock.add(best.anchor, hours), now) for hours in best.hours)
    return Forecast(start, until, best.left.count, best.basis)


def _own(parcel, spreads, now, zone, share) -> Iterator[_Answer]:
    for stage, since in parcel.stages:
        for circle, *route in circles(parcel):
            spread = spreads.get(key("transit", *route, stage))
            if spread:
                waited = DayClock(spread.days, zone).hours(since, now)
                yield from _answer(spread, circle, since, waited, share)


def _stated(parcel, spreads, now, share) -> Iterator[_Answer]:
    for _circle, *route in circles(parcel) if parcel.eta and parcel.stages else ():
        spread = spreads.get(key("eta", *route, eta_stage(parcel)))
        if spread:
            waited = DayClock().hours(parcel.eta, now)
            yield from _answer(spread, "eta", parcel.eta, waited, share)


def _answer(spread, basis, anchor, waited, share) -> Iterator[_Answer]:
    hours = spread.interval(waited, share)
    if hours:
        yield _Answer(spread, basis, anchor, spread.beyond(waited), hours)


def _cases(parcel: Parcel, spreads) -> int:
    """How many cases there are at most: what is said openly when they are too few."""
    names = (name for circle, name in arrival_keys(parcel) if circle != "eta")
    return max((spreads[name].count for name in names if name in spreads), default=0)
