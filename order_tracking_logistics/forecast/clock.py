"""A clock that stands still on the days on which a carrier does not deliver."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MONDAY = datetime(2001, 1, 1)
_WEEK = timedelta(days=7)


class DayClock:
    """Hours of the first ``days`` days of the week, Monday first.

    :param days: 7 – every hour counts; 6 – Sundays do not; 5 – weekends do not. Public
        holidays count: nobody tells which of them a carrier keeps in which country.
    :param zone: name of the time zone in which a day begins and ends; with 7 days it does
        not matter.
    """

    def __init__(self, days: int = 7, zone: str = "UTC"):
        self.days = days
        self._zone = ZoneInfo(zone)

    def hours(self, start: datetime, end: datetime) -> float:
        """Hours from ``start`` to ``end`` (naive UTC); negative when it is the other way."""
        if self.days == 7:
            return (end - start).total_seconds() / 3600
        return self._reading(end) - self._reading(start)

    def add(self, start: datetime, hours: float) -> datetime:
        """The first instant (naive UTC) at which ``hours`` have passed since ``start``; the
        last one before it for negative hours."""
        if self.days == 7:
            return start + timedelta(hours=hours)
        weeks, rest = divmod(self._reading(start) + hours, 24 * self.days)
        if not rest and hours > 0:  # the end of the last day is not yet the next Monday
            weeks, rest = weeks - 1, 24 * self.days
        found = self._utc(_MONDAY + weeks * _WEEK + timedelta(hours=rest))
        return max(found, start) if hours >= 0 else min(found, start)

    def _reading(self, instant: datetime) -> float:
        """Hours that count since a Monday long ago."""
        local = instant.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None)
        weeks, rest = divmod(local - _MONDAY, _WEEK)
        return 24.0 * self.days * weeks + min(rest.total_seconds() / 3600, 24.0 * self.days)

    def _utc(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._zone).astimezone(UTC).replace(tzinfo=None)
