"""What shortage means in whole orders: goods for two and a half orders serve two.

A linear relaxation shares scarce goods out in fractions of orders. Of the orders that want a
product at least so many go without by a day that what is there suffices for the others; rounded
up to whole orders this cuts fractions off and no plan (knapsack cover inequalities, Carr et al.
2000, rounded as Chvátal and Gomory do).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .options import needs
from .values import LITTLE, Book

CLEARLY = 0.03  # by that share of its right side a cut has to be broken
SURELY = 0.98  # an order that goes without to this share is set aside at once
ASIDE = 12  # further orders that are set aside, one after the other
UNITS = 8  # quantities that are tried as the unit to count in


class Cut(NamedTuple):
    """Of ``orders`` (by position), weighed by ``weights``, at least ``least`` leave after ``day``
    or not at all."""

    day: int
    orders: tuple[int, ...]
    weights: tuple[float, ...]
    least: float


class Shortages:
    """Products that are short until a day, counted over all warehouses."""

    def __init__(self, book: Book):
        wanted: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for n, order in enumerate(book.orders):
            for product, quantity in needs(order).items():
                wanted[product].append((n, quantity))
        self._found = []
        for product, there in _balances(book, wanted).items():
            orders = np.array([n for n, _ in wanted[product]])
            quantities = np.array([quantity for _, quantity in wanted[product]])
            for day, total in there:
                if quantities.sum() > total + LITTLE:
                    missing = quantities.sum() - total
                    self._found.append((day, orders, quantities, missing))

    def broken(self, late: np.ndarray) -> Iterator[Cut]:
        """For each shortage the cut that is broken most.

        :param late: by order and day the share of it that leaves after that day.
        """
        for day, orders, quantities, missing in self._found:
            cut = strongest(quantities, missing, late[orders, day])
            if cut:
                weights, least = cut
                used = np.flatnonzero(weights)
                yield Cut(day, tuple(orders[used]), tuple(weights[used]), least)


def _balances(book: Book, products: Iterable[int]):
    """By product the last days before more comes, and what is there in all by then."""
    changes: dict[int, dict[int, float]] = {product: {0: 0.0} for product in products}
    for (_, product), steps in book.supply.items():
        if product in changes:
            for (_, before), (day, there) in pairwise([(0, 0.0), *steps]):
                some = changes[product]
                some[day] = some.get(day, 0.0) + there - before
    for product, some in changes.items():
        days = sorted(some)
        totals = np.cumsum([some[day] for day in days])
        ends = [day - 1 for day in days[1:]] + [book.horizon - 1]
        changes[product] = [*zip(ends, totals.tolist(), strict=True)]
    return changes


def strongest(
    quantities: np.ndarray, missing: float, values: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """``(weights, least)`` with sum of weights × values < least, although every choice of whole
    orders whose quantities make up ``missing`` reaches it; None: there is none.

    Orders that go without anyway are set aside; the others are counted in units of a quantity.
    """
    best, found = CLEARLY, None
    ranked = np.argsort(-values, kind="stable")
    quantities, values = quantities[ranked], values[ranked]
    since = int(np.count_nonzero(values >= SURELY))
    until = min(since + ASIDE, int(np.count_nonzero(values > LITTLE)))
    for aside in range(since, until + 1):
        left = missing - quantities[:aside].sum()
        if left <= LITTLE:
            break
        for unit in _units(quantities[aside:], left):
            least = np.ceil(left / unit - LITTLE)
            weights = np.minimum(np.ceil(quantities[aside:] / unit - LITTLE), least)
            broken = (least - weights @ values[aside:]) / least
            if broken > best:
                best, found = broken, (aside, weights, float(least))
    if not found:
        return None
    aside, weights, least = found
    spread = np.zeros(len(ranked))
    spread[ranked[aside:]] = weights
    return spread, least


def _units(quantities, missing):
    """What is missing, and the most frequent quantities."""
    kinds, counts = np.unique(quantities, return_counts=True)
    return {missing, *kinds[np.argsort(-counts)[:UNITS]].tolist()}
