"""What a person should look at before the goods leave."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Order


class RiskFirstOrder(Rule):
    """A new customer orders for more than ``amount`` (company currency, with taxes)."""

    code = "risk_first_order"
    subject = "risk"
    severity = "audit"
    parameters = {"amount": 10000.0}
    problems = ("first_order_high",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        limit = settings.parameters["amount"]
        if not order.history.orders and order.amount > limit:
            yield self.finding(
                settings,
                "first_order_high",
                "amount_total",
                found=round(order.amount, 2),
                expected=limit,
            )


class RiskCountries(Rule):
    """A new customer is billed in one country and has the goods sent to another, where nothing
    was ever sent. ``found`` and ``expected``: codes of the countries.
    """

    code = "risk_countries"
    subject = "risk"
    severity = "audit"
    problems = ("countries_differ",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        there, here = order.delivery.country_code, order.billing.country_code
        new = not order.history.orders and not order.history.delivered_here
        delivers = order.delivers_goods and not order.pickup
        if new and delivers and there and here and there != here:
            yield self.finding(
                settings,
                "countries_differ",
                "partner_shipping_id",
                found=there,
                expected=here,
            )


class RiskBurst(Rule):
    """Far more orders of a customer within an hour than ever: more than ``count``, and more than
    ``factor`` times the busiest hour of the last 90 days. ``found``: orders within the hour, this
    one included; ``expected``: of the busiest hour.
    """

    code = "risk_burst"
    subject = "risk"
    severity = "audit"
    parameters = {"count": 5.0, "factor": 3.0}
    problems = ("orders_in_burst",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        orders, busiest = order.history.last_hour + 1, order.history.busiest_hour
        chosen = settings.parameters
        if orders > max(chosen["count"], chosen["factor"] * busiest):
            yield self.finding(
                settings, "orders_in_burst", "partner_id", found=orders, expected=busiest
            )


RULES = (RiskFirstOrder, RiskCountries, RiskBurst)
