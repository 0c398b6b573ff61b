"""Lines of the file as orders, and what is told of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .columns import COLUMNS
from .reading import Row
from .refusal import Refusal, shown

_WHOLE = tuple(column.key for column in COLUMNS if column.whole)


@dataclass(frozen=True, slots=True)
class Order:
    """Lines of one reference, in the order of the file.

    It was ordered with its first line and promised for the latest of its dates; the customer,
    country, currency and warehouse are the first that a line names.
    """

    reference: str
    rows: tuple[Row, ...]

    @property
    def ordered_at(self) -> datetime:
        return min(row.ordered for row in self.rows)

    @property
    def promised_at(self) -> datetime | None:
        return max((row.promised for row in self.rows if row.promised), default=None)

    def first(self, key: str) -> str:
        """The first line's value of a column that is not empty."""
        return next((value for row in self.rows if (value := getattr(row, key))), "")


@dataclass(frozen=True, slots=True)
class Sent:
    """Lines (positions in ``Order.rows``) that left, or arrived, together."""

    at: datetime
    carrier: str
    places: tuple[int, ...]


def group(rows: Iterable[Row]) -> tuple[list[Order], list[Refusal]]:
    """Orders by first appearance; a line that contradicts an earlier one of its order about whose
    it is is refused."""
    orders: dict[str, list[Row]] = defaultdict(list)
    refusals = []
    for row in rows:
        known = orders[row.order]
        wrong = [refusal for key in _WHOLE if (refusal := _differs(row, known, key))]
        refusals += wrong
        if not wrong:
            known.append(row)
    return [Order(name, tuple(found)) for name, found in orders.items()], refusals


def sift(orders: Iterable[Order], refusals: Iterable[Refusal], whole: bool):
    """What can be loaded of orders, and a refusal of each line that is left out with others.

    :param whole: no order is loaded of which any line is refused.
    :return: (orders, further refusals)
    """
    wrong = [refusal for refusal in refusals if not refusal.warning]
    out = {refusal.order for refusal in wrong if whole or refusal.whole}
    told = {refusal.line for refusal in wrong}
    kept, more = [], []
    for order in orders:
        if order.reference not in out:
            kept.append(order)
            continue
        rows = (row for row in order.rows if row.line not in told)
        more += [Refusal(r.line, r.order, "order", shown(r.order), "left_out") for r in rows]
    return [order for order in kept if order.rows], more


def _differs(row: Row, known: list[Row], key: str) -> Refusal | None:
    value = getattr(row, key)
    first = next((other for other in known if getattr(other, key)), None) if value else None
    if not first or getattr(first, key).casefold() == value.casefold():
        return None
    detail = {"line": str(first.line), "known": shown(getattr(first, key))}
    return Refusal(row.line, row.order, key, shown(value), "differs", detail)


def parcels(order: Order) -> list[Sent]:
    """What left together: same instant, same carrier; in time."""
    return _together(order, "shipped")


def arrivals(order: Order) -> list[Sent]:
    """What arrived together; in time."""
    return _together(order, "delivered")


def _together(order: Order, key: str) -> list[Sent]:
    found: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for place, row in enumerate(order.rows):
        if at := getattr(row, key):
            found[at, row.carrier].append(place)
    return [Sent(at, carrier, tuple(places)) for (at, carrier), places in sorted(found.items())]
