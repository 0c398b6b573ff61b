"""Whether a figure changed, from nothing but two values and their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, inf, sqrt

from .satisfaction import Z95
from .testing import LEVEL, benjamini_hochberg
from .verdict import Measured, difference


@dataclass(frozen=True, slots=True)
class Change:
    """``difference`` of two values with its 95 % interval; ``chance``: the probability that
    chance alone makes so large a difference, either way."""

    difference: float
    low: float
    high: float
    chance: float


def compare(now: Measured, before: Measured) -> Change | None:
    """The change from ``before`` to ``now``; None where either rests on too few cases.

    ``chance`` reads the margin of the interval towards zero as 1.96 standard errors.
    """
    if not (now.known and before.known):
        return None
    change, low, high = difference(before, now)
    margin = change - low if change > 0 else high - change
    z = Z95 * abs(change) / margin if margin else inf
    return Change(change, low, high, erfc(z / sqrt(2)) if change else 1.0)


def clear_changes(changes: Mapping[str, Change | None]) -> dict[str, Change]:
    """Those that are more than chance among all that were compared, the surest first.

    All figures of a review are looked at together: of twenty that did not change, one moves beyond
    its interval by chance. So their probabilities are adjusted (Benjamini and Hochberg) and those
    up to 5 % are told; of all the others, the text says “no clear change”.
    """
    known = {key: change for key, change in changes.items() if change}
    adjusted = benjamini_hochberg(change.chance for change in known.values())
    found = [(chance, key) for key, chance in zip(known, adjusted, strict=True) if chance <= LEVEL]
    return {key: known[key] for _chance, key in sorted(found)}
