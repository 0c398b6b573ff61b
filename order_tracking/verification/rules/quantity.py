"""How much is ordered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from ..finding import Finding
from ..outliers import usual
from ..rule import Rule
from ..settings import Settings
from ..values import Line, Order

_FIELD = "product_uom_qty"


class QuantityPositive(Rule):
    """Nothing, or less than nothing, is ordered. Credit lines are free lines and may be."""

    code = "quantity_positive"
    subject = "quantity"
    problems = ("quantity_zero", "quantity_negative")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in order.lines:
            if not line.free and line.quantity <= 0:
                problem = "quantity_negative" if line.quantity < 0 else "quantity_zero"
                yield self.finding(settings, problem, _FIELD, line=line.id, found=line.quantity)


class QuantityHigh(Rule):
    """Far more than this customer, or else anybody, orders of the product.

    ``score``: modified z-score from which on; ``factor``: so many times the usual quantity is
    never too much; ``percent``: of the largest quantity so far, from which on it always is;
    ``count``: quantities of the customer's own that make a history, of all customers twice
    that. Of a product that is new to the customer, and well known otherwise (ten times ``count``),
    ``factor`` times the usual is too much as soon as nobody ever ordered as much.
    ``expected``: the largest ordinary quantity, ``detail``: ``usual``, ``orders``, ``whose``
    (customer or product), all in the line's unit.
    """

    code = "quantity_high"
    subject = "quantity"
    parameters = {"score": 3.5, "factor": 4.0, "percent": 500.0, "count": 3.0}
    problems = ("quantity_too_high",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        chosen = settings.parameters
        for line in _measurable(order):
            whose, history = _history(order, line, chosen["count"])
            if not history:
                continue
            own = _own(order, line)
            new = not own and len(history) >= 10 * chosen["count"]
            most = max(history + own)
            limit = max(_bound(history, chosen, new), most)
            far = most * max(chosen["percent"] / 100, 1.0)
            if line.base_quantity > limit or line.base_quantity >= far > most:
                yield _unusual(self, settings, line, min(limit, far), history, whose)


def _bound(history: Sequence[float], chosen: Mapping[str, float], new: bool) -> float:
    """The largest quantity that the usual ones make likely. What one customer orders of a product
    spreads less than what all do, so that ``factor`` has to do where nothing else is known.
    """
    if new:
        return median(history) * max(chosen["factor"], 1.0)
    return usual(history, chosen["factor"], chosen["score"]).quantity(chosen["score"])


class QuantityLow(Rule):
    """Far less than usual, which may be right. Values as of :class:`QuantityHigh`."""

    code = "quantity_low"
    subject = "quantity"
    severity = "note"
    parameters = {"score": 3.5, "factor": 4.0, "count": 3.0}
    problems = ("quantity_too_low",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        chosen = settings.parameters
        for line in _measurable(order):
            whose, history = _history(order, line, chosen["count"])
            if not history:
                continue
            limit = usual(history, chosen["factor"], chosen["score"]).quantity(-chosen["score"])
            if line.base_quantity < min(limit, *history):
                yield _unusual(self, settings, line, limit, history, whose)


class QuantityPacks(Rule):
    """Not a whole number of any pack that the product comes in. ``expected``: the nearest
    quantities that are, in the line's unit; ``detail``: ``packs``, in the product's.
    """

    code = "quantity_packs"
    subject = "quantity"
    severity = "warning"
    problems = ("quantity_not_in_packs",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in _measurable(order):
            packs = [pack for pack in line.product.packs if _counts(pack)]
            if not packs or any(_whole(line.base_quantity / pack) for pack in packs):
                continue
            smallest = min(packs) * line.quantity / line.base_quantity
            below = int(line.quantity / smallest)
            yield self.finding(
                settings,
                "quantity_not_in_packs",
                _FIELD,
                line=line.id,
                found=line.quantity,
                expected=[round(n * smallest, 6) for n in (below, below + 1) if n],
                detail={"packs": sorted(packs)},
            )


def _whole(number: float) -> bool:
    """Whether a positive number is whole; of very large ones nobody can tell."""
    return (
        number > 1e12
        or round(number) >= 1
        and abs(number - round(number)) <= 1e-6 * max(1.0, number)
    )


def _measurable(order: Order) -> Iterator[Line]:
    for line in order.lines:
        positive = _counts(line.quantity) and _counts(line.base_quantity)
        if line.product is not None and not line.free and positive:
            yield line


def _counts(quantity: float) -> bool:
    return 0 < quantity < math.inf


def _own(order: Order, line: Line) -> tuple[float, ...]:
    own = order.history.customer_quantities.get(line.product.id, ())
    return tuple(quantity for quantity in own if _counts(quantity))


def _history(order: Order, line: Line, count: float) -> tuple[str, tuple[float, ...]]:
    """The customer's own quantities where there are enough, else everybody's, else none."""
    own = _own(order, line)
    if own and len(own) >= count:
        return "customer", own
    everybody = order.history.product_quantities.get(line.product.id, ())
    everybody = tuple(quantity for quantity in everybody if _counts(quantity))
    return "product", everybody if everybody and len(everybody) >= 2 * count else ()


def _unusual(
    rule: Rule,
    settings: Settings,
    line: Line,
    limit: float,
    history: Sequence[float],
    whose: str,
) -> Finding:
    unit = line.quantity / line.base_quantity
    middle = sorted(history)[len(history) // 2]
    return rule.finding(
        settings,
        rule.problems[0],
        _FIELD,
        line=line.id,
        found=line.quantity,
        expected=round(limit * unit, 2),
        detail={"usual": round(middle * unit, 2), "orders": len(history), "whose": whose},
    )


RULES = (QuantityPositive, QuantityHigh, QuantityLow, QuantityPacks)
