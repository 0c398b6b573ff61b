"""Working time: adding and measuring hours of a calendar given as plain intervals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]


def midnight(day: date, zone: str) -> datetime:
    """When a day begins at a place with this time zone; naive UTC.

    >>> midnight(date(2026, 5, 4), "Asia/Tokyo")
    datetime.datetime(2026, 5, 3, 15, 0)
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


class WorkingClock:
    """Arithmetic on working intervals.

    :param intervals: disjoint (start, end) pairs in naive UTC, ascending, as Odoo's
        ``resource.calendar._work_intervals_batch`` gives them (two-week calendars, time
        zones and public holidays are already applied there). An empty sequence means that
        every hour counts. Beyond the last interval every hour counts too, so that a
        calendar without a future never makes a promise impossible.
    """

    def __init__(self, intervals: Sequence[Interval] = ()):
        self.intervals = tuple(intervals)
        self._ends = [end for _start, end in self.intervals]

    def add(self, start: datetime, hours: float) -> datetime:
        """The instant at which ``hours`` of working time have passed since ``start``.

        Zero hours give ``start`` itself, also outside working time.
        """
        left = timedelta(hours=hours)
        if left <= timedelta(0):
            return start
        at = start
        for begin, end in self._since(start):
            at = max(begin, start)
            if at + left <= end:
                return at + left
            left -= end - at
            at = end
        return max(at, start) + left

    def hours(self, start: datetime, end: datetime) -> float:
        """Working hours between two instants; zero when ``end`` is not after ``start``."""
        if end <= start:
            return 0.0
        total = timedelta(0)
        for begin, stop in self._since(start):
            if begin >= end:
                break
            total += min(stop, end) - max(begin, start)
        tail = max(start, self._ends[-1]) if self._ends else start
        if end > tail:
            total += end - tail
        return total.total_seconds() / 3600

    def _since(self, start: datetime) -> Iterator[Interval]:
        """Intervals that end after ``start``; the years after them are not copied."""
        first = bisect_right(self._ends, start)
        return (self.intervals[place] for place in range(first, len(self.intervals)))
