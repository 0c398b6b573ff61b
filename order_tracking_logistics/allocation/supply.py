"""What is left: goods over time, and the days' capacity. What is taken is gone from then on."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from .values import LITTLE, Book, Choice, Warehouse


def envelope(changes: Iterable[tuple[int, float]], horizon: int) -> tuple[tuple[int, float], ...]:
    """What may be promised from each day on, of ``(day, change)`` in any order.

    Goods that somebody else takes on a later day cannot be given away before: of the balance
    from a day on the least counts. Past days count as today.
    """
    balance: dict[int, float] = {0: 0.0}
    for day, change in changes:
        day = max(day, 0)
        if day < horizon:
            balance[day] = balance.get(day, 0.0) + change
    total, totals = 0.0, []
    for day in sorted(balance):
        total += balance[day]
        totals.append((day, total))
    return _least_from(totals)


def _least_from(totals):
    least, found = float("inf"), []
    for day, total in reversed(totals):
        least = min(least, total)
        found.append((day, max(least, 0.0)))
    steps: list[tuple[int, float]] = []
    for day, total in reversed(found):
        if total > LITTLE and (not steps or total > steps[-1][1] + LITTLE):
            steps.append((day, total))
    return tuple(steps)


class Stock:
    """Goods by warehouse and product, less what was taken."""

    def __init__(self, book: Book):
        self._days = {key: [day for day, _ in steps] for key, steps in book.supply.items()}
        # in all until the next step, less what was taken until then
        self._left = {key: [total for _, total in steps] for key, steps in book.supply.items()}

    def first(self, warehouse: int, product: int, quantity: float) -> int | None:
        """First day on which ``quantity`` can leave; None: not in the time that is planned."""
        key, found = (warehouse, product), None
        steps = zip(self._days.get(key, ()), self._left.get(key, ()), strict=True)
        for day, left in reversed(list(steps)):
            if left < quantity - LITTLE:
                break
            found = day
        return found

    def free(self, warehouse: int, product: int, day: int) -> float:
        """How much can leave on ``day`` without taking from what is promised later."""
        days = self._days.get((warehouse, product), ())
        at = bisect_right(days, day) - 1
        return max(min(self._left[warehouse, product][at:]), 0.0) if at >= 0 else 0.0

    def left(self, warehouse: int, product: int, step: int) -> float:
        """In all until the next step of the supply, less what is taken until then."""
        return self._left[warehouse, product][step]

    def fits(self, choice: Choice) -> bool:
        """Whether all of it is there on its days."""
        needed: dict[tuple[int, int], float] = defaultdict(float)
        for part in choice.parts:
            needed[part.warehouse, part.product] += part.quantity
        return all(
            self.free(*key, choice.days[key[0]]) >= quantity - LITTLE
            for key, quantity in needed.items()
        )

    def take(self, choice: Choice, times: int = 1) -> None:
        """``times`` -1 gives it back."""
        for part in choice.parts:
            key = part.warehouse, part.product
            at = bisect_right(self._days[key], choice.days[part.warehouse]) - 1
            left = self._left[key]
            for step in range(at, len(left)):
                left[step] -= times * part.quantity


class Capacity:
    """Days on which a warehouse can still send something."""

    def __init__(self, book: Book):
        self._horizon = book.horizon
        self._left = {w.id: room(w, book.horizon) for w in book.warehouses.values()}

    def first(self, warehouse: int, day: int) -> int | None:
        """The first day from ``day`` on; None: none in the time that is planned."""
        left = self._left[warehouse]
        return next((at for at in range(day, self._horizon) if left[at] >= 1), None)

    def left(self, warehouse: int, day: int) -> float:
        """Deliveries that can still leave on ``day``."""
        return self._left[warehouse][day]

    def fits(self, choice: Choice) -> bool:
        return all(self._left[warehouse][day] >= 1 for warehouse, day in choice.days.items())

    def take(self, choice: Choice, times: int = 1) -> None:
        """``times`` -1 gives it back."""
        for warehouse, day in choice.days.items():
            self._left[warehouse][day] -= times


def room(warehouse: Warehouse, horizon: int) -> list[float]:
    """Deliveries that can leave, by day."""
    limit = float("inf") if warehouse.capacity is None else warehouse.capacity
    return [
        0.0 if day in warehouse.closed else max(limit - warehouse.taken.get(day, 0), 0.0)
        for day in range(horizon)
    ]
