"""What is charged."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Line, Order

_FIELD = "price_unit"
_NOTHING = 1e-9
_ROUNDING = 0.005 + _NOTHING  # a list computes 0.0946 for a screw where people type 0.09


class PriceZero(Rule):
    """Given away, or paid to be taken. A service may cost nothing when the pricelist says so, and
    a rebate written as a service may be negative.
    """

    code = "price_zero"
    subject = "price"
    problems = ("price_zero", "price_negative")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in _charged(order):
            service = line.product is not None and line.product.kind == "service"
            if abs(line.price) < _NOTHING:
                if not (service and line.listed_price is not None and line.listed_price == 0):
                    yield self._finding(settings, line, "price_zero")
            elif line.price < 0 and not service:
                yield self._finding(settings, line, "price_negative")

    def _finding(self, settings: Settings, line: Line, problem: str) -> Finding:
        expected = line.listed_price or None
        return self.finding(
            settings, problem, _FIELD, line=line.id, found=line.price, expected=expected
        )


class PriceBelowCost(Rule):
    """Sold for less than it costs, after discount and without taxes. ``percent``: a loss that is
    still accepted. ``found`` and ``expected``: per product unit in the company's currency.
    """

    code = "price_below_cost"
    subject = "price"
    parameters = {"percent": 0.0}
    problems = ("price_below_cost",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        accepted = 1 - settings.parameters["percent"] / 100
        for line in _charged(order):
            cost = line.product.cost if line.product else 0.0
            if cost <= 0 or line.price <= 0 or line.base_quantity <= 0:
                continue
            # lines are rounded to the currency's smallest coin
            loss = (cost * accepted - line.net) * line.base_quantity
            if loss > max(0.01, 0.001 * cost * line.base_quantity):
                yield self.finding(
                    settings,
                    "price_below_cost",
                    _FIELD,
                    line=line.id,
                    found=round(line.net, 6),
                    expected=round(cost, 6),
                )


class PriceOffList(Rule):
    """Not the pricelist's price. ``percent``: how much more is still accepted; ``factor``: so many
    times that is how much less, for people who grant something often write it into the price.
    ``expected``: the pricelist's, ``detail``: ``percent``, the difference.
    """

    code = "price_off_list"
    subject = "price"
    parameters = {"percent": 5.0, "factor": 2.0}
    problems = ("price_off_list",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        for line in _charged(order):
            listed = line.listed_price
            if listed is None or listed <= 0 or line.price <= 0:
                continue  # a price of zero has its own rule
            if abs(line.price - listed) <= _ROUNDING:
                continue
            off = min((_off(line.price, price) for price in _listed(line)), key=abs)
            accepted = settings.parameters["percent"]
            if off < 0:
                accepted *= max(settings.parameters["factor"], 1.0)
            if abs(off) > accepted + _NOTHING:
                yield self.finding(
                    settings,
                    "price_off_list",
                    _FIELD,
                    line=line.id,
                    found=line.price,
                    expected=listed,
                    detail={"percent": round(off, 1)},
                )


class PriceDiscount(Rule):
    """More discount than people may give on their own. ``percent``: the limit. What the pricelist
    itself grants is not counted.
    """

    code = "price_discount"
    subject = "price"
    parameters = {"percent": 30.0}
    problems = ("discount_over_limit",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        limit = settings.parameters["percent"]
        for line in _charged(order):
            if line.discount > max(limit, line.listed_discount) + 1e-6:
                yield self.finding(
                    settings,
                    "discount_over_limit",
                    "discount",
                    line=line.id,
                    found=line.discount,
                    expected=max(limit, line.listed_discount),
                )


class PriceCurrency(Rule):
    """Another currency than the pricelist's, the customer's, or that of all its earlier orders.

    ``count``: earlier orders in one currency that make it the customer's. ``found`` and
    ``expected``: ids of currencies.
    """

    code = "price_currency"
    subject = "price"
    parameters = {"count": 2.0}
    problems = ("currency_of_pricelist", "currency_of_customer", "currency_of_history")

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        checks = (
            ("currency_of_pricelist", order.pricelist_currency),
            ("currency_of_customer", order.customer_currency),
        )
        wanted = [(problem, currency) for problem, currency in checks if currency]
        if not order.customer_currency:
            usual = _usual_currency(order, settings.parameters["count"])
            wanted += [("currency_of_history", usual)] if usual else []
        for problem, currency in wanted:
            if order.currency and order.currency != currency:
                yield self.finding(
                    settings, problem, "pricelist_id", found=order.currency, expected=currency
                )
                return


def _charged(order: Order) -> Iterator[Line]:
    for line in order.lines:
        if not line.free:
            yield line


def _listed(line: Line) -> Iterator[float]:
    """The list's price, and what it leaves when people write its discount into the price."""
    yield line.listed_price
    if 0 < line.listed_discount < 100 and line.discount < line.listed_discount:
        yield line.listed_price * (1 - line.listed_discount / 100)


def _off(price: float, listed: float) -> float:
    return 100 * (price - listed) / listed


def _usual_currency(order: Order, count: float) -> int | None:
    currencies = order.history.currencies
    if len(currencies) != 1:
        return None
    ((currency, orders),) = currencies.items()
    return currency if orders >= count else None


RULES = (PriceZero, PriceBelowCost, PriceOffList, PriceDiscount, PriceCurrency)
