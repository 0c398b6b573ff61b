"""The figures of a review, in the order in which they are shown.

Names and definitions follow SCOR where it has one (RL.1.1, RL.2.1 to RL.2.4, RS.1.1).
"""

from __future__ import annotations

from .metric import OUTCOME, Metric

_DELIVERED = "o.delivered_at IS NOT NULL"
_DUE = "o.delivery_known AND o.state <> 'cancelled' AND o.{0}_due_at <= %(as_of)s"
_KEPT = "COALESCE(o.delivered_at <= o.{0}_due_at, FALSE)"


def _promise(key: str, which: str) -> Metric:
    """Delivered by a promised date: early is not late, an open order that is due is."""
    return Metric(
        key,
        OUTCOME,
        f"o.{which}_due_on",
        "share",
        of=_DUE.format(which),
        hit=_KEPT.format(which),
        better="more",
        by=("country_id", "sales_team_id", "channel"),
    )


CATALOGUE = (
    Metric("orders", OUTCOME, "o.ordered_on", "count", unit="orders", by=("channel", "country_id")),
    _promise("kept_requested", "requested"),
    _promise("kept_first", "first"),
    _promise("kept_last", "last"),
    Metric(
        "cycle_hours",
        OUTCOME,
        "o.delivered_on",
        "quantiles",
        of=_DELIVERED,
        value="o.elapsed_hours",
        unit="hours",
        better="less",
        by=("country_id", "sales_team_id"),
    ),
)
BY_KEY = {metric.key: metric for metric in CATALOGUE}
