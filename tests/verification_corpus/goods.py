"""A range of goods: screws by the hundred, chairs by the piece, cloth by the metre, hours."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

# (name, prices from–to in euro, usual quantity, its spread from one order of a customer to the
# next as a standard deviation of the logarithm, unit, kind, packs, days of lead). Who orders
# again orders about as much: 0.35 means two orders of three within 42 % of the usual.
_KINDS = (
    ("Screw M{n}", (0.02, 0.4), 400, 0.4, "unit", "goods", (100,), (0,)),
    ("Envelope C{n}", (0.05, 0.3), 250, 0.35, "unit", "goods", (50,), (0,)),
    ("Pen {n}", (0.5, 4), 20, 0.4, "unit", "goods", (), (0,)),
    ("Paper {n} g", (3, 9), 10, 0.35, "unit", "goods", (5,), (0,)),
    ("Juice {n} l", (0.8, 3), 36, 0.35, "unit", "goods", (6, 12), (0, 1)),
    ("Wine {n}", (5, 40), 12, 0.4, "unit", "goods", (6,), (0,)),
    ("Lamp {n}", (25, 180), 2, 0.35, "unit", "goods", (), (0, 2)),
    ("Chair {n}", (60, 420), 4, 0.4, "unit", "goods", (), (0, 5, 14)),
    ("Desk {n}", (180, 900), 1.5, 0.35, "unit", "goods", (), (2, 14, 21)),
    ("Notebook {n}", (500, 1900), 1.2, 0.3, "unit", "goods", (), (0, 3)),
    ("Phone case {n}", (8, 30), 1.5, 0.35, "unit", "goods", (), (0,)),
    ("Cloth {n}", (6, 45), 12, 0.4, "metre", "goods", (), (0, 4)),
    ("Coffee {n}", (9, 30), 5, 0.35, "kg", "goods", (), (0,)),
    ("Consulting {n}", (70, 160), 8, 0.4, "hour", "service", (), (0,)),
    ("Cleaning {n}", (30, 60), 3, 0.3, "hour", "service", (), (0,)),
)


@dataclass(frozen=True)
class Good:
    """``typical``: quantity that is usual in one order; ``packs``: sold in these only, where
    ``packed``; ``coming``: (quantity, in days), on order; amounts in euro."""

    key: int
    name: str
    code: str
    price: float
    cost: float
    typical: float
    spread: float
    uom: str
    kind: str
    packs: tuple[int, ...]
    packed: bool
    lead: int
    stock: float
    taken: float = 0.0
    coming: tuple[float, int] | None = None
    trade: bool = True  # bought by companies; else by everybody
    barcode: str = ""
    active: bool = True
    saleable: bool = True
    elsewhere: bool = False  # of another company
    extra: dict = field(default_factory=dict, compare=False)

    @property
    def whole(self) -> bool:
        return self.uom == "unit"


def catalogue(rng: random.Random, count: int) -> list[Good]:
    return [_good(rng, key) for key in range(count)]


def _good(rng: random.Random, key: int, **changes) -> Good:
    name, prices, typical, spread, uom, kind, packs, leads = _KINDS[key % len(_KINDS)]
    price = round(math.exp(rng.uniform(*map(math.log, prices))), 2)
    typical *= math.exp(rng.gauss(0, 0.3))
    stock, taken, coming = typical * rng.uniform(80, 300), 0.0, None
    fate = rng.random()
    if fate < 0.15:  # much of it is set aside for others
        taken = stock * rng.uniform(0.2, 0.6)
    elif fate < 0.25:  # none there, but on order
        stock, coming = 0.0, (typical * 200, rng.randint(3, 12))
    values = {
        "name": name.format(n=rng.randint(2, 99)) + f" #{key}",
        "code": f"{name[:3].upper()}-{1000 + 7 * key}",
        "price": price,
        "cost": round(price * rng.uniform(0.35, 0.72), 2),
        "typical": typical,
        "spread": spread,
        "uom": uom,
        "kind": kind,
        "packs": packs,
        "packed": bool(packs) and rng.random() < 0.6,
        "lead": rng.choice(leads),
        "stock": round(stock),
        "taken": round(taken),
        "coming": coming and (round(coming[0]), coming[1]),
        "trade": typical > 3 or price > 400,
        "barcode": f"40{key:010d}",
    }
    return Good(key, **{**values, **changes})


def special(rng: random.Random, key: int, **changes) -> Good:
    """A product with something the matter, for mistakes."""
    return _good(rng, key, **changes)
