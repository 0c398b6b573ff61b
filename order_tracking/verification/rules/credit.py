"""Whether the customer may owe that much."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Order


class CreditLimit(Rule):
    """More than the credit limit that Odoo keeps, with all that is owed and ordered. ``found`` and
    ``expected``: total and limit in the company's currency; ``detail``: ``used``, without this
    order.
    """

    code = "credit_limit"
    subject = "credit"
    problems = ("credit_exceeded",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        credit = order.credit
        total = credit.used + order.amount
        if credit.limit is not None and order.amount > 0 and total > credit.limit + 0.005:
            yield self.finding(
                settings,
                "credit_exceeded",
                "amount_total",
                found=round(total, 2),
                expected=credit.limit,
                detail={"used": round(credit.used, 2)},
            )


RULES = (CreditLimit,)
