"""What a customer says about goods that arrived: a form read whole, or refused whole.

A form has one *place* for each order line. A field's name is ``<key of the place>-<part>``; the
parts are good (how many are as they should be), problem and note; photos are read before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .counting import EPSILON

PROBLEMS = ("missing", "damaged", "defective", "wrong", "other")
NOTE = 1000  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """``quantity``: how many arrived by our records, in the product's unit."""

    key: str
    line: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Answer:
    """``good``: how many are as they should be; more than arrived by our records is possible.
    ``problem``: of :data:`PROBLEMS`, empty where nothing is wrong."""

    place: Place
    good: float
    problem: str = ""
    note: str = ""
    photos: tuple[Any, ...] = ()

    @property
    def bad(self) -> float:
        """How many of those that arrived by our records are not as they should be."""
        return max(self.place.quantity - self.good, 0.0)

    @property
    def differs(self) -> bool:
        return bool(self.problem) or abs(self.place.quantity - self.good) > EPSILON


@dataclass(frozen=True, slots=True)
class Reading:
    """``answers`` about every place, none where there is any mistake; ``errors``: code by (key of
    the place, part); the key of the form itself is empty."""

    answers: tuple[Answer, ...] = ()
    errors: Mapping[tuple[str, str], str] = field(default_factory=dict)


def all_good(places: Iterable[Place]) -> Reading:
    """Everything arrived as it should."""
    return Reading(tuple(Answer(place, place.quantity) for place in places))


def read_form(
    fields: Mapping[str, str],
    photos: Mapping[str, tuple[Any, ...]],
    places: Iterable[Place],
    number: Callable[[str], float | None],
) -> Reading:
    """Answers about all places: those that the customer left alone are good.

    :param fields: cleaned text by field name; unknown names are ignored.
    :param photos: by key of the place, already read.
    :param number: reads a number as the customer writes it; None: it is none.
    """
    answers, errors = [], {}
    for place in places:
        told = {part: fields.get(f"{place.key}-{part}", "") for part in ("good", "problem", "note")}
        given = photos.get(place.key, ())
        if not any(told.values()) and not given:
            answers.append(Answer(place, place.quantity))
            continue
        good, mistakes = _good(told["good"], place, number)
        errors |= {(place.key, part): code for part, code in mistakes.items()}
        errors |= {(place.key, part): code for part, code in _wrong(told, good, place, given)}
        answers.append(Answer(place, good, told["problem"], told["note"], given))
    if not errors and not any(answer.differs for answer in answers):
        errors["", "form"] = "nothing"
    return Reading(() if errors else tuple(answers), errors)


def _good(text, place, number) -> tuple[float, dict[str, str]]:
    """How many are good; the quantity that arrived where the customer does not say."""
    if not text:
        return place.quantity, {}
    good = number(text)
    if good is None:
        return 0.0, {"good": "no_number"}
    return good, {"good": "negative"} if good < 0 else {}


def _wrong(told, good, place, photos) -> Iterable[tuple[str, str]]:
    """What does not fit together."""
    if told["problem"] and told["problem"] not in PROBLEMS:
        yield "problem", "choose"
    if len(told["note"]) > NOTE:
        yield "note", "too_long"
    if told["problem"] and told["good"] and abs(good - place.quantity) <= EPSILON:
        yield "good", "all_good"  # what is wrong, when all of them are right?
    if told["problem"] and not told["good"]:
        yield "good", "how_many"
    if not told["problem"] and (good < place.quantity - EPSILON or told["note"] or photos):
        yield "problem", "choose"
    if told["problem"] == "other" and not told["note"]:
        yield "note", "empty"
