"""Some orders in whole numbers at HiGHS, as arrays: one way of each, within what there is."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import highspy
import numpy as np

from .master import silent
from .options import choice, needs, shared
from .pricing import Row, using
from .values import LITTLE, Book, Choice, Order

FEASIBLE = 2  # HiGHS: there is a solution
NEAR = 1.0  # kilometres from the best that are near enough


class Division(NamedTuple):
    """An order sent from several warehouses on these days; who sends how much is open."""

    order: Order
    days: Mapping[int, int]


class Program:
    """:param left: how much there is of a limited row."""

    def __init__(self, book: Book, limits: Mapping[Row, float], left: Callable[[Row], float]):
        self._book, self._limits, self._left = book, limits, left
        self._orders: dict[int, int] = {}  # position by id: the first rows
        self._costs: list[float] = []
        self._uses: list[dict] = []  # by column: amount by row; keys of own rows are integers
        self._ways: list[Choice | Division | None] = []  # None: a quantity of a division
        self._owner: list[int] = []
        self._shares: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._whole: list[bool] = []
        self._sums = 0  # rows that make the quantities of a division what the order wants

    def add(self, order: Order, choices: Iterable[Choice], divided: Iterable[Mapping[int, int]]):
        """Ways of ``order``: as they are, and over these warehouses on these days."""
        n = self._orders.setdefault(order.id, len(self._orders))
        for one in choices:
            self._column(n, one.cost, using(self._book, self._limits, one), one)
        for days in divided:
            self._divide(n, order, days)

    def _column(self, n, cost, uses, way, *, whole=True):
        self._costs.append(cost)
        self._uses.append(uses)
        self._ways.append(way)
        self._owner.append(n)
        self._whole.append(whole)

    def _divide(self, n, order, days):
        wanted = needs(order)
        able = {p: [w for w in days if self._since(w, p) <= days[w]] for p in wanted}
        if not all(able.values()):
            return
        uses = {row: 1.0 for row in self._day_rows(days)}
        way, column = Division(order, days), len(self._ways)
        # as if everybody sent something; who sends nothing is left out of the choice made of it
        self._column(n, choice(self._book, order, (), days).cost, uses, way)
        for product, quantity in wanted.items():
            total = self._sums
            self._sums += 1
            uses[total] = -quantity
            for warehouse in able[product]:
                self._shares[column].append((len(self._ways), product, warehouse))
                taken = self._goods_rows(warehouse, product, days[warehouse])
                self._column(n, 0.0, {total: 1.0, **taken}, None, whole=quantity == int(quantity))

    def _since(self, warehouse, product):
        steps = self._book.supply.get((warehouse, product))
        return steps[0][0] if steps else self._book.horizon

    def _day_rows(self, days):
        rows = ((w, -1, day) for w, day in days.items())
        return [row for row in rows if row in self._limits]

    def _goods_rows(self, warehouse, product, day):
        steps = self._book.supply[warehouse, product]
        return {
            (warehouse, product, step): 1.0
            for step, (_, _) in enumerate(steps)
            if (step + 1 == len(steps) or steps[step + 1][0] > day)
            and (warehouse, product, step) in self._limits
        }

    # ------------------------------------------------------------------ solving

    def solve(self, known: set[tuple], until: float, gap: float):
        """Choices, one of each order, or None; what no solution costs less than; seconds.

        :param known: keys of the choices that are a solution.
        :param gap: how far from the best, as a share, is near enough.
        """
        highs = silent(until)
        self._fill(highs)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_abs_gap", NEAR)
        start = highspy.HighsSolution()
        start.col_value = [float(isinstance(w, Choice) and w.key in known) for w in self._ways]
        highs.setSolution(start)
        started = time.perf_counter()
        highs.run()
        took = time.perf_counter() - started
        info, solution = highs.getInfo(), highs.getSolution()
        solved = solution.value_valid and info.primal_solution_status == FEASIBLE
        return self._read(solution.col_value) if solved else None, info.mip_dual_bound, took

    def _read(self, values):
        found = []
        for column, way in enumerate(self._ways):
            if way is not None and values[column] > 0.5:
                found.append(way if isinstance(way, Choice) else self._divided(column, values))
        return found

    def _divided(self, column, values):
        order, days = self._ways[column]
        shares = {warehouse: {} for warehouse in days}
        for at, product, warehouse in self._shares[column]:
            quantity = round(values[at]) if self._whole[at] else values[at]
            if quantity > LITTLE:
                shares[warehouse][product] = quantity
        parts = shared(order, shares)
        used = {part.warehouse for part in parts}
        return choice(self._book, order, parts, {w: d for w, d in days.items() if w in used})

    def _fill(self, highs):
        """One row for each order, one for each sum, then the limits that can be broken."""
        left = self._binding()
        orders, infinity = len(self._orders), highspy.kHighsInf
        fixed = np.concatenate([np.ones(orders), np.zeros(self._sums)])
        lower = np.concatenate([fixed, np.full(len(left), -infinity)])
        upper = np.concatenate([fixed, np.array([*left.values()], dtype=float)])
        none = np.array([], dtype=np.int32)
        highs.addRows(len(lower), lower, upper, 0, none, none, none.astype(float))
        position = {row: orders + self._sums + n for n, row in enumerate(left)}
        position |= {n: orders + n for n in range(self._sums)}
        starts, index, amounts = [], [], []
        for n, way, uses in zip(self._owner, self._ways, self._uses, strict=True):
            starts.append(len(index))
            if way is not None:
                index.append(n)
                amounts.append(1.0)
            for row, amount in uses.items():
                if row in position:
                    index.append(position[row])
                    amounts.append(amount)
        count = len(starts)
        most = np.where([way is None for way in self._ways], infinity, 1.0)
        arrays = np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32)
        costs, amounts = np.array(self._costs), np.array(amounts)
        highs.addCols(count, costs, np.zeros(count), most, len(index), *arrays, amounts)
        whole = np.flatnonzero(self._whole).astype(np.int32)
        kinds = np.full(len(whole), highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(len(whole), whole, kinds)

    def _binding(self):
        """What is left of the limits that these orders could break."""
        most: dict[Row, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for n, way, uses in zip(self._owner, self._ways, self._uses, strict=True):
            for row, amount in uses.items():
                if isinstance(row, tuple):
                    by = most[row]
                    by[n] = float("inf") if way is None else max(by[n], amount)
        left = {row: self._left(row) for row in most}
        return {row: left[row] for row, by in most.items() if sum(by.values()) > left[row] + LITTLE}
