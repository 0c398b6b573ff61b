"""The figures of a review, in the order in which they are shown.

Names and definitions follow SCOR where it has one (RL.1.1, RL.2.1 to RL.2.4, RS.1.1). What each
means in plain words is in ``presentation/review_words.py``, by the same keys.

An order counts where its promise falls due, as soon as it is due: an order that is still open
then is late, and one that came early is not. Cancelled orders, and orders of which nobody knows
when they arrived (imported history), are not judged.
"""

from __future__ import annotations

from .catalogue_afterwards import AFTERWARDS, VOICE
from .metric import OUTCOME, Metric

_DELIVERED = "o.delivered_at IS NOT NULL"
_ALIVE = "o.state <> 'cancelled'"
_DUE = f"o.delivery_known AND {_ALIVE} AND o.{{0}}_due_at <= %(as_of)s"
_KEPT = "COALESCE(o.delivered_at <= o.{0}_due_at, FALSE)"
# works without dates of arrival; what arrived and was not seen leaving is not judged
_LEAVING = (
    f"{_ALIVE} AND o.{{0}}_due_at <= %(as_of)s"
    " AND (o.shipped_at IS NOT NULL OR o.delivered_at IS NULL)"
)
_LEFT = "COALESCE(o.shipped_at <= o.{0}_due_at, FALSE)"
_MIX = ("channel", "country_id", "partner_id", "sales_team_id", "currency_id")
_WHOSE = ("country_id", "sales_team_id", "channel", "partner_id")
_HELD = ("stage_id", "team_id", "holder")
# a hand-over is a row of its own: half a stage would count as a short one
_OWN = "p.holder IS DISTINCT FROM 'handover'"
_KINDS = ("cause", "reason", "team_id", "stage_id")
_LANES = ("carrier_id", "lane", "carrier_lane")
_LATE = (
    f"o.delivery_known AND {_ALIVE} AND o.first_due_at <= %(as_of)s AND NOT {_KEPT.format('first')}"
)


def _promise(key: str, which: str, hit: str = _KEPT, of: str = _DUE) -> Metric:
    """Of the orders that are due by a promised date."""
    of, hit = of.format(which), hit.format(which)
    return Metric(key, OUTCOME, f"o.{which}_due_on", "share", of, hit, better="more", by=_WHOSE)


def _hours(key: str, source: str, day: str, value: str, by: tuple, of: str = "TRUE") -> Metric:
    return Metric(key, source, day, "quantiles", of, "", value, "hours", "less", by)


def _good(key: str, source: str, by: tuple, app: str = "") -> Metric:
    """Of the cases that have ended, or should have, those that ended well."""
    of = "p.ok IS NOT NULL OR (p.ended_at IS NULL AND p.due_at <= %(as_of)s)"
    hit = "COALESCE(p.ok, FALSE)"
    return Metric(key, source, "p.day", "share", of, hit, better="more", by=by, app=app)


def _corrected(problem: str) -> Metric:
    """Of the receipts, those whose customer asked to correct this field."""
    hit = f"COALESCE(STRPOS(p.problems, '{problem}') > 0, FALSE)"
    return Metric(f"receipt_{problem}", "receipt", "p.day", "share", "TRUE", hit, better="less")


