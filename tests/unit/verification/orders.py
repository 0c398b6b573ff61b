"""An order with nothing wrong, to be spoilt by tests; and what a rule says about one."""

from dataclasses import replace
from datetime import datetime, timedelta

from verification.engine import RULES, verify
from verification.settings import Settings
from verification.values import Contact, Earlier, History, Line, Order, Product

NOW = datetime(2026, 3, 18, 10, 0)  # a Wednesday
DAY = timedelta(days=1)

BERLIN = Contact(
    id=1,
    name="Jörg Müller",
    email="joerg.mueller@example.de",
    email_normalized="joerg.mueller@example.de",
    phone="+493012345678",
    phone_e164="+493012345678",
    street="Invalidenstraße 116",
    city="Berlin",
    zip="10115",
    country_code="DE",
)
CHAIR = Product(id=7, code="CH-100", name="Chair", storable=True, uom_id=1, uom_root=1, cost=6.0)
VISIT = Product(id=8, code="SRV", name="Visit", kind="service", uom_id=2, uom_root=2)
LINE = Line(
    id=31,
    number=1,
    product=CHAIR,
    quantity=4.0,
    base_quantity=4.0,
    uom_id=1,
    uom_root=1,
    price=10.0,
    listed_price=10.0,
    net=10.0,
    available=50.0,
    available_at=NOW,
)
EARLIER = Earlier(id=90, name="S00090", ordered_at=NOW - DAY, content=((7, 4.0),), amount=40.0)


def order(**changes) -> Order:
    """The good order, with ``changes`` of its own fields."""
    good = Order(
        id=100,
        name="S00100",
        company_id=1,
        now=NOW,
        customer=BERLIN,
        billing=BERLIN,
        delivery=BERLIN,
        lines=(LINE,),
        currency=1,
        company_currency=1,
        company_country="DE",
        pricelist_currency=1,
        amount=40.0,
        untaxed=40.0,
        history=History(orders=3, delivered_here=3, currencies={1: 3}, busiest_hour=1),
    )
    return replace(good, **changes)


def with_contact(**changes) -> Order:
    """The good order of somebody like the good customer, with ``changes``."""
    who = replace(BERLIN, **changes)
    return order(customer=who, billing=who, delivery=who)


def delivered_to(**place) -> Order:
    """The good order, sent to a place with nothing but what is given."""
    return order(delivery=Contact(id=2, name="Receiver", **place))


def with_line(**changes) -> Order:
    return order(lines=(replace(LINE, **changes),))


def with_product(**changes) -> Order:
    return with_line(product=replace(CHAIR, **changes))


def with_history(**changes) -> Order:
    return order(history=replace(order().history, **changes))


def found(rule: str, checked: Order, **parameters: float):
    """All that one rule finds, with its default severity."""
    chosen = {code: Settings(code, "off") for code in RULES}
    chosen[rule] = Settings(rule, RULES[rule].severity, parameters)
    return verify(checked, chosen)


def problems(rule: str, checked: Order, **parameters: float) -> list[str]:
    return [finding.problem for finding in found(rule, checked, **parameters)]
