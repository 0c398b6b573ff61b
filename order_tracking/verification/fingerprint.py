"""What an approval stands for: a digest of all that somebody looked at and agreed to."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .values import Contact, Line, Order


def fingerprint(order: Order) -> str:
    """SHA-256 (hex) of the order's content: who, where to, what, how much, when, what for.

    The time of the check, stock and the customer's history are left out: they change by
    themselves and are no part of what was ordered. The order of the lines does not count.
    """
    content = {
        "parties": [_contact(c) for c in (order.customer, order.billing, order.delivery)],
        "lines": sorted(_line(line) for line in order.lines),
        "reference": order.reference,
        "currency": order.currency,
        "amounts": [_number(order.amount), _number(order.untaxed)],
        "dates": [str(order.requested_at or ""), str(order.commitment_at or "")],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _contact(contact: Contact) -> list[Any]:
    address = (contact.street, contact.street2, contact.zip, contact.city)
    reach = (contact.name, contact.email, contact.phone)
    return [contact.id, *reach, *address, contact.state_id, contact.country_code]


def _line(line: Line) -> list[str]:
    product = line.product.id if line.product else 0
    numbers = (line.quantity, line.base_quantity, line.price, line.discount, line.net)
    return [f"{product:012d}", line.code, *(_number(n) for n in numbers)]


def _number(value: float) -> str:
    return f"{value:.6f}"
