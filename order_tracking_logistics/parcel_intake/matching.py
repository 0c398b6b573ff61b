"""Which of our deliveries, orders, products and parcels a message speaks of. What is not certain
is a problem, never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from odoo.addons.order_tracking.intake.matching import fold
from odoo.addons.order_tracking.intake.problem import Problem

from .message import Line, Message


@dataclass(frozen=True, slots=True)
class Carrier:
    id: int
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """``orders``: ids of the orders whose goods it moves."""

    id: int
    outgoing: bool
    carrier: int = 0
    orders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OrderLine:
    """``codes``, ``barcodes``: of its product."""

    id: int
    order: int
    code: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A parcel that we have; ``over``: it ended, its number may be used again."""

    id: int
    carrier: int = 0
    closed: bool = False
    over: bool = False
    deliveries: frozenset[int] = frozenset()
    orders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What messages could mean: names are as people write them, orders are confirmed ones."""

    carriers: Sequence[Carrier] = ()
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)
    packages: Mapping[str, int] = field(default_factory=dict)
    lines: Sequence[OrderLine] = ()
    parcels: Mapping[str, Sequence[Known]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a message comes to; ids, 0 for none. ``known``: the parcel that it is about, 0 for a
    new one; ``lines``: quantity by order line."""

    message: Message
    known: int
    carrier: int
    delivery: int
    orders: frozenset[int]
    package: int
    lines: Mapping[int, float]


def match(message: Message, catalogue: Catalogue) -> Plan | list[Problem]:
    """What ``message`` comes to, or everything that is unclear in it."""
    problems: list[Problem] = []
    carrier = _found(_carrier(message, catalogue), problems)
    delivery = _found(_delivery(message, catalogue), problems)
    orders = set(delivery.orders) if delivery else set()
    order = _found(_named("order", message.order, catalogue.orders), problems)
    orders |= {order} - {None}
    package = _found(_named("package", message.package, catalogue.packages), problems)
    method = carrier or (delivery.carrier if delivery else 0) or 0
    known = _known(message, catalogue, method, delivery.id if delivery else 0, orders)
    if not known and not (message.delivery or message.order):
        problems.append(Problem("", "parcel_of_nothing", None, "a delivery or an order"))
    theirs = orders | (set(known.orders) if known else set())
    # goods of an order that could not be found would only be a second mistake
    lines = {} if problems else _lines(message.lines, catalogue.lines, theirs, problems)
    if problems:
        return problems
    return Plan(
        message=message,
        known=known.id if known else 0,
        carrier=method,
        delivery=delivery.id if delivery else 0,
        orders=frozenset(orders),
        package=package or 0,
        lines=lines,
    )


def _found(value, problems: list[Problem]):
    """``value``, or None after noting the problem that it is."""
    if not isinstance(value, Problem):
        return value
    problems.append(value)
    return None


def _carrier(message: Message, catalogue: Catalogue) -> int | None | Problem:
    if not message.carrier:
        return None
    wanted = fold(message.carrier)
    found = [c for c in catalogue.carriers if fold(c.code) == wanted]
    found = found or [c for c in catalogue.carriers if fold(c.name) == wanted]
    if len(found) == 1:
        return found[0].id
    problem = "carrier_ambiguous" if found else "carrier_unknown"
    return Problem("carrier", problem, message.carrier, "one of our delivery methods")


def _delivery(message: Message, catalogue: Catalogue) -> Delivery | None | Problem:
    found = _named("delivery", message.delivery, catalogue.deliveries)
    if isinstance(found, Delivery) and not found.outgoing:
        return Problem("delivery", "delivery_not_outgoing", message.delivery, "a delivery")
    return found


def _named(field_name: str, text: str, known: Mapping[str, object]):
    if not text:
        return None
    found = known.get(text)
    return found or Problem(field_name, f"{field_name}_unknown", text, "an existing one")


def _known(
    message: Message, catalogue: Catalogue, carrier: int, delivery: int, orders: Iterable[int]
) -> Known | None:
    """The parcel that a message is about. A number that was used before means the old parcel
    only when the message speaks of the old one's goods, or of nothing else."""
    found = [
        known
        for known in catalogue.parcels.get(message.number, ())
        if not (carrier and known.carrier) or known.carrier == carrier
    ]
    same = [k for k in found if delivery in k.deliveries or (not delivery and k.orders & {*orders})]
    if same:
        return same[0]
    open_ = [k for k in found if not k.closed]
    fresh = [k for k in open_ if not k.over]
    if delivery or orders:
        return next(iter(fresh), None)
    return next(iter(fresh or open_ or found), None)


def _lines(
    told: Sequence[Line], ours: Sequence[OrderLine], orders: Iterable[int], problems: list[Problem]
) -> dict[int, float]:
    quantities: dict[int, float] = {}
    candidates = [line for line in ours if line.order in {*orders}]
    for index, line in enumerate(told):
        fits = [our for our in candidates if _fits(line, our)]
        if fits:
            # of several lines with this product the first not yet named takes it
            chosen = next((our for our in fits if our.id not in quantities), fits[0])
            quantities[chosen.id] = quantities.get(chosen.id, 0.0) + line.quantity
        else:
            name = "code" if line.code else "barcode"
            value = getattr(line, name)
            path = f"lines[{index}].{name}"
            problems.append(
                Problem(path, "product_not_ordered", value, "a product of the order", index + 1)
            )
    return quantities


def _fits(line: Line, ours: OrderLine) -> bool:
    codes = not line.code or line.code == ours.code
    return codes and (not line.barcode or line.barcode == ours.barcode)
