"""What of the delivered goods waits for the customer's word, and what that word means.

Plain values in, plain values out: no Odoo and no database.
"""

from .counting import Kept, arrived_last, is_complete, remind_at, waiting
from .form import NOTE, PROBLEMS, Answer, Place, Reading, all_good, read_form

__all__ = [
    "NOTE",
    "PROBLEMS",
    "Answer",
    "Kept",
    "Place",
    "Reading",
    "all_good",
    "arrived_last",
    "is_complete",
    "read_form",
    "remind_at",
    "waiting",
]
