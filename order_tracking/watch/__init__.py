"""What needs somebody: pure decisions, no ORM, no database, no clock of their own.

All instants are naive datetimes in UTC. The same facts give the same troubles, in whatever
order they are given.
"""

from .kinds import KINDS, Kind, add_kind
from .rules import next_look, troubles
from .settle import Standing, Verdict, settle, share
from .values import Order, Stage, Trouble

__all__ = [
    "KINDS",
    "Kind",
    "Order",
    "Stage",
    "Standing",
    "Trouble",
    "Verdict",
    "add_kind",
    "next_look",
    "settle",
    "share",
    "troubles",
]
