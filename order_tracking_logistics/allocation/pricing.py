"""Which departures would pay at the present prices of goods and days.

A departure is an order, a warehouse that sends all of it, and a day. There are far too many to
give to a solver at once, so that it is given those that its own prices ask for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from .options import ready
from .supply import Stock, room
from .values import LITTLE, Book, Choice

CLOSED = 1e15  # costs of what is not possible
Row = tuple[int, int, int]  # warehouse, product, step of the supply; NO_PRODUCT: the day's capacity
NO_PRODUCT = -1


class Departures:
    """Costs of all departures, as an array by order, warehouse and day."""

    def __init__(self, book: Book, rows: Mapping[Row, float]):
        self._book = book
        self.warehouses = list(book.warehouses)
        self._column = {warehouse: n for n, warehouse in enumerate(self.warehouses)}
        self.costs = self._base()
        self._lines({product for _, product, _ in rows})

    def _base(self):
        book = self._book
        reach, since = self._reach()
        days = np.arange(book.horizon)
        due = np.array([order.due for order in book.orders])[:, None, None]
        weight = np.array([order.weight for order in book.orders])[:, None, None]
        late = np.maximum(days + reach[:, :, 1:2] - due, 0)
        costs = reach[:, :, :1] + book.costs.late * weight * late + book.costs.day * days
        open_ = [np.array(room(book.warehouses[w], book.horizon)) >= 1 for w in self.warehouses]
        possible = (days >= since[:, :, None]) & np.array(open_)[None, :, :]
        return np.where(possible, costs, CLOSED)

    def _reach(self):
        """Kilometres with what a change costs, and days on the way; first day with all goods."""
        stock, never = Stock(self._book), self._book.horizon
        shape = len(self._book.orders), len(self.warehouses)
        reach, since = np.zeros((*shape, 2)), np.full(shape, never)
        for n, order in enumerate(self._book.orders):
            for warehouse, way in order.reach.items():
                column = self._column[warehouse]
                change = self._book.costs.change * (order.current != {warehouse})
                reach[n, column] = way.km + change, way.days
                day = ready(stock, order, warehouse)
                since[n, column] = never if day is None else day
        return reach, since

    def _lines(self, products):
        """Lines of products that can be short, sorted by order."""
        self._at = {product: n for n, product in enumerate(sorted(products))}
        found = [
            (n, self._at[line.product], line.quantity)
            for n, order in enumerate(self._book.orders)
            for line in order.lines
            if line.product in self._at
        ]
        self._order = np.array([row[0] for row in found], dtype=int)
        self._product = np.array([row[1] for row in found], dtype=int)
        self._quantity = np.array([row[2] for row in found], dtype=float)

    def position(self, product: int) -> int | None:
        """In `stock_prices`; None: it is never short."""
        return self._at.get(product)

    def priced(self, prices: Mapping[Row, float]) -> np.ndarray:
        """Costs, with what the goods and the days are worth; ``prices`` of rows that are short."""
        costs = self.costs + self.day_prices(prices)[None, :, :]
        goods = self.stock_prices(prices)
        priced = goods.any(axis=(1, 2))[self._product] if len(self._order) else []
        if np.any(priced):
            orders = self._order[priced]
            paid = goods[self._product[priced]] * self._quantity[priced, None, None]
            starts = np.flatnonzero(np.diff(orders, prepend=-1))
            costs[orders[starts]] += np.add.reduceat(paid, starts, axis=0)
        return costs

    def day_prices(self, prices: Mapping[Row, float]) -> np.ndarray:
        """By warehouse and day."""
        found = np.zeros((len(self.warehouses), self._book.horizon))
        for (warehouse, product, day), price in prices.items():
            if product == NO_PRODUCT:
                found[self._column[warehouse], day] = price
        return found

    def stock_prices(self, prices: Mapping[Row, float]) -> np.ndarray:
        """By product, warehouse and day: goods that leave on a day are missing in its step and
        in all later ones."""
        found = np.zeros((len(self._at), len(self.warehouses), self._book.horizon))
        for (warehouse, product, step), price in prices.items():
            if product != NO_PRODUCT:
                steps = self._book.supply[warehouse, product]
                until = steps[step + 1][0] if step + 1 < len(steps) else self._book.horizon
                found[self._at[product], self._column[warehouse], :until] += price
        return found


def contended(book: Book) -> dict[Row, float]:
    """Limits of what not all can have who could want it; the rest is never short."""
    wanted: dict[tuple[int, int], float] = defaultdict(float)
    senders: dict[int, int] = defaultdict(int)
    for order in book.orders:
        for warehouse in order.reach:
            senders[warehouse] += 1
            for line in order.lines:
                wanted[warehouse, line.product] += line.quantity
    found = {}
    for key, quantity in wanted.items():
        for step, (_, there) in enumerate(book.supply.get(key, ())):
            if there < quantity - LITTLE:
                found[*key, step] = there
    for warehouse in book.warehouses.values():
        for day, left in enumerate(room(warehouse, book.horizon)):
            if 1 <= left < senders[warehouse.id]:
                found[warehouse.id, NO_PRODUCT, day] = left
    return found


def using(book: Book, limits: Mapping[Row, float], one: Choice) -> dict[Row, float]:
    """What a choice takes of everything that is limited."""
    found: dict[Row, float] = defaultdict(float)
    for warehouse, day in one.days.items():
        if (warehouse, NO_PRODUCT, day) in limits:
            found[warehouse, NO_PRODUCT, day] = 1.0
    for part in one.parts:
        steps = book.supply[part.warehouse, part.product]
        day = one.days[part.warehouse]
        for step in range(bisect_right(steps, (day, float("inf"))) - 1, len(steps)):
            if (part.warehouse, part.product, step) in limits:
                found[part.warehouse, part.product, step] += part.quantity
    return found
