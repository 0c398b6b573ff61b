"""The ways in which an order can be sent: each warehouse alone, two together, or not at all."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest

from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice, Order, Part

FIRST = 3  # warehouses that are looked at as the first of two
NEVER = 14  # days after the horizon: what has no date counts as arriving then


def choice(book: Book, order: Order, parts: tuple[Part, ...], days: dict[int, int]) -> Choice:
    """With what it costs."""
    costs = book.costs
    km = sum(order.reach[warehouse].km for warehouse in days)
    arrival = max(day + order.reach[warehouse].days for warehouse, day in days.items())
    late = max(arrival - order.due, 0)
    cost = km + costs.split * (len(days) - 1) + costs.late * order.weight * late
    cost += costs.change * (set(parts) != set(order.now))
    cost += costs.day * sum(days.values())
    return Choice(order.id, parts, days, km, late, cost)


def nothing(book: Book, order: Order) -> Choice:
    """The order waits, and nobody can say until when. Dearer than any day that is planned."""
    late = max(book.horizon + NEVER - order.due, NEVER)
    return Choice(order.id, (), {}, 0.0, late, book.costs.late * order.weight * late + NEVER**2)


def needs(order: Order) -> dict[int, float]:
    """Quantity by product."""
    found: dict[int, float] = defaultdict(float)
    for line in order.lines:
        found[line.product] += line.quantity
    return found


def ready(stock: Stock, order: Order, warehouse: int) -> int | None:
    """First day on which ``warehouse`` has all goods."""
    days = [stock.first(warehouse, *need) for need in needs(order).items()]
    return None if None in days else max(days, default=0)


def whole(order: Order, warehouse: int) -> tuple[Part, ...]:
    return tuple(Part(line.id, line.product, warehouse, line.quantity) for line in order.lines)


def alone(book: Book, stock: Stock, capacity: Capacity, order: Order) -> list[Choice]:
    """Each warehouse that can send everything, on its first day."""
    found = []
    for warehouse in order.reach:
        since = ready(stock, order, warehouse)
        day = None if since is None else capacity.first(warehouse, since)
        if day is not None:
            found.append(choice(book, order, whole(order, warehouse), {warehouse: day}))
    return found


def together(book: Book, stock: Stock, capacity: Capacity, order: Order) -> list[Choice]:
    """Two warehouses: one sends what it has in time, the other the rest. The one is any of
    those that have most."""
    needed, found = needs(order), []
    there = {warehouse: _there(stock, order, needed, warehouse) for warehouse in order.reach}
    for first in nlargest(FIRST, there, key=lambda one: sum(there[one].values())):
        rest = {p: q - there[first][p] for p, q in needed.items() if q > there[first][p] + LITTLE}
        taken = {p: q for p, q in there[first].items() if q > LITTLE}
        start = _leaves(stock, capacity, first, taken) if taken and rest else None
        if start is not None:
            for second, day in _seconds(stock, capacity, order, first, rest):
                days = {first: start, second: day}
                parts = shared(order, there[first], first, second)
                found.append(choice(book, order, parts, days))
    return found


def _there(stock, order, needed, warehouse):
    """What ``warehouse`` has of it in time, by product."""
    until = max(order.due - order.reach[warehouse].days, 0)
    return {p: min(q, stock.free(warehouse, p, until)) for p, q in needed.items()}


def _seconds(stock, capacity, order, first, rest):
    """Who else has the ``rest``, and the day on which it leaves."""
    for second in order.reach:
        day = None if second == first else _leaves(stock, capacity, second, rest)
        if day is not None:
            yield second, day


def _leaves(stock, capacity, warehouse, quantities):
    """First day on which all ``quantities``, by product, can leave; None: there is none."""
    days = [stock.first(warehouse, *need) for need in quantities.items()]
    return None if None in days else capacity.first(warehouse, max(days))


def shared(order: Order, there: dict[int, float], first: int, second: int) -> tuple[Part, ...]:
    """Lines from ``first`` as far as ``there`` goes, by product; the rest from ``second``."""
    free, parts = dict(there), []
    for line in order.lines:
        taken = min(line.quantity, free[line.product])
        free[line.product] -= taken
        for warehouse, quantity in ((first, taken), (second, line.quantity - taken)):
            if quantity > LITTLE:
                parts.append(Part(line.id, line.product, warehouse, quantity))
    return tuple(parts)


def present(book: Book, stock: Stock, capacity: Capacity, order: Order) -> list[Choice]:
    """The way it is sent as things are, where that is from several warehouses."""
    if len(order.current) < 2 or not order.current <= order.reach.keys():
        return []
    days = _days(stock, capacity, order.now, order.current)
    return [choice(book, order, order.now, days)] if days else []


def _days(stock, capacity, parts, warehouses):
    needed: dict[int, dict[int, float]] = {
        warehouse: defaultdict(float) for warehouse in warehouses
    }
    for part in parts:
        needed[part.warehouse][part.product] += part.quantity
    days = {w: _leaves(stock, capacity, w, quantities) for w, quantities in needed.items()}
    return None if None in days.values() else days
