"""The example file."""

from __future__ import annotations

from collections.abc import Sequence

from .columns import COLUMNS, heading_of

_ROWS = (
    ("1001", "Northwind Traders", "DE", "Office chair", "Chairs", "4", "129.00", "EUR")
    + ("2026-03-02 09:15", "2026-03-06", "2026-03-04 16:40", "2026-03-06 11:05", "DHL", ""),
    ("1001", "Northwind Traders", "DE", "Desk lamp", "Lamps", "2", "35.50", "EUR")
    + ("2026-03-02 09:15", "2026-03-06", "2026-03-05", "2026-03-07", "DHL", ""),
    ("1002", "示例商贸", "中国", "办公椅", "椅子", "10", "99", "CNY")
    + ("2026-03-02T17:30:00+08:00", "2026-03-09", "2026-03-04", "", "顺丰", ""),
)


def example(chinese: bool = False) -> list[Sequence[str]]:
    """Rows of a file with every column: its heading, and three lines of two orders."""
    heading = [heading_of(column, chinese) for column in COLUMNS]
    return [heading, *_ROWS]
