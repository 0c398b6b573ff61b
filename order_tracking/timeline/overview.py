"""One order at a glance, and the open quantities that staff and carriers confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .facts import Event, active
from .flow import READY, Flow
from .projection import CURRENT, EPSILON, FAILED, OPEN, REACHED, Milestone, take_back


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
    state = _state(milestones, current, arrival)
    waited_for = (current, arrival) if state != "returned" else ()
    late = any(m.late for m in waited_for if m and m.state in OPEN)
    return Overview(state, current and current.stage, current and current.due_at, late)


def undelivered(events: Iterable[Event]) -> dict[str, float]:
    """Quantity by line that a confirmation of delivery speaks of: what is on its way to the
    customer; where nothing has left by Odoo's documents, what is expected."""
    facts = active(events)
    gone = [e for e in facts if e.kind in ("left_warehouse", "delivered", "goods_returned")]
    if not any(e.kind == "left_warehouse" for e in gone):
        return _open(facts, {"goods_expected": 1, "delivered": -1})
    refused: dict[str, float] = defaultdict(float)
    hands: dict[str, float] = defaultdict(float)
    for event in gone:
        if event.kind == "goods_returned":
            take_back(event, hands, refused)
        for line, quantity in event.lines.items() if event.kind == "delivered" else ():
            hands[line] += quantity
    return _open(gone, {"left_warehouse": 1, "delivered": -1}, less=refused)


def unready(events: Iterable[Event]) -> dict[str, float]:
    """Quantity by line that is expected and was not said to be ready to be collected."""
    return _open(active(events), {"goods_expected": 1, READY: -1})


def _open(events: Iterable[Event], signs: dict[str, int], less: dict[str, float] | None = None):
    total: dict[str, float] = defaultdict(float)
    for event in events:
        for line, quantity in event.lines.items():
            total[line] += signs.get(event.kind, 0) * quantity
    for line, quantity in (less or {}).items():
        total[line] -= quantity
    return {line: total[line] for line in sorted(total) if total[line] > EPSILON}


def _state(milestones: list[Milestone], current: Milestone | None, arrival: Milestone | None):
    if any(m.state == FAILED for m in milestones):
        return "returned"
    if not current:
        return "done"
    return "delivered" if arrival and arrival.state == REACHED else "running"
