"""Dates in messages: ISO 8601, one meaning each."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo

from .limits import YEARS

EXPECTED = "ISO 8601: 2026-12-31, 2026-12-31T14:00:00 or 2026-12-31T14:00:00+08:00"
_FORM = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)


def parse_instant(text: str, zone: tzinfo) -> datetime | None:
    """The instant in naive UTC that ``text`` names, None when it names none.

    A time with an offset means what it says. One without is local time of ``zone``. A bare
    date is noon of ``zone``: it then reads as the same day wherever people look at it.
    Seconds are kept, fractions of them are not.
    """
    if not _FORM.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-12-31"):
        instant = datetime.combine(instant, time(12))
    if not YEARS[0] <= instant.year <= YEARS[1]:
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None, microsecond=0)
