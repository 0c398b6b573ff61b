"""A complaint that a customer writes: a form read whole, or refused whole.

Names of the fields: category, item (key of one that was ordered, may be empty), quantity, text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT = 3000  # characters


@dataclass(frozen=True, slots=True)
class Category:
    """What the customer can choose. ``key``: in the form."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """``quantity``: how many were ordered, in the product's unit."""

    key: str
    name: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Told:
    """``item``: key, empty for the whole order; ``quantity``: how many of it, in the product's
    unit."""

    category: str
    text: str
    item: str = ""
    quantity: float = 0.0
    photos: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``told`` is None where there is any mistake; ``errors``: code by field."""

    told: Told | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def read_form(
    fields: Mapping[str, str],
    photos: tuple[Any, ...],
    categories: Iterable[Category],
    items: Iterable[Item],
    number: Callable[[str], float | None],
) -> Reading:
    """
    :param fields: cleaned text by field name; unknown names are ignored.
    :param number: reads a number as the customer writes it; None: it is none.
    """
    given = {name: fields.get(name, "") for name in ("category", "item", "quantity", "text")}
    errors = dict(_wrong(given, {category.key for category in categories}))
    quantities = {item.key: item.quantity for item in items}
    quantity = 0.0
    if given["item"] and given["item"] not in quantities:
        errors["item"] = "choose_item"
    elif given["item"]:
        quantity, mistake = _quantity(given["quantity"], quantities[given["item"]], number)
        errors |= {"quantity": mistake} if mistake else {}
    if errors:
        return Reading(errors=errors)
    return Reading(Told(given["category"], given["text"], given["item"], quantity, photos))


def _wrong(given, categories) -> Iterable[tuple[str, str]]:
    if given["category"] not in categories:
        yield "category", "choose"
    if not given["text"]:
        yield "text", "empty"
    elif len(given["text"]) > TEXT:
        yield "text", "too_long"


def _quantity(text, ordered, number) -> tuple[float, str]:
    """How many; all of them where the customer does not say."""
    if not text:
        return ordered, ""
    quantity = number(text)
    if quantity is None:
        return 0.0, "no_number"
    return (quantity, "") if 0 < quantity <= ordered else (0.0, "too_many_items")
