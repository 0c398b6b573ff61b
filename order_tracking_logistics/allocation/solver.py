"""The whole open book at once, by HiGHS (https://highs.dev).

Each order takes exactly one of its ways; what is taken of a product until any day is there by
then; no day of a warehouse has more deliveries than it can send. First with orders that may be
divided, for the bound and the prices; then in whole numbers, block by block.
"""

from __future__ import annotations

import time

import numpy as np

from .blocks import DECIDED, Blocks
from .relaxation import Relaxation
from .settling import settle
from .values import Book, Plan

RELAXING, ALL = 0.5, 0.95  # shares of the time for the relaxation; with the blocks


def solve(book: Book, start: Plan, end: float) -> Plan:
    """The best plan found until ``end`` of the monotonic clock; ``start`` is one of those looked
    at."""
    now = time.monotonic()
    seconds = max(end - now, 0.0)
    relaxed = Relaxation(book, start, now + RELAXING * seconds)
    relaxed.run()
    until = now + ALL * seconds
    choices = rounded(book, start, relaxed, until)
    blocks = Blocks(relaxed, choices, until)
    if relaxed.small:
        proved = blocks.decide(range(len(book.orders)), seconds)
        relaxed.bound = max(relaxed.bound, proved) if blocks.exact else relaxed.bound
    else:
        blocks.improve()
    # a way may be found that the relaxation has not looked at
    bound = min(relaxed.bound, sum(one.cost for one in choices.values()))
    took = relaxed.master.seconds + blocks.seconds
    return Plan(choices, "highs", float(bound) if np.isfinite(bound) else None, took)


def rounded(book: Book, start: Plan, relaxed: Relaxation, until: float):
    """The better one of ``start`` and of the relaxation's preferences as far as they can be
    done."""
    wanted = relaxed.wanted()
    clear = {order for order, (value, _) in wanted.items() if value >= DECIDED}
    preferred = {order: one for order, (_, one) in wanted.items()}
    found = settle(book, {**start.choices, **preferred}, clear, until)
    if sum(one.cost for one in found.values()) <= start.cost:
        return found
    return dict(start.choices)
