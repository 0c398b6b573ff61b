"""Figures of persons: only where the company wants them, and only in aggregate.

How long a person takes is told as the middle of many cases, never of few: of few, everybody in
the team knows which order it was. No share of long ones, no longest one, and no list of orders.
"""

from __future__ import annotations

from collections.abc import Sequence

from .statistics import Figure
from .testing import MIN_CASES

PEOPLE = ("packer_id", "person_id")  # counted only where the company says so
AGGREGATE = ("person_id",)  # of these the middle of many cases alone is told
_NOTHING = Figure(0)


def shown(
    dimension: str | None, statistic: str | None, figures: Sequence[Figure]
) -> list[Figure] | None:
    """What may be shown of a figure: itself, and what it is compared with; None: nothing at all.

    :param figures: of the period, the one before, and last year's.

    >>> shown("person_id", "p50", [Figure(29, 4.0)] * 3) is None
    True
    """
    if dimension not in AGGREGATE:
        return list(figures)
    if statistic != "p50" or figures[0].n < MIN_CASES:
        return None
    return [figure if figure.n >= MIN_CASES else _NOTHING for figure in figures]
