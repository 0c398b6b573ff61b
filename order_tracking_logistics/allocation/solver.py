"""The whole open book at once, by HiGHS (https://highs.dev) with column and row generation.

Each order takes exactly one of its choices; what is taken of a product until any day is there by
then; no day of a warehouse has more deliveries than it can send. The linear relaxation grows by
the departures that its prices ask for (Gilmore and Gomory 1961) and by the limits that it breaks;
what it decides clearly is kept, the rest is decided in whole numbers.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import defaultdict

import numpy as np

from .master import Master
from .options import choice, nothing, present, together, whole
from .pricing import CLOSED, NO_PRODUCT, Departures, Row
from .settling import settle
from .supply import Capacity, Stock, room
from .values import LITTLE, Book, Choice, Plan

SMALL = 4_000  # departures; so many are decided in whole numbers all at once, to the end
FIRST = 2  # departures of each order to begin with
ROUNDS = 60
CLOSE = 2e-3  # the relaxation is done when its bound is that near, as a share
DECIDED = 0.999
MOST = 1_500  # orders that are decided in whole numbers at once
RELAXING = 0.6  # share of the time for the relaxation
LATER = 3  # days later on which a split may leave, too


def solve(book: Book, start: Plan, seconds: float) -> Plan:
    """The best plan found within ``seconds``; ``start`` is one of those looked at."""
    now = time.monotonic()
    search = Search(book, start, now + RELAXING * seconds)
    search.relax()
    search.master.until = now + seconds
    choices = settle(book, search.decide())
    # settling may find a way that was not looked at before
    bound = min(float(search.bound), sum(one.cost for one in choices.values()))
    return Plan(choices, "highs", bound if np.isfinite(bound) else None, search.master.seconds)


class Search:
    """The choices looked at so far, and HiGHS with a column for each."""

    def __init__(self, book: Book, start: Plan, until: float):
        self.book, self.start = book, start
        self.bound = -np.inf
        self.limits = contended(book)
        self.departures = Departures(book, self.limits)
        self.choices: list[Choice] = []
        self._at = {order.id: n for n, order in enumerate(book.orders)}
        self._seen: dict[tuple, int] = {}
        self.master = Master(len(book.orders), self.limits, until)
        self._begin()

    # ------------------------------------------------------------------ choices

    def _begin(self):
        """The start, no date, the present, splits, and the cheapest departures; of a small book
        all of them."""
        stock, capacity = Stock(self.book), Capacity(self.book)
        found = list(self.start.choices.values())
        for order in self.book.orders:
            found.append(nothing(self.book, order))
            found += present(self.book, stock, capacity, order)
            if self.start.choices[order.id].late:
                found += self._splits(stock, capacity, order)
        possible = self.departures.costs < CLOSED
        self.small = np.count_nonzero(possible) <= SMALL
        chosen = possible if self.small else possible & _cheapest(self.departures.costs)
        self._add([*found, *self._departing(chosen)])

    def _splits(self, stock, capacity, order):
        for one in together(self.book, stock, capacity, order):
            for more in range(LATER):
                days = {w: capacity.first(w, day + more) for w, day in one.days.items()}
                if None not in days.values():
                    yield choice(self.book, order, one.parts, days)

    def _departing(self, chosen):
        for order, column, day in np.argwhere(chosen).tolist():
            value, warehouse = self.book.orders[order], self.departures.warehouses[column]
            yield choice(self.book, value, whole(value, warehouse), {warehouse: day})

    def _add(self, found):
        new = []
        for one in found:
            if self._seen.setdefault(_key(one), len(self._seen)) == len(self.choices) + len(new):
                new.append(one)
        self.choices += new
        self.master.add([(self._at[one.order], one.cost, self._uses(one)) for one in new])

    def _uses(self, one) -> dict[Row, float]:
        """What a choice takes of everything that can be short."""
        found: dict[Row, float] = defaultdict(float)
        for warehouse, day in one.days.items():
            if (warehouse, NO_PRODUCT, day) in self.limits:
                found[warehouse, NO_PRODUCT, day] = 1.0
        for part in one.parts:
            steps = self.book.supply[part.warehouse, part.product]
            day = one.days[part.warehouse]
            for step in range(bisect_right(steps, (day, float("inf"))) - 1, len(steps)):
                if (part.warehouse, part.product, step) in self.limits:
                    found[part.warehouse, part.product, step] += part.quantity
        return found

    # ------------------------------------------------------------------ deciding

    def relax(self) -> None:
        """The linear relaxation over all departures, and what no plan can go below."""
        for _ in range(ROUNDS):
            broken, value = self.master.inside(), self.master.cost
            if broken is None:
                break
            worth, prices = self.master.prices()
            gains = self.departures.priced(prices) - worth[:, None, None]
            least = value + np.minimum(gains.min(axis=(1, 2)), 0.0).sum()
            self.bound = max(self.bound, least)
            near = value - self.bound <= CLOSE * abs(value) and not broken
            if near or self.master.late():
                break
            self._add([*self._departing(_paying(gains))])
        if not self.master.late():
            self.master.corner()

    def decide(self) -> dict[int, Choice]:
        """The relaxation rounded to what can be done; then, in whole numbers, better than that:
        decided anew are the orders that it split and those that want the same goods and days."""
        values = self.master.values()
        clear = {self.choices[n].order for n in np.flatnonzero(values >= DECIDED)}
        rounded = settle(self.book, self._wanted(values), clear)
        open_ = np.flatnonzero((values > LITTLE) & (values < DECIDED))
        if not len(open_):
            return rounded
        self._add(rounded.values())
        start = [self._seen[_key(one)] for one in rounded.values()]
        kept = [] if self.small else self._kept(values, start, open_)
        values = self.master.whole(kept, start, 0.0 if self.small else CLOSE)
        if self.small:
            self.bound = max(self.bound, self.master.proved)
        return self._wanted(values)

    def _kept(self, values, start, open_):
        """What stays as it was rounded: of a large book all that was clear, else what wants
        nothing that an open order wants."""
        clear = [n for n in start if n < len(values) and values[n] >= DECIDED]
        free = self.master.touching(open_)
        kept = [n for n in clear if n not in free]
        return kept if len(start) - len(kept) <= MOST else clear

    def _wanted(self, values):
        """For each order the choice with the highest value."""
        found: dict[int, tuple[float, Choice]] = {}
        for n in np.flatnonzero(values > LITTLE):
            one = self.choices[n]
            if values[n] > found.get(one.order, (0.0,))[0]:
                found[one.order] = values[n], one
        return {**self.start.choices, **{order: one for order, (_, one) in found.items()}}


def _key(one):
    return one.order, one.parts, tuple(sorted(one.days.items()))


def _cheapest(costs):
    """Of each order the cheapest day of the cheapest warehouses."""
    days = costs.argmin(axis=2)
    best = np.take_along_axis(costs, days[:, :, None], axis=2)[:, :, 0]
    chosen = np.zeros(costs.shape, dtype=bool)
    for column in np.argsort(best, axis=1)[:, :FIRST].T:
        orders = np.arange(len(costs))
        chosen[orders, column, days[orders, column]] = True
    return chosen


def _paying(gains):
    """Of each order the best departure of those two warehouses that would pay most."""
    return _cheapest(gains) & (gains < -LITTLE)


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
