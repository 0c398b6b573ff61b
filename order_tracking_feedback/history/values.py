"""Numbers and instants as files write them, one meaning each."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, tzinfo
from functools import lru_cache

YEARS = (1990, 2100)
MAX_NUMBER = 1e12
FIRST, NOON, LAST = time(0), time(12), time(23, 59, 59)  # what a bare date stands for
DATE_ORDERS = ("ymd", "dmy", "mdy")
_PARTS = {
    "ymd": r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?",
    "dmy": r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})",
    "mdy": r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})",
}
_CLOCK = (
    r"(?:[T ]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
_FORMS = {order: re.compile(parts + _CLOCK, re.ASCII) for order, parts in _PARTS.items()}
_PLAIN = {mark: re.compile(rf"[+-]?\d+(?:\{mark}\d+)?", re.ASCII) for mark in ".,"}
_GROUPED = {  # 1,234.50: with thousands only where a decimal follows, else it is two numbers
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII),
}


def number(text: str, mark: str = ".") -> float | None:
    """The number that ``text`` names, None when it names none; ``mark``: of decimals.

    >>> number("1,234.50"), number("1,234"), number("2,5", ",")
    (1234.5, None, 2.5)
    """
    if _GROUPED[mark].fullmatch(text):
        text = text.replace("," if mark == "." else ".", "")
    elif not _PLAIN[mark].fullmatch(text):
        return None
    value = float(text.replace(mark, "."))
    return value if abs(value) <= MAX_NUMBER else None


@lru_cache(maxsize=65536)
def instant(text: str, zone: tzinfo, order: str, bare: time) -> datetime | None:
    """The instant in naive UTC, whole seconds, that ``text`` names; None when it names none.

    A time with an offset means what it says; one without is local time of ``zone`` (of two equal
    ones, when clocks go back, the first). A date alone is ``bare`` of that day. The year comes
    first (ISO 8601 and its like), or day, month and year in the given ``order``.
    """
    found = _FORMS["ymd"].fullmatch(text) or _FORMS[order].fullmatch(text)
    if not found or not YEARS[0] <= int(found["y"]) <= YEARS[1]:
        return None
    clock = bare
    try:
        if found["H"]:
            clock = time(int(found["H"]), int(found["M"]), int(found["S"] or 0))
        local = datetime(*(int(found[part]) for part in "ymd"), clock.hour, clock.minute)
        aware = local.replace(second=clock.second, tzinfo=_zone(found["z"]) or zone)
        return aware.astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None


def is_bare(text: str) -> bool:
    """Whether it is a date without a time of day."""
    return ":" not in text


def _zone(offset: str | None) -> tzinfo | None:
    return datetime.strptime(offset, "%z").tzinfo if offset else None
