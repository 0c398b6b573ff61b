"""Hand-overs of one order from its flow, milestones and journal: values of stored milestones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from . import handover
from .handover import Act, Custody, Step, Times
from .handover.custody import ACCEPT, OFFER, REFUSE
from .timeline import Event, Flow, Milestone, WorkingClock
from .timeline.facts import active
from .timeline.projection import REACHED

_SAID = {
    "handover_accepted": ACCEPT,
    "handover_refused": REFUSE,
    "handover_offered": OFFER,
}


def project(
    flow: Flow,
    milestones: Sequence[Milestone],
    journal: Iterable[Event],
    clock_of: Callable[[int | None], WorkingClock],
) -> dict[int, tuple]:
    """Stored values by stage key, from the owner team on, in the order of the columns.

    :param journal: the order's events, in any order.
    :param clock_of: working time by team.
    """
    stages = {stage.key: stage for stage in flow.stages}
    steps = [_step(stages[m.stage], m) for m in milestones]
    said = [event for event in journal if event.kind in _SAID or event.kind == "voided"]
    found = handover.custody(steps, map(_act, active(said)) if said else ())
    return {m.stage: _values(stages[m.stage], m, found[m.stage], clock_of) for m in milestones}


def _step(stage, milestone: Milestone) -> Step:
    return Step(
        key=stage.key,
        state=milestone.state,
        team=stage.team,
        accept=stage.accept,
        started_at=milestone.started_at,
        reached_at=milestone.reached_at,
    )


def _act(event: Event) -> Act:
    data = event.data
    return Act(
        at=event.occurred_at,
        key=event.key,
        stage=data["stage"],
        kind=_SAID[event.kind],
        reason=data.get("reason", ""),
        note=data.get("note", ""),
    )


def _values(stage, milestone: Milestone, found: Custody, clock_of) -> tuple:
    over = milestone.state == REACHED and found.dwell
    own = handover.times(found, clock_of(stage.team)) if over else Times()
    due = handover.deadline(
        found, stage.lead_hours, milestone.planned_at, clock_of(found.holder or stage.team)
    )
    return (
        stage.team,
        found.state,
        found.holder,
        due,
        found.accepted_at,
        found.reason or None,
        found.note or None,
        found.refusals,
        own.dwell,
        own.dwell_elapsed,
        own.touch,
        own.touch_elapsed,
    )
