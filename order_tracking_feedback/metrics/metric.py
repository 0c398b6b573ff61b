"""What a figure of a review is: said once, as plain values, for SQL, screens and tests."""

from __future__ import annotations

from dataclasses import dataclass

STATISTICS = ("share", "quantiles", "sum", "count", "nps", "rate")
OUTCOME = "outcome"
# what an order is made of, each with a row of ``order.outcome.part`` per case
PARTS = (
    "stage",
    "line",
    "shipment",
    "exception",
    "complaint",
    "return",
    "receipt",
    "verification",
    "feedback",
    "supply",
)
# columns by which a figure can be split; of an outcome, of its parts
OUTCOME_DIMENSIONS = ("country_id", "sales_team_id", "channel", "partner_id", "currency_id")
PART_DIMENSIONS = (
    "stage_id",
    "team_id",
    "holder",
    "product_id",
    "categ_id",
    "lot",
    "packer_id",
    "carrier_id",
    "lane",
    "cause",
    "reason",
    "carrier_lane",
    "package_type_id",
    "packaging_carrier",
    "supplier_id",
    "person_id",
)
# a carrier on a lane, a box with a carrier: neither alone says whom to talk to
_TOGETHER = {
    "carrier_lane": "p.carrier_id || '|' || p.lane",
    "packaging_carrier": "p.package_type_id || '|' || p.carrier_id",
    # Who had the stage is looked up where a company wants to know; it is kept nowhere else.
    "person_id": """(SELECT m.user_id FROM order_tracking_milestone m
                     WHERE m.order_id = o.order_id AND m.stage_id = p.stage_id
                       AND p.holder = 'team')""",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of the review.

    ``source`` is ``"outcome"`` (a row per order, alias ``o``) or the kind of a part (a row per
    case, alias ``p``, its order's row joined as ``o``). ``day`` is the date column, of the
    company's own calendar, that says to which period a row belongs. ``of`` is an SQL condition on
    the row: who counts at all. What is computed:

    * ``share``: rows with ``hit`` among those that count, with Wilson's interval.
    * ``quantiles``: p50, p90 and p99 of ``value`` (``percentile_disc``), with the interval of
      order statistics for the median.
    * ``sum``: of ``value``. ``count``: rows. ``rate``: sum of ``hit`` over sum of ``value``.
    * ``nps``: ``value`` 0 to 10, promoters minus detractors in percent.

    ``better`` is ``"more"``, ``"less"`` or ``""``; ``by`` names the columns it is also split by.
    ``app`` is the app without which there is no such figure: ``"purchase"``, or none.

    Conditions and values may use the parameter ``%(as_of)s``: naive UTC, the instant of the review.
    """

    key: str
    source: str
    day: str
    statistic: str
    of: str = "TRUE"
    hit: str = ""
    value: str = ""
    unit: str = "percent"
    better: str = ""
    by: tuple[str, ...] = ()
    app: str = ""

    def __post_init__(self):
        if self.statistic not in STATISTICS:
            raise ValueError(f"{self.key}: statistic {self.statistic}")
        if self.source != OUTCOME and self.source not in PARTS:
            raise ValueError(f"{self.key}: source {self.source}")
        known = OUTCOME_DIMENSIONS if self.source == OUTCOME else PART_DIMENSIONS
        if unknown := set(self.by) - set(known) - set(OUTCOME_DIMENSIONS):
            raise ValueError(f"{self.key}: dimensions {sorted(unknown)}")

    @property
    def counted(self) -> str:
        """SQL condition: the rows that are the figure's ``n``."""
        return f"({self.of}) AND ({self.value}) IS NOT NULL" if self.value else f"({self.of})"

    def subject(self, dimension: str) -> str:
        """SQL expression of what the figure is split by."""
        if dimension in _TOGETHER:
            return _TOGETHER[dimension]
        part = self.source != OUTCOME and dimension in PART_DIMENSIONS
        return f"{'p' if part else 'o'}.{dimension}"
