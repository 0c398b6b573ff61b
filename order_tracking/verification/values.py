"""The plain values that rules look at: an order and what is known about its customer and goods.

Amounts called ``amount`` or ``net`` are in the company's currency; ``price`` is in the order's.
Quantities called ``quantity`` are in the line's unit, ``base_quantity`` in the product's.
Instants are naive UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or company of ``res.partner``: how to reach them and where they are."""

    id: int
    name: str = ""
    company_name: str = ""
    email: str = ""
    email_normalized: str = ""  # empty: not an address that mail can go to
    phone: str = ""
    phone_e164: str = ""  # empty: not a number of its country
    street: str = ""
    street2: str = ""
    city: str = ""
    zip: str = ""
    state_id: int | None = None
    state_code: str = ""
    state_name: str = ""
    state_country: str = ""  # code of the country that the state belongs to
    country_code: str = ""
    active: bool = True
    company_email: str = ""  # of the company that the person belongs to
    company_phone: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    id: int
    code: str = ""
    name: str = ""
    active: bool = True
    saleable: bool = True
    company_id: int | None = None
    kind: str = "consu"  # consu, service or combo
    storable: bool = False
    uom_id: int | None = None
    uom_root: int | None = None  # units of the same root convert into each other
    cost: float = 0.0  # per product unit, in the company's currency
    packs: tuple[float, ...] = ()  # quantities in the product's unit that it is packed in
    made_to_order: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    number: int  # counted from 1 among the lines with a product, as people see them
    name: str = ""
    product: Product | None = None
    code: str = ""  # what the sender called the product, where it is not known
    quantity: float = 0.0
    base_quantity: float = 0.0
    uom_id: int | None = None
    uom_root: int | None = None
    price: float = 0.0  # before discount, per line unit
    listed_price: float | None = None  # what the pricelist says; None: it says nothing
    discount: float = 0.0  # percent
    listed_discount: float = 0.0  # percent that the pricelist itself grants and shows
    net: float = 0.0  # untaxed, after discount, per product unit, company currency
    free: bool = False  # reward, delivery, down payment, part of a combo: no price is right
    available: float | None = None  # of the product's unit by the promised date; None: not asked
    available_at: datetime | None = None  # when all of it could be there; None: not known
    lead_days: float = 0.0


@dataclass(frozen=True, slots=True)
class Earlier:
    """An order of the same customer that may be the same order again."""

    id: int
    name: str
    ordered_at: datetime
    reference: str = ""
    amount: float = 0.0
    content: tuple[tuple[int, float], ...] = ()  # sorted (product, base quantity)


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the customer and the goods before this order."""

    orders: int = 0  # confirmed orders of the customer (its whole company)
    currencies: Mapping[int, int] = field(default_factory=dict)  # orders by currency id
    busiest_hour: int = 0  # most orders that one hour of the last 90 days saw
    last_hour: int = 0  # orders confirmed in the hour before this one
    delivered_here: int = 0  # confirmed orders to the same delivery address
    customer_quantities: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    product_quantities: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """``limit`` None: the company sets none; ``used``: owed and not yet invoiced, without
    this order."""

    limit: float | None = None
    used: float = 0.0


@dataclass(frozen=True, slots=True)
class Order:
    id: int
    name: str
    company_id: int
    now: datetime  # when the check runs
    customer: Contact
    billing: Contact
    delivery: Contact
    lines: tuple[Line, ...] = ()
    channel: str = "staff"
    team_id: int | None = None
    companies: tuple[int, ...] = ()  # the company and those above it, whose products it may sell
    reference: str = ""  # the customer's own number
    currency: int | None = None
    company_currency: int | None = None
    company_country: str = ""  # code
    zone: str = "UTC"  # where the order is handled: name of its time zone
    pricelist_currency: int | None = None  # of the order's pricelist
    customer_currency: int | None = None  # of the pricelist that the customer was given
    amount: float = 0.0  # with taxes
    untaxed: float = 0.0
    delivers_goods: bool = True
    pickup: bool = False  # the customer fetches the goods: no delivery address needed
    requested_at: datetime | None = None
    commitment_at: datetime | None = None
    history: History = field(default_factory=History)
    credit: Credit = field(default_factory=Credit)
    codes: Mapping[str, int] = field(default_factory=dict)  # saleable products by code
