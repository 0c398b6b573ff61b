"""What is wrong with a message, in one place of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .limits import SHOWN


@dataclass(frozen=True, slots=True)
class Problem:
    """``path``: the field, as ``lines[2].quantity``, counted from 0 as in JSON; empty for the
    message as a whole. ``line``: the order line counted from 1, as people count.
    ``problem``: key of the sentence that people read. ``expected``: what would be right, in
    plain English for the sender's developer. ``detail``: further values of the sentence.
    """

    path: str
    problem: str
    found: Any = None
    expected: str = ""
    line: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for an answer in JSON and for keeping."""
        values = {
            "path": self.path,
            "line": self.line,
            "problem": self.problem,
            "expected": self.expected,
            "found": shown(self.found),
        }
        return {**values, **({"detail": dict(self.detail)} if self.detail else {})}


def further(known: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """Those of ``found`` that do not merely follow from ``known``: a field that could not be
    read is empty, and an empty one names nothing."""
    paths = {problem.path for problem in known}
    heads = {problem.path.partition(".")[0] for problem in known}
    return [
        problem
        for problem in found
        if problem.found
        and problem.path not in paths
        and not (problem.path.startswith("customer") and "customer" in heads)
    ]


class Refused(Exception):
    """A message cannot become an order; nothing of it may be written."""

    def __init__(self, problems: list[Problem]):
        super().__init__(", ".join(f"{p.path}: {p.problem}" for p in problems))
        self.problems = problems


def shown(value: Any) -> Any:
    """``value`` short enough to be repeated, and always possible in JSON and in PostgreSQL."""
    if value is None or isinstance(value, (bool, int)) and abs(value) < 2**53:
        return value
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return value
    if isinstance(value, (list, tuple, dict)):
        return "a list" if isinstance(value, (list, tuple)) else "an object"
    text = "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value)[:SHOWN]
    )
    return text + ("…" if len(str(value)) > SHOWN else "")
