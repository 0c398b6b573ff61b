"""What becomes of a complaint, and until when.

Plain values in, plain values out: no Odoo and no database; instants are naive UTC.
"""

from .form import TEXT, Category, Item, Reading, Told, read_form
from .guess import FAULTS, PROBLEMS, choose_category, fault_of, problems_in, reason_of
from .standing import (
    ACTIONS,
    SEVERITIES,
    STATES,
    NotPossible,
    Standing,
    begin,
    escalation,
    may_reopen,
    overdue,
    reopen_until,
    step,
)

__all__ = [
    "ACTIONS",
    "FAULTS",
    "PROBLEMS",
    "SEVERITIES",
    "STATES",
    "TEXT",
    "Category",
    "Item",
    "NotPossible",
    "Reading",
    "Standing",
    "Told",
    "begin",
    "choose_category",
    "escalation",
    "fault_of",
    "may_reopen",
    "overdue",
    "problems_in",
    "read_form",
    "reason_of",
    "reopen_until",
    "step",
]
