"""Demand from order lines: what moved beyond chance, what comes next, what to keep in stock.

No Odoo, no database. Forecasts other than the naive one need ``statsmodels``, if installed.
"""

from .change import Change, Moved, level, moved, trend
from .forecast import HOLDOUT, LEAST, Judgement, judge, naive
from .restock import Levels, close, covered, levels, rounded_up
from .series import SEASONS, later, series, start
from .smoothing import has_smoothing, smoothed

__all__ = [
    "Change",
    "HOLDOUT",
    "Judgement",
    "LEAST",
    "Levels",
    "Moved",
    "SEASONS",
    "close",
    "covered",
    "has_smoothing",
    "judge",
    "later",
    "level",
    "levels",
    "moved",
    "naive",
    "rounded_up",
    "series",
    "smoothed",
    "start",
    "trend",
]
