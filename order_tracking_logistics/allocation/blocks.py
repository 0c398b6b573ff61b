"""A plan in whole numbers made better block by block: orders that compete are decided anew
together, with what all others leave them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from math import comb
from random import Random

import numpy as np

from .options import PLACES, alone, nothing, together
from .pricing import CLOSED, NO_PRODUCT
from .program import Program
from .relaxation import CUT, Relaxation
from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice, Order

DECIDED = 0.999  # of an order that the relaxation does not divide
SIZES = (40, 80, 160, *(240,) * 20)  # orders of a block, by pass
WAYS = 12  # departures of an order that are looked at, next to those of the relaxation
DIVISIONS = 12  # sets of warehouses and days that an order may be divided between
DEAR = 20.0  # kilometres above its best way at the prices found from which an order starts a block
AT_ONCE = 4.0  # seconds for a block
EVERY = 2_000  # sets of warehouses and days; so many are all looked at
CLOSE = 2e-3  # that near the bound, as a share, it is good enough


class Blocks:
    """``choices`` by order, made better in place; ``seconds``: what HiGHS took. ``exact``: every
    way of every order is looked at."""

    def __init__(self, relaxed: Relaxation, choices: dict[int, Choice], until: float):
        self.book, self.relaxed, self.choices, self.until = relaxed.book, relaxed, choices, until
        self.seconds = 0.0
        self.exact = relaxed.small and divisions(self.book) <= EVERY
        self._stock, self._capacity = Stock(self.book), Capacity(self.book)
        for one in choices.values():
            self._take(one)
        self._wanting = defaultdict(list)
        for n, order in enumerate(self.book.orders):
            for line in order.lines:
                self._wanting[line.product].append(n)
        whole = {order for order, (value, _) in relaxed.wanted().items() if value >= DECIDED}
        self._open = {n for n, order in enumerate(self.book.orders) if order.id not in whole}
        self._scarce = {product for kind, product, _ in relaxed.prices if kind != CUT}

    def _take(self, one, times=1):
        self._stock.take(one, times)
        self._capacity.take(one, times)

    # ------------------------------------------------------------------ which orders

    def improve(self) -> None:
        """Blocks around what is dearest, in ever larger ones, until time is out."""
        random = Random(1)
        for size in SIZES:
            done: set[int] = set()
            for seed in self._dear():
                if seed not in done:
                    block = self._around(seed, size, random)
                    done.update(block)
                    self.decide(block, AT_ONCE)
                if time.monotonic() > self.until or self._near():
                    return

    def _near(self):
        cost = sum(one.cost for one in self.choices.values())
        return cost - self.relaxed.bound <= CLOSE * cost

    def _dear(self):
        """Positions of orders, by what they cost above their best way at the prices found."""
        above = self._above()
        return [int(n) for n in np.argsort(-above) if above[n] > DEAR]

    def _above(self):
        relaxed = self.relaxed
        priced = [
            relaxed.priced(self.choices[order.id], relaxed.prices) for order in self.book.orders
        ]
        return np.array(priced) - relaxed.least

    def _around(self, seed, size, random):
        """Orders that want the same scarce goods; first those that the relaxation divides."""
        wanted = {line.product for line in self.book.orders[seed].lines} & self._scarce
        block = {seed}
        for item in sorted(wanted):
            some = self._wanting[item]
            some = random.sample(some, len(some))
            some.sort(key=lambda n: n not in self._open)
            block.update(some[: size // len(wanted)])
        return block

    # ------------------------------------------------------------------ deciding

    def decide(self, block: Iterable[int], seconds: float) -> float:
        """Decides ``block`` anew, never worse than it is; what no decision can go below."""
        orders = [self.book.orders[n] for n in sorted(block)]
        before = [self.choices[order.id] for order in orders]
        for one in before:
            self._take(one, -1)
        program = Program(self.book, self.relaxed.limits, self._left)
        for n in sorted(block):
            program.add(self.book.orders[n], self._choices(n), self._divisions(n))
        known = {one.key for one in before}
        until = min(time.monotonic() + seconds, self.until)
        gap = 0.0 if self.relaxed.small else CLOSE
        found, bound, took = program.solve(known, until, gap)
        self.seconds += took
        if not (found and self._better(found, before)):
            for one in before:
                self._take(one)
        return bound

    def _better(self, found, before):
        """Takes what was ``found``, if all of it fits and costs less."""
        if sum(one.cost for one in found) > sum(one.cost for one in before) - LITTLE:
            return False
        for n, one in enumerate(found):
            if not self._fits(one):
                for taken in found[:n]:
                    self._take(taken, -1)
                return False
            self._take(one)
        self.choices.update((one.order, one) for one in found)
        return True

    def _choices(self, n):
        """Ways that may pay for the order at ``n``, as they are."""
        order, relaxed = self.book.orders[n], self.relaxed
        found = [self.choices[order.id], nothing(self.book, order)]
        found += [relaxed.choices[column] for column in relaxed.of[n]]
        found += self._departures(n)
        found += alone(self.book, self._stock, self._capacity, order)
        possible = (one for one in found if self._fits(one))
        return {one.key: one for one in possible}.values()

    def _divisions(self, n):
        """Warehouses and days between which the order at ``n`` may be divided."""
        order, relaxed = self.book.orders[n], self.relaxed
        if self.exact:
            return every_division(self.book, order)
        found = [relaxed.choices[column] for column in reversed(relaxed.of[n])]
        found += [self.choices[order.id]]
        if not relaxed.small and not (found[-1].late or found[-1].split):
            return []
        found += together(self.book, self._stock, self._capacity, order)
        divided = [one.days for one in found if one.split]
        return {tuple(sorted(days.items())): days for days in divided[-DIVISIONS:]}.values()

    def _departures(self, n):
        gains = self.relaxed.gains[n].ravel()
        best = np.argpartition(gains, min(WAYS, len(gains) - 1))[:WAYS]
        days = self.book.horizon
        for at in best[gains[best] < CLOSED / 2].tolist():
            yield self.relaxed.departure(n, at // days, at % days)

    def _fits(self, one):
        return self._stock.fits(one) and self._capacity.fits(one)

    def _left(self, row):
        warehouse, product, step = row
        if product == NO_PRODUCT:
            return self._capacity.left(warehouse, step)
        return self._stock.left(warehouse, product, step)


def divisions(book: Book) -> int:
    """How many sets of warehouses and days all orders have."""
    return sum(
        comb(len(order.reach), size) * book.horizon**size
        for order in book.orders
        for size in range(2, PLACES + 1)
    )


def every_division(book: Book, order: Order) -> Iterator[dict[int, int]]:
    """All warehouses and days between which it may be divided."""
    for size in range(2, PLACES + 1):
        for places in combinations(order.reach, size):
            for days in product(range(book.horizon), repeat=size):
                yield dict(zip(places, days, strict=True))
