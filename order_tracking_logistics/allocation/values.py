"""What is decided about, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LITTLE = 1e-6  # quantities that differ by less are the same


class Line(NamedTuple):
    """What is still to be sent of an order's line, in the product's unit."""

    id: int
    product: int
    quantity: float


class Part(NamedTuple):
    """So much of a line from a warehouse."""

    line: int
    product: int
    warehouse: int
    quantity: float


class Reach(NamedTuple):
    """From a warehouse to an order's address: kilometres, and days on the way. ``parcels``: so
    many that went that way before tell the days; 0: they are estimated from the distance."""

    km: float
    days: int
    parcels: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """An order, or what is still to be sent of it.

    ``due``: day on which it was promised to arrive; ``weight``: how much a day late counts, 1 is
    usual; ``reach`` by warehouse, only those that may send it; ``now``: from where it is sent
    as things are.
    """

    id: int
    lines: tuple[Line, ...]
    due: int
    weight: float = 1.0
    reach: Mapping[int, Reach] = field(default_factory=dict)
    now: tuple[Part, ...] = ()

    @property
    def current(self) -> frozenset[int]:
        return frozenset(part.warehouse for part in self.now)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """``capacity``: deliveries on a day, None: any number; ``taken`` by day: what is at work
    already; ``closed``: days without work."""

    id: int
    capacity: int | None = None
    taken: Mapping[int, int] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Costs:
    """All in kilometres: what one is willing to drive to avoid it."""

    late: float = 1000.0  # one day late, of an order with weight 1
    split: float = 500.0  # one more delivery for the same order
    change: float = 20.0  # anything else than the present way: somebody has to do it
    day: float = 0.01  # leaving a day later than possible


@dataclass(frozen=True, slots=True)
class Book:
    """The open orders and what there is for them.

    :param supply: by warehouse and product ascending ``(day, quantity)``: what is there in all
        from that day on, never to be taken back (`supply.envelope`).
    :param horizon: days that are planned; goods that come later count as not coming.
    """

    orders: tuple[Order, ...]
    warehouses: Mapping[int, Warehouse]
    supply: Mapping[tuple[int, int], tuple[tuple[int, float], ...]]
    horizon: int = 28
    costs: Costs = Costs()


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to send an order. ``days``: when it leaves, by warehouse; empty: there is no day."""

    order: int
    parts: tuple[Part, ...]
    days: Mapping[int, int]
    km: float
    late: int
    cost: float

    @property
    def key(self) -> tuple:
        """The same for the same way."""
        return self.order, self.parts, tuple(sorted(self.days.items()))

    @property
    def split(self) -> bool:
        return len(self.days) > 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice for each order. ``bound``: no plan made of these choices costs less than that;
    None: nobody knows. ``seconds``: what the solver itself took."""

    choices: Mapping[int, Choice]
    engine: str
    bound: float | None = None
    seconds: float = 0.0

    @property
    def cost(self) -> float:
        return sum(choice.cost for choice in self.choices.values())

    @property
    def gap(self) -> float | None:
        """How much dearer than the best plan this one may be at most, as a share."""
        if self.bound is None:
            return None
        return max(0.0, (self.cost - self.bound) / max(abs(self.cost), 1.0))
