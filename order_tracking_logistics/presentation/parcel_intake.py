"""What is wrong with a parcel message or file, and the headings of such files, in words."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.intake import intake_problem

from ..parcel_intake import table

_lt = LazyTranslate(__name__)
PROBLEMS = {
    "parcel_refused": _lt("The parcel was refused: %(text)s"),
    "parcel_of_nothing": _lt(
        "We do not know this parcel yet, and nothing says what is in it. Name a delivery or an "
        "order."
    ),
    "not_a_number": _lt(
        "“%(found)s” is no tracking number: letters, digits and . / _ # : are expected, at most "
        "64 of them."
    ),
    "too_many": _lt("There are %(found)s; possible are %(expected)s. Split the message."),
    "in_future": _lt("%(found)s has not come yet. Correct the time or its offset."),
    "carrier_unknown": _lt(
        "None of our delivery methods is called “%(found)s” or has it as its carrier code."
    ),
    "carrier_ambiguous": _lt("Several delivery methods are “%(found)s”. Give the carrier code."),
    "delivery_unknown": _lt("We have no delivery “%(found)s”."),
    "delivery_not_outgoing": _lt("“%(found)s” is a transfer, but no delivery to a customer."),
    "order_unknown": _lt("We have no confirmed order “%(found)s”."),
    "package_unknown": _lt("We have no package “%(found)s”."),
    "product_missing": _lt("The line names no product. Give its code or barcode."),
    "product_not_ordered": _lt("No order of this parcel has a product “%(found)s”."),
    "rows_differ": _lt(
        "“%(found)s” here, but “%(known)s” in an earlier row of the same parcel. Make them equal."
    ),
}
LABELS = {
    "tracking_number": _lt("Tracking Number"),
    "carrier": _lt("Delivery Method"),
    "delivery": _lt("Delivery"),
    "order": _lt("Order"),
    "package": _lt("Package"),
    "phone": _lt("Receiver's Phone"),
    "postcode": _lt("Receiver's Postcode"),
    "product_code": _lt("Product Code"),
    "barcode": _lt("Barcode"),
    "quantity": _lt("Quantity"),
    "occurred_at": _lt("Happened"),
    "status": _lt("Status"),
    "text": _lt("Text"),
    "location": _lt("Place"),
    "signed_by": _lt("Received By"),
}
# Two rows of one parcel: its content, and what happened to it.
_EXAMPLES = (
    {
        "tracking_number": "1Z999AA10123456784",
        "carrier": "Parcel service",
        "delivery": "WH/OUT/00012",
        "product_code": "CHAIR-01",
        "quantity": "10",
    },
    {
        "tracking_number": "1Z999AA10123456784",
        "occurred_at": "2026-11-02T14:00:00+01:00",
        "status": "delivered",
        "location": "Berlin",
        "signed_by": "A. Miller",
    },
)


def parcel_problem(env, problem: dict) -> str:
    """The sentence for a problem, as ``Problem.as_dict`` of ``order_tracking.intake`` gives it."""
    sentence = PROBLEMS.get(problem["problem"])
    if sentence is None:  # what can be wrong with any message
        return intake_problem(env, problem)
    values = {"known": "", "text": "", **problem, **problem.get("detail", {})}
    values["found"] = "" if problem["found"] is None else problem["found"]
    text = env._(sentence)
    return text % values


def column_labels(env) -> dict[str, str]:
    """Heading of each column in the user's language."""
    return {column: env._(label) for column, label in LABELS.items()}


def example_rows() -> list[list[str]]:
    """Rows of the template below its heading."""
    return [[row.get(column, "") for column in table.COLUMNS] for row in _EXAMPLES]
