"""One order at a glance, and the open quantities that staff and carriers confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .facts import Event, active
from .flow import Flow
from .projection import CURRENT, EPSILON, FAILED, OPEN, REACHED, Milestone


@dataclass(frozen=True, slots=True)
class Overview:
    """``state``: running, delivered (only money is open), done, returned or cancelled;
    ``stage``: key of the current stage; ``due_at``: when that stage is due; ``late``: it, or
    the promised arrival, is overdue."""

    state: str
    stage: int | None = None
    due_at: datetime | None = None
    late: bool = False


def overview(flow: Flow, milestones: Iterable[Milestone], cancelled: bool) -> Overview:
    """Summary of a projection; ``cancelled``: Odoo's order is cancelled."""
    milestones = list(milestones)
    if cancelled:
        return Overview("cancelled")
    current = next((m for m in milestones if m.state == CURRENT), None)
    target = flow.target(frozenset(m.stage for m in milestones))
    arrival = next((m for m in milestones if target and m.stage == target.key), None)
    late = any(m.late for m in (current, arrival) if m and m.state in OPEN)
    state = _state(milestones, current, arrival)
    return Overview(state, current and current.stage, current and current.due_at, late)


def undelivered(events: Iterable[Event]) -> dict[str, float]:
    """Quantity by line that a confirmation of delivery speaks of: what has left and is not
    yet delivered; where nothing has left by Odoo's documents, what is expected."""
    left: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    signs = {"left_warehouse": 1, "delivered": -1, "goods_returned": -1}
    for event in active(events):
        for line, quantity in event.lines.items():
            left[line] += signs.get(event.kind, 0) * quantity
            expected[line] += {"goods_expected": 1, "delivered": -1}.get(event.kind, 0) * quantity
    open_lines = {line: q for line, q in sorted(left.items()) if q > EPSILON}
    return open_lines or {line: q for line, q in sorted(expected.items()) if q > EPSILON}


def _state(milestones: list[Milestone], current: Milestone | None, arrival: Milestone | None):
    if any(m.state == FAILED for m in milestones):
        return "returned"
    if not current:
        return "done"
    return "delivered" if arrival and arrival.state == REACHED else "running"
