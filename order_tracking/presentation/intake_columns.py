"""Headings of an order file and the example in its template."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from ..intake import table

_lt = LazyTranslate(__name__)
LABELS = {
    "reference": _lt("Order Reference"),
    "customer_ref": _lt("Customer Number"),
    "customer_name": _lt("Customer Name"),
    "customer_email": _lt("Customer E-Mail"),
    "customer_phone": _lt("Customer Phone"),
    "customer_vat": _lt("Customer Tax ID"),
    "delivery_name": _lt("Delivery Name"),
    "delivery_phone": _lt("Delivery Phone"),
    "delivery_street": _lt("Delivery Street"),
    "delivery_street2": _lt("Delivery Street 2"),
    "delivery_zip": _lt("Delivery Postcode"),
    "delivery_city": _lt("Delivery City"),
    "delivery_state": _lt("Delivery State"),
    "delivery_country": _lt("Delivery Country Code"),
    "requested_date": _lt("Requested Date"),
    "currency": _lt("Currency"),
    "note": _lt("Note"),
    "special_requests": _lt("Special Requests"),
    "product_code": _lt("Product Code"),
    "barcode": _lt("Barcode"),
    "product_name": _lt("Product Name"),
    "quantity": _lt("Quantity"),
    "uom": _lt("Unit"),
    "price": _lt("Unit Price"),
    "line_note": _lt("Line Note"),
}
# Two rows of one order.
_EXAMPLES = (
    {
        "reference": "PO-1001",
        "customer_ref": "C-100",
        "requested_date": "2026-12-31",
        "product_code": "CHAIR-01",
        "quantity": "10",
    },
    {"reference": "PO-1001", "product_code": "DESK-02", "quantity": "2", "price": "199.90"},
)


def column_labels(env) -> dict[str, str]:
    """Heading of each column in the user's language."""
    return {column: env._(label) for column, label in LABELS.items()}


def example_rows() -> list[list[str]]:
    """Rows of the template below its heading."""
    return [[row.get(column, "") for column in table.COLUMNS] for row in _EXAMPLES]
