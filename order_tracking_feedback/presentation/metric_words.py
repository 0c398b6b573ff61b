"""What the figures of a review are called and how each is defined, where they are shown."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# of each metric of the catalogue: its name, and in one sentence what is counted
METRICS = {
    "orders": (_lt("Orders"), _lt("Orders confirmed in the period, cancelled ones included.")),
    "kept_requested": (
        _lt("Delivered by the requested date"),
        _lt(
            "Of the orders whose customer asked for a date in the period: delivered by then. "
            "Early is not late; what is due and not delivered is late."
        ),
    ),
    "kept_first": (
        _lt("Delivered by the first promise"),
        _lt(
            "Of the orders first promised for the period: delivered by that date. Early is not "
            "late; what is due and not delivered is late."
        ),
    ),
    "kept_last": (
        _lt("Delivered by the last promise"),
        _lt(
            "Of the orders last promised for the period: delivered by that date. Early is not "
            "late; what is due and not delivered is late."
        ),
    ),
    "cycle_hours": (
        _lt("Time from order to delivery"),
        _lt("Of the orders delivered in the period: elapsed time from confirmation to delivery."),
    ),
}
STATISTICS = {
    "p50": _lt("%(metric)s, half of them within"),
    "p90": _lt("%(metric)s, 9 of 10 within"),
    "p99": _lt("%(metric)s, 99 of 100 within"),
}


def metric_name(env, key: str, statistic: str = "") -> str:
    """What a figure is called in the reader's language; one without a name by its key."""
    words = METRICS.get(key)
    name = env._(words[0]) if words else key.replace("_", " ")
    if statistic in STATISTICS:
        return str(env._(STATISTICS[statistic])) % {"metric": name}
    return name


def metric_definition(env, key: str) -> str:
    """How it is defined, in the reader's language."""
    words = METRICS.get(key)
    return env._(words[1]) if words else ""
