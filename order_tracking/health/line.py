"""One line of the health page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

OK, WARN, FAIL = "ok", "warn", "fail"
_ORDER = (OK, WARN, FAIL)


@dataclass(frozen=True)
class Line:
    """What is to be said about one thing.

    :ivar code: which thing.
    :ivar level: ``ok``; ``warn``: somebody should look; ``fail``: it does not work.
    :ivar reason: which sentence tells it and what to do next; each code has its own.
    :ivar figures: numbers and words of that sentence, the same for programs. Seconds, bytes,
        counts, shares from 0 to 1.
    """

    code: str
    level: str = OK
    reason: str = OK
    figures: Mapping[str, float | int | str | None] = field(default_factory=dict)


def worst(levels: Iterable[str]) -> str:
    """
    >>> worst(["ok", "fail", "warn"]), worst([])
    ('fail', 'ok')
    """
    return max(levels, key=_ORDER.index, default=OK)


def aged(value: float | None, warn: float, fail: float) -> str:
    """The level of something that should be small; None: there is nothing.

    >>> aged(None, 1, 2), aged(0.5, 1, 2), aged(1, 1, 2), aged(2, 1, 2)
    ('ok', 'ok', 'warn', 'fail')
    """
    if value is None or value < warn:
        return OK
    return FAIL if value >= fail else WARN


def unreadable(code: str) -> Line:
    """For a thing that could not even be asked about: that is no good sign."""
    return Line(code, FAIL, "unreadable")
