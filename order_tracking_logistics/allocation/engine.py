"""Two engines behind one function: HiGHS where it is installed, else order by order."""

from __future__ import annotations

import time
from importlib.util import find_spec

from .greedy import greedy
from .values import Book, Plan

SECONDS = 60.0  # for the solver, at most


def has_solver() -> bool:
    """Whether ``highspy`` can be imported."""
    return find_spec("highspy") is not None


def allocate(book: Book, engine: str | None = None, seconds: float = SECONDS) -> Plan:
    """The plan for ``book``: no unit promised twice, no day over its capacity.

    :param engine: ``highs`` or ``greedy``; None: HiGHS if it is there.
    :param seconds: for all of it; order by order is done whatever it takes. The plan states how
        far from the best it may be.
    """
    began = time.monotonic()
    simple = greedy(book)
    if not book.orders or (engine or ("highs" if has_solver() else "greedy")) == "greedy":
        return simple
    from .solver import solve  # needs highspy and numpy, which are no requirement

    return solve(book, simple, began + seconds)  # never worse than ``simple``
