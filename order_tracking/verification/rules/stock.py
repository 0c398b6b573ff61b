"""Whether the goods can be there when they are promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Line, Order

# Odoo's default precision of quantities is two digits
_LITTLE = 0.005


class StockRule(Rule):
    """``found``: what is there by then; ``expected``: what is needed; ``detail``: ``shortage``,
    ``available_at`` (ISO, None when nothing is on order), all in the product's unit.
    """

    subject = "stock"
    problems = ("stock_short",)

    def applies(self, order: Order) -> bool:
        raise NotImplementedError

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        if not self.applies(order):
            return
        for line, left in _remaining(order):
            shortage = line.base_quantity - left
            if shortage > _LITTLE:
                at = line.available_at
                yield self.finding(
                    settings,
                    "stock_short",
                    "product_uom_qty",
                    line=line.id,
                    found=round(left, 6),
                    expected=round(line.base_quantity, 6),
                    detail={
                        "shortage": round(shortage, 6),
                        "available_at": at.isoformat() if at else None,
                    },
                )


class StockPromised(StockRule):
    """Not there by the promised date."""

    code = "stock_promised"

    def applies(self, order: Order) -> bool:
        return order.commitment_at is not None


class StockExpected(StockRule):
    """Not there by the usual date, where none was promised."""

    code = "stock_expected"
    severity = "warning"

    def applies(self, order: Order) -> bool:
        return order.commitment_at is None


def _remaining(order: Order) -> Iterator[tuple[Line, float]]:
    """Lines that take from stock, with what the lines above them leave of their product."""
    taken: dict[int, float] = defaultdict(float)
    for line in sorted(order.lines, key=lambda line: (line.number, line.id)):
        if line.available is None or not _takes_stock(line):
            continue
        product = line.product.id
        yield line, min(max(line.available - taken[product], 0.0), line.base_quantity)
        taken[product] += line.base_quantity


def _takes_stock(line: Line) -> bool:
    goods = line.product
    return bool(goods and goods.storable and not goods.made_to_order and line.base_quantity > 0)


RULES = (StockPromised, StockExpected)
