"""What a whole is made of: one bar of numbered parts, and their names below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import svg
from .fitting import cut, width_of
from .palette import MUTED, part_colour
from .scale import known

_SIZE, _BAR, _LINE, _GAP = 12, 30, 20, 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole; ``said``: its value as text, with its share."""

    label: str
    value: float | None
    said: str


def stacked(parts: Sequence[Part], title: str, *, empty: str = "", width: float = 640) -> str:
    """The parts from left to right as given, each with its number; those of nothing are left out.

    :param empty: what is shown without any, in the reader's language.
    """
    shown = [(part, value) for part in parts for value in known([part.value]) if value > 0]
    whole = sum(value for _part, value in shown)
    if not whole:
        return svg.image(width, 28, title, empty, [svg.text(0, 18, empty, colour=MUTED)])
    drawn, x = [], 0.0
    for place, (_part, value) in enumerate(shown):
        wide = value / whole * width
        drawn += _piece(place, x, wide)
        x += wide
    height = _BAR + 10.0
    for place, (part, _value) in enumerate(shown):
        drawn += _name(place, part, height, width)
        height += _LINE
    told = "; ".join(f"{part.label}: {part.said}" for part, _value in shown)
    return svg.image(width, height + 2, title, told, drawn)


def _piece(place, x, wide) -> list[str]:
    drawn = [svg.box(x, 0, max(wide - _GAP, 0.5), _BAR, part_colour(place))]
    if wide >= _BAR:
        middle = x + (wide - _GAP) / 2
        drawn.append(
            svg.text(middle, 20, str(place + 1), colour="#ffffff", anchor="middle", bold=True)
        )
    return drawn


def _name(place, part, y, width) -> list[str]:
    said = min(width_of(part.said, _SIZE) + 1, width * 0.5)
    label = cut(part.label, _SIZE, width - said - 40)
    return [
        svg.box(0, y, 16, 16, part_colour(place)),
        svg.text(8, y + 12, str(place + 1), size=10, colour="#ffffff", anchor="middle", bold=True),
        svg.text(24, y + 13, label, size=_SIZE),
        svg.text(width, y + 13, cut(part.said, _SIZE, said), size=_SIZE, anchor="end", bold=True),
    ]
