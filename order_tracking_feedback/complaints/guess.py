"""What a difference between what was sent and what arrived makes one think first."""

from __future__ import annotations

from collections.abc import Iterable

# Of the customer's count; surplus: more than was expected.
PROBLEMS = ("missing", "damaged", "defective", "wrong", "surplus", "other")
FAULTS = (
    *("order", "picking", "packing", "transport", "production", "supplier"),
    *("invoicing", "service", "customer", "unknown"),
)
_FAULTS = {"missing": "packing", "wrong": "picking", "surplus": "picking", "damaged": "transport"}
# Where a category is chosen, more than expected counts as not what was ordered.
_LIKE = {"surplus": "wrong"}


def fault_of(problem: str, *, made: bool = False) -> str:
    """Where it went wrong, most likely: one of :data:`FAULTS`.

    :param made: the goods are produced here and not bought.
    """
    if problem == "defective":
        return "production" if made else "supplier"
    return _FAULTS.get(problem, "unknown")


def choose_category(
    problems: Iterable[str], categories: Iterable[tuple[int, int, frozenset[str]]]
) -> int | None:
    """The category of a complaint about several things: the most severe that any leads to.

    :param categories: (id, severity as a number, its problems) in the order of preference.
    """
    told = {_LIKE.get(problem, problem) for problem in problems}
    fitting = [(severity, number) for number, severity, own in categories if told & own]
    # max keeps the first of equals
    return max(fitting, key=lambda one: one[0])[1] if fitting else None
