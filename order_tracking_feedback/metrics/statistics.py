"""What is told of counted rows: the value and its 95 % confidence interval.

Without rows there is no value: "no data", never 0 %. Sums and rates of sums are complete, not
samples of something, and have no interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt

from .satisfaction import Z95, csat, nps

QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` of ``n`` rows between ``low`` and ``high``; None where there is none.

    ``hits``: how many of the ``n`` were good (or bad, as the share says).
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    hits: float | None = None


def share(hits: int, n: int) -> Figure:
    """In percent, with Wilson's interval (its source: ``satisfaction.csat``)."""
    found = csat(hits, n)
    return Figure(n, found.value, found.low, found.high, hits)


def promoters(promoting: int, detracting: int, n: int) -> Figure:
    """Net Promoter Score in points, with its interval; hits are the promoters."""
    found = nps(promoting, detracting, n)
    return Figure(n, found.value, found.low, found.high, promoting)


def total(value: float | None, n: int) -> Figure:
    return Figure(n, value) if n else Figure(0)


def rate(hit: float | None, value: float | None, n: int) -> Figure:
    """One sum in percent of the other."""
    return Figure(n, 100 * (hit or 0.0) / value, hits=hit or 0.0) if value else Figure(n)


def count(n: int) -> Figure:
    """Events of a period, with Byar's approximation of Poisson's interval.

    N. E. Breslow, N. E. Day, “Statistical Methods in Cancer Research” II, IARC 1987, p. 69.

    >>> round(count(10).low, 2), round(count(10).high, 2)
    (4.79, 18.39)
    """
    low = n * (1 - 1 / (9 * n) - Z95 / (3 * sqrt(n))) ** 3 if n else 0.0
    m = n + 1
    return Figure(n, n, max(low, 0.0), m * (1 - 1 / (9 * m) + Z95 / (3 * sqrt(m))) ** 3)


def rank(n: int, q: float) -> int:
    """Which of ``n`` sorted values, from 1, is the quantile; PostgreSQL's ``percentile_disc``."""
    return max(ceil(q * n), 1)


def interval_ranks(n: int, q: float) -> tuple[int, int]:
    """Between which of ``n`` sorted values the quantile lies; 0 or n + 1 and more: nobody knows.

    M. J. Campbell, M. J. Gardner, “Calculating confidence intervals for some non-parametric
    analyses”, British Medical Journal 296 (1988), p. 1454-1456.

    >>> interval_ranks(100, 0.5)
    (40, 61)
    """
    half = Z95 * sqrt(n * q * (1 - q))
    return floor(n * q - half + 0.5), floor(1 + n * q + half + 0.5)


def quantile(n: int, value: float | None, low: float | None, high: float | None) -> Figure:
    """Of the values at :func:`rank` and at both :func:`interval_ranks`; the interval needs both."""
    if not n:
        return Figure(0)
    known = low is not None and high is not None
    return Figure(n, value, low if known else None, high if known else None)


def quantile_of(values: list[float], q: float) -> Figure:
    """The same of all values."""
    found, n = sorted(values), len(values)
    at = {number: value for number, value in enumerate(found, 1)}
    low, high = interval_ranks(n, q)
    return quantile(n, at.get(rank(n, q)), at.get(low), at.get(high))
