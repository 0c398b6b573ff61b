"""From values to places in an image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isfinite, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` on places from ``start`` to ``end``; others at its ends."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value.

        >>> Scale(0, 100, 10, 20).at(50)
        15.0
        """
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.0
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def known(values: Iterable[float | None]) -> list[float]:
    """Those that are numbers."""
    return [value for value in values if value is not None and isfinite(value)]


def round_up(value: float) -> float:
    """The next higher 1, 2, 2.5 or 5 times a power of ten; 1 for nothing.

    >>> round_up(37), round_up(0.12), round_up(0)
    (50.0, 0.2, 1.0)
    """
    if not isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next((m * power for m in (1, 2, 2.5, 5) if value <= m * power), 10 * power)


def bounds_of(points: Iterable) -> tuple[float, float]:
    """The ends of a scale that begins at 0 and has room for all values and intervals.

    :param points: things with ``value``, ``low`` and ``high``, any of them None.
    """
    seen = known(v for point in points for v in (point.value, point.low, point.high))
    low, high = min([0.0, *seen]), max([0.0, *seen])
    return (-round_up(-low) if low < 0 else 0.0, round_up(high))
