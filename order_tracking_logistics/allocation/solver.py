"""The whole open book at once, by HiGHS (https://highs.dev) and column generation.

Each order takes exactly one of its choices; what is taken of a product until any day is there by
then; no day of a warehouse has more deliveries than it can send. The linear relaxation grows by
the departures that its own prices ask for (Gilmore and Gomory 1961); what it decides clearly is
kept, the rest is decided in whole numbers.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import defaultdict

import highspy
import numpy as np

from .options import choice, needs, nothing, present, together, whole
from .pricing import CLOSED, Departures, Rows
from .supply import Capacity, Stock, room
from .values import LITTLE, Book, Choice, Plan

SMALL = 20_000  # departures that are given to the solver all at once
ROUNDS = 40
CLOSE = 1e-3  # the relaxation is done when its bound is that near, as a share
DECIDED = 0.999
LATER = 3  # days later on which a split may leave, too


def solve(book: Book, start: Plan, seconds: float) -> Plan:
    """The best plan found within ``seconds``; ``start`` is one of those looked at."""
    program = _Program(book, start, time.monotonic() + seconds)
    bound = program.relax()
    choices = program.decide()
    return Plan(choices, "highs", bound, program.seconds)


class _Program:
    """The choices looked at so far, and HiGHS with a column for each."""

    def __init__(self, book: Book, start: Plan, until: float):
        self.book, self.until, self.seconds = book, until, 0.0
        self.rows = contended(book)
        self.departures = Departures(book, self.rows)
        self.at = {order.id: n for n, order in enumerate(book.orders)}
        self.columns: list[Choice] = []
        self._seen: set = set()
        self._model()
        self._first(start)

    # ------------------------------------------------------------------ columns

    def _model(self):
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        orders = np.ones(len(self.book.orders))
        limits = np.array([*self._limits()], dtype=float)
        lower = np.concatenate([orders, np.full(len(limits), -highspy.kHighsInf)])
        none = np.array([], dtype=np.int32)
        upper = np.concatenate([orders, limits])
        self.highs.addRows(len(lower), lower, upper, 0, none, none, none.astype(float))

    def _limits(self):
        for warehouse, product, step in self.rows.stock:
            yield self.book.supply[warehouse, product][step][1]
        rooms = {w.id: room(w, self.book.horizon) for w in self.book.warehouses.values()}
        for warehouse, day in self.rows.days:
            yield rooms[warehouse][day]

    def _first(self, start):
        """What there is to begin with: the start, no date, splits; of a small book all."""
        stock, capacity = Stock(self.book), Capacity(self.book)
        found = list(start.choices.values())
        for order in self.book.orders:
            found.append(nothing(self.book, order))
            found += present(self.book, stock, capacity, order)
            if start.choices[order.id].late:
                found += self._splits(stock, capacity, order)
        possible = self.departures.costs < CLOSED
        if np.count_nonzero(possible) > SMALL:
            best = self.departures.costs.reshape(len(self.book.orders), -1).argmin(axis=1)
            wanted = np.zeros_like(possible).reshape(len(best), -1)
            wanted[np.arange(len(best)), best] = True
            possible &= wanted.reshape(possible.shape)
        self._add([*found, *self._departing(possible)])

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
            key = one.order, one.parts, tuple(one.days.items())
            if key not in self._seen:
                self._seen.add(key)
                new.append(one)
        entries = [self._entries(one) for one in new]
        starts = np.cumsum([0, *(len(e) for e in entries)], dtype=np.int32)[:-1]
        index = np.array([row for e in entries for row in e], dtype=np.int32)
        values = np.array([v for e in entries for v in e.values()], dtype=float)
        costs = np.array([one.cost for one in new], dtype=float)
        count, zeros = len(new), np.zeros(len(new))
        upper = np.full(count, highspy.kHighsInf)
        self.highs.addCols(count, costs, zeros, upper, len(index), starts, index, values)
        self.columns += new

    def _entries(self, one):
        """What a choice takes, by row."""
        found: dict[int, float] = defaultdict(float)
        found[self.at[one.order]] = 1.0
        for warehouse, day in one.days.items():
            if (row := self.rows.days.get((warehouse, day))) is not None:
                found[row] = 1.0
        for part in one.parts:
            for row in self._taken(part, one.days[part.warehouse]):
                found[row] += part.quantity
        return found

    def _taken(self, part, day):
        steps = self.book.supply[part.warehouse, part.product]
        first = bisect_right(steps, day, key=lambda step: step[0]) - 1
        for step in range(first, len(steps)):
            row = self.rows.stock.get((part.warehouse, part.product, step))
            if row is not None:
                yield row

    # ------------------------------------------------------------------ solving

    def _run(self):
        left = max(self.until - time.monotonic(), 1.0)
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left)
        started = time.perf_counter()
        self.highs.run()
        self.seconds += time.perf_counter() - started

    def relax(self) -> float:
        """The linear relaxation over all departures; what no plan can go below."""
        bound = -np.inf
        for _ in range(ROUNDS):
            self._run()
            duals = np.array(self.highs.getSolution().row_dual)
            value = self.highs.getInfo().objective_function_value
            gains = self._gains(duals)
            bound = max(bound, value + np.minimum(gains.min(axis=(1, 2)), 0.0).sum())
            near = value - bound <= CLOSE * abs(value)
            if near or time.monotonic() > self.until:
                break
            self._add([*self._departing(self._best(gains))])
        return bound

    def _gains(self, duals):
        worth = duals[: len(self.book.orders)]
        return self.departures.priced(duals) - worth[:, None, None]

    @staticmethod
    def _best(gains):
        """Of each order the best departure of each warehouse that would pay."""
        best = gains.argmin(axis=2)
        chosen = np.zeros(gains.shape, dtype=bool)
        np.put_along_axis(chosen, best[:, :, None], True, axis=2)
        return chosen & (gains < -LITTLE)

    def decide(self) -> dict[int, Choice]:
        """Whole choices: those that the relaxation took wholly stay, the rest is decided."""
        values = np.array(self.highs.getSolution().col_value)
        if values.max(initial=0) and np.any((values > LITTLE) & (values < DECIDED)):
            self._whole(values)
            values = np.array(self.highs.getSolution().col_value)
        found = {self.columns[n].order: self.columns[n] for n in np.flatnonzero(values > 0.5)}
        return found

    def _whole(self, values):
        count = len(self.columns)
        if count > SMALL:
            kept = np.flatnonzero(values >= DECIDED).astype(np.int32)
            ones = np.ones(len(kept))
            self.highs.changeColsBounds(len(kept), kept, ones, ones)
        every = np.arange(count, dtype=np.int32)
        kinds = np.full(count, highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(count, every, kinds)
        self.highs.setOptionValue("mip_rel_gap", 0.0 if count <= SMALL else CLOSE)
        self._run()


def contended(book: Book) -> Rows:
    """Rows for what not all can have who could want it; the rest is never short."""
    wanted: dict[tuple[int, int], float] = defaultdict(float)
    senders: dict[int, int] = defaultdict(int)
    for order in book.orders:
        for warehouse in order.reach:
            senders[warehouse] += 1
            for product, quantity in needs(order).items():
                wanted[warehouse, product] += quantity
    first = len(book.orders)
    stock, days = [], []
    for (warehouse, product), quantity in wanted.items():
        for step, (_, there) in enumerate(book.supply.get((warehouse, product), ())):
            if there < quantity - LITTLE:
                stock.append((warehouse, product, step))
    for warehouse in book.warehouses.values():
        for day, left in enumerate(room(warehouse, book.horizon)):
            if 1 <= left < senders[warehouse.id]:
                days.append((warehouse.id, day))
    behind = first + len(stock)
    return Rows(
        {key: first + n for n, key in enumerate(stock)},
        {key: behind + n for n, key in enumerate(days)},
    )
