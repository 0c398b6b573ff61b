"""How many orders are large: a figure of every review, by sales team, too."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking_feedback import metrics
from odoo.addons.order_tracking_feedback.presentation.metric_words import METRICS

_lt = LazyTranslate(__name__)
METRICS["large_orders"] = (
    _lt("Large orders"),
    _lt("Of the orders placed in the period and not cancelled: those of 10,000 and more."),
)
metrics.register(
    "orders",
    metrics.Metric(
        "large_orders",
        metrics.OUTCOME,
        "o.ordered_on",
        "share",
        of="o.state <> 'cancelled'",
        hit="o.amount >= 10000",
        by=("sales_team_id",),
    ),
)
