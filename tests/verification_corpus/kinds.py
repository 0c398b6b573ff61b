"""What people do wrong: each kind takes a clean case and makes one mistake in it.

The kinds are those that the product says it finds; the ways of making them are those of
people: an extra zero, a phone number in the field of the postcode, last year's date, an order
sent twice. Most must stop the order. Some may only be told, for the order can go out right in
spite of them: they are marked with ``advice``.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from world import Case, World

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


def pick(rng: random.Random, case: Case, variants: dict[str, object]):
    """One of several ways, noted as the case's variant."""
    case.variant = rng.choice(list(variants))
    return variants[case.variant]


def spoil(rng: random.Random, text: str, characters: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """``text`` with one character struck wrongly."""
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(characters) + text[at + 1 :]


def regular(world: World, firm: bool | None = None) -> Case:
    """Of a customer who has ordered a number of times."""
    return world.case(firm, world.rng.randint(3, 20))


def with_goods(world: World, fits: Callable, firm: bool | None = True, orders=None) -> Case:
    """A case with a line whose product fits; that line is the first."""
    case = world.case(firm, orders)
    good = world.rng.choice([good for good in world.goods if fits(good)])
    customer = case.order.customer
    own = [line for line in case.order.lines if line.good is not good]
    case.change(lines=(world.line(customer, good), *own))
    return case
