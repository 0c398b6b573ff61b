"""Orders that another system kept, read from a text table: no Odoo, no database."""

from .columns import BY_KEY, COLUMNS, Column, heading_of
from .orders import Order, Sent, arrivals, group, parcels, sift
from .places import country_code, fold, same
from .reading import Reading, Row, Settings, read
from .refusal import Refusal, shown
from .sample import example
from .table import MAX_BYTES, MAX_LINES, FileProblem, pick

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "MAX_BYTES",
    "MAX_LINES",
    "Column",
    "FileProblem",
    "Order",
    "Reading",
    "Refusal",
    "Row",
    "Sent",
    "Settings",
    "arrivals",
    "country_code",
    "example",
    "fold",
    "group",
    "heading_of",
    "parcels",
    "pick",
    "read",
    "same",
    "shown",
    "sift",
]
