"""Pure decisions of the order timeline: no ORM, no database, no clock of its own.

All instants are naive datetimes in UTC, as Odoo stores them. All functions are
deterministic: the same arguments give the same result, in whatever order events come.
"""

from .clock import WorkingClock
from .derivation import Documents, Group, Invoice, Work, derive
from .facts import KINDS, Event
from .flow import Flow, Stage
from .planning import plan
from .projection import Milestone, project
from .promises import Promise, promised_dates
from .reconcile import reconciled

__all__ = [
    "KINDS",
    "Documents",
    "Event",
    "Flow",
    "Group",
    "Invoice",
    "Milestone",
    "Promise",
    "Stage",
    "Work",
    "WorkingClock",
    "derive",
    "plan",
    "project",
    "promised_dates",
    "reconciled",
]
