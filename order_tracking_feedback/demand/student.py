"""Student's t distribution, for which the standard library has no word."""

from __future__ import annotations

from math import exp, inf, isinf, lgamma, log

_TINY, _STEPS = 1e-300, 300


def two_sided(t: float, df: float) -> float:
    """The chance of a value at least as far from 0 as ``t``, with ``df`` degrees of freedom.

    >>> round(two_sided(2.228, 10), 4)
    0.05
    """
    if isinf(t):
        return 0.0
    return _beta(df / (df + t * t), df / 2, 0.5)


def bound(df: float, share: float = 0.95) -> float:
    """The value between whose negative and itself ``share`` of the distribution lies.

    >>> round(bound(10), 3)
    2.228
    """
    low, high = 0.0, 1.0
    while two_sided(high, df) > 1 - share:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, df) > 1 - share else (low, middle)
    return high


def ratio(difference: float, error: float) -> float:
    """``difference`` in standard errors; where nothing ever varied any difference is infinite."""
    if error > 0:
        return difference / error
    return inf if difference else 0.0


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz' continued fraction.

    Formulas 6.4.5 and 6.4.6 of W. H. Press et al., “Numerical Recipes”, third edition (2007).
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    return min(front * _fraction(x, a, b), 1.0)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d, c = 1 / _off_zero(1 + part * d), _off_zero(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