# as customers may name them in ``order.receipt.dispute``
_PROBLEMS = ("quantity", "price", "product", "date", "address", "total", "other")
_ORDERS = (
    Metric("orders", OUTCOME, "o.ordered_on", "count", unit="orders", by=_MIX),
    Metric(
        "order_amount",
        OUTCOME,
        "o.ordered_on",
        "sum",
        of=_ALIVE,
        value="o.amount",
        unit="money",
        better="more",
        by=_MIX,
    ),
    Metric(
        "cancelled",
        OUTCOME,
        "o.ordered_on",
        "share",
        hit="o.state = 'cancelled'",
        better="less",
        by=_MIX,
    ),
)
_PROMISES = (
    _promise(
        "perfect_order",
        "first",
        f"{_KEPT} AND COALESCE(o.in_full AND o.documents_right AND o.condition_good, FALSE)",
    ),
    _promise("in_full", "first", f"{_DELIVERED} AND COALESCE(o.in_full, FALSE)"),
    _promise("kept_first", "first"),
    _promise(
        "documents_right",
        "first",
        "COALESCE(o.documents_right, FALSE)",
        f"{_DUE} AND {_DELIVERED}",
    ),
    _promise(
        "condition_good", "first", "COALESCE(o.condition_good, FALSE)", f"{_DUE} AND {_DELIVERED}"
    ),
    _promise("kept_requested", "requested"),
    _promise("kept_last", "last"),
    _promise("shipped_in_time", "last", _LEFT, _LEAVING),
    # by category: what stock that fits the demand should move
    Metric(
        *("lines_shipped_in_time", "line", "o.last_due_on", "share"),
        _LEAVING.format("last"),
        _LEFT.format("last"),
        better="more",
        by=("categ_id",),
    ),
)
_TIME = (
    _hours("cycle_hours", OUTCOME, "o.delivered_on", "o.elapsed_hours", _WHOSE, _DELIVERED),
    _hours("cycle_working_hours", OUTCOME, "o.delivered_on", "o.working_hours", _WHOSE, _DELIVERED),
    _hours("stage_hours", "stage", "p.day", "p.hours", _HELD, _OWN),
    _hours("stage_working_hours", "stage", "p.day", "p.working_hours", (*_HELD, "person_id"), _OWN),
    Metric("held_hours", "stage", "p.day", "sum", value="p.hours", unit="hours", by=_HELD),
    Metric(
        "held_working_hours",
        "stage",
        "p.day",
        "sum",
        value="p.working_hours",
        unit="hours",
        by=_HELD,
    ),
    _good("stage_in_time", "stage", _HELD),
    _good("supplier_in_time", "supply", ("supplier_id", "product_id"), "purchase"),
    # what is not here yet is late since it was planned
    Metric(
        "supplier_delay_hours",
        "supply",
        "p.day",
        "quantiles",
        of=f"{_LATE} AND COALESCE(p.ended_at, %(as_of)s) > p.due_at",
        value="EXTRACT(EPOCH FROM COALESCE(p.ended_at, %(as_of)s) - p.due_at) / 3600",
        unit="hours",
        better="less",
        by=("supplier_id", "product_id"),
        app="purchase",
    ),
)
_ENTRY = (
    _good("receipt_in_time", "receipt", ("cause", "sales_team_id")),
    _good("verification_caught", "verification", ("cause",)),
    Metric(
        "corrected",
        OUTCOME,
        "o.ordered_on",
        "share",
        of=f"{_ALIVE} AND o.documents_right IS NOT NULL",
        hit="NOT o.documents_right",
        better="less",
        by=("channel", "sales_team_id", "partner_id"),
    ),
    *map(_corrected, _PROBLEMS),
)
_TROUBLE = (
    Metric(
        "exceptions",
        "exception",
        "p.day",
        "count",
        unit="cases",
        better="less",
        by=_KINDS,
    ),
    _hours("exception_hours", "exception", "p.day", "p.hours", _KINDS, "p.ok"),
)
_CARRIERS = (
    _good("parcel_in_time", "shipment", _LANES),
    _hours("transit_hours", "shipment", "p.day", "p.hours", _LANES),
    Metric(
        "parcel_damaged",
        "shipment",
        "p.day",
        "share",
        of="p.ended_at IS NOT NULL",
        hit="COALESCE(p.complained > 0, FALSE)",
        better="less",
        by=("carrier_id", "package_type_id", "packaging_carrier"),
    ),
    Metric(
        "carrier_exceptions",
        "exception",
        "p.day",
        "count",
        of="p.carrier_id IS NOT NULL",
        unit="cases",
        better="less",
        by=_LANES,
    ),
)
SECTIONS = {
    "orders": _ORDERS,
    "promises": _PROMISES,
    "time": _TIME,
    "entry": _ENTRY,
    "trouble": _TROUBLE,
    "carriers": _CARRIERS,
    "afterwards": AFTERWARDS,
    "voice": VOICE,
}
CATALOGUE = [metric for section in SECTIONS.values() for metric in section]
BY_KEY = {metric.key: metric for metric in CATALOGUE}
SECTION_OF = {metric.key: key for key, section in SECTIONS.items() for metric in section}


def register(section: str, metric: Metric) -> None:
    """Adds a figure that another addon brings; its words belong into ``metric_words.METRICS``.

    Its conditions may use columns that every database of this process has.

    :param section: one of ``SECTIONS``, where the review shows it.
    :raise ValueError: a figure has this key already.
    """
    if metric.key in BY_KEY:
        raise ValueError(f"There is a figure {metric.key!r} already.")
    SECTIONS[section] = (*SECTIONS[section], metric)
    CATALOGUE.append(metric)
    BY_KEY[metric.key] = metric
    SECTION_OF[metric.key] = section
