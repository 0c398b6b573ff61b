"""The linear program at HiGHS: a column for each choice, a row for each order, and rows for
limits once they are broken."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping

import highspy
import numpy as np

from .pricing import Row
from .values import LITTLE

OPTIMAL = highspy.HighsModelStatus.kOptimal
ROUGHLY, EXACTLY = 1e-4, 1e-7  # tolerances of HiGHS; rough prices do while new ways are found


def silent(until: float) -> highspy.Highs:
    """HiGHS on one processor, without output, to stop at ``until`` (of the monotonic clock)."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(until - time.monotonic(), 0.0))
    return highs


class Master:
    """Each of ``orders`` takes one column; ``limits`` are rows only once they are broken.

    :param until: moment of the monotonic clock after which HiGHS is not asked any more.
    """

    def __init__(self, orders: int, limits: Mapping[Row, float], until: float):
        self._orders, self._limits, self.until = orders, dict(limits), until
        self.seconds, self.cost = 0.0, 0.0
        self.values = np.array([])
        self._duals = np.zeros(orders)
        self._rows: dict[Row, int] = {}
        self._uses: list[Mapping[Row, float]] = []
        self._users: dict[Row, list[tuple[int, float]]] = defaultdict(list)
        self._corners = False
        self._highs = silent(until)
        # a point inside all the optimal ones: quick for large programs, and its prices mislead
        # less than those of a corner
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("run_crossover", "off")
        self._highs.setOptionValue("kkt_tolerance", ROUGHLY)
        one, none = np.ones(orders), np.array([], dtype=np.int32)
        self._highs.addRows(orders, one, one, 0, none, none, none.astype(float))

    def add(self, columns: Iterable[tuple[int, float, Mapping[Row, float]]]) -> None:
        """``(order, cost, what it takes)`` each."""
        costs, starts, index, values = [], [], [], []
        for order, cost, uses in columns:
            costs.append(cost)
            starts.append(len(index))
            index.append(order)
            values.append(1.0)
            for row, amount in uses.items():
                self._users[row].append((len(self._uses), amount))
                if row in self._rows:
                    index.append(self._rows[row])
                    values.append(amount)
            self._uses.append(uses)
        zeros, ones = np.zeros(len(costs)), np.full(len(costs), highspy.kHighsInf)
        arrays = np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32)
        amounts = np.array(values, dtype=float)
        self._highs.addCols(len(costs), np.array(costs), zeros, ones, len(index), *arrays, amounts)

    def to_corners(self) -> None:
        """From now on solutions are corners: with as few open orders as there can be, and each
        is quick to reach from the one before."""
        if not self._corners:
            self._corners = True
            self._highs.setOptionValue("kkt_tolerance", EXACTLY)
            self._highs.setOptionValue("run_crossover", "on")
        else:
            self._highs.setOptionValue("solver", "choose")

    def late(self) -> bool:
        return time.monotonic() > self.until

    def solve(self) -> bool:
        """Whether it was solved; if not, values and prices stay those of the last time."""
        left = max(self.until - time.monotonic(), 0.0)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        started = time.perf_counter()
        self._highs.run()
        self.seconds += time.perf_counter() - started
        solution = self._highs.getSolution()
        solved = solution.value_valid and self._highs.getModelStatus() == OPTIMAL
        if solved:
            self.values = np.array(solution.col_value)
            self._duals = np.array(solution.row_dual)
            self.cost = self._highs.getInfo().objective_function_value
        return solved

    def add_broken(self) -> int:
        """Rows for the limits that the present values break; how many."""
        taken: dict[Row, float] = defaultdict(float)
        for n in np.flatnonzero(self.values > LITTLE):
            for row, amount in self._uses[n].items():
                if row not in self._rows:
                    taken[row] += amount * self.values[n]
        broken = [row for row, amount in taken.items() if amount > self._limits[row] + LITTLE]
        self._add_rows(broken)
        return len(broken)

    def limit(self, row: Row, most: float, uses: Mapping[int, float]) -> None:
        """One more limit, of what columns that there are take: amount by column."""
        self._limits[row] = most
        for column, amount in uses.items():
            self._uses[column] = {**self._uses[column], row: amount}
        self._users[row] = list(uses.items())
        self._add_rows([row])

    def _add_rows(self, rows):
        starts, index, amounts = [], [], []
        for row in rows:
            self._rows[row] = self._orders + len(self._rows)
            starts.append(len(index))
            index += [column for column, _ in self._users[row]]
            amounts += [amount for _, amount in self._users[row]]
        if rows:
            upper = np.array([self._limits[row] for row in rows], dtype=float)
            lower = np.full(len(rows), -highspy.kHighsInf)
            arrays = np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32)
            self._highs.addRows(len(rows), lower, upper, len(index), *arrays, np.array(amounts))

    def prices(self) -> dict[Row, float]:
        """What one more of each limit would save."""
        duals = self._duals
        rows = [(row, n) for row, n in self._rows.items() if n < len(duals)]
        return {row: -duals[n] for row, n in rows if duals[n] < -LITTLE}

    def worth(self) -> np.ndarray:
        """What each order costs at the margin."""
        return self._duals[: self._orders]

    def most(self, row: Row) -> float:
        return self._limits[row]
