"""Quantities by week, month or quarter, without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

SEASONS = {"week": 52, "month": 12, "quarter": 4}  # periods of a year
_MONTHS = {"month": 1, "quarter": 3}


def start(kind: str, day: date) -> date:
    """The first day of the week (Monday), month or quarter that ``day`` is in."""
    if kind == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def later(kind: str, first: date, count: int) -> date:
    """The first day of the period ``count`` periods after the one that begins on ``first``; before
    it if negative."""
    if kind == "week":
        return first + timedelta(weeks=count)
    year, month = divmod(first.year * 12 + first.month - 1 + count * _MONTHS[kind], 12)
    return date(year, month + 1, 1)


def series(
    kind: str, quantities: Mapping[date, float] | Iterable[tuple[date, float]], last: date
) -> list[float]:
    """Quantity per period, from the first with any to the one that ``last`` is in.

    ``quantities`` are of days: several of one period add up, a period without any counts 0, and so
    does one in which more came back than was ordered. What is later than ``last`` is left out.

    >>> series("month", {date(2026, 1, 9): 2, date(2026, 1, 31): 3, date(2026, 3, 1): 1},
    ...        date(2026, 3, 1))
    [5.0, 0.0, 1.0]
    """
    pairs = quantities.items() if isinstance(quantities, Mapping) else quantities
    found: dict[date, float] = {}
    for day, quantity in pairs:
        first = start(kind, day)
        found[first] = found.get(first, 0.0) + quantity
    end = start(kind, last)
    sold = [first for first, quantity in found.items() if quantity > 0 and first <= end]
    values, first = [], min(sold, default=None)
    while first and first <= end:
        values.append(max(float(found.get(first, 0.0)), 0.0))
        first = later(kind, first, 1)
    return values
