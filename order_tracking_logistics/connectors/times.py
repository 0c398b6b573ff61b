"""Carriers' times: instants in UTC, with how they were found."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CHINA = "Asia/Shanghai"
# 2024-08-20T12:41:57.123, 2024/08/20 12:41, 20240820 124157, 20240820
_PADDED = re.compile(
    r"([0-9]{4})([-/]?)([0-9]{2})\2([0-9]{2})"
    r"(?:[T ]?([0-9]{2})(:?)([0-9]{2})(?:\6([0-9]{2})(?:\.([0-9]{1,6})[0-9]*)?)?)?",
    re.I,
)
# with numbers of one digit
_SHAPES = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
)
_OFFSET = re.compile(
    r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{1,2})(?:[:.]?(?P<minutes>\d{2}))?)$", re.I
)
_LONGEST_OFFSET = timedelta(hours=18)


def read(text: object, zone: str | None = None) -> tuple[datetime | None, str]:
    """(aware UTC instant, how it was found) of a carrier's time text.

    :param zone: the zone the source documents for times without one; None: none documented,
        such times are taken for UTC and marked ``assumed``.
    :return: ``(None, "received")`` for what is no time or lies outside the years 1990 to 2100.
    """
    text = str(text or "").strip()
    match = _OFFSET.search(text) if re.search(r"\d:\d|\dT\d", text, re.I) else None
    plain = text[: match.start()] if match else text
    naive = _naive(plain.strip())
    if naive is None or not 1990 <= naive.year <= 2100:
        return None, "received"
    if match:
        return _stated(naive, match)
    return _unstated(naive, zone)


def read_beside(text: object, offset: object) -> tuple[datetime | None, str]:
    """As :func:`read`, of a local time whose offset is told in a field of its own.

    Sources write it ``-05:00``, ``-7:00``, ``-04.00`` or ``+0530``. A time that states its own
    zone keeps it; without an offset that can be read the time is ``assumed``.
    """
    instant, source = read(text)
    match = _OFFSET.fullmatch(str(offset or "").strip())
    shift = _shift(match) if match and match["sign"] else None
    if source != "assumed" or instant is None or shift is None:
        return instant, source
    return instant - shift, "offset"


def read_utc(text: object) -> tuple[datetime | None, str]:
    """As :func:`read`, of a field that the source documents to be in UTC."""
    instant, source = read(text)
    return instant, "utc" if source == "assumed" else source


def stated_offset(text: object) -> timedelta | None:
    """The offset that a time states; None when it states none, or only that it is in UTC."""
    match = _OFFSET.search(str(text or "").strip()) if read(text)[1] == "offset" else None
    return _shift(match) if match else None


def span(text: object, zone: str | None = None) -> tuple[datetime | None, datetime | None]:
    """(start, end) of an estimate: a bare date is the whole day, a time has no end."""
    start, _source = read(text, zone)
    if start is None or re.search(r"\d[T ]\d|:", str(text), re.I):
        return start, None
    return start, start + timedelta(days=1, seconds=-1)


def place_time(text: object, instant: datetime) -> datetime | None:
    """The time at the place of an event: its local time, aware, with the place's offset.

    :param text: the time as the source sent it; ``instant``: the same, naive UTC.
    :return: None where the text tells no local time: it is in UTC, or does not fit the instant.
    """
    text = str(text or "").strip()
    match = _OFFSET.search(text) if re.search(r"\d:\d|\dT\d", text, re.I) else None
    if match and match["utc"]:
        return None
    local = _naive((text[: match.start()] if match else text).strip())
    shift = local - instant if local else None
    minutes = shift.total_seconds() / 60 if shift is not None else None
    # a text without seconds beside an instant with them
    near = round(minutes / 15) * 15 if minutes is not None else 0
    if minutes is None or abs(minutes - near) >= 1 or abs(shift) > _LONGEST_OFFSET:
        return None
    return local.replace(tzinfo=timezone(timedelta(minutes=near)))


def _shift(match: re.Match) -> timedelta | None:
    """The offset; None for what no place on earth has."""
    shift = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if shift > _LONGEST_OFFSET:
        return None
    return shift if match["sign"] == "+" else -shift


def _stated(naive: datetime, match: re.Match) -> tuple[datetime | None, str]:
    if match["utc"]:
        return naive.replace(tzinfo=UTC), "utc"
    shift = _shift(match)
    if shift is None:
        return None, "received"
    return naive.replace(tzinfo=timezone(shift)).astimezone(UTC), "offset"


def _unstated(naive: datetime, zone: str | None) -> tuple[datetime, str]:
    """A time that the clock change skips or repeats is read as the earlier offset's."""
    if not zone:
        return naive.replace(tzinfo=UTC), "assumed"
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), "fixed"


def _naive(text: str) -> datetime | None:
    padded = _PADDED.fullmatch(text)
    if padded:
        return _of_parts(padded)
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)
        except ValueError:
            continue
    return None


def _of_parts(parts: re.Match) -> datetime | None:
    whole = (int(parts[n] or 0) for n in (1, 3, 4, 5, 7, 8))
    try:
        return datetime(*whole, int((parts[9] or "0").ljust(6, "0")))
    except ValueError:
        return None
