"""Parcels in a text table (CSV): rows with the same tracking number and carrier are one parcel;
each row may tell of the parcel, of a product in it and of something that happened to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odoo.addons.order_tracking.intake import table
from odoo.addons.order_tracking.intake.problem import Problem

from ..shipping import references

PARCEL_COLUMNS = (
    "tracking_number",
    "carrier",
    "delivery",
    "order",
    "package",
    "phone",
    "postcode",
)
LINE_COLUMNS = {"product_code": "code", "barcode": "barcode", "quantity": "quantity"}
EVENT_COLUMNS = {
    "occurred_at": "occurred_at",
    "status": "code",
    "text": "text",
    "location": "location",
    "signed_by": "signed_by",
}
COLUMNS = (*PARCEL_COLUMNS, *LINE_COLUMNS, *EVENT_COLUMNS)
_REQUIRED = ("tracking_number",)
_PATH = re.compile(r"(lines|events)\[(\d+)\](?:\.(\w+))?")
_BACK = {
    part: {name: column for column, name in columns.items()}
    for part, columns in (("lines", LINE_COLUMNS), ("events", EVENT_COLUMNS))
}


@dataclass(slots=True)
class Draft:
    """One parcel of the file: ``raw``, the message; ``line``: the first of the file that speaks
    of it; ``places``: lines of the file of its products and events.
    """

    raw: dict[str, Any]
    line: int
    places: dict[str, list[int]] = field(default_factory=lambda: {"lines": [], "events": []})
    problems: list[Problem] = field(default_factory=list)

    def place(self, problem: Mapping[str, Any]) -> tuple[int, str]:
        """Line of the file and column that a problem of this parcel (as plain values) is about."""
        line, column = self.line, problem["path"] if problem["path"] in PARCEL_COLUMNS else ""
        if match := _PATH.fullmatch(problem["path"]):
            line = self.places[match[1]][int(match[2])]
            column = _BACK[match[1]].get(match[3] or "", "")
        return problem.get("detail", {}).get("file_line", line), column


def read_table(text: str, labels: Mapping[str, str]) -> tuple[list[Draft], list[Problem]]:
    """The parcels of a file, or what is wrong with the file as a whole.

    :param labels: headings that people use, by column; the column's own name always works.
    """
    rows, problems = table.read_rows(text, labels, COLUMNS, _REQUIRED)
    drafts: dict[tuple, Draft] = {}
    for row in rows:
        number = references.normalised(row.cells.get("tracking_number"))
        # without a number each row is a bad message of its own
        key = (number or row.line, row.cells.get("carrier", ""))
        _add(drafts.setdefault(key, Draft({}, row.line)), row)
    return list(drafts.values()), problems


def _add(draft: Draft, row: table.Row) -> None:
    if row.nameless:
        detail = {"file_line": row.line}
        draft.problems.append(
            Problem("", "cell_without_heading", row.nameless, "no further cells", None, detail)
        )
    for part, columns in (("lines", LINE_COLUMNS), ("events", EVENT_COLUMNS)):
        values = {
            name: row.cells[column] for column, name in columns.items() if column in row.cells
        }
        if values:
            draft.raw.setdefault(part, []).append(values)
            draft.places[part].append(row.line)
            if "quantity" in values:
                values["quantity"] = table.number(values["quantity"])
    for column in PARCEL_COLUMNS:
        if column in row.cells:
            _set(draft, column, row)


def _set(draft: Draft, column: str, row: table.Row) -> None:
    found, known = row.cells[column], draft.raw.setdefault(column, row.cells[column])
    same = column == "tracking_number" or known == found
    if not same:
        detail = {"file_line": row.line, "known": known}
        expected = f"as in line {draft.line}: {known}"
        draft.problems.append(Problem(column, "rows_differ", found, expected, None, detail))
