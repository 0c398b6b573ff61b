"""Figures of orders and of what customers say, with how sure they are: no Odoo, no database."""

from .catalogue import BY_KEY, CATALOGUE
from .metric import Metric
from .period import Period, last_year, period, previous
from .satisfaction import Share, csat, nps

__all__ = [
    "BY_KEY",
    "CATALOGUE",
    "Metric",
    "Period",
    "Share",
    "csat",
    "last_year",
    "nps",
    "period",
    "previous",
]
