"""Milestones of one order, computed from its journal and nothing else.

Quantities are sums, states are "latest fact wins" over a total order of the facts. Both are
independent of the order and number of times in which facts arrive, so late, duplicate and
reordered events change the history and never corrupt a state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from .facts import Event, active, sort_key
from .flow import WORK, WORK_KINDS, Flow, Stage
from .promises import REQUESTED, ledger, promised_dates

PENDING, CURRENT, REACHED, SKIPPED, FAILED = "pending", "current", "reached", "skipped", "failed"
OPEN = (PENDING, CURRENT)
EPSILON = 1e-6  # quantities are Odoo floats; no unit is finer than this
# Facts that outlive a cancellation: goods that are out there, invoices, payments and orders to
# others that stand (derivation voids these as soon as they no longer do).
_LASTING = frozenset(
    (
        *("left_warehouse", "goods_returned", "delivered", "goods_expected", "invoiced", "paid"),
        *WORK_KINDS,
    )
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One stage of one order.

    ``done`` / ``total``: quantity over all order lines (0 / 0 where the stage has none).
    ``started_at``: since when the stage could be worked on (naive UTC, as all instants).
    ``due_at``: the promise for the stage it speaks of, else the planned instant.
    ``late``: open and overdue at the ``now`` of the projection, or reached after it was due.
    """

    stage: int
    sequence: int
    state: str
    planned_at: datetime | None = None
    promised_at: datetime | None = None
    started_at: datetime | None = None
    reached_at: datetime | None = None
    evidence: str | None = None
    done: float = 0.0
    total: float = 0.0
    late: bool = False

    @property
    def due_at(self) -> datetime | None:
        return self.promised_at or self.planned_at


@dataclass(frozen=True, slots=True)
class _Progress:
    reached: Event | None = None
    done: float = 0.0
    total: float = 0.0
    failed: bool = False
    void: bool = False  # nothing left to do in this stage


def project(flow: Flow, events: Iterable[Event], now: datetime) -> tuple[Milestone, ...]:
    """Milestones in the order of the flow.

    :param flow: the flow that the order started with.
    :param events: the order's journal, in any order, with duplicates.
    :param now: naive UTC; only ``late`` depends on it.

    A state goes back only when a fact is voided or corrected, goods come back, a
    reservation is released, the order is cancelled, or the customer orders more.
    """
    life = _Life(active(events))
    planned = life.planned()
    stages = [s for s in flow.stages if planned is None or s.key in planned or life.works_on(s)]
    progress = [_progress(stage, life) for stage in stages]
    states = _states(stages, progress, life.cancelled)
    promises = ledger(life.facts)
    promised = promised_dates(promises).last
    target = flow.target(frozenset(s.key for s in stages))
    planned_at = _planner(stages, target, planned or {}, promises)
    rows = (
        (stage, found, state, planned_at(i, found.reached), promised if stage is target else None)
        for i, (stage, found, state) in enumerate(zip(stages, progress, states, strict=True))
    )
    return tuple(_milestones(rows, now))


def _planner(stages, target, planned, promises) -> Callable:
    """Planned instant of the stage at a position, given the event that reached it.

    Goods promised for later than their stages take wait before they move, and so do the stages
    with them; the plan of arrival itself stays, its promise is beside it. A stage already
    reached is judged by the promise that stood then: another promise makes nothing punctual
    afterwards.
    """
    goal = planned.get(target.key) if target else None
    position = stages.index(target) if target else 0
    given = [promise for promise in promises if promise.kind != REQUESTED]

    def planned_at(place: int, reached: Event | None) -> datetime | None:
        stage = stages[place]
        own = planned.get(stage.key)
        waits = stage.trigger != "order_confirmed" and stage is not target
        waits = waits and (stage.follows_goods or place > position)
        if not (own and goal and waits):
            return own
        stood = (
            p.date for p in reversed(given) if not reached or p.given_at <= reached.occurred_at
        )
        date = next(stood, None)
        return own + max(date - goal, timedelta()) if date else own

    return planned_at


class _Life:
    """The facts of the order's present life: after a cancellation and a new confirmation
    only goods that left or came back and money of the earlier life still count."""

    def __init__(self, facts: list[Event]):
        cuts = [e for e in facts if e.kind == "order_cancelled"]
        starts = [e for e in facts if e.kind == "order_confirmed"]
        self.cancelled = bool(cuts) and (not starts or sort_key(starts[-1]) < sort_key(cuts[-1]))
        before = cuts[:-1] if self.cancelled else cuts
        cut = sort_key(before[-1]) if before else None
        self.facts = [e for e in facts if cut is None or sort_key(e) > cut or e.kind in _LASTING]
        self.by_kind: dict[str, list[Event]] = defaultdict(list)
        for event in self.facts:
            self.by_kind[event.kind].append(event)
        self.expected = _positive(_sum(self.by_kind["goods_expected"]))

    def planned(self) -> dict[int, datetime | None] | None:
        plans = self.by_kind["plan_made"]
        if not plans:
            return None
        rows = plans[-1].data["planned"].items()
        return {int(key): value and datetime.fromisoformat(value) for key, value in rows}

    def works_on(self, stage: Stage) -> bool:
        """Whether there is work for this stage that was not planned when the order started."""
        return any(self.by_kind[kind] for kind in WORK.get(stage.family, ()))

    def merged(self, *kinds: str) -> list[Event]:
        return sorted(chain.from_iterable(self.by_kind[k] for k in kinds), key=sort_key)


