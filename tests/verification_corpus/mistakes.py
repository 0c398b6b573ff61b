"""What people do wrong: each kind takes a clean case and makes one mistake in it.

The kinds are those that the product says it finds; the ways of making them are those of
people: an extra zero, a phone number in the field of the postcode, last year's date, an order
sent twice. Most must stop the order. Some may only be told, for the order can go out right in
spite of them: they are marked with ``advice``.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from datetime import timedelta

import places
from world import CURRENCIES, Case, Line, World

KINDS: dict[str, Callable[[World], Case]] = {}
ADVICE: set[str] = set()


def kind(make: Callable[[World], Case]) -> Callable[[World], Case]:
    KINDS[make.__name__] = make
    return make


def advice(make: Callable[[World], Case]) -> Callable[[World], Case]:
    ADVICE.add(make.__name__)
    return kind(make)


def mistaken(world: World, name: str) -> Case:
    case = KINDS[name](world)
    case.kind = name
    return case


def _pick(rng: random.Random, case: Case, variants: dict[str, object]):
    """One of several ways, noted as the case's variant."""
    case.variant = rng.choice(list(variants))
    return variants[case.variant]


def _spoil(rng: random.Random, text: str, characters: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """``text`` with one character struck wrongly."""
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(characters) + text[at + 1 :]


def _regular(world: World, firm: bool | None = None) -> Case:
    """Of a customer who has ordered a number of times."""
    return world.case(firm, world.rng.randint(3, 20))


def _with_goods(world: World, fits: Callable, firm: bool | None = True, orders=None) -> Case:
    """A case with a line whose product fits; that line is the first."""
    case = world.case(firm, orders)
    good = world.rng.choice([good for good in world.goods if fits(good)])
    customer = case.order.customer
    own = [line for line in case.order.lines if line.good is not good]
    case.change(lines=(world.line(customer, good), *own))
    return case


# ---------------------------------------------------------------------- customer and contact


@kind
def email(world: World) -> Case:
    """An address that no mail can go to."""
    case, rng = world.case(), world.rng
    user, host = "maria.keller", "nordwerk.de"
    wrong = _pick(
        rng,
        case,
        {
            "no at sign": f"{user}{host}",
            "two at signs": f"{user}@@{host}",
            "comma for dot": f"{user}@{host.replace('.', ',')}",
            "no ending": f"{user}@nordwerk",
            "blank inside": f"maria keller@{host}",
            "ends with a dot": f"{user}@{host}.",
            "cut off": f"{user}@",
            "other words": "will be told later",
            "phone number": "0171 5551234",
            "umlaut of a keyboard": f"{user}”{host}",
        },
    )
    case.change_customer(email=wrong)
    return case


@kind
def phone(world: World) -> Case:
    """A number that nobody can call."""
    case, rng = world.case(), world.rng
    right = places.phone(rng, case.order.customer.place.country)
    digits = "".join(c for c in right if c.isdigit())
    wrong = _pick(
        rng,
        case,
        {
            "cut off": digits[:5],
            "typed twice": digits * 2,
            "digits too many": digits + "".join(rng.choices("0123456789", k=5)),
            "a word": "see above",
            "mail address": "maria.keller@nordwerk.de",
            "zeros": "0000000000",
            "letters between": digits[:4] + "xx" + digits[4:6],
        },
    )
    case.change_customer(phone=wrong)
    return case


@kind
def unreachable(world: World) -> Case:
    """Neither mail nor phone, and a delivery address without them."""
    case = world.case()
    case.change_customer(email="", phone="")
    case.change(delivery=None)
    return case


@kind
def customer_identity(world: World) -> Case:
    """It is not clear who orders."""
    case, rng = world.case(), world.rng
    if rng.random() < 0.3:
        case.variant = "archived"
        case.change_customer(active=False)
        return case
    name = _pick(
        rng,
        case,
        {
            "test": rng.choice(("test", "TEST", "Test Test", "testkunde", "测试")),
            "keys": rng.choice(("asdf", "qwertz", "xxx", "aaa aaa")),
            "nothing": rng.choice(("-", ".", "n/a", "??", "unknown")),
            "phone number": "0171 5551234",
            "mail address": "maria.keller@nordwerk.de",
        },
    )
    case.change_customer(name=name)
    return case


# ---------------------------------------------------------------------- address


def _delivered(world: World) -> Case:
    """Goods for the customer's own address."""
    case = _with_goods(world, lambda good: good.kind == "goods", firm=None)
    case.change(delivery=None)
    return case


def _move(case: Case, **changes) -> None:
    case.change_customer(place=dataclasses.replace(case.order.customer.place, **changes))


@kind
def postcode(world: World) -> Case:
    """A postcode that its country does not have."""
    while True:
        case, rng = _delivered(world), world.rng
        place = case.order.customer.place
        if place.zip:
            break
    foreign = {"DE": "SW1A 1AA", "GB": "10115", "US": "K1A 0B1", "CN": "10115"}
    wrong = _pick(
        rng,
        case,
        {
            "phone number": "0171 5551234",
            "a character too few": place.zip[:-1].strip(),
            "typed twice": place.zip + place.zip,
            "city": place.city[:20],
            "letters for digits": place.zip.replace("0", "O").replace("1", "l") + "x",
            "other country's": foreign.get(place.country, "ABC-12"),
            "empty": "",
            "price": "49,90",
        },
    )
    _move(case, zip=wrong)
    return case


@kind
def address_incomplete(world: World) -> Case:
    """A parcel could not be delivered there."""
    case, rng = _delivered(world), world.rng
    missing = _pick(
        rng,
        case,
        {
            "no street": {"street": "", "street2": ""},
            "no city": {"city": ""},
            "nothing": {"street": "", "street2": "", "city": "", "zip": "", "state": ""},
            "dots": {"street": ".", "city": "."},
            "to be told": {"street": "tbd"},
        },
    )
    if rng.random() < 0.2:
        case.variant, missing = "no country", {"country": "", "state": ""}
    _move(case, **missing)
    return case


def _in_states(world: World, countries: tuple[str, ...]) -> tuple[Case, places.Place]:
    """Delivered to a country where addresses name a state; (case, address)."""
    case, country = _delivered(world), world.rng.choice(countries)
    place = places.place(world.rng, country)
    case.change_customer(place=place, phone=places.phone(world.rng, country))
    return case, place


@kind
def state_other(world: World) -> Case:
    """The line above or below in the list of states."""
    far = {"US": ("FL", "ME"), "BR": ("AM", "RS"), "AU": ("WA", "TAS"), "IT": ("PA", "BZ")}
    case, place = _in_states(world, tuple(far))
    case.variant = place.country
    _move(case, state=world.rng.choice(far[place.country]))
    return case


@advice
def state_forgotten(world: World) -> Case:
    """The postcode says it, too."""
    case, place = _in_states(world, ("US", "CN", "IT", "BR", "AU"))
    case.variant = place.country
    _move(case, state="")
    return case


# ---------------------------------------------------------------------- product


def _with_special(world: World, **changes) -> Case:
    case = world.case(True)
    good = world.new_good(stock=5000.0, taken=0.0, coming=None, **changes)
    case.extra_goods.append(good)
    case.change(lines=(*case.order.lines, Line(good, max(1, round(good.typical)))))
    return case


@kind
def product_archived(world: World) -> Case:
    """Copied from an old order: the product is no longer in the range."""
    return _with_special(world, active=False)


@kind
def product_not_sold(world: World) -> Case:
    """A part that is only used inside."""
    return _with_special(world, saleable=False)


@kind
def product_elsewhere(world: World) -> Case:
    """A product of the sister company."""
    return _with_special(world, elsewhere=True)


@kind
def unit(world: World) -> Case:
    """Kilograms of a product that is sold by the piece."""
    case = _with_goods(world, lambda good: good.whole and good.kind == "goods")
    case.change_line(0, uom=world.rng.choice(("kg", "metre", "hour")))
    return case


@kind
def product_unknown(world: World) -> Case:
    """An import could not find the product and left its code as a text."""
    case, rng = world.case(True), world.rng
    good = rng.choice(world.goods)
    text = _pick(
        rng,
        case,
        {
            "mistyped code": _spoil(rng, good.code, "ABCDEFGHJKLM"),
            "code without dash": good.code.replace("-", ""),
            "the customer's own number": f"MAT{rng.randint(100000, 999999)}",
        },
    )
    line = Line(None, good.typical // 1 + 1, price=good.price, text=text)
    case.change(lines=(*case.order.lines, line), channel="edi")
    return case


# ---------------------------------------------------------------------- quantity


@kind
def quantity_zero(world: World) -> Case:
    case, rng = world.case(), world.rng
    index = rng.randrange(len(case.order.lines))
    factor = _pick(rng, case, {"zero": 0, "negative": -1})
    case.change_line(index, quantity=factor * case.order.lines[index].quantity)
    return case


def _slip(rng: random.Random, case: Case, index: int) -> None:
    """Types a quantity wrongly."""
    right = case.order.lines[index].quantity
    text = f"{right:g}"
    wrong = _pick(
        rng,
        case,
        {
            "a zero too many": right * 10,
            "two zeros too many": right * 100,
            "typed twice": float(text + text) if "." not in text else right * 10,
            "decimal point lost": float(f"{right:.2f}".replace(".", "")),
            "barcode scanned": float(f"40{rng.randint(10**9, 10**10)}"),
            "postcode": float(rng.randint(10000, 99999)),
        },
    )
    case.change_line(index, quantity=wrong)


@kind
def quantity_too_large(world: World) -> Case:
    """A slip of the hand on a product that the customer orders again and again."""
    while True:
        case = _regular(world)
        before = [line.good for order in case.history for line in order.lines]
        often = [i for i, line in enumerate(case.order.lines) if before.count(line.good) >= 3]
        if often:
            _slip(world.rng, case, world.rng.choice(often))
            return case


@kind
def quantity_of_new_product(world: World) -> Case:
    """A slip of the hand on a product that the customer never had: others did."""
    case = _regular(world)
    before = {line.good for order in case.history for line in order.lines}
    fresh = [good for good in world.goods if good not in before]
    weights = [world.popularity[good.key] for good in fresh]
    good = world.rng.choices(fresh, weights)[0]
    case.change(lines=(*case.order.lines, world.line(case.order.customer, good)))
    _slip(world.rng, case, len(case.order.lines) - 1)
    return case


@advice
def quantity_no_pack(world: World) -> Case:
    """Pieces counted wrongly of a product that comes in packs only."""
    case, rng = _with_goods(world, lambda good: good.packed), world.rng
    pack = case.order.lines[0].good.packs[0]
    packs = case.order.lines[0].quantity
    off = _pick(rng, case, {"one too few": -1, "one too many": 1, "half": pack // 2})
    case.change_line(0, quantity=max(1, packs + off))
    return case


# ---------------------------------------------------------------------- price


def _priced(world: World, floor: float = 1.0) -> Case:
    case = _with_goods(world, lambda good: good.price >= floor, firm=None)
    case.change_line(0, discount=0.0, price=None)
    return case


@kind
def price_zero(world: World) -> Case:
    case = _priced(world)
    case.change_line(0, price=0.0)
    return case


@kind
def price_below_cost(world: World) -> Case:
    """The price of a cheaper variant, or of last decade."""
    case = _priced(world)
    line = case.order.lines[0]
    rate = CURRENCIES[case.order.currency]
    case.change_line(0, price=round(line.good.cost * rate * world.rng.uniform(0.4, 0.93), 2))
    return case


@kind
def price_off_list(world: World) -> Case:
    """Far from what the price list says, and not below cost alone."""
    case, rng = _priced(world), world.rng
    listed = world.price(case.order.lines[0].good, case.order.customer)
    dearer = [good.price for good in world.goods if good.price > 3 * listed]
    wrong = _pick(
        rng,
        case,
        {
            "point moved right": listed * 10,
            "point moved left": listed / 10,
            "cents": listed * 100,
            "price of ten": listed * rng.choice((6, 10, 12)),
            "another line's": rng.choice(dearer or [listed * 5]),
        },
    )
    case.change_line(0, price=round(wrong, 2))
    return case


@kind
def discount_too_high(world: World) -> Case:
    """Ten times the percentage that was meant, or an amount typed as percent."""
    case, rng = _priced(world), world.rng
    wrong = _pick(rng, case, {"a zero too many": rng.choice((40, 50, 60, 80, 100)), "amount": 75.5})
    case.change_line(0, discount=float(wrong))
    return case


@kind
def currency(world: World) -> Case:
    """A price list in another currency than the customer's."""
    case = world.case(True)
    others = [code for code in CURRENCIES if code != case.order.customer.currency]
    case.change(currency=world.rng.choice(others))
    return case


# ---------------------------------------------------------------------- dates


def _past(rng: random.Random, case: Case) -> timedelta:
    return _pick(
        rng,
        case,
        {
            "last year": timedelta(days=-365 + rng.randint(3, 60)),
            "copied": timedelta(days=-rng.randint(8, 90)),
            "day and month swapped": timedelta(days=-rng.choice((29, 60, 121, 180))),
            "yesterday": timedelta(days=-1, hours=-rng.randint(1, 10)),
        },
    )


@kind
def promise_past(world: World) -> Case:
    """The date of the order that was copied, or the old year in January."""
    case = world.case()
    case.change(requested=None, promised=_past(world.rng, case))
    return case


@advice
def wish_past(world: World) -> Case:
    """The customer's wish is over; what we promise is another matter."""
    case = world.case()
    case.change(requested=_past(world.rng, case), promised=None)
    return case


@kind
def promise_too_soon(world: World) -> Case:
    """Promised before the goods can be there."""
    case, rng = _with_goods(world, lambda good: good.lead >= 4), world.rng
    soon = timedelta(days=rng.randint(0, case.order.lines[0].good.lead // 3), hours=6)
    case.change(requested=None, promised=soon)
    return case


# ---------------------------------------------------------------------- stock


def _short(world: World) -> Case:
    """A product that there is not enough of."""
    rng, case = world.rng, world.case(True)
    quantity = rng.randint(8, 40)
    fate = _pick(
        rng,
        case,
        {
            "none": {"stock": 0.0},
            "too few": {"stock": float(quantity // 3)},
            "set aside for others": {"stock": quantity * 3.0, "taken": quantity * 3.0 - 2},
            "comes later": {"stock": 0.0, "coming": (quantity * 5.0, 45)},
        },
    )
    good = world.new_good(
        **{"taken": 0.0, "coming": None, "lead": 0, "uom": "unit", "kind": "goods", **fate},
        typical=quantity / 1.5,
        packs=(),
        packed=False,
    )
    case.extra_goods.append(good)
    case.change(lines=(Line(good, quantity), *case.order.lines), requested=None, promised=None)
    return case


@kind
def stock_promised(world: World) -> Case:
    """Promised for a day on which the goods are not there."""
    case = _short(world)
    case.change(promised=timedelta(days=world.rng.randint(15, 25), hours=4))
    return case


@advice
def stock_unpromised(world: World) -> Case:
    """Nobody named a day; the customer will wait longer than usual."""
    return _short(world)


# ---------------------------------------------------------------------- duplicates


@kind
def duplicate_reference(world: World) -> Case:
    """The customer's order was typed in already, perhaps by a colleague."""
    case, rng = world.case(True), world.rng
    reference = world.reference()
    age = timedelta(hours=rng.uniform(0.2, 24 * 6))
    lines = case.order.lines
    if _pick(rng, case, {"the same": True, "corrected": False}) is False:
        lines = (dataclasses.replace(lines[0], quantity=lines[0].quantity + 1), *lines[1:])
    first = dataclasses.replace(
        case.order, reference=reference, age=age, requested=None, promised=None, lines=lines
    )
    case.history.append(first)
    again = rng.choice((reference, reference, reference.lower(), f" {reference}", reference + " "))
    case.change(reference=again)
    return case


@kind
def duplicate_content(world: World) -> Case:
    """Sent twice, without a number: a double click, or by mail and by phone."""
    case, rng = world.case(), world.rng
    age = _pick(
        rng,
        case,
        {
            "double click": timedelta(seconds=rng.randint(2, 90)),
            "the same day": timedelta(minutes=rng.randint(5, 400)),
            "the next day": timedelta(hours=rng.randint(14, 30)),
        },
    )
    first = dataclasses.replace(
        case.order, reference="", age=age, requested=None, promised=None, exact=True
    )
    case.history.append(first)
    case.change(reference="", channel=rng.choice(("staff", "website", "email", "portal")))
    return case


# ---------------------------------------------------------------------- credit and risk


@kind
def credit_limit(world: World) -> Case:
    """With what is open already, the order is more than the customer is good for."""
    case, rng = _regular(world, True), world.rng
    case.history[-2:] = [dataclasses.replace(order, billed=False) for order in case.history[-2:]]
    customer = case.order.customer
    owed = sum(world.worth(order.lines, customer) for order in case.history[-2:])
    need = owed + world.worth(case.order.lines, customer)
    case.change_customer(limit=round(need * rng.uniform(0.3, 0.9), 2))
    return case


@kind
def first_order_large(world: World) -> Case:
    """A stranger orders for a fortune."""
    rng = world.rng
    case = world.case(None, orders=0)
    dear = [good for good in world.goods if good.price > 300]
    chosen = rng.sample(dear, min(2, len(dear)))
    customer = case.order.customer
    each = rng.uniform(12_000, 60_000) / len(chosen)
    lines = tuple(Line(good, max(5, round(each / good.price))) for good in chosen)
    case.change(lines=lines)
    case.change_customer(limit=None, rebate=0, currency=customer.currency)
    return case


@kind
def stranger_abroad(world: World) -> Case:
    """A stranger is billed in one country and has dear goods sent to another."""
    rng = world.rng
    case = world.case(None, orders=0)
    customer = case.order.customer
    abroad = places.other_country(rng, customer.place.country)
    dear = rng.choice([good for good in world.goods if good.price > 300])
    case.change(
        delivery=world.address(customer, country=abroad),
        lines=(Line(dear, rng.randint(3, 9)),),
        requested=None,
        promised=None,
    )
    return case


@kind
def burst(world: World) -> Case:
    """A customer who orders now and then sends one order after the other."""
    case, rng = _regular(world), world.rng
    for _ in range(rng.randint(8, 20)):
        age = timedelta(minutes=rng.uniform(1, 40))
        case.history.append(world.order(case.order.customer, age))
    return case
