"""Goods in the customer's hands about which they have not spoken, from the journal of an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

EPSILON = 1e-6  # as in the timeline: no unit is finer than this
ARRIVED, ANSWERED, RETURNED = "delivered", "acceptance_answered", "goods_returned"
EXPECTED = "goods_expected"
REMINDER = timedelta(days=2)
OPENED, RESOLVED = "complaint_opened", "complaint_resolved"


class Fact(Protocol):
    """An active event of the journal (``order_tracking.timeline.Event``)."""

    kind: str
    occurred_at: datetime
    lines: Mapping[str, float]
    data: Mapping[str, Any]


@dataclass(slots=True)
class Kept:
    """Quantities by order line in the product's unit: ``waiting`` for an answer, and
    ``answered``, both still with the customer."""

    waiting: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    answered: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def take(self, fact: Fact) -> None:
        for line, quantity in fact.lines.items():
            if fact.kind == ARRIVED:
                self.waiting[line] += quantity
            elif fact.kind == ANSWERED:
                self.waiting[line] -= quantity
                self.answered[line] += quantity
            elif fact.kind == RETURNED:
                self._give_back(line, quantity)

    def _give_back(self, line: str, quantity: float) -> None:
        """What came back was answered about, as a rule; the rest nobody has to count any more."""
        of_answered = min(quantity, max(self.answered[line], 0.0))
        self.answered[line] -= of_answered
        of_waiting = min(quantity - of_answered, max(self.waiting[line], 0.0))
        self.waiting[line] -= of_waiting


def waiting(facts: Iterable[Fact]) -> dict[str, float]:
    """Quantity by order line that waits for the customer's word, none of them zero.

    :param facts: the active events of one order in the order in which they happened.
    """
    kept = Kept()
    for fact in facts:
        kept.take(fact)
    return {
        line: kept.waiting[line] for line in sorted(kept.waiting) if kept.waiting[line] > EPSILON
    }


def arrived_last(facts: Iterable[Fact]) -> datetime | None:
    """When goods came into the customer's hands last; naive UTC."""
    return max((fact.occurred_at for fact in facts if fact.kind == ARRIVED), default=None)


def remind_at(arrived_at: datetime, due_at: datetime) -> datetime:
    """When the customer is told that silence accepts at ``due_at``: two days before it, or after
    half of a shorter time. Naive UTC."""
    return due_at - min(REMINDER, (due_at - arrived_at) / 2)


def is_complete(facts: Iterable[Fact]) -> bool:
    """Whether the customer found everything good that the order is about, or what was not is
    settled.

    An answer's ``good`` holds the quantity by order line that was as it should be, the lines of a
    complaint that is resolved the quantity that was not.

    :param facts: the active events of one order in the order in which they happened.
    """
    expected: dict[str, float] = defaultdict(float)
    good: dict[str, float] = defaultdict(float)
    settled: dict[int, Mapping[str, float]] = {}
    for fact in facts:
        if fact.kind == EXPECTED:
            _add(expected, fact.lines)
        elif fact.kind == ANSWERED:
            _add(good, fact.data.get("good", {}))
        elif fact.kind in (OPENED, RESOLVED):  # the last word about a complaint counts
            settled[fact.data["complaint"]] = fact.lines if fact.kind == RESOLVED else {}
    for lines in settled.values():
        _add(good, lines)
    wanted = {line: quantity for line, quantity in expected.items() if quantity > EPSILON}
    return bool(wanted) and all(good[line] >= q - EPSILON for line, q in wanted.items())


def _add(total: dict[str, float], lines: Mapping[str, float]) -> None:
    for line, quantity in lines.items():
        total[line] += quantity
