"""The words around the figures of a review: sections, ways to split, units, better and worse."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
SECTIONS = {
    "orders": _lt("Orders"),
    "promises": _lt("Promises and Perfect Orders"),
    "time": _lt("Time and Who Had the Order"),
    "entry": _lt("Receipts and Verification"),
    "trouble": _lt("Exceptions"),
    "carriers": _lt("Carriers"),
    "afterwards": _lt("Complaints and Returns"),
    "voice": _lt("What Customers Say"),
}
DIMENSIONS = {
    "country_id": _lt("Country"),
    "sales_team_id": _lt("Sales Team"),
    "channel": _lt("Channel"),
    "partner_id": _lt("Customer"),
    "currency_id": _lt("Currency"),
    "stage_id": _lt("Stage"),
    "team_id": _lt("Team"),
    "holder": _lt("Who Had It"),
    "product_id": _lt("Product"),
    "categ_id": _lt("Product Category"),
    "lot": _lt("Lot/Serial Number"),
    "packer_id": _lt("Packed By"),
    "carrier_id": _lt("Carrier"),
    "lane": _lt("Lane"),
    "carrier_lane": _lt("Carrier and Lane"),
    "package_type_id": _lt("Packaging"),
    "packaging_carrier": _lt("Packaging and Carrier"),
    "supplier_id": _lt("Supplier"),
    "person_id": _lt("Person"),
    "cause": _lt("Kind"),
    "reason": _lt("Root Cause"),
}
# Whose selections, (model, field), say what codes mean: of some dimensions always, of others by
# the source of the metric that is split.
_CODES = {"channel": ("order.outcome", "channel"), "holder": ("order.outcome.part", "holder")}
_CODES_OF = {
    ("exception", "cause"): ("order.exception", "kind"),
    ("exception", "reason"): ("order.exception", "cause"),
    ("complaint", "reason"): ("order.complaint", "reason"),
    ("complaint", "cause"): ("order.complaint.line", "problem"),
    ("receipt", "cause"): ("order.receipt", "channel"),
    ("verification", "cause"): ("order.verification.rule", "code"),
}
STATISTICS = {
    "p50": _lt("half within"),
    "p90": _lt("9 of 10 within"),
    "p99": _lt("99 of 100 within"),
}
BETTER = {"more": _lt("Higher is better."), "less": _lt("Lower is better.")}
# arrow and words of a change: the colour alone would not tell everybody
CHANGES = {
    "better": ("▲", _lt("better")),
    "worse": ("▼", _lt("worse")),
    "more": ("↗", _lt("more")),
    "less": ("↘", _lt("less")),
    "same": ("=", _lt("no clear change")),
    "": ("", _lt("nothing to compare")),
}
NO_DATA = _lt("no data")


def codes_of(source: str, dimension: str | None) -> tuple[str, str] | None:
    """(model, field) whose selection names the subjects of a dimension; None: they are records,
    or say what they are themselves.

    :param source: of the metric.
    """
    return _CODES.get(dimension) or _CODES_OF.get((source, dimension))
