"""What a customer says is wrong with a receipt: a form read whole, or refused whole.

A form has one *place* for each line and one for each thing that belongs to the whole order.
A field's name is ``<key of the place>-<part>``, the parts are problem, value, note and photos.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .numbers import read_day, read_number
from .photos import Photo, PhotoError, read_places

LINE_PROBLEMS = ("quantity", "price", "product", "date", "address", "other")
ORDER_PROBLEMS = ("address", "date", "total", "other")
VALUE, NOTE = 300, 1000  # characters
_LONGEST = 20_000  # characters of a field that are looked at at all; more than any may have
# Tags and comments; an address in <angle brackets>, "a < b" and "<3" are none.
_MARKUP = re.compile(r"<![a-z-][^<>]*>|</?[a-z][\w:-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>", re.I)
_NUMBERS, _YEARS = ("quantity", "price", "total"), 5


@dataclass(frozen=True, slots=True)
class Place:
    """A line, or a thing of the whole order (then its ``problem`` is given).

    ``line``: the line's reference in the receipt's content. ``present``: what the receipt
    says now, by problem: to propose the same again is a mistake.
    """

    key: str
    problem: str = ""
    line: str = ""
    present: Mapping[str, float | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that is wrong. ``value``: what is right, as it was typed; read as a ``number``
    or ``day`` where the problem has one."""

    place: Place
    problem: str
    value: str = ""
    note: str = ""
    number: float | None = None
    day: date | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``errors``: (code, name of the file) by (key of the place, part); the key of the form
    itself is empty."""

    proposals: tuple[Proposal, ...] = ()
    errors: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the reader writes: ``decimal`` sign, the day before the month; ``today``: there."""

    today: date
    decimal: str = "."
    day_first: bool = False


class _Mistake(ValueError):
    def __init__(self, part: str, code: str):
        super().__init__(f"{part}: {code}")
        self.part, self.code = part, code


def places_of(lines: Iterable[Place], present: Mapping[str, float | date]) -> list[Place]:
    """All places of a form: the lines, then what belongs to the whole order.

    :param present: what the receipt says of the whole order, by problem.
    """
    whole = (Place(problem, problem, present=present) for problem in ORDER_PROBLEMS)
    return [*lines, *whole]


def read_form(
    fields: Mapping[str, str],
    files: Mapping[str, Sequence[tuple[str, bytes]]],
    places: Iterable[Place],
    manner: Manner,
) -> Reading:
    """The proposals of a form; none of them where there is any mistake.

    :param fields: text by field name; unknown names are ignored.
    :param files: (name, content) of the chosen files, by field name.
    """
    proposals, places = [], list(places)
    photos, wrong = read_places({p.key: files.get(f"{p.key}-photos") or () for p in places})
    errors = photo_mistakes(wrong)
    for place in places:
        try:
            proposals += _read_place(fields, photos.get(place.key, ()), place, manner)
        except _Mistake as mistake:
            errors.setdefault((place.key, mistake.part), (mistake.code, ""))
    if not proposals and not errors:
        errors["", "form"] = "nothing", ""
    return Reading(() if errors else tuple(proposals), errors)


def photo_mistakes(wrong: Mapping[str, PhotoError]) -> dict[tuple[str, str], tuple[str, str]]:
    """What :func:`read_places` did not take, as errors of a form."""
    return {
        (place, "photos" if place else "form"): (error.code, error.name)
        for place, error in wrong.items()
    }


def clean_text(text: str | None) -> str:
    """Without control signs (a database refuses some of them, others turn the text around them),
    markup and blanks around.

    >>> clean_text(" a\\x00b\\r\\nc\\t "), clean_text("<b>2</b> < 3, me <me@a.example>")
    ('ab\\nc', '2 < 3, me <me@a.example>')
    """
    text = re.sub(r"[^\S\n]+", " ", (text or "")[:_LONGEST].replace("\r\n", "\n"))
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", text)
    return _without_markup(text).strip()


def _without_markup(text: str) -> str:
    """
    >>> _without_markup("<<b>script>alert(1)<</b>/script>")
    'script>alert(1)/script>'
    """
    plain = _MARKUP.sub("", text)
    return plain.replace("<", "") if _MARKUP.search(plain) else plain


def _read_place(fields, photos, place, manner) -> list[Proposal]:
    part = {name: clean_text(fields.get(f"{place.key}-{name}")) for name in ("value", "note")}
    chosen = clean_text(fields.get(f"{place.key}-problem"))
    if not chosen and not any(part.values()) and not photos:
        return []
    problem = place.problem or chosen
    if problem not in (ORDER_PROBLEMS if place.problem else LINE_PROBLEMS):
        raise _Mistake("problem", "choose")
    for name, limit in (("value", VALUE), ("note", NOTE)):
        if len(part[name]) > limit:
            raise _Mistake(name, "too_long")
    found = _read_value(problem, part["value"], place, manner)
    if not part["value"] and not part["note"]:
        raise _Mistake("note" if place.problem == "other" else "value", "empty")
    return [Proposal(place, problem, part["value"], part["note"], *found, photos)]


def _read_value(problem, value, place, manner) -> tuple[float | None, date | None]:
    if problem in _NUMBERS:
        return _read_amount(problem, value, place, manner), None
    if problem == "date":
        return None, _read_date(value, place, manner)
    return None, None


def _read_amount(problem, value, place, manner) -> float:
    number = read_number(value, manner.decimal)
    if number is None:
        raise _Mistake("value", "no_number")
    if number < 0:
        raise _Mistake("value", "negative")
    if place.present.get(problem) == number:
        raise _Mistake("value", "same")
    return number


def _read_date(value, place, manner) -> date:
    day = read_day(value, day_first=manner.day_first)
    if day is None:
        raise _Mistake("value", "no_date")
    if day < manner.today:
        raise _Mistake("value", "past")
    if day > manner.today + timedelta(days=366 * _YEARS):
        raise _Mistake("value", "too_far")
    if place.present.get("date") == day:
        raise _Mistake("value", "same")
    return day
