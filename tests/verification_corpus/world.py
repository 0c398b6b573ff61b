"""Customers, what they ordered before, and what they order now: plain values, no database.

Everything follows from one random generator, so that a seed always gives the same corpus.
Nothing here knows a rule or its limits: it says how customers order.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import random
from dataclasses import dataclass, field
from datetime import timedelta

import goods
import people
import places
from goods import Good
from places import Place

HOME = "EUR"
CURRENCIES = {"EUR": 1.0, "USD": 1.09, "GBP": 0.86, "CHF": 0.97, "CNY": 7.8}
_ABROAD = {"US": "USD", "CA": "USD", "GB": "GBP", "CH": "CHF", "CN": "CNY", "HK": "USD"}
CHANNELS = ("staff", "portal", "website", "api", "edi", "email", "csv")


@dataclass(frozen=True)
class Person:
    """A contact. ``parent``: the customer whose address it is; ``rebate``: percent off the
    price list; ``limit``: of credit, in euro, None for none."""

    key: int
    name: str
    firm: bool
    email: str
    phone: str
    place: Place | None
    currency: str = HOME
    rebate: int = 0
    limit: float | None = None
    parent: int | None = None
    kind: str = "contact"
    active: bool = True
    pays_net: bool = False


@dataclass(frozen=True)
class Line:
    """``price``: None for the price list's; in the order's currency. ``uom``: "" for the
    product's. ``good`` None: only a text, as an import leaves it."""

    good: Good | None
    quantity: float
    price: float | None = None
    discount: float = 0.0
    uom: str = ""
    text: str = ""


@dataclass(frozen=True)
class Order:
    """``age``: how long ago it was confirmed, None for one that is checked now. ``billed``: it
    has been invoiced and paid. ``exact``: it is compared to the last cent. ``requested``,
    ``promised``: from now on."""

    customer: Person
    lines: tuple[Line, ...]
    delivery: Person | None = None
    billing: Person | None = None
    channel: str = "staff"
    reference: str = ""
    currency: str = HOME
    requested: timedelta | None = None
    promised: timedelta | None = None
    pickup: bool = False
    age: timedelta | None = None
    billed: bool = True
    exact: bool = False


@dataclass
class Case:
    """An order to check: ``kind`` of its mistake, empty for a clean one, and what happened in
    words; ``history``: the customer's orders before."""

    order: Order
    history: list[Order]
    kind: str = ""
    variant: str = ""
    extra_goods: list[Good] = field(default_factory=list)

    def change(self, **changes) -> None:
        self.order = dataclasses.replace(self.order, **changes)

    def change_line(self, index: int, **changes) -> None:
        lines = list(self.order.lines)
        lines[index] = dataclasses.replace(lines[index], **changes)
        self.change(lines=tuple(lines))

    def change_customer(self, **changes) -> None:
        """Everywhere the customer stands, also in the orders before."""
        old = self.order.customer
        new = dataclasses.replace(old, **changes)
        self.order = _swap(self.order, old, new)
        self.history = [_swap(order, old, new) for order in self.history]


def _swap(order: Order, old: Person, new: Person) -> Order:
    roles = ("customer", "delivery", "billing")
    return dataclasses.replace(
        order, **{role: new for role in roles if getattr(order, role) is old}
    )


