"""One module per subject, one class per rule."""

from __future__ import annotations

from ..rule import Rule
from . import address, contact, credit, date, duplicate, price, product, quantity, risk, stock

ALL: tuple[type[Rule], ...] = (
    *contact.RULES,
    *address.RULES,
    *product.RULES,
    *quantity.RULES,
    *price.RULES,
    *date.RULES,
    *stock.RULES,
    *duplicate.RULES,
    *credit.RULES,
    *risk.RULES,
)
