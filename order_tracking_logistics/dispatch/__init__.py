"""Which carrier takes a delivery, and what leaves a warehouse in which order.

Pure Python. Instants are naive UTC; only cut-offs know the time zone of their place. What was
measured is used from ten cases on, and what is not used is said.
"""

from .choice import KEEPS, POLICIES, Offer, Verdict, choose, rival
from .cutoffs import Cutoff, departure_before, next_departure
from .measured import LEAST, Share
from .plan import WARN, Planned, Wave, Work, plan, warnings, waves
from .stops import Stop, tour

__all__ = [
    "KEEPS",
    "LEAST",
    "POLICIES",
    "WARN",
    "Cutoff",
    "Offer",
    "Planned",
    "Share",
    "Stop",
    "Verdict",
    "Wave",
    "Work",
    "choose",
    "departure_before",
    "next_departure",
    "plan",
    "rival",
    "tour",
    "warnings",
    "waves",
]
