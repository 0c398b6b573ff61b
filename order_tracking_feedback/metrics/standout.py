"""Products, lots, lanes, teams whose cases go wrong more often than those of all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .testing import MIN_CASES, more_often

# What is looked at, and how it is split. Few and plain: each test more makes all others weaker, and
# figures that say nearly the same would be found twice.
STANDS_OUT = {
    "complaint_rate": ("product_id", "lot", "carrier_id", "packer_id"),
    "return_rate": ("product_id", "lot", "carrier_id", "packer_id"),
    "parcel_in_time": ("carrier_id", "lane"),
    "parcel_damaged": ("carrier_id", "package_type_id"),
    "supplier_in_time": ("supplier_id",),
    "stage_in_time": ("team_id",),
    "kept_last": ("sales_team_id",),
    "corrected": ("sales_team_id", "channel"),
    "receipt_in_time": ("sales_team_id",),
    "verification_caught": ("cause",),
}
# Compared as a whole with the period before.
GOT_WORSE = (
    "kept_last",
    "in_full",
    "condition_good",
    "corrected",
    "receipt_in_time",
    "receipt_quantity",
    "receipt_price",
    "receipt_product",
    "receipt_date",
    "receipt_address",
    "receipt_total",
    "receipt_other",
    "verification_caught",
    "parcel_in_time",
    "parcel_damaged",
    "supplier_in_time",
    "complaint_rate",
    "return_rate",
)
MIN_HITS = 5
MIN_RATIO = 1.25  # so many times as often as the others


@dataclass(frozen=True, slots=True)
class Shares:
    """Cases of one subject that went wrong, beside others.

    ``metric`` and ``dimension`` are those of the catalogue. ``against`` says who the others are:
    ``"others"`` (the same period) or ``"previous"`` (the same subject in the period before).
    """

    metric: str
    dimension: str
    subject: str
    against: str
    n: int
    hits: int
    other_n: int
    other_hits: int

    @property
    def enough(self) -> bool:
        """There are cases enough for a test, on both sides; of hits nothing is asked here: who
        is tested must not depend on the result."""
        return min(self.n, self.other_n) >= MIN_CASES

    @property
    def chance(self) -> float:
        return more_often(self.hits, self.n, self.other_hits, self.other_n)

    @property
    def share(self) -> float:
        return self.hits / self.n

    @property
    def other_share(self) -> float:
        return self.other_hits / self.other_n

    @property
    def matters(self) -> bool:
        """Some cases, and a quarter more often than elsewhere."""
        return self.hits >= MIN_HITS and self.share >= MIN_RATIO * self.other_share


def beside_others(
    metric: str, dimension: str, counts: Iterable[tuple[str, int, int, int, int]]
) -> list[Shares]:
    """Each subject beside all others together.

    :param counts: (subject, n, hits: those that went wrong, n and hits of all together).

    >>> beside_others("return_rate", "lot", [("a", 40, 9, 90, 11)])[0].other_n
    50
    """
    return [
        Shares(metric, dimension, subject, "others", n, hits, all_n - n, all_hits - hits)
        for subject, n, hits, all_n, all_hits in counts
    ]


def best_quartile(values: Iterable[float], better: str) -> float | None:
    """What the best quarter of subjects reaches: the least demanding figure among theirs.

    >>> best_quartile([1, 2, 3, 4, 5, 6, 7, 8], "less")
    2
    """
    ordered = sorted(values, reverse=better == "more")
    return ordered[(len(ordered) - 1) // 4] if ordered else None
