"""How much to keep in stock, from a forecast and how wrong it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import NormalDist

from .series import later

MONTH = 365.25 / 12  # days
_CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Levels:
    """Reorder at ``minimum``, up to ``maximum``; all in the product's own unit.

    ``demand``: expected until the next order but one is there (lead time and the days that an
    order shall last); ``lead_demand``: its part until an order made now is there."""

    demand: float
    lead_demand: float
    safety: float
    minimum: float
    maximum: float


def covered(ahead: Sequence[float], first: date, days: float) -> bool:
    """Whether forecasts of months, the first beginning on ``first``, reach so many days."""
    return days <= (later("month", first, len(ahead)) - first).days


def levels(
    ahead: Sequence[float],
    first: date,
    lead_days: float,
    cycle_days: float,
    sigma: float,
    service: float,
) -> Levels:
    """Minimum: the demand of the lead time and the safety stock. Maximum: that and the demand of
    the days that an order shall last.

    Safety stock: ``sigma``, the forecast's error of a month, times the normal quantile of the
    share ``service`` of order cycles without stock-out, for lead time and cycle together (errors
    of months taken as independent; E. A. Silver, D. F. Pyke, D. J. Thomas, “Inventory and
    Production Management in Supply Chains”, fourth edition, 2017, section 6.9).
    """
    days = lead_days + cycle_days
    safety = NormalDist().inv_cdf(service) * sigma * sqrt(days / MONTH)
    lead, whole = _within(ahead, first, lead_days), _within(ahead, first, days)
    return Levels(whole, lead, safety, lead + safety, whole + safety)


def close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two pairs of minimum and maximum differ by a tenth at most: no reason to ask."""
    return all(abs(a - b) <= _CLOSE * max(abs(a), abs(b)) for a, b in zip(one, other, strict=True))


def rounded_up(quantity: float, digits: int) -> float:
    """To so many decimals; what only counting makes larger than them stays.

    >>> rounded_up(12.01, 0), rounded_up(12.0000000001, 0), rounded_up(0.121, 2)
    (13.0, 12.0, 0.13)
    """
    return ceil(round(quantity * 10**digits, 6)) / 10**digits


def _within(ahead, first, days):
    """The demand of so many days; of a month that is cut, its share of days."""
    total, month = 0.0, first
    for quantity in ahead:
        after = later("month", month, 1)
        length = (after - month) / timedelta(days=1)
        total += quantity * min(max(days, 0.0), length) / length
        days, month = days - length, after
    return total
