"""Who has an order in hand: pure decisions, no ORM, no database, no clock of its own.

All instants are naive datetimes in UTC. The same facts give the same result, in whatever order
they are given.
"""

from .custody import Act, Custody, Step, custody, permitted
from .times import Times, deadline, times

__all__ = ["Act", "Custody", "Step", "Times", "custody", "deadline", "permitted", "times"]
