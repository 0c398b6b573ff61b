"""Stages that took longer than before, by more than chance and by enough to matter."""

from __future__ import annotations

from dataclasses import dataclass

from .testing import MIN_CASES, mann_whitney

MIN_RISE = 0.10  # of the median


@dataclass(frozen=True, slots=True)
class Times:
    """Hours of one subject in a period beside those in another; what SQL counted.

    ``rank_sum`` and ``ties`` are those of :func:`testing.mann_whitney`, medians are hours.
    ``against`` names the other period: ``"previous"`` or ``"year"``. ``metric`` and
    ``dimension`` are those of the catalogue.
    """

    metric: str
    dimension: str
    subject: str
    against: str
    n: int
    median: float
    other_n: int
    other_median: float
    rank_sum: float
    ties: int

    @property
    def enough(self) -> bool:
        """There are cases enough for a test."""
        return min(self.n, self.other_n) >= MIN_CASES

    @property
    def chance(self) -> float:
        return mann_whitney(self.rank_sum, self.n, self.other_n, self.ties)

    @property
    def rise(self) -> float | None:
        """How much longer the median is, as a share of the other; None where that was nothing."""
        return self.median / self.other_median - 1 if self.other_median > 0 else None

    @property
    def matters(self) -> bool:
        """The median rose by a tenth; from nothing, any rise is more."""
        longer = self.median > self.other_median
        return longer and (self.rise is None or self.rise >= MIN_RISE)
