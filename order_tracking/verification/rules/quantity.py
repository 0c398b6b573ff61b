"""How much is ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    ``count``: quantities of the customer's own that make a history, of all customers twice that.
    ``expected``: the largest ordinary quantity, ``detail``: ``usual``, ``orders``, ``whose``
    (customer or product), all in the line's unit.
    """

    code = "quantity_high"
    subject = "quantity"
    parameters = {"score": 3.5, "factor": 4.0, "percent": 1000.0, "count": 5.0}
    problems = ("quantity_too_high",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        chosen = settings.parameters
        for line in _measurable(order):
            whose, history = _history(order, line, chosen["count"])
            if not history:
                continue
            norm = usual(history, chosen["factor"], chosen["score"])
            most = max(history + _own(order, line))
            limit = min(norm.quantity(chosen["score"]), most * chosen["percent"] / 100)
            if line.base_quantity > max(limit, most):
                yield _unusual(self, settings, line, max(limit, most), history, whose)


class QuantityLow(Rule):
    """Far less than usual, which may be right. Values as of :class:`QuantityHigh`."""

    code = "quantity_low"
    subject = "quantity"
    severity = "note"
    parameters = {"score": 3.5, "factor": 4.0, "count": 5.0}
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
        for line in order.lines:
            packs = [pack for pack in line.product.packs if pack > 0] if line.product else []
            if packs and line.base_quantity > 0 and not line.free:
                if not any(_whole(line.base_quantity / pack) for pack in packs):
                    smallest = min(packs) * line.quantity / line.base_quantity
                    below = int(line.quantity / smallest) * smallest
                    near = [q for q in (below, below + smallest) if q > 0]
                    yield self.finding(
                        settings,
                        "quantity_not_in_packs",
                        _FIELD,
                        line=line.id,
                        found=line.quantity,
                        expected=[round(q, 6) for q in near],
                        detail={"packs": sorted(packs)},
                    )


def _whole(number: float) -> bool:
    return round(number) >= 1 and abs(number - round(number)) <= 1e-6 * max(1.0, number)


def _measurable(order: Order) -> Iterator[Line]:
    for line in order.lines:
        if (
            line.product is not None
            and not line.free
            and min(line.quantity, line.base_quantity) > 0
        ):
            yield line


def _own(order: Order, line: Line) -> tuple[float, ...]:
    own = order.history.customer_quantities.get(line.product.id, ())
    return tuple(quantity for quantity in own if quantity > 0)


def _history(order: Order, line: Line, count: float) -> tuple[str, tuple[float, ...]]:
    """The customer's own quantities where there are enough, else everybody's, else none."""
    own = _own(order, line)
    if own and len(own) >= count:
        return "customer", own
    everybody = order.history.product_quantities.get(line.product.id, ())
    everybody = tuple(quantity for quantity in everybody if quantity > 0)
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