def _progress(stage: Stage, life: _Life) -> _Progress:
    trigger = stage.trigger
    if trigger == "manual":
        marks = [e for e in life.by_kind["stage_marked"] if e.data["stage"] == stage.key]
        return _Progress(reached=marks[0] if marks else None)
    if stage.family:
        return _work_progress(stage, life)
    if not stage.needs_goods:
        found = life.by_kind[trigger]
        needless = stage.moves_goods and life.by_kind["goods_expected"] and not life.expected
        return _Progress(reached=found[0] if found else None, void=bool(needless))
    if not life.expected:
        return _Progress(void=bool(life.by_kind["goods_expected"]))
    if trigger == "stock_reserved":
        return _stock_progress(life)
    return _quantity_progress(trigger, life)


def _work_progress(stage: Stage, life: _Life) -> _Progress:
    """Reached when every purchase or production order of this order has come that far."""
    kinds = WORK[stage.family]
    documents = {e.document for kind in kinds for e in life.by_kind[kind]}
    far: dict[tuple, Event] = {}
    for event in life.merged(*kinds[kinds.index(stage.trigger) :]):
        far.setdefault(event.document, event)
    whole = bool(documents) and len(far) == len(documents)
    last = max(far.values(), key=sort_key) if whole else None
    return _Progress(last, float(len(far)), float(len(documents)), void=not documents)


def _stock_progress(life: _Life) -> _Progress:
    """The latest level counts; it is reached since the stock has been complete without a break."""
    reached, secured = None, {}
    for event in life.merged("stock_reserved", "stock_short"):
        secured = event.lines
        complete = event.kind == "stock_reserved" and _covers(secured, life.expected)
        reached = (reached or event) if complete else None
    return _counted(reached, secured, life.expected)


def _quantity_progress(trigger: str, life: _Life) -> _Progress:
    """Reached by the event that completed the expected quantity of every line."""
    have: dict[str, float] = defaultdict(float)
    hands: dict[str, float] = defaultdict(float)
    refused: dict[str, float] = defaultdict(float)
    reached = last = None
    kinds = (trigger, "goods_returned") if trigger == "delivered" else (trigger,)
    for event in life.merged(*kinds):
        if event.kind == "goods_returned":
            take_back(event, hands, refused)
        else:
            for line, quantity in event.lines.items():
                have[line] += quantity
                hands[line] += quantity
            last = event if event.lines else last
        complete = _covers(_plus(have, refused), life.expected)
        reached = (reached or event) if complete else None
    if reached and not last:
        return _Progress(done=0.0, total=sum(life.expected.values()), failed=True)
    return _counted(reached and _proof(reached, last), have, life.expected)


def take_back(event: Event, hands: dict[str, float], refused: dict[str, float]) -> None:
    """A return comes out of the customer's hands first; the rest came back undelivered."""
    for line, quantity in event.lines.items():
        taken = max(0.0, min(quantity, hands[line]))
        hands[line] -= taken
        refused[line] += quantity - taken


def _proof(reached: Event, last: Event) -> Event:
    """Delivery is proved by a delivery, also when a return was the fact that completed it."""
    return last if reached.kind == "goods_returned" else reached


def _counted(reached: Event | None, have: dict[str, float], expected: dict[str, float]):
    done = sum(min(max(have.get(line, 0.0), 0.0), total) for line, total in expected.items())
    return _Progress(reached=reached, done=done, total=sum(expected.values()))


def _states(stages: list[Stage], progress: list[_Progress], cancelled: bool) -> list[str]:
    states = [REACHED if p.reached else FAILED if p.failed else PENDING for p in progress]
    proven = max(
        (i for i, s in enumerate(stages) if s.needs_goods and states[i] in (REACHED, FAILED)),
        default=-1,
    )
    for i, stage in enumerate(stages):
        needless = progress[i].void and not cancelled  # a cancelled order stops here
        if states[i] == PENDING and (needless or (stage.follows_goods and i < proven)):
            states[i] = SKIPPED
    still_open = [i for i, state in enumerate(states) if state == PENDING]
    for i in still_open if cancelled else still_open[:1]:
        states[i] = CURRENT if not cancelled else FAILED if i == still_open[0] else SKIPPED
    return states


def _milestones(rows: Iterable[tuple], now: datetime) -> Iterator[Milestone]:
    """Milestones with when each stage could start (the latest stage reached before it) and
    lateness.

    :param rows: (stage, progress, state, planned instant, promised instant), in their order.
    """
    since: datetime | None = None
    for position, (stage, found, state, planned, promised) in enumerate(rows):
        proof = found.reached if state == REACHED else None
        reached = proof.occurred_at if proof else None
        start = min(since, reached) if since and reached else since
        judged = reached or (now if state in OPEN else None)
        due = promised or planned
        yield Milestone(
            stage=stage.key,
            sequence=position,
            state=state,
            planned_at=planned,
            promised_at=promised,
            started_at=start if state != PENDING else None,
            reached_at=reached,
            evidence=proof.evidence if proof else None,
            done=found.done,
            total=found.total,
            late=bool(due and judged and judged > due),
        )
        if reached:
            since = max(since, reached) if since else reached


def _sum(events: Iterable[Event]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for event in events:
        for line, quantity in event.lines.items():
            total[line] += quantity
    return total


def _plus(a: dict[str, float], b: dict[str, float]) -> dict[str, float]:
    return {line: a.get(line, 0.0) + b.get(line, 0.0) for line in {*a, *b}}


def _positive(lines: dict[str, float]) -> dict[str, float]:
    return {line: lines[line] for line in sorted(lines) if lines[line] > EPSILON}


def _covers(have: dict[str, float], expected: dict[str, float]) -> bool:
    return all(have.get(line, 0.0) >= total - EPSILON for line, total in expected.items())
