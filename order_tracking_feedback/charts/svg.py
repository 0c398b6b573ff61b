"""The elements of an SVG image as text; everything from outside is escaped here.

For old renderers too (wkhtmltopdf): no style sheets, no ``dominant-baseline``, no filters.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape, unescape

from .palette import TEXT

FONT = (
    "Noto Sans, Noto Sans CJK SC, WenQuanYi Zen Hei, PingFang SC, Microsoft YaHei, Arial, "
    "sans-serif"
)
# what XML 1.0 cannot hold, escaped or not: one such character and no image is shown at all
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text as content or attribute of XML."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def image(width: float, height: float, title: str, desc: str, parts: list[str]) -> str:
    """A whole image; ``title`` and ``desc`` are what people hear who do not see it.

    :param width: in units, like ``height``; it is drawn as wide as its place, at most that wide.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{number(width)}" '
        f'height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" '
        f'font-family="{FONT}"><title>{clean(title)}</title><desc>{clean(desc)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def data_uri(svg: str) -> str:
    """The image as an address, for ``<img src=…>``: there it can neither run nor fetch anything."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def spoken(svg: str) -> str:
    """What an image says to those who do not see it, as plain text: where it becomes an
    ``<img>``, its own title and description are out of reach."""
    found = re.search(r"<title>(.*?)</title><desc>(.*?)</desc>", svg, re.DOTALL)
    return unescape(": ".join(part for part in found.groups() if part)) if found else ""


def number(value: float) -> str:
    """A coordinate: two decimals are more than any screen shows."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(x, y, said, *, size=12, colour=TEXT, anchor="start", bold=False) -> str:
    """One line of text; ``y`` is its base line."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{clean(said)}</text>'
    )


def box(x, y, width, height, colour) -> str:
    """A filled rectangle; one without width is not drawn."""
    if width <= 0:
        return ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" fill="{colour}"/>'
    )


def line(x1, y1, x2, y2, colour, width=1) -> str:
    """A straight line."""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{colour}" stroke-width="{number(width)}"/>'
    )


def dot(x, y, radius, colour, hollow=False) -> str:
    """A circle, filled or only its edge."""
    fill = "#ffffff" if hollow else colour
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
        f'stroke="{colour}" stroke-width="1.5"/>'
    )


def shape(points: list[tuple[float, float]], colour: str) -> str:
    """A filled polygon."""
    return f'<polygon points="{_joined(points)}" fill="{colour}"/>'


def path(points: list[tuple[float, float]], colour: str, width=2) -> str:
    """A line through the points."""
    return (
        f'<polyline points="{_joined(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{number(width)}"/>'
    )


def _joined(points) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
