"""What a customer wants to give back: a form read whole, or refused whole.

A form has one *place* for each kind of goods of a delivery. A field's name is
``<key of the place>-<part>``; the parts are quantity, reason, wish and note; photos are read
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .quantities import EPSILON

NOTE = 1000  # characters
WISHES = ("refund", "replacement", "repair", "credit")
PARTS = ("quantity", "reason", "wish", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """``left``: how many may go back, in the product's unit; ``whole``: only entire ones;
    ``reasons``: ids that are allowed, as text."""

    key: str
    left: float
    reasons: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """``reason``: of the place's; ``wish``: of :data:`WISHES`."""

    place: Place
    quantity: float
    reason: str
    wish: str
    note: str = ""
    photos: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``asks``: none where there is any mistake; ``errors``: code by (key of the place, part);
    the key of the form itself is empty."""

    asks: tuple[Ask, ...] = ()
    errors: Mapping[tuple[str, str], str] = field(default_factory=dict)


def read_form(
    fields: Mapping[str, str],
    photos: Mapping[str, tuple[Any, ...]],
    places: Iterable[Place],
    number: Callable[[str], float | None],
) -> Reading:
    """What the customer wants to give back; places that were left alone stay.

    :param fields: cleaned text by field name; unknown names are ignored.
    :param photos: by key of the place, already read.
    :param number: reads a number as the customer writes it; None: it is none.
    """
    asks, errors = [], {}
    for place in places:
        told = {part: fields.get(f"{place.key}-{part}", "") for part in PARTS}
        given = photos.get(place.key, ())
        # reason and wish may be preselected: they alone say nothing
        if not told["quantity"] and not told["note"] and not told["reason"] and not given:
            continue
        quantity = number(told["quantity"]) if told["quantity"] else None
        mistakes = {**_wrong_quantity(told, quantity, place), **_wrong_words(told, place)}
        errors |= {(place.key, part): code for part, code in mistakes.items()}
        asks.append(Ask(place, quantity or 0.0, told["reason"], told["wish"], told["note"], given))
    if not asks:
        errors["", "form"] = "nothing"
    return Reading(() if errors else tuple(asks), errors)


def _wrong_quantity(told, quantity, place) -> dict[str, str]:
    if not told["quantity"]:
        return {"quantity": "how_many"}
    if quantity is None:
        return {"quantity": "no_number"}
    if quantity <= EPSILON:
        return {"quantity": "not_positive"}
    if quantity > place.left + EPSILON:
        return {"quantity": "too_many_goods"}
    if place.whole and abs(quantity - round(quantity)) > EPSILON:
        return {"quantity": "whole"}
    return {}


def _wrong_words(told, place) -> dict[str, str]:
    found = {}
    if told["reason"] not in place.reasons:
        found["reason"] = "choose_reason"
    if told["wish"] not in WISHES:
        found["wish"] = "choose_wish"
    if len(told["note"]) > NOTE:
        found["note"] = "too_long"
    return found
