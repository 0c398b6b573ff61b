"""Orders in a text table (CSV): one row for each order line, rows of one order share its
reference. Reading gives messages as :mod:`message` takes them; where each of their fields
stands in the file is kept, so that a mistake can be shown at its line and column.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from . import rows
from .matching import fold
from .problem import Problem

MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
MOST_UNKNOWN = 50  # columns that are told one by one
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")

# Column → where it goes in the message. Those of the order stand on its first row; the other
# rows repeat them or leave them empty.
ORDER_COLUMNS = {
    "reference": "reference",
    "customer_ref": "customer.ref",
    "customer_name": "customer.name",
    "customer_email": "customer.email",
    "customer_phone": "customer.phone",
    "customer_vat": "customer.vat",
    "delivery_name": "delivery.name",
    "delivery_phone": "delivery.phone",
    "delivery_street": "delivery.street",
    "delivery_street2": "delivery.street2",
    "delivery_zip": "delivery.zip",
    "delivery_city": "delivery.city",
    "delivery_state": "delivery.state",
    "delivery_country": "delivery.country",
    "requested_date": "requested_date",
    "currency": "currency",
    "note": "note",
    "special_requests": "special_requests",
}
LINE_COLUMNS = {
    "product_code": "code",
    "barcode": "barcode",
    "product_name": "name",
    "quantity": "quantity",
    "uom": "uom",
    "price": "price",
    "line_note": "note",
}
COLUMNS = (*ORDER_COLUMNS, *LINE_COLUMNS)
_NUMBERS = ("quantity", "price")
_REQUIRED = ("reference", "quantity")
_LINE_PATH = re.compile(r"lines\[(\d+)\](?:\.(\w+))?")
_COLUMN_OF = {path: column for column, path in ORDER_COLUMNS.items()}
_COLUMN_OF_LINE = {name: column for column, name in LINE_COLUMNS.items()}


@dataclass(slots=True)
class Draft:
    """One order of the file: ``raw``, the message; ``rows``: the lines of the file, counted
    from 1 with its heading, that order lines stand on.
    """

    raw: dict[str, Any]
    rows: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def place(self, problem: Mapping[str, Any]) -> tuple[int, str]:
        """Line of the file and column that a problem of this order (as plain values) is about."""
        line, column = self.rows[0], _COLUMN_OF.get(problem["path"], "")
        if match := _LINE_PATH.fullmatch(problem["path"]):
            line = self.rows[int(match[1])]
            column = _COLUMN_OF_LINE.get(match[2] or "", "")
        return problem.get("detail", {}).get("file_line", line), column


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: of the file, counted from 1 with its heading; ``cells``: texts by column without
    blanks around them, empty ones left out; ``nameless``: what stands below no heading.
    """

    line: int
    cells: dict[str, str]
    nameless: str = ""


def read_table(text: str, labels: Mapping[str, str]) -> tuple[list[Draft], list[Problem]]:
    """The orders of a file, or what is wrong with the file as a whole.

    :param labels: headings that people use, by column; the column's own name always works.
    """
    found, problems = read_rows(text, labels, COLUMNS, _REQUIRED)
    drafts: dict[str, Draft] = {}
    for row in found:
        _add(drafts, row)
    return list(drafts.values()), problems


def read_rows(
    text: str, labels: Mapping[str, str], columns: Sequence[str], required: Sequence[str]
) -> tuple[list[Row], list[Problem]]:
    """The rows of any file that have something in them, or what is wrong with it as a whole.

    :param labels: headings that people use, by column; the column's own name always works.
    :param columns: all that the file may have; ``required``: those that it must have.
    """
    found = rows.rows(text, MAX_ROWS, strict=True)
    try:
        _line, heading = next(found)
        places, problems = _columns(heading, labels, columns, required)
        return ([], problems) if problems else ([_row(*row, places) for row in found], [])
    except rows.Unreadable as error:
        return [], [_unreadable(error)]


def _unreadable(error: rows.Unreadable) -> Problem:
    if error.code == "too_many":
        return _wrong("too_many_rows", MAX_ROWS + 1, f"up to {MAX_ROWS} rows", error.line)
    return _wrong("not_csv", error.detail["reason"], "a CSV file", error.line)


def _columns(heading: Sequence[str], labels: Mapping[str, str], names, required):
    """Column of each position, None for one without a heading."""
    known = {fold(label): column for column, label in labels.items()}
    known |= {fold(column): column for column in names}
    columns = [known.get(fold(cell)) if cell else None for cell in heading]
    cells = zip(heading, columns, strict=True)
    unknown = (cell for cell, column in cells if cell.strip() and not column)
    problems = [
        _wrong("column_unknown", cell, "one of: " + ", ".join(names), 1)
        for cell in islice(unknown, MOST_UNKNOWN)
    ]
    twice = [c for c, count in Counter(columns).items() if c and count > 1]
    said = [heading[len(columns) - 1 - columns[::-1].index(column)].strip() for column in twice]
    problems += [_wrong("column_twice", cell, "each column once", 1) for cell in said]
    missing = [labels.get(column, column) for column in required if column not in columns]
    problems += [_wrong("column_missing", label, label, 1) for label in missing]
    return columns, problems


def _row(line: int, texts: Sequence[str], columns: Sequence[str | None]) -> Row:
    named = enumerate(texts[: len(columns)])
    cells = {columns[i]: cell.strip() for i, cell in named if cell.strip()}
    nameless = cells.pop(None, "") or "".join(texts[len(columns) :]).strip()
    return Row(line, cells, nameless)


def _add(drafts: dict[str, Draft], row: Row) -> None:
    line, cells, nameless = row.line, row.cells, row.nameless
    # Without a reference each row is a bad message of its own.
    draft = drafts.setdefault(cells.get("reference", f"\0{line}"), Draft({"lines": []}))
    draft.rows.append(line)
    draft.raw["lines"].append(
        {
            name: number(cells[column]) if name in _NUMBERS else cells[column]
            for column, name in LINE_COLUMNS.items()
            if column in cells
        }
    )
    if nameless:
        draft.problems.append(_wrong("cell_without_heading", nameless, "no further cells", line))
    _add_order(draft, cells, line)


def _add_order(draft: Draft, cells: dict[str, str], line: int) -> None:
    for column, path in ORDER_COLUMNS.items():
        if column not in cells:
            continue
        name, _, inner = path.partition(".")
        target = draft.raw.setdefault(name, {}) if inner else draft.raw
        known = target.setdefault(inner or name, cells[column])
        if known != cells[column]:
            detail = {"file_line": line, "known": known}
            expected = f"as in line {draft.rows[0]}: {known}"
            draft.problems.append(
                Problem(path, "rows_differ", cells[column], expected, None, detail)
            )


def number(text: str) -> float | str:
    """A number as programs write it; anything else stays text, which reading then refuses:
    1,234 may be either of two numbers."""
    plain = text.replace(".", "", 1).removeprefix("-")
    if not (plain.isascii() and plain.isdigit()):
        return text
    return float(text)


def _wrong(code: str, found: Any, expected: str, line: int) -> Problem:
    return Problem("", code, found, expected, None, {"file_line": line})


def write_table(lines: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file (UTF-8 with mark) for spreadsheet programs, which must not take any text for a
    formula; None and False are empty cells, numbers stay numbers."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([[_safe(cell) for cell in line] for line in lines])
    return codecs.BOM_UTF8 + target.getvalue().encode()


def _safe(cell: Any) -> Any:
    if cell is None or cell is False:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell
