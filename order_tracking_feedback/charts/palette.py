"""Colours that keep their difference for colour-blind people and on a grey printer.

Each has a contrast of at least 3 to 1 on white (WCAG 2.2, 1.4.11), texts at least 4.5 to 1
(1.4.3). Colour never tells anything alone: parts are numbered, the current one is also larger.
"""

from __future__ import annotations

TEXT, MUTED, LINE, GROUND = "#22262b", "#5b646e", "#c5ccd2", "#eef1f4"
MAIN, BESIDE = "#1f4f8f", "#6b7580"
BAND = "#d4e0ef"
# of parts of one whole: neighbours differ in lightness too
PARTS = ("#123a6f", "#b85c00", "#00796b", "#8e4ba8", "#7a6400", "#5b646e", "#a3262a")


def part_colour(number: int) -> str:
    """Of the part with this number, from 0."""
    return PARTS[number % len(PARTS)]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours #rrggbb, 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
