"""Mistakes about prices, dates, stock, repeated orders, credit and risk: see ``kinds``."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta

import places
from kinds import advice, kind, pick, regular, with_goods
from world import CURRENCIES, Case, Line, World

# ---------------------------------------------------------------------- price


def _priced(world: World, floor: float = 1.0) -> Case:
    case = with_goods(world, lambda good: good.price >= floor, firm=None)
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
    wrong = pick(
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
    wrong = pick(rng, case, {"a zero too many": rng.choice((40, 50, 60, 80, 100)), "amount": 75.5})
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
    return pick(
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
    case, rng = with_goods(world, lambda good: good.lead >= 4), world.rng
    soon = timedelta(days=rng.randint(0, case.order.lines[0].good.lead // 3), hours=6)
    case.change(requested=None, promised=soon)
    return case


# ---------------------------------------------------------------------- stock


def _short(world: World) -> Case:
    """A product that there is not enough of."""
    rng, case = world.rng, world.case(True)
    quantity = rng.randint(8, 40)
    fate = pick(
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
    if pick(rng, case, {"the same": True, "corrected": False}) is False:
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
    age = pick(
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
    case, rng = regular(world, True), world.rng
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
    case, rng = regular(world), world.rng
    for _ in range(rng.randint(8, 20)):
        age = timedelta(minutes=rng.uniform(1, 40))
        case.history.append(world.order(case.order.customer, age))
    return case
