"""Why an order goes where it goes, as a code and values; the words are the reader's language's."""

from __future__ import annotations

from .options import needs, ready
from .supply import Capacity, Stock
from .values import LITTLE, Book, Choice, Order


def kind(order: Order, choice: Choice) -> str:
    """``wait``: late or without a date; ``keep``: nothing changes; ``split``: from several
    warehouses; ``move``: from another than the present one."""
    if choice.late:  # what has no day is late, too
        return "wait"
    if set(choice.parts) == set(order.now):
        return "keep"
    if choice.split:
        return "split"
    return "move"


def reason(book: Book, stock: Stock, capacity: Capacity, order: Order, choice: Choice) -> dict:
    """Code and values of one sentence; days as numbers.

    :param stock, capacity: what the whole plan leaves; the same again afterwards.
    """
    stock.take(choice, -1)
    capacity.take(choice, -1)
    found = _reason(book, stock, capacity, order, choice)
    stock.take(choice)
    capacity.take(choice)
    return found


def _reason(book, stock, capacity, order, choice):
    if not choice.days:
        return {**_never(stock, book, order), "code": "never"}
    what = kind(order, choice)
    if what == "wait":
        return _wait(stock, capacity, order, choice)
    if what == "keep":
        return {"code": "keep", "from": list(choice.days)}
    chosen = {"from": list(choice.days)}
    if len(order.current) != 1 or not order.current <= order.reach.keys():
        return {**chosen, "code": what}
    [against] = order.current
    hindrance = obstacle(stock, capacity, order, against)
    if not hindrance:
        return {**chosen, "code": "nearer", **_nearer(order, choice, against)}
    return {**chosen, **hindrance}


def transit(order: Order, choice: Choice) -> dict:
    """Days on the way of what arrives last, and of how many parcels they are learned (0: they
    are estimated); empty where nothing leaves."""
    ways = [order.reach[warehouse] for warehouse in choice.days]
    arrivals = [day + order.reach[warehouse].days for warehouse, day in choice.days.items()]
    if not ways:
        return {}
    last = ways[arrivals.index(max(arrivals))]
    return {"days": last.days, "parcels": last.parcels}


def _nearer(order, choice, against):
    return {"km": round(order.reach[against].km - choice.km), "at": against}


def _wait(stock, capacity, order, choice):
    """What keeps the warehouse that goods leave last from being in time."""
    last = max(choice.days, key=lambda w: choice.days[w] + order.reach[w].days)
    hindrance = obstacle(stock, capacity, order, last)
    found = {"from": list(choice.days), "late": choice.late}
    if not hindrance:
        return {**found, "code": "late", "at": last}
    return {**found, **hindrance, "code": f"wait_{hindrance['code']}"}


def obstacle(stock: Stock, capacity: Capacity, order: Order, warehouse: int) -> dict | None:
    """Why ``warehouse`` alone cannot send ``order`` in time: goods that are short until a day
    (None: nobody knows), or no capacity before that day. None: it could."""
    by = max(order.due - order.reach[warehouse].days, 0)
    short = _short(stock, order, warehouse, by)
    if short:
        until = ready(stock, order, warehouse)
        return {"code": "short", "at": warehouse, "until": until, **short}
    until = capacity.first(warehouse, ready(stock, order, warehouse) or 0)
    if until is None or until > by:
        return {"code": "full", "at": warehouse, "until": until}
    return None


def _short(stock, order, warehouse, day):
    """Of what is missing on ``day`` the largest part."""
    missing = {
        product: quantity - stock.free(warehouse, product, day)
        for product, quantity in needs(order).items()
    }
    product = max(missing, key=missing.__getitem__)
    if missing[product] <= LITTLE:
        return None
    return {"product": product, "missing": round(missing[product], 6)}


def _never(stock, book, order):
    """What is missing where least is."""
    found = [_short(stock, order, w, book.horizon) for w in order.reach]
    found = [one for one in found if one]
    return min(found, key=lambda one: one["missing"], default={})
