"""Mistakes about who orders, where it goes, and what and how much is ordered: see ``kinds``."""

from __future__ import annotations

import dataclasses
import random

import places
from kinds import advice, kind, pick, regular, spoil, with_goods
from world import Case, Line, World

# ---------------------------------------------------------------------- customer and contact


@kind
def email(world: World) -> Case:
    """An address that no mail can go to."""
    case, rng = world.case(), world.rng
    user, host = "maria.keller", "nordwerk.de"
    wrong = pick(
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
    wrong = pick(
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
    name = pick(
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
    case = with_goods(world, lambda good: good.kind == "goods", firm=None)
    case.change(delivery=None)
    return case


def _move(case: Case, **changes) -> None:
    case.change_customer(place=dataclasses.replace(case.order.customer.place, **changes))


# Parcels are delivered there by street and city: postcodes exist, and many people leave them out.
_DELIVERED_WITHOUT_POSTCODE = ("CN", "IE")


@kind
def postcode(world: World) -> Case:
    """A postcode that its country does not have."""
    while True:
        case, rng = _delivered(world), world.rng
        place = case.order.customer.place
        if place.zip:
            break
    foreign = {"DE": "SW1A 1AA", "GB": "10115", "US": "K1A 0B1", "CN": "10115"}
    wrong = pick(
        rng,
        case,
        {
            "phone number": "0171 5551234",
            "a character too few": place.zip[:-1].strip(),
            "typed twice": place.zip + place.zip,
            "city": place.city[:20],
            "letters for digits": place.zip.replace("0", "O").replace("1", "l") + "x",
            "other country's": foreign.get(place.country, "ABC-12"),
            **({} if place.country in _DELIVERED_WITHOUT_POSTCODE else {"empty": ""}),
            "price": "49,90",
        },
    )
    _move(case, zip=wrong)
    return case


@kind
def address_incomplete(world: World) -> Case:
    """A parcel could not be delivered there."""
    case, rng = _delivered(world), world.rng
    missing = pick(
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
    case = with_goods(world, lambda good: good.whole and good.kind == "goods")
    case.change_line(0, uom=world.rng.choice(("kg", "metre", "hour")))
    return case


@kind
def product_unknown(world: World) -> Case:
    """An import could not find the product and left its code as a text."""
    case, rng = world.case(True), world.rng
    good = rng.choice(world.goods)
    text = pick(
        rng,
        case,
        {
            "mistyped code": spoil(rng, good.code, "ABCDEFGHJKLM"),
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
    factor = pick(rng, case, {"zero": 0, "negative": -1})
    case.change_line(index, quantity=factor * case.order.lines[index].quantity)
    return case


def _slip(rng: random.Random, case: Case, index: int) -> None:
    """Types a quantity wrongly."""
    right = case.order.lines[index].quantity
    text = f"{right:g}"
    wrong = pick(
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
        case = regular(world)
        before = [line.good for order in case.history for line in order.lines]
        often = [i for i, line in enumerate(case.order.lines) if before.count(line.good) >= 3]
        if often:
            _slip(world.rng, case, world.rng.choice(often))
            return case


@kind
def quantity_of_new_product(world: World) -> Case:
    """A slip of the hand on a product that the customer never had: others did.

    Of a customer whom nobody knows to buy little of it, a quantity that others have ordered is an
    ordinary one, whoever looks at it. Only what is more than anybody's counts as a mistake.
    """
    while True:
        case = regular(world)
        before = {line.good for order in case.history for line in order.lines}
        fresh = [good for good in world.goods if good not in before]
        weights = [world.popularity[good.key] for good in fresh]
        good = world.rng.choices(fresh, weights)[0]
        case.change(lines=(*case.order.lines, world.line(case.order.customer, good)))
        _slip(world.rng, case, len(case.order.lines) - 1)
        if case.order.lines[-1].quantity > world.most.get(good.key, 0):
            return case


@advice
def quantity_no_pack(world: World) -> Case:
    """Pieces counted wrongly of a product that comes in packs only."""
    case, rng = with_goods(world, lambda good: good.packed), world.rng
    pack = case.order.lines[0].good.packs[0]
    packs = case.order.lines[0].quantity
    off = pick(rng, case, {"one too few": -1, "one too many": 1, "half": pack // 2})
    case.change_line(0, quantity=max(1, packs + off))
    return case
