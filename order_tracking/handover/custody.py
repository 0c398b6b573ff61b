"""Which team has an order in hand, from when until when, and whether it has taken it over.

A stage that becomes current is handed to its team. Where the stage asks for it, the team says
that it takes over; it may always give the order back to the team that it came from, with a
reason. That team then has it in hand until it hands it over again. At every instant of a stage
exactly one team has the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

OFFERED, ACCEPTED, REFUSED = "offered", "accepted", "refused"
ACCEPT, REFUSE, OFFER = "accept", "refuse", "offer"
CURRENT, REACHED = "current", "reached"
_NEXT = {
    (OFFERED, ACCEPT): ACCEPTED,
    (REFUSED, ACCEPT): ACCEPTED,
    (OFFERED, REFUSE): REFUSED,
    (ACCEPTED, REFUSE): REFUSED,
    (REFUSED, OFFER): OFFERED,
}
Interval = tuple[datetime, datetime | None]  # end None: until now


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of an order. ``team``: id of the team that owns it; ``accept``: the team has to
    say that it takes over; ``state``: as of a milestone."""

    key: int
    state: str
    team: int | None = None
    accept: bool = False
    started_at: datetime | None = None
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """What somebody said about a hand-over: accept, refuse or offer (hand over again).

    ``key`` orders acts of one instant."""

    at: datetime
    key: str
    stage: int
    kind: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """A stage's hand-over.

    ``state``: offered, accepted or refused; None before the stage begins, and without a team.
    ``holder``: id of the team that has to act now. ``sender``: key of the stage that it came
    from, if that has another team. ``since``: when the holder got it. ``reason``, ``note``: of
    the refusal that stands. ``dwell``: when the stage's team had the order, times included in
    which a later stage gave it back. ``touch``: when it had taken it over.
    """

    state: str | None = None
    holder: int | None = None
    sender: int | None = None
    since: datetime | None = None
    accepted_at: datetime | None = None
    reason: str = ""
    note: str = ""
    refusals: int = 0
    dwell: tuple[Interval, ...] = ()
    touch: tuple[Interval, ...] = ()


@dataclass(slots=True)
class _Walk:
    """The periods of one stage, as they follow from its acts."""

    state: str
    begun: datetime  # since when it is in this state
    since: datetime  # since when the holder has it
    accepted_at: datetime | None = None
    refusal: Act | None = None  # the one that stands
    refusals: int = 0
    periods: dict[str, list[Interval]] = field(default_factory=dict)

    def close(self, end: datetime | None) -> None:
        if end is None or end > self.begun:
            self.periods.setdefault(self.state, []).append((self.begun, end))


def permitted(state: str | None) -> frozenset[str]:
    """What may be said about a hand-over in this ``state``."""
    return frozenset(act for before, act in _NEXT if before == state)


def custody(steps: Sequence[Step], acts: Iterable[Act]) -> dict[int, Custody]:
    """The hand-over of every stage by its key.

    :param steps: the stages of one order, in the order of its flow.
    :param acts: what was said, in any order; what its state did not permit changed nothing.
    """
    said = sorted(set(acts))
    senders = {step.key: _sender(steps, position) for position, step in enumerate(steps)}
    walks = {s.key: _walk(s, senders[s.key], said) for s in steps if _begun(s)}
    given_back: dict[int, list[Interval]] = {}
    for key, walk in walks.items():
        if senders[key]:
            given_back.setdefault(senders[key].key, []).extend(walk.periods.get(REFUSED, ()))
    return {
        step.key: _of(step, walks.get(step.key), senders[step.key], given_back.get(step.key, []))
        for step in steps
    }


def _begun(step: Step) -> bool:
    return bool(step.started_at) and step.state in (CURRENT, REACHED)


def _sender(steps: Sequence[Step], position: int) -> Step | None:
    """The last stage done before this one by another team."""
    own = steps[position].team
    before = (s for s in reversed(steps[:position]) if s.state == REACHED and s.team)
    return next((s for s in before if own and s.team != own), None)


def _walk(step: Step, sender: Step | None, acts: Iterable[Act]) -> _Walk:
    first = OFFERED if step.accept and step.team else ACCEPTED
    walk = _Walk(first, step.started_at, step.started_at)
    walk.accepted_at = step.started_at if first == ACCEPTED else None
    for act in acts:  # what was said before it began spoke of an earlier life of the order
        over = step.reached_at and act.at >= step.reached_at
        if act.stage == step.key and act.at >= step.started_at and not over:
            _take(walk, act, first, sender)
    walk.close(step.reached_at)
    return walk


def _take(walk: _Walk, act: Act, first: str, sender: Step | None) -> None:
    after = _NEXT.get((walk.state, act.kind))
    if not after or (after == REFUSED and not sender):
        return
    walk.close(act.at)
    if REFUSED in (walk.state, after):
        walk.since = act.at
    walk.begun, walk.state = act.at, first if after == OFFERED else after
    walk.accepted_at = act.at if walk.state == ACCEPTED else None
    walk.refusal = act if after == REFUSED else None
    walk.refusals += after == REFUSED


def _of(step: Step, walk: _Walk | None, sender: Step | None, back: list[Interval]) -> Custody:
    if not walk:
        return Custody(sender=sender and sender.key, dwell=tuple(sorted(back, key=_start)))
    own = [i for state, found in walk.periods.items() if state != REFUSED for i in found]
    holder = sender.team if walk.state == REFUSED else step.team
    return Custody(
        state=walk.state if step.team else None,
        holder=holder if step.state == CURRENT else None,
        sender=sender and sender.key,
        since=walk.since,
        accepted_at=walk.accepted_at if step.team else None,
        reason=walk.refusal.reason if walk.refusal else "",
        note=walk.refusal.note if walk.refusal else "",
        refusals=walk.refusals,
        dwell=tuple(sorted([*own, *back], key=_start)),
        touch=tuple(sorted(walk.periods.get(ACCEPTED, ()), key=_start)),
    )


def _start(interval: Interval) -> datetime:
    return interval[0]