class World:
    """Makes cases. ``scale``: number of products."""

    def __init__(self, seed: int, scale: int = 300) -> None:
        self.rng = random.Random(seed)
        self.goods = goods.catalogue(self.rng, scale)
        self._keys = itertools.count(1)
        self._good_keys = itertools.count(scale)
        self._numbers = itertools.count(self.rng.randint(10_000, 60_000))
        self._regulars: dict[int, list[tuple[Good, float]]] = {}
        self.most: dict[int, float] = {}  # that anybody ordered of a product so far
        # Some goods sell much better than others.
        self.popularity = [math.exp(self.rng.gauss(0, 1)) for _ in self.goods]

    # ------------------------------------------------------------------ customers

    def customer(self, firm: bool | None = None) -> Person:
        rng = self.rng
        firm = rng.random() < 0.6 if firm is None else firm
        code = places.country(rng)
        language = places.LANGUAGES.get(code, "")
        name = (people.firm if firm else people.person)(rng, language)
        currency = _ABROAD.get(code, HOME) if rng.random() < (0.6 if firm else 0.2) else HOME
        return Person(
            key=next(self._keys),
            name=name,
            firm=firm,
            email=people.email(rng, name, firm) if rng.random() < 0.96 else "",
            phone=places.phone(rng, code) if rng.random() < 0.85 else "",
            place=places.place(rng, code),
            currency=currency,
            rebate=rng.choice((0, 5, 10, 15)) if firm else 0,
            limit=rng.choice((2_000, 5_000, 20_000, 50_000)) * 1.0
            if firm and rng.random() < 0.4
            else None,
        )

    def address(self, customer: Person, kind: str = "delivery", country: str = "") -> Person:
        """Another address of a customer: a branch, a building site, a neighbour, an aunt."""
        code = country or customer.place.country
        language = places.LANGUAGES.get(code, "")
        return Person(
            key=next(self._keys),
            name=people.person(self.rng, language),
            firm=False,
            email="",
            phone=places.phone(self.rng, code) if self.rng.random() < 0.7 else "",
            place=places.place(self.rng, code),
            parent=customer.key,
            kind=kind,
        )

    def reachable(self, customer: Person) -> Person:
        """Nobody orders without mail and phone."""
        if customer.email or customer.phone:
            return customer
        phone = places.phone(self.rng, customer.place.country)
        return dataclasses.replace(customer, phone=phone)

    # ------------------------------------------------------------------ what they order

    def _regular(self, customer: Person) -> list[tuple[Good, float]]:
        """Goods that a customer buys again and again, with how much more than others."""
        if customer.key not in self._regulars:
            rng = self.rng
            size = math.exp(rng.gauss(0.4, 0.7)) if customer.firm else 1.0
            count = rng.randint(3, 9) if customer.firm else rng.randint(1, 4)
            chosen = rng.choices(self.goods, self.popularity, k=3 * count)
            fitting = [good for good in chosen if customer.firm or not good.trade] or chosen
            self._regulars[customer.key] = [
                (good, size * math.exp(rng.gauss(0, 0.4)))
                for good in list(dict.fromkeys(fitting))[:count]
            ]
        return self._regulars[customer.key]

    def _quantity(self, good: Good, factor: float) -> float:
        """Log-normal, and round as people order: whole packs, tens, quarter hours."""
        wanted = good.typical * factor * math.exp(self.rng.gauss(0, good.spread))
        if good.packed:
            return max(1, round(wanted / good.packs[0])) * good.packs[0]
        if not good.whole:
            return max(0.5, round(wanted * 2) / 2)
        if wanted > 30:
            return round(wanted / 10) * 10
        return max(1, round(wanted))

    def line(self, customer: Person, good: Good, factor: float = 1.0) -> Line:
        rng = self.rng
        discount = float(rng.choice((2, 3, 5, 5, 10, 10, 12, 15))) if rng.random() < 0.12 else 0.0
        price = None
        if rng.random() < 0.05 and customer.firm:  # agreed on the phone
            price = round(self.price(good, customer) * rng.uniform(0.92, 1.0), 2) or None
        return Line(good, self._quantity(good, factor), price, 0.0 if price else discount)

    def price(self, good: Good, customer: Person) -> float:
        """Of the customer's price list, in its currency."""
        rate = CURRENCIES[customer.currency]
        return round(good.price * rate * (1 - customer.rebate / 100), 2)

    def lines(self, customer: Person) -> tuple[Line, ...]:
        rng, regular = self.rng, self._regular(customer)
        count = min(1 + int(rng.expovariate(0.7 if customer.firm else 1.2)), 12)
        chosen = dict(rng.choice(regular) for _ in range(count))
        if rng.random() < 0.2:  # something new
            good = rng.choices(self.goods, self.popularity)[0]
            if customer.firm or not good.trade:
                chosen.setdefault(good, 1.0)
        return tuple(self.line(customer, good, factor) for good, factor in chosen.items())

    def reference(self) -> str:
        """The customer's own number, as different systems write them."""
        number = next(self._numbers)
        form = self.rng.choice(
            ("PO-{n}", "{n}", "4500{n}", "B/{n}/26", "Bestellung {n}", "WO{n}-A")
        )
        return form.format(n=number)

    def order(self, customer: Person, age: timedelta | None = None) -> Order:
        rng = self.rng
        channel = rng.choice(CHANNELS if customer.firm else CHANNELS[:3])
        given = rng.random() < (0.6 if customer.firm else 0.05)
        order = Order(
            customer=customer,
            lines=self.lines(customer),
            channel=channel,
            reference=self.reference() if given or channel in ("api", "edi", "csv") else "",
            currency=customer.currency,
            age=age,
        )
        if age:
            self._remember(order)
        return order if age else self._dated(order)

    def _remember(self, order: Order) -> None:
        for line in order.lines:
            self.most[line.good.key] = max(line.quantity, self.most.get(line.good.key, 0))

    def _dated(self, order: Order) -> Order:
        """A wish or a promise that the goods allow; many orders have none."""
        rng = self.rng
        ready = max((self.ready(line.good) for line in order.lines if line.good), default=0)
        wish = timedelta(days=ready + rng.choice((2, 3, 5, 7, 14, 30, 60)), hours=rng.randint(0, 8))
        fate = rng.random()
        if fate < 0.25:
            return dataclasses.replace(order, requested=wish)
        if fate < 0.45:
            return dataclasses.replace(order, promised=wish)
        return order

    @staticmethod
    def ready(good: Good) -> int:
        """Days until a product can leave."""
        return max(good.lead, good.coming[1] if good.coming and not good.stock else 0)

    # ------------------------------------------------------------------ cases

    def case(self, firm: bool | None = None, orders: int | None = None) -> Case:
        """A customer with what it ordered before, and a clean order.

        :param orders: how many before; else as it comes: new customers, and old ones.
        """
        rng = self.rng
        customer = self.reachable(self.customer(firm))
        if orders is None:
            orders = self._count(customer)
        days = sorted((rng.uniform(2, 500) for _ in range(orders)), reverse=True)
        history = [self.order(customer, timedelta(days=day)) for day in days]
        case = Case(self.order(customer), history)
        if not orders:  # new customers begin small
            self._begin_small(case)
        return case

    def _count(self, customer: Person) -> int:
        rng = self.rng
        if customer.firm:
            return 0 if rng.random() < 0.06 else max(1, round(math.exp(rng.gauss(2.2, 0.6))))
        return 0 if rng.random() < 0.45 else rng.randint(1, 4)

    def _begin_small(self, case: Case) -> None:
        limit = 2500.0 if case.order.customer.firm else 600.0
        lines = list(case.order.lines)
        while len(lines) > 1 and self.worth(lines, case.order.customer) > limit:
            lines.pop()
        if self.worth(lines, case.order.customer) > limit:
            cheap = [g for g in self.goods if g.price * g.typical * 4 < limit]
            lines = [self.line(case.order.customer, self.rng.choice(cheap))]
        case.change(lines=tuple(lines))

    def worth(self, lines, customer: Person) -> float:
        """Untaxed, in euro."""
        rate = CURRENCIES[customer.currency]
        return sum(
            line.quantity
            * (self.price(line.good, customer) if line.price is None else line.price)
            * (1 - line.discount / 100)
            / rate
            for line in lines
            if line.good
        )

    def new_good(self, **changes) -> Good:
        return goods.special(self.rng, next(self._good_keys), **changes)

    def clean(self) -> Case:
        """A clean order, with what makes orders different from each other."""
        case = self.case()
        vary = self.rng.choices(
            (self._plain, self._branch, self._gift, self._collected, self._standing, self._services,
             self._billed_apart, self._within_credit, self._busy),
            (60, 14, 3, 5, 5, 4, 5, 5, 2),
        )[0]  # fmt: skip
        case.variant = vary.__name__.strip("_")
        vary(case)
        self._keep_credit(case)
        return case

    def _plain(self, case: Case) -> None:
        pass

    def _branch(self, case: Case) -> None:
        """A firm has goods sent to a branch, mostly one that got goods before."""
        customer, rng = case.order.customer, self.rng
        if not customer.firm:
            return
        # A stranger who has goods sent to another country is what somebody should look at.
        far = case.history and rng.random() < 0.3
        abroad = places.other_country(rng, customer.place.country) if far else ""
        branch = self.address(customer, country=abroad)
        if case.history and rng.random() < 0.85:
            some = rng.sample(range(len(case.history)), (len(case.history) + 1) // 2)
            for index in some:
                case.history[index] = dataclasses.replace(case.history[index], delivery=branch)
        case.change(delivery=branch)

    def _gift(self, case: Case) -> None:
        """Somebody sends something small to somebody else, sometimes abroad."""
        customer, rng = case.order.customer, self.rng
        abroad = places.other_country(rng, customer.place.country) if rng.random() < 0.3 else ""
        case.change(delivery=self.address(customer, country=abroad))
        self._begin_small(case)

    def _collected(self, case: Case) -> None:
        """Bought over the counter: a name and a phone number are all we know."""
        customer = case.order.customer
        phone = customer.phone or places.phone(self.rng, customer.place.country)
        country_only = Place(customer.place.country, "", "", "")
        case.change_customer(place=country_only, phone=phone)
        case.change(pickup=True, requested=timedelta(hours=3), promised=None)
        case.history.clear()
        self._begin_small(case)
        stocked = [line for line in case.order.lines if not self.ready(line.good)]
        if not stocked:
            ready = [g for g in self.goods if not self.ready(g) and g.price * g.typical < 150]
            stocked = [self.line(customer, self.rng.choice(ready))]
        case.change(lines=tuple(stocked))

    def _standing(self, case: Case) -> None:
        """The same goods every week or month."""
        every = self.rng.choice((7, 14, 28))
        for n in range(1, 6):
            again = dataclasses.replace(
                case.order,
                age=timedelta(days=every * n),
                reference=self.reference() if case.order.reference else "",
                requested=None,
                promised=None,
            )
            case.history.append(again)

    def _services(self, case: Case) -> None:
        """Hours only: nothing is delivered, and an address may be missing."""
        hours = [good for good in self.goods if good.kind == "service"]
        line = self.line(case.order.customer, self.rng.choice(hours))
        case.change(lines=(line,))
        if self.rng.random() < 0.3:
            case.change_customer(place=Place(case.order.customer.place.country, "", "", ""))

    def _billed_apart(self, case: Case) -> None:
        """The head office pays."""
        case.change(billing=self.address(case.order.customer, kind="invoice"))

    def _within_credit(self, case: Case) -> None:
        """Open orders and this one stay below the limit."""
        open_orders = case.history[-2:]
        case.history[-2:] = [dataclasses.replace(order, billed=False) for order in open_orders]
        worth = sum(self.worth(o.lines, o.customer) for o in (*open_orders, case.order))
        case.change_customer(limit=round(worth * self.rng.uniform(1.4, 4), -1) + 50)

    def _busy(self, case: Case) -> None:
        """Departments of one firm order on the same morning, as they do."""
        customer = case.order.customer
        if not customer.firm:  # who buys the same for themselves again an hour later means one
            return
        for day in (0, *(self.rng.randint(5, 80) for _ in range(3))):
            for _ in range(self.rng.randint(1, 3)):
                age = timedelta(days=day, minutes=self.rng.randint(3, 50))
                case.history.append(self.order(customer, age))

    def _keep_credit(self, case: Case) -> None:
        """A limit was set with the customer's usual orders in mind (taxes on top)."""
        customer = case.order.customer
        if customer.limit is not None:
            owed = sum(self.worth(o.lines, customer) for o in case.history if not o.billed)
            need = owed + self.worth(case.order.lines, customer)
            if customer.limit < need * 1.3:
                case.change_customer(limit=round(need * 2, -2) + 100)
