"""Shares of cases that were counted, with what chance alone may do to them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LEAST = 10  # fewer cases give no figure
_Z = 1.959963984540054  # 97.5 % of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``count`` cases were so."""

    part: int = 0
    count: int = 0

    @property
    def known(self) -> bool:
        return self.count >= LEAST

    @property
    def value(self) -> float:
        return self.part / self.count if self.count else 0.0

    @property
    def percent(self) -> int:
        """
        >>> Share(199, 214).percent
        93
        """
        return round(100 * self.value)

    @property
    def interval(self) -> tuple[float, float]:
        """In which the true share lies, at 95 % confidence; the whole line without a case.

        E. B. Wilson, “Probable inference, the law of succession, and statistical inference”,
        J. Am. Stat. Assoc. 22 (1927): it keeps its level for few cases and shares near 0 and 1.
        """
        if not self.count:
            return 0.0, 1.0
        n, share, square = self.count, self.value, _Z * _Z
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
        low = 0.0 if not self.part else max(middle - half, 0.0)
        high = 1.0 if self.part == n else min(middle + half, 1.0)
        return low, high
