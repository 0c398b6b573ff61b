"""The scores and words of a customer: a form read whole, or refused whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DIMENSIONS = ("product", "delivery", "service")
TEXT = 4000  # characters of free text
_LIMITS = {**dict.fromkeys(DIMENSIONS, (1, 5)), "nps": (0, 10)}
# What a team should hear of: a score in the lower half, or who would warn others (NPS 0 to 6).
_LOW, _DETRACTOR, _PROMOTER, _HIGH = 2, 6, 9, 4


@dataclass(frozen=True, slots=True)
class Said:
    """``scores``: 1 to 5 by dimension; ``nps``: 0 to 10. What was not answered is not there."""

    scores: Mapping[str, int] = field(default_factory=dict)
    nps: int | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.scores and self.nps is None and not self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """``said``: empty where there is any mistake; ``errors``: code by field."""

    said: Said = field(default_factory=Said)
    errors: Mapping[str, str] = field(default_factory=dict)


def clean(text: str | None) -> str:
    """Text without control signs and trailing blanks, lines kept; markup stays text and is
    escaped where it is shown.

    >>> clean(" a\\0b \\r\\n\\tc "), clean(None)
    ('ab\\n\\tc', '')
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(s for s in line if s.isprintable() or s == "\t").rstrip() for line in lines)
    return "\n".join(kept).strip()


def read_form(fields: Mapping[str, str]) -> Reading:
    """What a customer, or staff for them, entered.

    :param fields: text by name: the dimensions, nps and text; unknown names are ignored.
    """
    numbers, errors = {}, {}
    for name, (least, most) in _LIMITS.items():
        typed = clean(fields.get(name))
        if not typed:
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) < 3):
            errors[name] = "no_number"
        elif not least <= int(typed) <= most:
            errors[name] = "out_of_range"
        else:
            numbers[name] = int(typed)
    text = clean(fields.get("text"))
    if len(text) > TEXT:
        errors["text"] = "too_long"
    nps = numbers.pop("nps", None)
    said = Said(numbers, nps, text)
    if said.is_empty and not errors:
        errors["form"] = "nothing"
    return Reading(Said() if errors else said, errors)


def mood(said: Said) -> str:
    """How somebody feels by their worst answer: unhappy, mixed, happy; unscored without any.

    >>> mood(Said({"product": 5, "delivery": 2})), mood(Said({"product": 5}, 9)), mood(Said())
    ('unhappy', 'happy', 'unscored')
    """
    scores = list(said.scores.values())
    if not scores and said.nps is None:
        return "unscored"
    promoter = 10 if said.nps is None else said.nps
    worst = min(scores, default=5)
    if worst <= _LOW or promoter <= _DETRACTOR:
        return "unhappy"
    return "happy" if worst >= _HIGH and promoter >= _PROMOTER else "mixed"
