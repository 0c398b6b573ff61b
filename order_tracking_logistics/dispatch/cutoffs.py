"""Until when goods must stand ready for a carrier: a time of the clock where the warehouse is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_AHEAD = 8  # a weekly cut-off returns within so many days


@dataclass(frozen=True, slots=True)
class Cutoff:
    """``weekdays``: 0 is Monday; ``minute``: of the local day, 0 to 1439."""

    weekdays: frozenset[int]
    minute: int


def next_departure(cutoffs: Iterable[Cutoff], zone: str, after: datetime) -> datetime | None:
    """The first cut-off later than ``after`` (naive UTC, like the result); None without any."""
    found = _around(tuple(cutoffs), zone, after)
    return min((at for at in found if at > after), default=None)


def departure_before(cutoffs: Iterable[Cutoff], zone: str, until: datetime) -> datetime | None:
    """The last cut-off not later than ``until`` (naive UTC, like the result); None without any."""
    found = _around(tuple(cutoffs), zone, until)
    return max((at for at in found if at <= until), default=None)


def local_day(zone: str, at: datetime) -> date:
    """The date that it is at the place at ``at`` (naive UTC)."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def to_utc(local: datetime, zone: str) -> datetime:
    """The instant (naive UTC) at which clocks at the place show ``local``, the first time."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def _around(cutoffs: tuple[Cutoff, ...], zone: str, at: datetime) -> Iterator[datetime]:
    today = local_day(zone, at)
    for distance in range(-_AHEAD, _AHEAD + 1):
        day = today + distance * _DAY
        for cutoff in cutoffs:
            if day.weekday() in cutoff.weekdays:
                yield from _instant(day, cutoff.minute, zone)


def _instant(day: date, minute: int, zone: str) -> Iterator[datetime]:
    """The instant (naive UTC) at which clocks there show it. Of an hour that comes twice the first
    time counts: nobody is late by waiting for the second. A time that is left out when clocks go
    forward comes as much later as they do; a day that a place leaves out has none."""
    local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).date() == day:
        yield instant.replace(tzinfo=None)
