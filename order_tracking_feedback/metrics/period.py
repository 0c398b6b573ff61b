"""Weeks, months and quarters of a calendar, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("week", "month", "quarter")
_MONTHS = {"month": 1, "quarter": 3}
_LAST_YEAR = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date


def period(kind: str, day: date) -> Period:
    """The week (Monday to Sunday, ISO 8601), month or quarter that ``day`` is in.

    >>> period("quarter", date(2026, 5, 17))
    Period(first=datetime.date(2026, 4, 1), last=datetime.date(2026, 6, 30))
    """
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6))
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, _later(first, months) - timedelta(days=1))


def previous(kind: str, current: Period) -> Period:
    """The period just before."""
    return period(kind, current.first - timedelta(days=1))


def last_year(kind: str, current: Period) -> Period:
    """The same period a year ago; of a week the one 52 weeks ago, so that weekdays agree."""
    if kind == "week":
        return Period(current.first - _LAST_YEAR, current.last - _LAST_YEAR)
    return period(kind, current.first.replace(year=current.first.year - 1))


def kind_of(span: Period) -> str | None:
    """The kind of period that this is one of; None: some other days."""
    return next((kind for kind in KINDS if period(kind, span.first) == span), None)


def compared(span: Period) -> tuple[Period, Period]:
    """What any days are compared with: those before, and those of last year.

    Weeks, months and quarters with the calendar's; others with as many days just before, and
    with the same days as many weeks ago as make a year, so that weekdays agree.
    """
    kind = kind_of(span)
    if kind:
        return previous(kind, span), last_year(kind, span)
    days = span.last - span.first + timedelta(days=1)
    before = Period(span.first - days, span.last - days)
    return before, Period(span.first - _LAST_YEAR, span.last - _LAST_YEAR)


def _later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
