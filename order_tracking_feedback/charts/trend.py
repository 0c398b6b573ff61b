"""The last periods as a line, with the band in which the true value lies with 95 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import svg
from .fitting import cut, width_of
from .palette import BAND, LINE, MAIN, MUTED
from .scale import Scale, bounds_of, known

_SIZE, _TOP, _FOOT = 11, 20, 22


@dataclass(frozen=True, slots=True)
class Point:
    """A period; without ``value`` the line has a gap. ``said``: the value as text."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    said: str


def trend(
    points: Sequence[Point],
    title: str,
    *,
    bounds: tuple[float, float] | None = None,
    ends: tuple[str, str] = ("", ""),
    width: float = 640,
    height: float = 150,
) -> str:
    """The line, the oldest on the left; the last value is written beside its dot.

    :param bounds: the lower and the upper end of the scale, else what the values need.
    :param ends: the texts of these ends; used with ``bounds``.
    """
    left = max((width_of(said, _SIZE) for said in ends), default=0) + 8
    right = min(width_of(points[-1].said, _SIZE) + 12 if points else 0, width * 0.25)
    low, high = bounds or bounds_of(points)
    down = Scale(low, high, height - _FOOT, _TOP)
    across = Scale(0, max(len(points) - 1, 1), left, width - right)
    places = [(across.at(i), point) for i, point in enumerate(points)]
    drawn = [*_frame(down, left, width - right, ends), *_labels(places, height, width)]
    for run in _runs(places):
        drawn += _run(run, down)
    drawn += _last(places, down, width)
    told = "; ".join(f"{point.label}: {point.said}" for point in points)
    return svg.image(width, height, title, told, drawn)


def _frame(down, left, right, ends) -> list[str]:
    drawn = [svg.line(left, y, right, y, LINE) for y in (down.start, down.end)]
    for said, y in zip(ends, (down.start, down.end), strict=True):
        drawn.append(svg.text(left - 6, y + 4, said, size=_SIZE, colour=MUTED, anchor="end"))
    return drawn


def _labels(places, height, width) -> list[str]:
    """As many periods' names as have room, the last one always."""
    widest = max((width_of(point.label, _SIZE) for _x, point in places), default=0) + 10
    drawn, free = [], width + widest
    for x, point in reversed(places):
        half = width_of(point.label, _SIZE) / 2
        middle = min(max(x, half), width - half)
        if middle + half <= free and half <= width / 2:
            label = cut(point.label, _SIZE, width)
            drawn.append(
                svg.text(middle, height - 5, label, size=_SIZE, colour=MUTED, anchor="middle")
            )
            free = middle - half - 10
    return drawn


def _runs(places) -> list[list]:
    """The points without gaps between them."""
    runs: list[list] = [[]]
    for x, point in places:
        if known([point.value]):
            runs[-1].append((x, point))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _run(run, down) -> list[str]:
    sure = [(x, p) for x, p in run if len(known([p.low, p.high])) == 2]
    band = [(x, down.at(p.high)) for x, p in sure]
    band += [(x, down.at(p.low)) for x, p in reversed(sure)]
    line = [(x, down.at(p.value)) for x, p in run]
    drawn = [svg.shape(band, BAND)] if len(sure) > 1 and len(sure) == len(run) else []
    return [*drawn, svg.path(line, MAIN), *(svg.dot(x, y, 2.5, MAIN) for x, y in line)]


def _last(places, down, width) -> list[str]:
    if not places or not known([places[-1][1].value]):
        return []
    x, point = places[-1]
    y = down.at(point.value)
    said = cut(point.said, _SIZE, width - x - 8)
    return [svg.dot(x, y, 4.5, MAIN), svg.text(x + 8, y + 4, said, size=_SIZE, bold=True)]
