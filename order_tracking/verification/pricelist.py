"""What Odoo's pricelists say, from plain values: for many lines at once, without its records.

Follows ``product.pricelist._compute_price_rule`` and ``product.pricelist.item._compute_price``
of Odoo 19.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

Rate = Callable[[int, int], float]  # (from, to) currency id: units of ``to`` for one of ``from``
_DEEPEST = 10  # pricelists on pricelists; Odoo forbids loops


@dataclass(frozen=True, slots=True)
class Item:
    """A row of ``product.pricelist.item``; names as there."""

    pricelist: int
    applied_on: str
    compute_price: str
    base: str
    base_pricelist: int | None = None
    min_quantity: float = 0.0
    product: int | None = None
    template: int | None = None
    category: int | None = None
    fixed_price: float = 0.0
    percent_price: float = 0.0
    price_discount: float = 0.0
    price_markup: float = 0.0
    price_round: float = 0.0
    price_surcharge: float = 0.0
    price_min_margin: float = 0.0
    price_max_margin: float = 0.0
    date_start: datetime | None = None
    date_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """What is priced. ``quantity`` in the product's unit, ``list_price`` (with the extras of its
    attributes) and ``cost`` per product unit, ``ratio``: product units in one line unit.
    """

    product: int
    template: int
    categories: frozenset[int]  # its own and those above it
    quantity: float
    ratio: float
    list_price: float
    list_currency: int
    cost: float
    cost_currency: int


@dataclass(frozen=True, slots=True)
class Terms:
    """``currency`` of the price, ``at``: the moment whose items count, ``rate``: between
    currencies, ``discounts``: whether the database shows a pricelist's percentage as a discount.
    """

    currency: int
    at: datetime
    rate: Rate
    discounts: bool = False


class Pricelists:
    """Prices by pricelist.

    :param items: by pricelist, in the order in which Odoo tries them.
    :param currencies: of the pricelists.
    """

    def __init__(self, items: Mapping[int, Sequence[Item]], currencies: Mapping[int, int]):
        self.items = items
        self.currencies = currencies

    def shown(self, pricelist: int | None, goods: Goods, terms: Terms) -> tuple[float, float]:
        """(price before discount, discount in percent) of one line unit, as a quotation shows."""
        item = self._item(pricelist, goods, terms)
        price = self._price(item, goods, terms)
        if not terms.discounts or item is None or item.compute_price != "percentage":
            return price, 0.0
        before = self._before_discount(item, goods, terms)
        if before <= 0 or before <= price:
            return price, 0.0
        return before, 100 * (before - price) / before

    def _item(self, pricelist: int | None, goods: Goods, terms: Terms) -> Item | None:
        for item in self.items.get(pricelist, ()):
            if _applies(item, goods, terms.at):
                return item
        return None

    def _price(self, item: Item | None, goods: Goods, terms: Terms, depth: int = 0) -> float:
        if item is not None and item.compute_price == "fixed":
            return item.fixed_price * goods.ratio
        base = self._base(item, goods, terms, depth)
        if item is not None and item.compute_price == "percentage":
            return base * (1 - item.percent_price / 100)
        if item is not None and item.compute_price == "formula":
            return _formula(item, base, goods.ratio)
        return base

    def _base(self, item: Item | None, goods: Goods, terms: Terms, depth: int = 0) -> float:
        if item is not None and item.base == "pricelist" and item.base_pricelist:
            source = self.currencies.get(item.base_pricelist, terms.currency)
            price = self._below(item.base_pricelist, goods, replace(terms, currency=source), depth)
        elif item is not None and item.base == "standard_price":
            source, price = goods.cost_currency, goods.cost * goods.ratio
        else:
            source, price = goods.list_currency, goods.list_price * goods.ratio
        return price if source == terms.currency else price * terms.rate(source, terms.currency)

    def _below(self, pricelist: int, goods: Goods, terms: Terms, depth: int) -> float:
        if depth >= _DEEPEST:
            return 0.0
        return self._price(self._item(pricelist, goods, terms), goods, terms, depth + 1)

    def _before_discount(self, item: Item, goods: Goods, terms: Terms) -> float:
        """The price that the lowest of stacked percentages starts from."""
        for _depth in range(_DEEPEST):
            stacked = item.base == "pricelist"
            below = self._item(item.base_pricelist, goods, terms) if stacked else None
            if below is None or below.compute_price != "percentage":
                break
            item = below
        return self._base(item, goods, terms)


def _applies(item: Item, goods: Goods, at: datetime) -> bool:
    if item.min_quantity and goods.quantity < item.min_quantity:
        return False
    if (item.date_start and item.date_start > at) or (item.date_end and item.date_end < at):
        return False
    if item.applied_on == "2_product_category":
        return item.category in goods.categories
    if item.applied_on == "1_product":
        return item.template == goods.template
    if item.applied_on == "0_product_variant":
        return item.product == goods.product
    return True


def _formula(item: Item, base: float, ratio: float) -> float:
    discount = -item.price_markup if item.base == "standard_price" else item.price_discount
    price = base * (1 - discount / 100)
    if item.price_round:
        price = math.floor(price / item.price_round + 0.5) * item.price_round
    price += item.price_surcharge * ratio
    if item.price_min_margin:
        price = max(price, base + item.price_min_margin * ratio)
    if item.price_max_margin:
        price = min(price, base + item.price_max_margin * ratio)
    return price
