"""What is paid back for goods that came back: never more than was invoiced for them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from .quantities import EPSILON


def refundable(
    policy: str,
    quantity: float,
    *,
    ordered: float,
    delivered: float,
    returned: float,
    invoiced: float,
) -> float:
    """How many of ``quantity`` returned goods must be credited, all in one unit.

    Goods that were not invoiced need no credit. What the customer keeps and pays for is, where
    delivered goods are invoiced, what is delivered after the return; where ordered ones are, what
    was ordered less all that was given back for money.

    :param policy: "delivery" or "order", of the product.
    :param delivered: after the return. :param returned: for money, ``quantity`` included.
    :param invoiced: less what was credited before.
    """
    kept = delivered if policy == "delivery" else ordered - returned
    excess = invoiced - max(kept, 0.0)
    amount = min(quantity, max(excess, 0.0))
    return amount if amount > EPSILON else 0.0


def open_invoiced(lines: Iterable[tuple[int, float]], credits: Iterable[tuple[int | None, float]]):
    """What of each invoice is not credited yet: ``[(invoice, quantity)]``, newest last.

    :param lines: (invoice, quantity), oldest first.
    :param credits: (invoice that is credited, quantity); one of no invoice, and what goes beyond
        its invoice, is taken off the newest.
    """
    rest: dict[int, float] = {}
    for invoice, quantity in lines:
        rest[invoice] = rest.get(invoice, 0.0) + quantity
    over = 0.0
    for invoice, quantity in credits:
        taken = min(quantity, rest.get(invoice, 0.0)) if invoice is not None else 0.0
        if taken:
            rest[invoice] -= taken
        over += quantity - taken
    for invoice in reversed(rest):
        taken = min(over, rest[invoice])
        rest[invoice] -= taken
        over -= taken
    return list(rest.items())


def spread(quantity: float, open_: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """``quantity`` over invoices, the newest first; what no invoice holds is left out."""
    found = []
    for invoice, rest in reversed(list(open_)):
        part = min(quantity, rest)
        if part > EPSILON:
            found.append((invoice, part))
            quantity -= part
    return found


def share(returned: Decimal, goods: Decimal) -> Decimal:
    """The part of an invoice's discounts that belongs to returned goods, 0 to 1.

    :param returned, goods: value of the returned goods and of all goods of the invoice.
    """
    if goods <= 0:
        return Decimal(0)
    return min(max(returned / goods, Decimal(0)), Decimal(1))


def fee(amount: Decimal, percent: Decimal, rounding: Decimal) -> Decimal:
    """What is kept of ``amount`` for taking goods back, in whole units of ``rounding``.

    >>> fee(Decimal("33.33"), Decimal(15), Decimal("0.01"))
    Decimal('5.00')
    """
    exact = amount * percent / 100
    return (exact / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
