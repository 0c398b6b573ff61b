"""Bars as a table: mail programs show no SVG."""

from __future__ import annotations

from collections.abc import Sequence

from .bars import Bar
from .palette import GROUND, MAIN
from .scale import Scale, known
from .svg import clean


def mail_bars(rows: Sequence[Bar]) -> str:
    """The same bars as :func:`bars`, of table cells with a background."""
    scale = Scale(0, max(known([row.value for row in rows]), default=0), 0, 100)
    cells = "".join(_row(row, scale) for row in rows)
    return (
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{cells}</table>'
    )


def _row(row: Bar, scale: Scale) -> str:
    share = round(scale.at((known([row.value]) or [0.0])[0]))
    style = "height: 10px; font-size: 1px; background-color:"
    bar = "".join(
        f'<td width="{wide}%" style="{style} {colour};"></td>'
        for wide, colour in ((share, MAIN), (100 - share, GROUND))
        if wide
    )
    said = f"{row.said} {row.note}".strip()
    return (
        f'<tr><td style="padding: 6px 0 2px;">{clean(row.label)}</td>'
        f'<td align="right" style="padding: 6px 0 2px; font-weight: bold;">{clean(said)}</td></tr>'
        '<tr><td colspan="2"><table role="presentation" width="100%" cellpadding="0" '
        f'cellspacing="0"><tr>{bar}</tr></table></td></tr>'
    )
