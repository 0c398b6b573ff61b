"""The whole open book with orders that may be divided: what no plan can go below, and prices.

The program grows by the ways that its own prices ask for (Gilmore and Gomory 1961), by the
limits that it breaks, and by cuts that say what shortage means in whole orders.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .cuts import Cut, Shortages
from .master import Master
from .options import choice, nothing, present, together, whole
from .pricing import CLOSED, Departures, contended, using
from .splits import Splits
from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice, Plan

SMALL = 4_000  # departures; so many are all looked at
FIRST = 2  # departures of each order to begin with
ROUNDS = 80
CLOSE = 1e-3  # it is done when its bound is that near, as a share
SPLITTING = 0.2  # from that near on splits are looked at
CUTTING = 0.05  # from that near on cuts are looked for
CUT = -1  # in place of a warehouse: the row of a cut


class Relaxation:
    """The ways looked at so far, and HiGHS with a column for each.

    ``bound``: no plan costs less. ``gains``: of each departure (by order, warehouse, day) how
    much dearer it is at the prices found than the best way of its order.
    """

    def __init__(self, book: Book, start: Plan, until: float):
        self.book, self.start = book, start
        self.bound = -np.inf
        self.limits = contended(book)
        self.departures = Departures(book, self.limits)
        self.choices: list[Choice] = []
        self.of: list[list[int]] = [[] for _ in book.orders]
        self.master = Master(len(book.orders), self.limits, until)
        self._splits = Splits(book, self.departures)
        self._shortages = Shortages(book)
        self._cuts: list[Cut] = []
        self._cuts_of: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        self._at = {order.id: n for n, order in enumerate(book.orders)}
        self._seen: set[tuple] = set()
        self._begin()
        self.gains, self.prices = self.departures.costs, {}
        self.least = np.zeros(len(book.orders))

    def _begin(self):
        """The start, no date, the present, splits, and the cheapest departures; of a small book
        all of them."""
        stock, capacity = Stock(self.book), Capacity(self.book)
        found = list(self.start.choices.values())
        self._fixed = []  # of each order the ways that are neither a departure nor priced splits
        for order in self.book.orders:
            self._fixed.append([nothing(self.book, order)])
            self._fixed[-1] += present(self.book, stock, capacity, order)
            found += self._fixed[-1]
            if self.start.choices[order.id].late:
                found += together(self.book, stock, capacity, order)
        possible = self.departures.costs < CLOSED
        self.small = np.count_nonzero(possible) <= SMALL
        chosen = possible if self.small else possible & _cheapest(self.departures.costs)
        self._add([*found, *self._departing(chosen)])

    def _departing(self, chosen):
        for order, column, day in np.argwhere(chosen).tolist():
            yield self.departure(order, column, day)

    def departure(self, order: int, column: int, day: int) -> Choice:
        value, warehouse = self.book.orders[order], self.departures.warehouses[column]
        return choice(self.book, value, whole(value, warehouse), {warehouse: day})

    def _add(self, found):
        new = []
        for one in found:
            if (key := one.key) not in self._seen:
                self._seen.add(key)
                self.of[self._at[one.order]].append(len(self.choices) + len(new))
                new.append(one)
        self.choices += new
        self.master.add([(self._at[one.order], one.cost, self._uses(one)) for one in new])
        return len(new)

    def _uses(self, one):
        found = using(self.book, self.limits, one)
        last = max(one.days.values(), default=self.book.horizon)
        for row, day, weight in self._cuts_of[self._at[one.order]]:
            if last > day:
                found[CUT, row, 0] = -weight
        return found

    # ------------------------------------------------------------------ solving

    def run(self) -> None:
        """Until the bound is near, or time is out."""
        for _ in range(ROUNDS):
            if not self.master.solve():
                break
            broken = self.master.add_broken()
            wanted = self._price()
            far = (self.master.cost - self.bound) / max(abs(self.master.cost), 1.0)
            if far < CUTTING and broken <= CUTTING * len(self.book.orders):
                broken += self._cut()
                self.master.to_corners()
            if (far <= CLOSE and not broken) or self.master.late():
                break
            if not self._add(wanted) and not broken:
                break

    def _price(self):
        """Ways that pay at the present prices; a better bound, if there is one: of each order
        the cheapest way at these prices, less what the limits are worth (Lagrange)."""
        prices, worth = self.master.prices(), self.master.worth()
        credit = self._credit(prices)
        market = {row: price for row, price in prices.items() if row[0] != CUT}
        priced = self.departures.priced(market) - credit[:, None, :-1]
        least = np.minimum(priced.min(axis=(1, 2)), self._least_fixed(prices))
        paid = sum(price * self.master.most(row) for row, price in prices.items())
        gains, wanted = priced - worth[:, None, None], []
        # splits are looked at once the prices are good: they take longest
        near = least.sum() - paid >= (1 - SPLITTING) * self.master.cost  # 0 of 0 too
        for n, (cost, one) in self._splits.priced(market, credit, least) if near else ():
            least[n] = min(least[n], cost)
            wanted += [one] if cost < worth[n] - LITTLE else []
        value = least.sum() - paid
        if self.bound == -np.inf or near and value > self.bound:
            self.prices, self.least = prices, least
            self.gains = priced - least[:, None, None]
        if near:
            self.bound = max(self.bound, float(value))
        return [*wanted, *self._departing(_cheapest(gains) & (gains < -LITTLE))]

    def _credit(self, prices):
        """By order and last day (the one after the horizon: none) what cuts grant for it."""
        found = np.zeros((len(self.book.orders), self.book.horizon + 1))
        for (kind, row, _), price in prices.items():
            if kind == CUT:
                cut = self._cuts[row]
                found[list(cut.orders), cut.day + 1] += price * np.array(cut.weights)
        return found.cumsum(axis=1)

    def _least_fixed(self, prices):
        return np.array([min(self.priced(one, prices) for one in some) for some in self._fixed])

    def priced(self, one: Choice, prices) -> float:
        """What a way costs, with what the goods and the days are worth."""
        uses = self._uses(one).items()
        return one.cost + sum(prices[row] * amount for row, amount in uses if row in prices)

    def _cut(self):
        """Adds what fractions of orders break; how many."""
        before = len(self._cuts)
        for cut in self._shortages.broken(self._late()):
            row = len(self._cuts)
            self._cuts.append(cut)
            taken = {}
            for n, weight in zip(cut.orders, cut.weights, strict=True):
                self._cuts_of[n].append((row, cut.day, weight))
                for column in self.of[n]:
                    days = self.choices[column].days.values()
                    if max(days, default=self.book.horizon) > cut.day:
                        taken[column] = -weight
            self.master.limit((CUT, row, 0), -cut.least, taken)
        return len(self._cuts) - before

    def _late(self):
        """By order and day the share that leaves after it."""
        found = np.zeros((len(self.book.orders), self.book.horizon + 1))
        values = self.master.values
        for column in np.flatnonzero(values > LITTLE):
            one = self.choices[column]
            last = max(one.days.values(), default=self.book.horizon)
            found[self._at[one.order], last] += values[column]
        return found[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]

    def wanted(self) -> dict[int, tuple[float, Choice]]:
        """For each order the choice with the highest value, and the value."""
        found: dict[int, tuple[float, Choice]] = {}
        values = self.master.values
        for n in np.flatnonzero(values > LITTLE):
            one = self.choices[n]
            if values[n] > found.get(one.order, (0.0,))[0]:
                found[one.order] = values[n], one
        return found


def _cheapest(costs):
    """Of each order the cheapest day of the cheapest warehouses."""
    days = costs.argmin(axis=2)
    best = np.take_along_axis(costs, days[:, :, None], axis=2)[:, :, 0]
    chosen = np.zeros(costs.shape, dtype=bool)
    for column in np.argsort(best, axis=1)[:, :FIRST].T:
        orders = np.arange(len(costs))
        chosen[orders, column, days[orders, column]] = True
    return chosen
