"""How much is ordered."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Order


class QuantityPositive(Rule):
    """Nothing, or less than nothing, is ordered. Credit lines are free lines and may be."""

    code = "quantity_positive"
    subject = "quantity"
    problems = ("quantity_zero", "quantity_negative")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in order.lines:
            if not line.free and line.quantity <= 0:
                problem = "quantity_negative" if line.quantity < 0 else "quantity_zero"
                yield self.finding(
                    settings, problem, "product_uom_qty", line=line.id, found=line.quantity
                )


RULES = (QuantityPositive,)
