"""One order after the other by urgency, each the cheapest way that is left to it."""

from __future__ import annotations

from .options import alone, nothing, present, together
from .supply import Capacity, Stock
from .values import Book, Choice, Order, Plan


def greedy(book: Book) -> Plan:
    """Needs no solver. An order served early may take what two others could have used better."""
    stock, capacity = Stock(book), Capacity(book)
    choices = {}
    for order in sorted(book.orders, key=urgency):
        best = cheapest(book, stock, capacity, order)
        stock.take(best)
        capacity.take(best)
        choices[order.id] = best
    return Plan(choices, "greedy")


def urgency(order: Order):
    """Ascending: promised first, of equals who counts more, then who came first."""
    return order.due, -order.weight, order.id


def cheapest(book: Book, stock: Stock, capacity: Capacity, order: Order) -> Choice:
    """Several deliveries only where one would be late, or is not possible."""
    found = alone(book, stock, capacity, order) + present(book, stock, capacity, order)
    if not any(one.late == 0 for one in found):
        found += together(book, stock, capacity, order)
    return min(found, key=lambda one: one.cost, default=None) or nothing(book, order)
