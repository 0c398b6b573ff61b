"""Whether the demand of a period, or the way it grows, differs from the past beyond chance.

Both look at the differences from the same period of the year before, so that a season that comes
back is no change. Amounts of change are told in the series' own unit: another unit changes no
probability.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev, variance

from .student import bound, ratio, two_sided

LEAST = 8  # differences from the year before, without the judged ones
_MATTERS = 0.1
_SAME = 1e-9  # spreads of numbers this much smaller than them come from counting, not from demand


@dataclass(frozen=True, slots=True)
class Change:
    """``value`` where ``expected``, 95 % of the time between ``low`` and ``high``, would have been
    no surprise; ``chance`` is the probability of a difference as large if nothing changed, as ``n``
    differences from the year before say. ``matters``: it is a tenth of what was expected, of growth
    ten percentage points, or more."""

    value: float
    expected: float
    low: float
    high: float
    chance: float
    n: int
    matters: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A :class:`Change` of something; ``what``: of its last value (``level``) or its ``trend``."""

    subject: Hashable
    what: str
    change: Change

    @property
    def chance(self) -> float:
        return self.change.chance

    @property
    def matters(self) -> bool:
        return self.change.matters


def moved(series: Mapping[Hashable, Sequence[float]], season: int) -> list[Moved]:
    """Every test that can be made of these series, whatever it says: all of them count when
    chances are adjusted for their number."""
    tests = {"level": level, "trend": trend}
    found = (
        (subject, what, test(values, season))
        for subject, values in series.items()
        for what, test in tests.items()
    )
    return [Moved(*one) for one in found if one[2]]


def level(values: Sequence[float], season: int) -> Change | None:
    """The last value beside what the others let expect; None: too few of them, or nothing sold.

    Expected: the value of a year before plus what a year has brought on average (the seasonal
    naive forecast with drift). Interval and ``chance``: of a further value of the errors that this
    forecast made in the past, by Student's t with one degree of freedom less than errors
    (G. J. Hahn, W. Q. Meeker, “Statistical Intervals”, 1991, section 4.8).
    """
    errors = _differences(values[:-1], season)
    if len(errors) < LEAST or not any(values[-1 - season :]):
        return None
    expected = values[-1 - season] + fmean(errors)
    error = _spread(errors, values) * sqrt(1 + 1 / len(errors))
    df = len(errors) - 1
    chance = two_sided(ratio(_off(values[-1] - expected, values), error), df)
    half = bound(df) * error
    low, likely, high = (max(expected + off, 0.0) for off in (-half, 0.0, half))
    matters = abs(values[-1] - likely) >= _MATTERS * likely
    return Change(values[-1], likely, low, high, chance, len(errors), matters)


def trend(values: Sequence[float], season: int) -> Change | None:
    """Growth on the year before, in percent: of the last half year beside the time before it.

    Welch's t test of the two means of differences (B. L. Welch, Biometrika 34, 1947, p. 28-35).
    None: too few values, or nothing was sold in a year that is compared with.
    """
    recent = season // 2
    new, old = _parts(_differences(values, season), recent)
    base_new, base_old = _parts(values[:-season], recent)
    if len(old) < LEAST or not sum(base_new) or not sum(base_old):
        return None
    spread_new, spread_old = _error(new, values), _error(old, values)
    error = sqrt(spread_new + spread_old)
    df = _degrees(spread_new, len(new), spread_old, len(old))
    chance = two_sided(ratio(_off(fmean(new) - fmean(old), values), error), df)
    before, percent = 100 * sum(old) / sum(base_old), 100 / fmean(base_new)
    half = bound(df) * error * percent
    grown = fmean(new) * percent
    matters = abs(grown - before) >= 100 * _MATTERS
    n = len(new) + len(old)
    return Change(grown, before, before - half, before + half, chance, n, matters)


def _differences(values, season):
    return [new - old for old, new in zip(values, values[season:], strict=False)]


def _parts(values, recent):
    return values[-recent:], values[:-recent]


def _off(difference, values):
    return difference if abs(difference) > _SAME * max(values) else 0.0


def _spread(errors, values):
    return _off(stdev(errors), values)


def _error(differences, values):
    """The squared standard error of the mean."""
    return _off(sqrt(variance(differences)), values) ** 2 / len(differences)


def _degrees(one, n, other, m):
    """Welch and Satterthwaite's degrees of freedom."""
    if not one + other:
        return n + m - 2.0
    return (one + other) ** 2 / (one**2 / (n - 1) + other**2 / (m - 1))
