"""Figures of what comes after delivery: complaints, returns, and what customers say."""

from __future__ import annotations

from .metric import Metric

_GOODS = ("product_id", "categ_id", "lot", "packer_id", "carrier_id")
_CASES = ("cause", "reason", "team_id", "product_id")
_SAID = ("channel", "country_id", "sales_team_id")
_LINE = "o.state <> 'cancelled'"


def _lines(key: str, quantity: str) -> Metric:
    """Of the lines ordered in the period, those that it happened to."""
    hit = f"COALESCE(p.{quantity} > 0, FALSE)"
    return Metric(key, "line", "p.day", "share", _LINE, hit, better="less", by=_GOODS)


def _count(key: str, source: str, by: tuple) -> Metric:
    return Metric(key, source, "p.day", "count", unit="cases", better="less", by=by)


def _hours(key: str, source: str, value: str, of: str, by: tuple) -> Metric:
    return Metric(key, source, "p.day", "quantiles", of, "", value, "hours", "less", by)


def _satisfied(key: str, score: str) -> Metric:
    """Scores 4 and 5 of all scores 1 to 5."""
    return Metric(
        key,
        "feedback",
        "p.day",
        "share",
        f"p.{score} BETWEEN 1 AND 5",
        f"p.{score} >= 4",
        better="more",
        by=_SAID,
    )


AFTERWARDS = (
    _lines("complaint_rate", "complained"),
    _count("complaints", "complaint", _CASES),
    _hours("complaint_answer_hours", "complaint", "p.answer_hours", "TRUE", _CASES),
    _hours("complaint_resolve_hours", "complaint", "p.hours", "p.ok", _CASES),
    _lines("return_rate", "returned"),
    # in money: pieces of one product and litres of another do not add up
    Metric(
        "returned_value",
        "line",
        "p.day",
        "rate",
        of=f"{_LINE} AND p.quantity > 0 AND p.amount > 0",
        hit="p.amount * LEAST(COALESCE(p.returned, 0), p.quantity) / NULLIF(p.quantity, 0)",
        value="p.amount",
        better="less",
        by=_GOODS,
    ),
    _count("returns", "return", ("cause", "reason", "product_id", "carrier_id")),
)
VOICE = (
    _satisfied("csat_product", "product_score"),
    _satisfied("csat_delivery", "delivery_score"),
    _satisfied("csat_service", "service_score"),
    Metric(
        "nps",
        "feedback",
        "p.day",
        "nps",
        of="p.nps BETWEEN 0 AND 10",
        value="p.nps",
        unit="points",
        better="more",
        by=_SAID,
    ),
)
