"""Who orders and how to reach them."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..rule import Rule
from ..settings import Settings
from ..values import Order


class CustomerName(Rule):
    """The customer has no name that a parcel or an invoice could bear."""

    code = "customer_name"
    subject = "contact"
    problems = ("name_missing",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        if not (order.customer.name.strip() or order.customer.company_name.strip()):
            yield self.finding(settings, "name_missing", "partner_id.name")


class ContactUnreachable(Rule):
    """Neither mail nor phone: nobody can tell the customer anything."""

    code = "contact_unreachable"
    subject = "contact"
    problems = ("email_and_phone_missing",)

    def check(self, order: Order, settings: Settings) -> Iterator[Finding]:
        reachable = (order.customer, order.delivery, order.billing)
        if not any(c.email.strip() or c.phone.strip() for c in reachable):
            yield self.finding(settings, "email_and_phone_missing", "partner_id.email")


RULES = (CustomerName, ContactUnreachable)
