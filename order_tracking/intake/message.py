"""An order message: what may be in it, and how it is read.

::

    {
      "reference": "PO-4711",            required: the sender's own number of the order
      "sender": "shop-north",            whose number that is; empty: the customer's
      "channel": "api",                  api, edi, email, website or csv
      "customer": {                      required; an existing one by ref, vat, email or name,
        "ref": "C-100",                    a new one by name with email or phone
        "name": "…", "email": "…", "phone": "…", "vat": "…",
        "street": "…", "street2": "…", "zip": "…", "city": "…", "state": "…", "country": "CN"
      },
      "delivery": {"ref": "…"} or {"name": "…", "street": "…", …, "country": "CN"},
      "requested_date": "2026-12-31",    with or without time and offset, see dates.py
      "currency": "CNY",                 empty: the customer's
      "lines": [                         required, 1 to 500
        {
          "code": "CHAIR-01",            one of code, barcode and name
          "barcode": "…", "name": "…",
          "quantity": 10,                required, above 0
          "uom": "Units",                empty: the product's
          "price": 9.5,                  per unit, before taxes as the product's own;
                                           empty: the pricelist's
          "note": "…"
        }
      ],
      "note": "…",                       for the sales team
      "special_requests": "…",           what the customer asks for besides the goods
      "confirm": false                   true: confirm the order when nothing is wrong with it
    }
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from .limits import MAX_BYTES, MAX_LINES, MAX_PRICE, MAX_QUANTITY
from .problem import Problem
from .reader import Reader

CHANNELS = ("api", "edi", "email", "website", "csv")
ADDRESS = ("name", "email", "phone", "street", "street2", "zip", "city", "state", "country")
_NAMES = ("ref", "vat", "email", "name")  # of a customer, the surest first


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or an address: texts as sent, empty where nothing was."""

    ref: str = ""
    vat: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""  # ISO 3166, two capital letters


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity``: in ``uom``; ``price``: per ``uom``, in the order's currency."""

    code: str = ""
    barcode: str = ""
    name: str = ""
    quantity: float = 0.0
    uom: str = ""
    price: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """``requested_at``: naive UTC."""

    channel: str
    reference: str
    sender: str
    customer: Party
    lines: tuple[Line, ...]
    delivery: Party | None = None
    requested_at: datetime | None = None
    currency: str = ""
    note: str = ""
    special_requests: str = ""
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: ``message``, or None and the ``problems``. ``channel``,
    ``reference`` and ``sender`` are there as far as they could be read, so that a bad message
    can be found again; ``rest`` is what could be read of it, to be looked at and never used.
    """

    message: Message | None
    problems: tuple[Problem, ...]
    channel: str = ""
    reference: str = ""
    sender: str = ""
    rest: Message | None = None


def raw_text(data: Any) -> str:
    """``data`` as JSON text that PostgreSQL can hold; what is no JSON becomes a text."""
    try:
        text = json.dumps(data, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # keys that are no texts, endless nesting
        text = json.dumps(str(type(data)))
    return text.encode("utf-8", "backslashreplace").decode()


def read_message(
    data: Any, *, zone: tzinfo, digits: int = 2, channel: str = "api", size: int = 0
) -> Reading:
    """Reads one message, see the top of this module.

    :param zone: of the receiving company, for times without an offset.
    :param digits: decimals of quantities.
    :param channel: where the message names none.
    :param size: of the message in bytes.
    """
    problems: list[Problem] = []
    if size > MAX_BYTES:
        problems.append(Problem("", "too_large", size, f"up to {MAX_BYTES} bytes"))
        return Reading(None, tuple(problems), channel)
    reader = Reader(data, problems)
    if problems:
        return Reading(None, tuple(problems), channel)
    message = _read(reader, zone, digits, channel)
    key = (message.channel, message.reference, message.sender)
    if problems:
        return Reading(None, tuple(problems), *key, message)
    return Reading(message, (), *key)


def _read(reader: Reader, zone: tzinfo, digits: int, channel: str) -> Message:
    customer = _customer(reader)
    message = Message(
        channel=reader.choice("channel", CHANNELS, channel),
        reference=reader.text("reference", required=True),
        sender=_sender(reader.text("sender"), customer),
        customer=customer,
        delivery=_delivery(reader),
        requested_at=reader.instant("requested_date", zone),
        currency=reader.text("currency").upper(),
        lines=tuple(_lines(reader, digits)),
        note=reader.text("note"),
        special_requests=reader.text("special_requests"),
        confirm=reader.boolean("confirm"),
    )
    reader.close()
    return message


def _customer(reader: Reader) -> Party:
    child = reader.child("customer", required=True)
    if not child:
        return Party()
    if not any(child.data.get(name) for name in _NAMES):
        child.note("", "customer_missing", None, "one of " + ", ".join(_NAMES))
    return _party(child, ("ref", "vat"))


def _delivery(reader: Reader) -> Party | None:
    child = reader.child("delivery")
    if not child:
        return None
    if not child.data.get("ref"):
        for name in ("street", "country"):
            child.get(name, required=True, expected="the address to deliver to")
    return _party(child, ("ref",))


def _party(reader: Reader, keys: tuple[str, ...]) -> Party:
    values = {
        name: reader.email(name) if name == "email" else reader.text(name)
        for name in keys + ADDRESS
    }
    values["country"] = country = values["country"].upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        reader.note("country", "country_unknown", country, "two letters of ISO 3166, such as CN")
    reader.close()
    return Party(**values)


def _sender(name: str, customer: Party) -> str:
    """Whose number the reference is. It follows from the message alone, so that a repeated
    message has the same one even when the first has just made the customer."""
    if name:
        return f"sender:{name.casefold()}"
    kind = next((kind for kind in _NAMES if getattr(customer, kind)), "")
    return f"{kind}:{getattr(customer, kind).casefold()}" if kind else ""


def _lines(reader: Reader, digits: int) -> list[Line]:
    value = reader.get("lines", required=True, expected="a list of order lines")
    if value is None:
        return []
    if not isinstance(value, list):
        reader.note("lines", "not_list", value, "a list of order lines")
        return []
    if not 1 <= len(value) <= MAX_LINES:
        reader.note("lines", "line_count", len(value), f"from 1 to {MAX_LINES} lines")
        return []
    return [
        _line(Reader(line, reader.problems, f"lines[{i}]", i + 1), digits)
        for i, line in enumerate(value)
    ]


def _line(reader: Reader, digits: int) -> Line:
    if not reader.is_object:
        return Line()
    if not any(reader.data.get(name) for name in ("code", "barcode", "name")):
        reader.note("", "product_missing", None, "one of code, barcode and name")
    quantity = reader.number("quantity", 0, MAX_QUANTITY, required=True, above=True, digits=digits)
    line = Line(
        code=reader.text("code"),
        barcode=reader.text("barcode"),
        name=reader.text("name"),
        quantity=quantity or 0.0,
        uom=reader.text("uom"),
        price=reader.number("price", 0, MAX_PRICE),
        note=reader.text("note"),
    )
    reader.close()
    return line
