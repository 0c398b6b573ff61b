"""Charts as SVG text, for documents, screens and mails: no Odoo, no script, nothing fetched."""

from .bars import Bar, bars
from .interval import Estimate, intervals
from .mail import mail_bars
from .scale import bounds_of
from .stacked import Part, stacked
from .svg import data_uri, spoken
from .trend import Point, trend

__all__ = [
    "Bar",
    "Estimate",
    "Part",
    "Point",
    "bars",
    "bounds_of",
    "data_uri",
    "intervals",
    "mail_bars",
    "spoken",
    "stacked",
    "trend",
]
