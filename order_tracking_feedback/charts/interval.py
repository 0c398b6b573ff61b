"""A figure with how sure it is, above what it is compared with: a dot on a line (whisker)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import svg
from .fitting import cut, width_of
from .palette import BESIDE, LINE, MAIN, MUTED
from .scale import Scale, bounds_of, known

_SIZE, _ROW = 11, 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval; without ``value`` there are no data. ``said``: as text."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    said: str


def intervals(
    rows: Sequence[Estimate],
    title: str,
    *,
    bounds: tuple[float, float] | None = None,
    width: float = 320,
) -> str:
    """The first row is the period told of, the others (previous, last year) stand below it.

    :param bounds: the ends of the scale, 0 and 100 of a share; else from 0 to what is needed.
    """
    left = min(max((width_of(row.label, _SIZE) for row in rows), default=0) + 8, width * 0.4)
    right = min(max((width_of(row.said, _SIZE) for row in rows), default=0) + 10, width * 0.35)
    scale = Scale(*(bounds or bounds_of(rows)), left + 6, width - right - 6)
    height = _ROW * len(rows) + 6
    drawn = [svg.line(x, 2, x, height - 4, LINE) for x in (scale.start, scale.end)]
    for place, row in enumerate(rows):
        drawn += _row(row, place, scale, left, width)
    told = "; ".join(f"{row.label}: {row.said}" for row in rows)
    return svg.image(width, height, title, told, drawn)


def _row(row, place, scale, left, width) -> list[str]:
    y, first = place * _ROW + 12, not place
    colour = MAIN if first else BESIDE
    end = scale.end + 6
    drawn = [
        svg.text(0, y + 4, cut(row.label, _SIZE, left - 4), size=_SIZE, colour=MUTED),
        svg.text(end + 4, y + 4, cut(row.said, _SIZE, width - end - 4), size=_SIZE, bold=first),
    ]
    if not known([row.value]):
        return drawn
    x = scale.at(row.value)
    if len(known([row.low, row.high])) == 2:
        ends = scale.at(row.low), scale.at(row.high)
        drawn.append(svg.line(ends[0], y, ends[1], y, colour, 3 if first else 2))
        drawn += [svg.line(at, y - 4, at, y + 4, colour, 1.5) for at in ends]
    return [*drawn, svg.dot(x, y, 5 if first else 4, colour, hollow=not first)]
