"""Customer satisfaction (CSAT) and Net Promoter Score (NPS), with 95 % confidence intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # 97.5 % quantile of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """``value`` of ``n`` answers, with the interval from ``low`` to ``high``; all three None
    without answers. CSAT in percent (0 to 100), NPS in points (-100 to 100)."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def csat(satisfied: int, n: int) -> Share:
    """The share of scores 4 and 5 of all scores 1 to 5, in percent.

    Interval: E. B. Wilson, “Probable inference, the law of succession, and statistical
    inference”, Journal of the American Statistical Association 22 (1927), p. 209-212: it stays
    within 0 and 100 and holds for few answers.

    >>> csat(8, 10).value, round(csat(8, 10).low, 1), round(csat(8, 10).high, 1)
    (80.0, 49.0, 94.3)
    """
    if not 0 <= satisfied <= n:
        raise ValueError(f"{satisfied} of {n}")
    if not n:
        return Share(0)
    p, zz = satisfied / n, Z95**2
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = Z95 / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return Share(n, 100 * p, min(100 * low, 100 * p), max(100 * high, 100 * p))


def nps(promoters: int, detractors: int, n: int) -> Share:
    """Promoters (9, 10) minus detractors (0 to 6), in percent of all answers 0 to 10.

    Interval: the mean of n answers worth +1, 0 and -1, whose variance is p + d - (p - d)², so
    that its standard error is the root of that over n (B. Rocks, “Interval Estimation for the
    'Net Promoter Score'”, The American Statistician 70 (2016), p. 365-372, the Wald interval).
    For few answers it is a rough one; for answers that all agree it has no width.

    >>> nps(50, 20, 100).value, round(nps(50, 20, 100).low, 1)
    (30.0, 14.7)
    """
    if promoters < 0 or detractors < 0 or promoters + detractors > n:
        raise ValueError(f"{promoters} and {detractors} of {n}")
    if not n:
        return Share(0)
    p, d = promoters / n, detractors / n
    error = sqrt(max(p + d - (p - d) ** 2, 0.0) / n)
    value = 100 * (promoters - detractors) / n
    half = 100 * Z95 * error
    return Share(n, value, max(value - half, -100.0), min(value + half, 100.0))
