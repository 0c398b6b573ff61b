"""HiGHS with a column for each choice, a row for each order, and rows for limits once broken."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping

import highspy
import numpy as np

from .pricing import Row
from .values import LITTLE

OPTIMAL, OUT_OF_TIME = highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit
AGAIN = 30  # times that broken limits are added to one program


class Master:
    """Each of ``orders`` takes one column; ``limits`` are rows only once they are broken.

    :param until: moment of the monotonic clock after which HiGHS is not asked any more.
    """

    def __init__(self, orders: int, limits: Mapping[Row, float], until: float):
        self._orders, self._limits, self.until = orders, limits, until
        self.seconds, self.cost = 0.0, 0.0
        self._values, self._duals = np.array([]), np.zeros(orders)
        self._enough = {OPTIMAL}
        self._rows: dict[Row, int] = {}
        self._uses: list[Mapping[Row, float]] = []
        self._users: dict[Row, list[tuple[int, float]]] = defaultdict(list)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
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

    def late(self) -> bool:
        return time.monotonic() > self.until

    def _run(self) -> bool:
        """Whether it was solved; if not, values and prices stay those of the last time."""
        left = max(self.until - time.monotonic(), 1.0)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        started = time.perf_counter()
        self._highs.run()
        self.seconds += time.perf_counter() - started
        solution = self._highs.getSolution()
        found = solution.value_valid and self._highs.getModelStatus() in self._enough
        if found:
            self._values = np.array(solution.col_value)
            self._duals = np.array(solution.row_dual)
            self.cost = self._highs.getInfo().objective_function_value
        return found

    def inside(self) -> int | None:
        """One solution from inside all optimal ones (interior point): quick for large programs,
        and its prices mislead less than those of a corner. The number of limits it broke; None:
        there was no time for it."""
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("run_crossover", "off")
        return self._add_broken() if self._run() else None

    def corner(self) -> None:
        """A solution with as few open orders as there can be, within all limits."""
        self._highs.setOptionValue("run_crossover", "on")
        for _ in range(AGAIN):
            if not self._run() or not self._add_broken() or self.late():
                break
        self._highs.setOptionValue("solver", "choose")

    @property
    def proved(self) -> float:
        """What no choice in whole numbers can go below."""
        return self._highs.getInfo().mip_dual_bound

    def _add_broken(self) -> int:
        """Rows for the limits that the present values break; how many."""
        taken: dict[Row, float] = defaultdict(float)
        values = self.values()
        for n in np.flatnonzero(values > LITTLE):
            for row, amount in self._uses[n].items():
                if row not in self._rows:
                    taken[row] += amount * values[n]
        broken = [row for row, amount in taken.items() if amount > self._limits[row] + LITTLE]
        starts, index, amounts = [], [], []
        for row in broken:
            self._rows[row] = self._orders + len(self._rows)
            starts.append(len(index))
            index += [column for column, _ in self._users[row]]
            amounts += [amount for _, amount in self._users[row]]
        self._add_rows([self._limits[row] for row in broken], starts, index, amounts)
        return len(broken)

    def _add_rows(self, limits, starts, index, amounts):
        if limits:
            count = len(limits)
            lower, upper = np.full(count, -highspy.kHighsInf), np.array(limits, dtype=float)
            arrays = np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32)
            self._highs.addRows(count, lower, upper, len(index), *arrays, np.array(amounts))

    def values(self) -> np.ndarray:
        """Of the columns that there were when it was solved last."""
        return self._values

    def prices(self) -> tuple[np.ndarray, dict[Row, float]]:
        """What each order costs at the margin, and what one more of each limit would save."""
        duals = self._duals
        rows = [(row, n) for row, n in self._rows.items() if n < len(duals)]
        found = {row: -duals[n] for row, n in rows if duals[n] < -LITTLE}
        return duals[: self._orders], found

    def touching(self, columns: Iterable[int]) -> set[int]:
        """Columns that need something that one of ``columns`` needs, too, and that is short."""
        rows = {row for n in columns for row in self._uses[n] if row in self._rows}
        return {column for row in rows for column, _ in self._users[row]}

    def whole(self, kept: Iterable[int], start: Iterable[int], gap: float) -> np.ndarray:
        """Values in whole numbers.

        :param kept: columns that are not decided any more.
        :param start: columns of a solution that is known, one for each order.
        :param gap: how far from the best, as a share, is near enough.
        """
        kept = np.array(list(kept), dtype=np.int32)
        ones = np.ones(len(kept))
        self._highs.changeColsBounds(len(kept), kept, ones, ones)
        every = np.arange(len(self._uses), dtype=np.int32)
        kinds = np.full(len(every), highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(len(every), every, kinds)
        self._highs.setOptionValue("mip_rel_gap", gap)
        known = np.zeros(len(every))
        known[list(start)] = 1.0
        solution = highspy.HighsSolution()
        solution.col_value = known.tolist()
        self._highs.setSolution(solution)
        # good whole numbers will do, proved to be the best or not
        self._enough = {OPTIMAL, OUT_OF_TIME}
        self.corner()
        return self.values()
