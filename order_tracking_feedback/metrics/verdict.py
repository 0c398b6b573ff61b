"""Whether an improvement worked: a figure before beside the same figure after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import hypot

from .testing import MIN_CASES

WORKED, NO_EFFECT, WORSE, TOO_EARLY = "worked", "no_effect", "worse", "too_early"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of ``n`` cases with its 95 % interval; None: there are no data."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        return self.n >= MIN_CASES and None not in (self.value, self.low, self.high)


def difference(before: Measured, after: Measured) -> tuple[float, float, float]:
    """After minus before, with its 95 % interval made of the two figures' own.

    R. G. Newcombe, “Interval estimation for the difference between independent proportions”,
    Statistics in Medicine 17 (1998), p. 873-890, method 10; for other figures G. Y. Zou,
    A. Donner, Statistics in Medicine 27 (2008), p. 1693-1702.
    """
    change = after.value - before.value
    low = change - hypot(after.value - after.low, before.high - before.value)
    high = change + hypot(after.high - after.value, before.value - before.low)
    return change, low, high


def verdict(
    before: Measured, after: Measured, better: str, changed_on: date | None, first: date
) -> str:
    """What a review says about an improvement.

    Too early: nothing was changed before the period's ``first`` day, or one of both figures rests
    on fewer than 30 cases. Worked: the interval of the difference lies wholly on the better side.
    Worse: wholly on the other. Else no effect (that could be told from chance).

    :param better: ``"more"`` or ``"less"``, of the figure. :param changed_on: when it was changed.
    """
    if changed_on is None or first < changed_on or not (before.known and after.known):
        return TOO_EARLY
    _change, low, high = difference(before, after)
    if better == "more":
        low, high = -high, -low
    if high < 0:
        return WORKED
    return WORSE if low > 0 else NO_EFFECT
