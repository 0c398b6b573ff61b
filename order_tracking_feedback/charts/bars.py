"""Ranked values as bars, each with its name and its value in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import svg
from .fitting import cut, width_of, wrap
from .palette import GROUND, MAIN, MUTED
from .scale import Scale, known

_SIZE, _GAP, _BAR, _LABELS = 12, 10, 16, 0.42


@dataclass(frozen=True, slots=True)
class Bar:
    """``said`` is the value as the reader's language writes it, ``note`` what is small beside."""

    label: str
    value: float | None
    said: str
    note: str = ""


def bars(rows: Sequence[Bar], title: str, *, empty: str = "", width: float = 640) -> str:
    """A bar per row, in the order given; the longest fills its place.

    :param empty: what is shown when there are no rows, in the reader's language.
    """
    if not rows:
        return svg.image(width, 28, title, empty, [svg.text(0, 18, empty, colour=MUTED)])
    left = width * _LABELS
    right = min(max(width_of(_said(row), _SIZE) for row in rows) + 1, width * 0.34)
    scale = Scale(0, max(known([row.value for row in rows]), default=0), left, width - right - 8)
    drawn, y = [], 4.0
    for row in rows:
        parts, height = _row(row, y, left, width, scale)
        drawn += parts
        y += height + _GAP
    told = "; ".join(f"{row.label}: {_said(row)}" for row in rows)
    return svg.image(width, y, title, told, drawn)


def _row(row, y, left, width, scale) -> tuple[list[str], float]:
    lines = wrap(row.label, _SIZE, left - 12)
    height = max(_BAR, len(lines) * (_SIZE + 3))
    top = y + (height - _BAR) / 2
    base = y + (height - len(lines) * (_SIZE + 3)) / 2 + _SIZE
    end = scale.at((known([row.value]) or [0.0])[0])
    parts = [svg.text(0, base + i * (_SIZE + 3), one) for i, one in enumerate(lines)]
    parts += [
        svg.box(left, top, scale.end - left, _BAR, GROUND),
        svg.box(left, top, end - left, _BAR, MAIN),
        svg.text(scale.end + 8, top + 12, cut(_said(row), _SIZE, width - scale.end - 8), bold=True),
    ]
    return parts, height


def _said(row) -> str:
    return f"{row.said} {row.note}".strip()
