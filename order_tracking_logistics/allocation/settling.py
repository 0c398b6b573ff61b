"""From what a solver wants to what can be done: nothing is taken twice, nothing good is left."""

from __future__ import annotations

import time
from collections.abc import Set

from .greedy import cheapest
from .options import nothing
from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice

PASSES = 3


def settle(book: Book, wanted: dict[int, Choice], clear: Set[int], until: float):
    """Choices by order: ``wanted`` as far as it fits, those of ``clear`` orders first, then what
    is dearest to leave undone; then whoever can do better with what is left, does, ``until`` (of
    the monotonic clock) time is out."""
    stock, capacity = Stock(book), Capacity(book)
    undone = {order.id: nothing(book, order).cost for order in book.orders}
    orders = sorted(book.orders, key=lambda order: (order.id not in clear, -undone[order.id]))
    choices = {}
    for order in orders:
        one = wanted[order.id]
        if not (stock.fits(one) and capacity.fits(one)):
            one = nothing(book, order)
        stock.take(one)
        capacity.take(one)
        choices[order.id] = one
    for _ in range(PASSES):
        if not _improve(book, stock, capacity, orders, choices, until):
            break
    return choices


def _improve(book, stock, capacity, orders, choices, until):
    """Only late orders are tried: the others differ by kilometres that the solver has weighed."""
    better = 0
    for order in orders:
        before = choices[order.id]
        if before.late and time.monotonic() < until:
            stock.take(before, -1)
            capacity.take(before, -1)
            after = cheapest(book, stock, capacity, order)
            if after.cost > before.cost - LITTLE:
                after = before
            better += after is not before
            stock.take(after)
            capacity.take(after)
            choices[order.id] = after
    return better
