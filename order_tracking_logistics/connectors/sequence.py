"""The order of a parcel's events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from .values import Event

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def oldest_first(events: Iterable[Event], *, newest_first: bool) -> tuple[Event, ...]:
    """``events`` by instant, numbered; of one instant in the order in which the source tells.

    :param newest_first: how the source documents its order. A message that contradicts it (UPS
        is seen in both directions) is read in its own. An event without an instant stays behind
        the event that happened before it.
    """
    told = list(events)
    if _descending(told, newest_first):
        told.reverse()
    reached, placed = _BEFORE_ALL, []
    for event in told:
        reached = event.occurred_at or reached
        placed.append((reached, event))
    placed.sort(key=lambda place: place[0])
    return tuple(replace(event, sequence=n) for n, (_reached, event) in enumerate(placed))


def _descending(events: list[Event], documented: bool) -> bool:
    dated = [event.occurred_at for event in events if event.occurred_at]
    falls = sum(a > b for a, b in pairwise(dated))
    rises = sum(a < b for a, b in pairwise(dated))
    return documented if falls == rises else falls > rises
