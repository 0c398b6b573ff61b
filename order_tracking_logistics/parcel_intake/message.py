"""A parcel message: what may be in it, and how it is read.

::

    {
      "tracking_number": "1Z…",        required
      "carrier": "Parcel service",     name or carrier code of one of our delivery methods;
                                         empty: the delivery's
      "delivery": "WH/OUT/00012",      our delivery, or
      "order": "S00012",               our order; needed for a parcel that we do not know yet
      "package": "PACK0000007",        our package: its content is the parcel's
      "phone": "…", "postcode": "…",   of the receiver, where the carrier wants them
      "lines": [                       what is in it, where that is known
        {"code": "CHAIR-01",             one of code and barcode
         "barcode": "…",
         "quantity": 4}                  above 0, in the product's unit
      ],
      "events": [                      what happened to it
        {"occurred_at": "2026-12-31T14:00:00+08:00",   required, see intake/dates.py
         "code": "delivered",                          required, one of CODES
         "text": "…", "location": "…", "signed_by": "…"}
      ],
      "evidence": "staff"              who says so: staff or carrier
    }
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from odoo.addons.order_tracking.intake.limits import MAX_QUANTITY
from odoo.addons.order_tracking.intake.problem import Problem
from odoo.addons.order_tracking.intake.reader import Reader

from ..connectors.statuses import CODES as ALL_CODES
from ..shipping import references

CODES = tuple(code for code in ALL_CODES if code not in ("unknown", "pending", "expired"))
EVIDENCE = ("staff", "carrier")
MAX_LINES, MAX_EVENTS, TEXT, NAME = 500, 500, 500, 128


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity``: in the product's unit."""

    code: str
    barcode: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to a parcel; ``at``: naive UTC."""

    at: datetime
    code: str
    text: str = ""
    location: str = ""
    signed_by: str = ""

    @property
    def key(self) -> str:
        """Identity: the same telling again changes nothing."""
        return "|".join((self.code, self.at.isoformat(), self.text, self.location))


@dataclass(frozen=True, slots=True)
class Message:
    """Texts as sent, empty where nothing was; ``number`` as numbers are compared."""

    number: str
    carrier: str = ""
    delivery: str = ""
    order: str = ""
    package: str = ""
    phone: str = ""
    postcode: str = ""
    lines: tuple[Line, ...] = ()
    events: tuple[Told, ...] = ()
    evidence: str = "staff"


def read_message(
    data: Any, *, now: datetime, zone: tzinfo, digits: int = 2
) -> tuple[Message | None, list[Problem], str]:
    """(message, problems, number): a message, or None and everything that is wrong with it.

    :param now: naive UTC; nothing can have happened later.
    :param zone: of times without an offset.
    :param digits: decimals of quantities.
    """
    problems: list[Problem] = []
    reader = Reader(data, problems)
    if problems:
        return None, problems, ""
    number = _number(reader)
    message = Message(
        number=number,
        carrier=reader.text("carrier", limit=NAME),
        delivery=reader.text("delivery", limit=NAME),
        order=reader.text("order", limit=NAME),
        package=reader.text("package", limit=NAME),
        phone=reader.text("phone"),
        postcode=reader.text("postcode", limit=24),
        lines=tuple(_line(r, digits) for r in _children(reader, "lines", MAX_LINES)),
        events=tuple(_event(r, now, zone) for r in _children(reader, "events", MAX_EVENTS)),
        evidence=reader.choice("evidence", EVIDENCE, EVIDENCE[0]),
    )
    reader.close()
    return (None if problems else message), problems, number


def _number(reader: Reader) -> str:
    text = reader.text("tracking_number", required=True, limit=2 * references.MAX_LENGTH)
    number = references.normalised(text)
    if text and references.problem(number):
        reader.note("tracking_number", "not_a_number", text, f"{references.MAX_LENGTH} letters")
    return number


def _children(reader: Reader, name: str, most: int) -> list[Reader]:
    value = reader.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        reader.note(name, "not_list", value, "a list")
        return []
    if len(value) > most:
        reader.note(name, "too_many", len(value), f"up to {most}")
        return []
    made = [Reader(v, reader.problems, f"{name}[{i}]", i + 1) for i, v in enumerate(value)]
    return [child for child in made if child.is_object]


def _line(reader: Reader, digits: int) -> Line:
    if not any(reader.data.get(name) for name in ("code", "barcode")):
        reader.note("", "product_missing", None, "one of code and barcode")
    quantity = reader.number("quantity", 0, MAX_QUANTITY, required=True, above=True, digits=digits)
    line = Line(reader.text("code"), reader.text("barcode"), quantity or 0.0)
    reader.close()
    return line


def _event(reader: Reader, now: datetime, zone: tzinfo) -> Told:
    at = reader.instant("occurred_at", zone)
    if reader.get("occurred_at", required=True, expected="when it happened") and at and at > now:
        reader.note("occurred_at", "in_future", reader.data["occurred_at"], "not after now")
    reader.get("code", required=True, expected="one of: " + ", ".join(CODES))
    told = Told(
        at=at or now,
        code=reader.choice("code", CODES, ""),
        text=reader.text("text", limit=TEXT),
        location=reader.text("location", limit=NAME),
        signed_by=reader.text("signed_by", limit=NAME),
    )
    reader.close()
    return told
