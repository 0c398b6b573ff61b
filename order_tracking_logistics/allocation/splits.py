"""The cheapest way to send an order from several warehouses, at given prices of goods and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

import numpy as np

from .options import PLACES, choice, needs
from .pricing import CLOSED, Departures, Row
from .supply import room
from .values import Book, Choice, Part

NEAREST = 8  # warehouses that are looked at, of those that have something


class Splits:
    """For orders that are worth more than two deliveries cost, every set of warehouses and every
    day of arrival is looked at.

    Each product comes from one warehouse of the set, as if it had enough: what is divided, or
    limited, costs at least as much. So the cost is a bound, and a way may be too much to be done.
    """

    def __init__(self, book: Book, departures: Departures):
        self._book, self._departures = book, departures
        self._column = {warehouse: n for n, warehouse in enumerate(departures.warehouses)}
        self._open = np.array(
            [np.array(room(book.warehouses[w], book.horizon)) >= 1 for w in departures.warehouses]
        )
        days = np.where(self._open, np.arange(book.horizon), -1)
        self._last = np.maximum.accumulate(days, axis=1)  # open day at or before each day
        self._ways = [self._of(order) for order in book.orders]

    def _of(self, order):
        """Columns of the warehouses, kilometres, days on the way; first day by product."""
        wanted = needs(order)
        supply = self._book.supply
        able = [w for w in order.reach if any((w, product) in supply for product in wanted)]
        able = sorted(able, key=lambda w: order.reach[w].km)[:NEAREST]
        never = self._book.horizon
        first = [[supply.get((w, product), ((never,),))[0][0] for w in able] for product in wanted]
        columns = np.array([self._column[w] for w in able], dtype=int)
        km, days = np.array([order.reach[w][:2] for w in able]).reshape(-1, 2).T
        return wanted, columns, km, days.astype(int), np.array(first)

    def priced(
        self, prices: Mapping[Row, float], credit: np.ndarray, least: np.ndarray
    ) -> Iterator[tuple[int, tuple[float, Choice]]]:
        """Position of the order, least cost and a way, for each order that it could pay for.

        :param credit: by order and last day what is granted for leaving that late.
        :param least: by order what it costs otherwise.
        """
        goods = self._departures.stock_prices(prices)
        days = self._departures.day_prices(prices)
        days += self._book.costs.day * np.arange(self._book.horizon)
        days[~self._open] = CLOSED
        cheapest = np.minimum.accumulate(days, axis=1)
        for n, (_, _, km, _, _) in enumerate(self._ways):
            if len(km) > 1:
                left = least[n] + credit[n, -1] - self._book.costs.split - km[0] - km[1]
                if left > 0:
                    found = self._cheapest(n, left, goods, cheapest, credit[n])
                    if found:
                        yield n, self._made(n, *found, goods, days)

    def _cheapest(self, n, most, goods, days, credit):
        """Cost, set of warehouses and open days by then, of what costs least."""
        order, costs = self._book.orders[n], self._book.costs
        wanted, columns, km, way, first = self._ways[n]
        late = np.arange(1 + int(min(most / max(costs.late * order.weight, 1.0), 60)))
        arrival = np.maximum(order.due, way.min()) + late
        latest = np.minimum(arrival[None, :] - way[:, None], self._book.horizon - 1)
        until = np.where(latest >= 0, self._last[columns[:, None], latest], -1)
        if not (until >= 0).any():
            return None
        paid = self._paid(wanted, goods, columns, until, first)
        start = np.where(until >= 0, days[columns[:, None], latest], CLOSED)
        sets = _sets(len(columns))
        total = paid[:, sets, :].min(axis=2).sum(axis=0)
        total += np.where(sets[..., None] == sets[:, :1, None], 0, start[sets]).sum(axis=1)
        total += start[sets[:, 0]]
        count = 1 + (sets != sets[:, :1]).sum(axis=1)
        far = km[sets[:, 0]] + np.where(sets != sets[:, :1], km[sets], 0).sum(axis=1)
        total += (far + costs.split * (count - 1))[:, None]
        total += costs.late * order.weight * np.maximum(arrival - order.due, 0)
        total += costs.change * (len(order.current) < 2)
        total -= credit[np.maximum(until[sets].max(axis=1), 0)]
        at, when = np.unravel_index(total.argmin(), total.shape)
        if total[at, when] >= CLOSED / 2:
            return None
        return total[at, when], sorted({*sets[at].tolist()}), until[:, when]

    def _paid(self, wanted, goods, columns, until, first):
        """By product, warehouse and arrival what all of it costs there."""
        found = np.zeros((len(wanted), *until.shape))
        for n, (product, quantity) in enumerate(wanted.items()):
            at = self._departures.position(product)
            if at is not None:
                found[n] = quantity * goods[at][columns[:, None], until]
            found[n][until < first[n][:, None]] = CLOSED
        return found

    def _made(self, n, cost, some, until, goods, days):
        """The way itself: each product where it is cheapest, each warehouse on its best day."""
        order = self._book.orders[n]
        wanted, columns, _, _, first = self._ways[n]
        paid = self._paid(wanted, goods, columns[some], until[some, None], first[:, some])
        places = dict(zip(wanted, paid[:, :, 0].argmin(axis=1).tolist(), strict=True))
        leaving = {}
        for place in sorted(set(places.values())):
            products = [p for p, at in places.items() if at == place]
            column = columns[some[place]]
            price = days[column].copy()
            since = max(first[list(wanted).index(p)][some[place]] for p in products)
            for product in products:
                at = self._departures.position(product)
                price += 0 if at is None else wanted[product] * goods[at, column]
            price[:since], price[until[some[place]] + 1 :] = CLOSED, CLOSED
            leaving[self._departures.warehouses[column]] = int(price.argmin())
        warehouses = {p: self._departures.warehouses[columns[some[at]]] for p, at in places.items()}
        parts = tuple(
            Part(line.id, line.product, warehouses[line.product], line.quantity)
            for line in order.lines
        )
        return float(cost), choice(self._book, order, parts, leaving)


@cache
def _sets(count: int) -> np.ndarray:
    """Sets of two to ``PLACES`` of ``count``, by position; smaller ones repeat their first."""
    found = [
        (*some, *some[:1] * (PLACES - size))
        for size in range(2, min(PLACES, count) + 1)
        for some in combinations(range(count), size)
    ]
    return np.array(found)
