"""What a rule says about an order, and the one way to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SEVERITIES = ("note", "warning", "audit", "block")  # of growing weight


@dataclass(frozen=True, slots=True)
class Fix:
    """A correction that is safe to make on one click.

    ``model`` and ``record``: the record to write; ``field`` and ``value``: what becomes of it;
    ``old``: what it must still be, so that a fix never overwrites a later correction.
    """

    model: str
    record: int
    field: str
    old: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in one place of one order.

    ``problem`` is the key of the sentence that people read, rendered when it is shown;
    ``found`` and ``expected`` are plain values for it (numbers, texts, ISO dates, or None);
    ``detail`` holds further values of the sentence. ``line`` is the order line's id, None for
    the order as a whole. ``field`` names the field to correct, of the order, its line or,
    dotted, of a record they point to (``partner_shipping_id.zip``).
    """

    rule: str
    problem: str
    severity: str
    field: str
    line: int | None = None
    found: Any = None
    expected: Any = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """The same mistake found again has the same key."""
        return self.rule, self.problem, self.field, self.line
