"""How many of the goods of a delivery are still with the customer, and spoken for by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

EPSILON = 1e-6  # as in the timeline: no unit is finer than this


class Fact(Protocol):
    """An active event of the journal (``order_tracking.timeline.Event``)."""

    kind: str
    lines: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of a return, quantities in the product's unit; ``state``: of the return."""

    state: str
    asked: float
    approved: float = 0.0
    received: float = 0.0


def claimed(claim: Claim) -> float:
    """How many of the delivered goods this line speaks for: they cannot be asked about again.

    What was refused or cancelled is free again, except for goods that came back all the same.
    """
    if claim.state == "requested":
        return claim.asked
    if claim.state in ("approved", "shipped"):
        return max(claim.approved, claim.received)
    return claim.received


def left(delivered: float, came_back: float, claims: Iterable[Claim]) -> float:
    """How many may still be asked about.

    :param delivered: by the delivery. :param came_back: by transfers that belong to no return.
    """
    rest = delivered - came_back - sum(map(claimed, claims))
    return rest if rest > EPSILON else 0.0


def unproven(facts: Iterable[Fact], came: Mapping[str, float]) -> dict[str, float]:
    """Of goods that a customer gave back, those of which nobody had said that they had arrived:
    quantity by order line.

    :param facts: the active events of the order. :param came: quantity by order line.
    """
    on_the_way = under_way(facts)
    open_ = {line: min(quantity, on_the_way.get(line, 0.0)) for line, quantity in came.items()}
    return {line: quantity for line, quantity in open_.items() if quantity > EPSILON}


def under_way(facts: Iterable[Fact]) -> dict[str, float]:
    """Goods that left and of which nobody said that they arrived: quantity by order line.

    :param facts: the active events of the order.
    """
    signs = {"left_warehouse": 1, "delivered": -1}
    found: dict[str, float] = defaultdict(float)
    for fact in facts:
        for line, quantity in fact.lines.items() if fact.kind in signs else ():
            found[line] += signs[fact.kind] * quantity
    return {line: quantity for line, quantity in found.items() if quantity > EPSILON}
