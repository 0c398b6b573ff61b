"""A whole file, line by line: what can be loaded, and what is wrong with the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from . import table, values
from .columns import BY_KEY, COLUMNS, INSTANT, NUMBER, TEXT
from .refusal import Refusal, shown

# In which order things happen to a line; each instant is compared with all before it.
_STEPS = ("ordered", "shipped", "delivered")
_BARE = {
    "ordered": values.FIRST,
    "promised": values.LAST,  # by the end of that day
    "shipped": values.NOON,
    "delivered": values.NOON,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """``zone``: of times without an offset; ``order``: of the parts of dates (``values.
    DATE_ORDERS``); ``mark``: of decimals; ``now``: naive UTC, what is later has not happened."""

    zone: tzinfo = UTC
    order: str = "ymd"
    mark: str = "."
    now: datetime = datetime.max


@dataclass(frozen=True, slots=True)
class Row:
    """A good line of the file; instants are naive UTC, texts without blanks around them."""

    line: int
    order: str
    product: str
    quantity: float
    ordered: datetime
    price: float = 0.0
    customer: str = ""
    country: str = ""
    category: str = ""
    currency: str = ""
    carrier: str = ""
    warehouse: str = ""
    promised: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None


@dataclass(slots=True)
class Reading:
    """``headings``: what the file calls the columns it has, by key; ``unused``: headings that are
    no column; ``lines``: that hold something, each in ``rows`` or refused."""

    headings: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    lines: int = 0
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read(lines: table.Lines, settings: Settings) -> Reading:
    """All lines of a file, the heading first.

    :raise table.FileProblem: when it cannot be loaded as a whole.
    """
    lines = iter(lines)
    _number, heading = next(lines)
    columns = table.columns(heading)
    found = Reading(_named(columns, heading), table.unused(heading))
    for number, cells in lines:
        found.lines += 1
        row = _row(number, _named(columns, cells), settings)
        wrong = list(_surplus(number, columns, cells)) + (row if isinstance(row, list) else [])
        if wrong:
            found.refusals += wrong
        else:
            found.rows.append(row)
    return found


def _named(columns: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    pairs = zip(columns, cells, strict=False)
    return {key: cell.strip() for key, cell in pairs if key and cell and not cell.isspace()}


def _surplus(line: int, columns: Sequence, cells: Sequence[str]) -> Iterator[Refusal]:
    """What stands beyond the last heading: then nobody knows which cell belongs where."""
    more = "".join(cells[len(columns) :]).strip()
    if more:
        yield Refusal(line, "", "", shown(more), "cell_without_heading")


def _row(line: int, cells: dict[str, str], settings: Settings) -> Row | list[Refusal]:
    read_as, wrong = {}, []
    for column in COLUMNS:
        value = cells.get(column.key, "")
        problem, detail = "", {}
        if not value:
            problem = "missing" if column.required else ""
        else:
            read_as[column.key], problem, detail = _READERS[column.kind](
                column.key, value, settings
            )
        if problem:
            order = shown(cells.get("order", ""))
            wrong.append(Refusal(line, order, column.key, shown(value), problem, detail))
    wrong = wrong or _out_of_order(line, cells, read_as, settings)
    return wrong or Row(line, **_in_sequence(cells, read_as, settings))


def _text(key: str, value: str, settings: Settings):
    longest = BY_KEY[key].longest
    if len(value) > longest:
        return None, "too_long", {"longest": str(longest)}
    if not value.isprintable() and not all(
        c.isprintable() or c in "\t\n\r\xa0\u3000" for c in value
    ):
        return None, "not_text", {}
    return sys.intern(value), "", {}


def _number(key: str, value: str, settings: Settings):
    found = values.number(value, settings.mark)
    if found is None:
        return None, "not_number", {"example": "1234.5".replace(".", settings.mark)}
    if found < 0 or key == "quantity" and not found:
        return None, "not_above_zero" if key == "quantity" else "below_zero", {}
    return found, "", {}


def _instant(key: str, value: str, settings: Settings):
    found = values.instant(value, settings.zone, settings.order, _BARE[key])
    if found is None:
        return None, "not_date", {"form": settings.order}
    if found > settings.now and key != "promised":
        return None, "in_future", {}
    return found, "", {}


_READERS = {TEXT: _text, NUMBER: _number, INSTANT: _instant}


def _out_of_order(line, cells, read_as, settings) -> list[Refusal]:
    """Nothing is shipped before it is ordered, or delivered before it is shipped. Where one of two
    has no time of day, their days are compared."""
    wrong = []
    for key, before in _PAIRS:
        if key in read_as and before in read_as and _earlier(key, before, cells, read_as, settings):
            detail = {"before": before, "other": cells[before]}
            order = shown(cells["order"])
            wrong.append(Refusal(line, order, key, shown(cells[key]), "too_early", detail))
    return wrong


_PAIRS = (
    ("promised", "ordered"),
    ("shipped", "ordered"),
    ("delivered", "ordered"),
    ("delivered", "shipped"),
)


def _earlier(key, before, cells, read_as, settings) -> bool:
    late, early = read_as[key], read_as[before]
    if late >= early:
        return False
    by_day = values.is_bare(cells[key]) or values.is_bare(cells[before])
    return not by_day or _day(late, settings) < _day(early, settings)


def _day(at: datetime, settings: Settings):
    return at.replace(tzinfo=UTC).astimezone(settings.zone).date()


def _in_sequence(cells, read_as, settings) -> dict:
    """Of one day without a time of day: what comes later happened no earlier."""
    last = read_as["ordered"]
    for key in _STEPS[1:]:
        if key in read_as:
            last = read_as[key] = max(read_as[key], last)
    return read_as
