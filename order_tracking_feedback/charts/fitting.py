"""How wide a text is about, and how it is made to fit: fonts differ, so rather too wide."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

_NARROW, _BROAD = set(" .,:;!|'`()[]{}/\\-iIjlftr1"), set("mwMW@%&…—")
_CUT = "…"


def width_of(text: str, size: float) -> float:
    """Upper estimate of the width of a text set in a sans-serif font of this size."""
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if combining(character):
        return 0.0
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.42
    return 1.0 if character in _BROAD else 0.75 if character.isupper() else 0.62


def cut(text: str, size: float, room: float) -> str:
    """The text in one line within ``room``, its end cut off where it must be."""
    text = " ".join(text.split())
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + _CUT, size) > room:
        text = text[:-1]
    return text.rstrip() + _CUT if room >= width_of(_CUT, size) else ""


def wrap(text: str, size: float, room: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines within ``room``: broken between words, Chinese anywhere."""
    rest, made = " ".join(text.split()), []
    while rest and len(made) < lines - 1 and width_of(rest, size) > room:
        end = _break(rest, size, room)
        made.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*made, cut(rest, size, room)] if rest else made


def _break(text, size, room) -> int:
    """Where a line ends: after the last word that fits, else after the last character."""
    fits = 0
    while fits < len(text) and width_of(text[: fits + 1], size) <= room:
        fits += 1
    fits = max(fits, 1)
    if fits == len(text) or east_asian_width(text[fits]) in "WF" or text[fits] == " ":
        return fits
    space = text.rfind(" ", 0, fits)
    return space + 1 if space > fits // 2 else fits
