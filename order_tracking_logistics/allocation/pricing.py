"""Which departures would make the present prices of goods and days worth while.

One departure is an order, a warehouse that sends all of it, and a day. There are far too many to
give to a solver at once, so that it is given those that its own prices ask for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .options import ready
from .supply import Stock, room
from .values import Book

CLOSED = 1e15  # costs of what is not possible


class Rows(NamedTuple):
    """Numbers of the solver's rows that can be short: goods by warehouse, product and step;
    days by warehouse and day. Behind those of the orders, which come first."""

    stock: dict[tuple[int, int, int], int]
    days: dict[tuple[int, int], int]


class Departures:
    """Costs of all departures, as an array by order, warehouse and day."""

    def __init__(self, book: Book, rows: Rows):
        self._book, self._rows = book, rows
        self.warehouses = list(book.warehouses)
        self.costs = self._base()
        self._lines()

    def _base(self):
        book, horizon = self._book, self._book.horizon
        days = np.arange(horizon)
        costs = np.full((len(book.orders), len(self.warehouses), horizon), CLOSED)
        open_ = [np.array(room(book.warehouses[w], horizon)) >= 1 for w in self.warehouses]
        stock = Stock(book)
        for at, order in enumerate(book.orders):
            for column, warehouse in enumerate(self.warehouses):
                since = ready(stock, order, warehouse) if warehouse in order.reach else None
                if since is not None:
                    costs[at, column] = self._row(order, warehouse, days)
                    costs[at, column, :since] = CLOSED
                    costs[at, column, ~open_[column]] = CLOSED
        return costs

    def _row(self, order, warehouse, days):
        way, costs = order.reach[warehouse], self._book.costs
        late = np.maximum(days + way.days - order.due, 0)
        change = costs.change * (order.current != {warehouse})
        return way.km + change + costs.late * order.weight * late + costs.day * days

    def _lines(self):
        """Only products that can be short have a price: their lines, sorted by order."""
        products = sorted({product for _, product, _ in self._rows.stock})
        self._at = {product: n for n, product in enumerate(products)}
        found = [
            (n, self._at[line.product], line.quantity)
            for n, order in enumerate(self._book.orders)
            for line in order.lines
            if line.product in self._at
        ]
        self._order = np.array([row[0] for row in found], dtype=int)
        self._product = np.array([row[1] for row in found], dtype=int)
        self._quantity = np.array([row[2] for row in found], dtype=float)

    def priced(self, duals: np.ndarray) -> np.ndarray:
        """Costs, with what the goods and the days are worth by the solver's ``duals``."""
        costs = self.costs + self._day_prices(duals)[None, :, :]
        if len(self._order):
            goods = self._stock_prices(duals)[self._product] * self._quantity[:, None, None]
            starts = np.flatnonzero(np.diff(self._order, prepend=-1))
            costs[self._order[starts]] += np.add.reduceat(goods, starts, axis=0)
        return costs

    def _day_prices(self, duals):
        prices = np.zeros((len(self.warehouses), self._book.horizon))
        for (warehouse, day), row in self._rows.days.items():
            prices[self.warehouses.index(warehouse), day] = -duals[row]
        return prices

    def _stock_prices(self, duals):
        """By product, warehouse and day: goods that leave on a day are missing in its step and
        in all later ones."""
        shape = (len(self._at), len(self.warehouses), self._book.horizon)
        prices = np.zeros(shape)
        for (warehouse, product, step), row in self._rows.stock.items():
            if duals[row]:
                steps = self._book.supply[warehouse, product]
                until = steps[step + 1][0] if step + 1 < len(steps) else self._book.horizon
                column = self.warehouses.index(warehouse)
                prices[self._at[product], column, :until] -= duals[row]
        return prices
