"""The figures of a review as a table for other programs: XLSX and CSV."""

from __future__ import annotations

import io

import xlsxwriter

_WIDTHS = {0: 34, 1: 18, 2: 26, 15: 70}
COLUMNS = 16


def head(env) -> list[str]:
    """What the columns are called in the reader's language."""
    return [
        env._("Figure"),
        env._("Split By"),
        env._("Of"),
        env._("Unit"),
        env._("Cases"),
        env._("Value"),
        env._("95% From"),
        env._("95% To"),
        env._("Period Before: Cases"),
        env._("Period Before: Value"),
        env._("Since the Period Before"),
        env._("Last Year: Cases"),
        env._("Last Year: Value"),
        env._("Since Last Year"),
        env._("Key"),
        env._("Definition"),
    ]


def rows(figures) -> list[list]:
    """A row of plain values for each ``order.review.figure``; None where there is no data."""
    return [
        [
            figure.name,
            figure.split_name,
            figure.subject_text,
            figure.unit,
            now.n,
            now.value,
            now.low,
            now.high,
            before.n,
            before.value,
            figure.change_text,
            year.n,
            year.value,
            figure.year_change_text,
            ".".join(filter(None, (figure.metric, figure.statistic))),
            figure.definition,
        ]
        for figure, (now, before, year) in zip(figures, figures._measured(), strict=True)
    ]


def as_xlsx(table: list[list], title: str) -> bytes:
    """One sheet with the first row fixed; texts are texts, whatever they begin with."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(_sheet_name(title)), book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for column in range(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(column, 12))
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, None if number else bold)
    return stream.getvalue()


def _write(sheet, number, column, cell, style):
    if isinstance(cell, str):
        sheet.write_string(number, column, cell, style)
    elif cell is not None and cell is not False:
        sheet.write_number(number, column, cell, style)


def _sheet_name(title):
    """At most 31 characters, none of those that Excel refuses."""
    return "".join(" " if char in r"[]:*?/\'" else char for char in title)[:31].strip() or "-"
