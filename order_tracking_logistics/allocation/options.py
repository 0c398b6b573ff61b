"""The ways in which an order can be sent: each warehouse alone, a few together, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from heapq import nlargest

from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice, Order, Part

FIRST = 3  # warehouses that are looked at as the first of several
PLACES = 3  # that one order is sent from at most: each is a parcel more to wait for
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
    """The order waits, and nobody can say until when. Dearer than any way that is planned, from
    however far."""
    late = max(book.horizon + NEVER - order.due, NEVER)
    cost = max(book.costs.late * order.weight * late, _dearest(book, order))
    return Choice(order.id, (), {}, 0.0, late, cost)


def _dearest(book, order):
    """More than any way of it costs: from the farthest warehouses, after the last day."""
    costs, ways = book.costs, order.reach.values()
    slowest = max((way.days for way in ways), default=0)
    late = max(book.horizon + slowest - order.due, 0)
    cost = sum(nlargest(PLACES, (way.km for way in ways))) + costs.late * order.weight * late
    return cost + costs.change + PLACES * (costs.split + costs.day * book.horizon)


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
    """Several warehouses, at most :data:`PLACES`: each but the last sends what it has in time,
    the last one the rest. The first is any of those that have most, the next who has most of
    what is missing then."""
    needed = needs(order)
    there = {warehouse: _there(stock, order, needed, warehouse) for warehouse in order.reach}
    found = []
    for first in nlargest(FIRST, there, key=lambda one: sum(there[one].values())):
        shares = {first: _taken(there[first])}
        while len(shares) < min(PLACES, len(there)) and all(shares.values()):
            rest = _rest(needed, shares)
            if not rest:
                break
            found += _finished(book, stock, capacity, order, shares, rest)
            shares |= _next(there, shares, rest)
    return found


def _there(stock, order, needed, warehouse):
    """What ``warehouse`` has of it in time, by product."""
    until = max(order.due - order.reach[warehouse].days, 0)
    return {p: min(q, stock.free(warehouse, p, until)) for p, q in needed.items()}


def _taken(there):
    return {product: quantity for product, quantity in there.items() if quantity > LITTLE}


def _rest(needed, shares):
    """What no share covers yet."""
    rest = dict(needed)
    for share in shares.values():
        for product, quantity in share.items():
            rest[product] -= quantity
    return _taken(rest)


def _next(there, shares, rest):
    """The share of whoever else has most of the ``rest`` in time; an empty one ends the search."""
    others = [warehouse for warehouse in there if warehouse not in shares]
    offers = {w: {p: min(q, there[w][p]) for p, q in rest.items()} for w in others}
    best = max(offers, key=lambda one: sum(offers[one].values()))
    return {best: _taken(offers[best])}


def _finished(book, stock, capacity, order, shares, rest):
    """The ways in which one more warehouse sends all of the ``rest``."""
    starts = {w: _leaves(stock, capacity, w, share) for w, share in shares.items()}
    if None in starts.values():
        return
    for last in order.reach:
        day = None if last in shares else _leaves(stock, capacity, last, rest)
        if day is not None:
            parts = shared(order, {**shares, last: rest})
            yield choice(book, order, parts, {**starts, last: day})


def _leaves(stock, capacity, warehouse, quantities):
    """First day on which all ``quantities``, by product, can leave; None: there is none."""
    days = [stock.first(warehouse, *need) for need in quantities.items()]
    return None if None in days else capacity.first(warehouse, max(days))


def shared(order: Order, shares: Mapping[int, Mapping[int, float]]) -> tuple[Part, ...]:
    """The lines divided as ``shares`` says: by warehouse, so much of each product."""
    left, parts = {w: dict(share) for w, share in shares.items()}, []
    for line in order.lines:
        wanted = line.quantity
        for warehouse, share in left.items():
            quantity = min(wanted, share.get(line.product, 0.0))
            if quantity > LITTLE:
                share[line.product] -= quantity
                wanted -= quantity
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
