"""What people are shown about an order, as plain values: the staff panel and the customer's page.

Texts are in the language of the order's environment. Staff values are JSON with ISO instants
in UTC, formatted by the browser; the customer's are texts, in the language and time zone of
the order's environment.
"""

from .customer import customer_labels, customer_page, read_people
from .frame import customer_frame, languages
from .staff import staff_timeline
from .words import ORDER_FIELDS

__all__ = [
    "ORDER_FIELDS",
    "customer_frame",
    "customer_labels",
    "customer_page",
    "languages",
    "read_people",
    "staff_timeline",
]
