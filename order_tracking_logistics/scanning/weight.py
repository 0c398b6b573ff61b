"""Does a parcel weigh what is in it?"""

from __future__ import annotations

from collections.abc import Iterable

SMALLEST = 0.05  # kg: scales, tape and labels differ by this much


def expected_weight(content: Iterable[tuple[float, float]], packaging: float) -> float | None:
    """Weight of a parcel in kg.

    :param content: (quantity, weight of one) of each product in it.
    :param packaging: weight of the empty box.
    :return: None where the weight of a product is not known: nothing can be said then.
    """
    total = packaging
    for quantity, weight in content:
        if quantity and weight <= 0:
            return None
        total += quantity * weight
    return total


def weight_fits(expected: float | None, measured: float | None, percent: float) -> bool:
    """Whether ``measured`` is as ``expected`` (kg), up to ``percent`` or 50 g, if that is more."""
    if expected is None or measured is None:
        return True
    return abs(measured - expected) <= max(SMALLEST, expected * percent / 100)
