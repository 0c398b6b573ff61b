"""When a message may go out: after the window, outside quiet hours, not too many a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def next_chance(
    now: datetime,
    *,
    sent: Collection[datetime] = (),
    per_day: int = 0,
    quiet: tuple[float, float] = (0.0, 0.0),
    zone: str = "UTC",
) -> datetime:
    """The first instant from ``now`` on at which one more message may go out.

    :param sent: when this reader got messages in the last day; ``per_day``: so many in any 24
        hours, 0 means any number.
    :param quiet: from and until, in hours of the reader's day (22.5 is half past ten in the
        evening); equal ones: no quiet hours.
    """
    at = now
    if per_day and len(sent) >= per_day:
        at = max(at, sorted(sent)[-per_day] + DAY)
    return _after_quiet(at, quiet, zone)


def _after_quiet(at: datetime, quiet: tuple[float, float], zone: str) -> datetime:
    local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    hour = local.hour + local.minute / 60 + local.second / 3600
    begin, end = quiet
    inside = begin <= hour < end if begin <= end else hour >= begin or hour < end
    if not inside:
        return at
    day = local.date() + (DAY if hour >= end else timedelta())
    wake = datetime.combine(day, time(), local.tzinfo) + timedelta(hours=end)
    # an hour that the change of clocks leaves out or repeats must not lead back
    return max(at, wake.astimezone(UTC).replace(tzinfo=None))
