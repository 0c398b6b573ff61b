"""Which goods may go back and until when, how many, what is paid for them, and what comes next.

Plain values in, plain values out: no Odoo and no database.
"""

from .form import NOTE, PARTS, WISHES, Ask, Place, Reading, read_form
from .money import fee, open_invoiced, refundable, share, spread
from .policy import Decision, Policy, approves_itself, closest, decide
from .quantities import EPSILON, Claim, claimed, left, under_way, unproven
from .states import ENDED, TRANSITIONS, may, next_state

__all__ = [
    "ENDED",
    "EPSILON",
    "NOTE",
    "PARTS",
    "TRANSITIONS",
    "WISHES",
    "Ask",
    "Claim",
    "Decision",
    "Place",
    "Policy",
    "Reading",
    "approves_itself",
    "claimed",
    "closest",
    "decide",
    "fee",
    "left",
    "may",
    "next_state",
    "open_invoiced",
    "read_form",
    "refundable",
    "share",
    "spread",
    "under_way",
    "unproven",
]
