"""Figures of orders and of what customers say, with how sure they are: no Odoo, no database."""

from . import statistics
from .catalogue import BY_KEY, CATALOGUE, SECTION_OF, SECTIONS, register
from .metric import OUTCOME, Metric
from .period import Period, compared, kind_of, last_year, period, previous
from .satisfaction import Share, csat, nps
from .statistics import Figure

__all__ = [
    "BY_KEY",
    "CATALOGUE",
    "OUTCOME",
    "SECTIONS",
    "SECTION_OF",
    "Figure",
    "Metric",
    "Period",
    "Share",
    "compared",
    "csat",
    "kind_of",
    "last_year",
    "nps",
    "period",
    "previous",
    "register",
    "statistics",
]
