"""A table of old orders: its headings, and its lines with what is wrong with them.

Lines come as ``(number, cells)``, the heading first, from whoever reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from .columns import KNOWN, REQUIRED, fold
from .refusal import shown

MAX_BYTES = 50_000_000
MAX_LINES = 500_000
MOST_UNUSED = 50  # headings
Lines = Iterable[tuple[int, list[str]]]


class FileProblem(Exception):
    """The file as a whole cannot be loaded; ``code`` of the sentence, ``detail`` its values."""

    def __init__(self, code: str, **detail: str):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def unused(heading: Sequence[str]) -> list[str]:
    """Headings that name no column, the first ones of very many."""
    found = (cell.strip() for cell in heading if cell.strip() and fold(cell) not in KNOWN)
    return list(islice(found, MOST_UNUSED))


def columns(heading: Sequence[str]) -> list[str | None]:
    """Key of the column at each position; None: not used.

    :raise FileProblem: when columns are missing or stand there twice.
    """
    found = [KNOWN.get(fold(cell)) if cell else None for cell in heading]
    if not any(cell.strip() for cell in heading):
        raise FileProblem("empty")
    for column in found:
        if column and found.count(column) > 1:
            said = [cell.strip() for cell, key in zip(heading, found, strict=True) if key == column]
            raise FileProblem("column_twice", first=shown(said[0]), second=shown(said[1]))
    for column in REQUIRED:
        if column not in found:
            raise FileProblem("column_missing", column=column)
    return found


def pick(lines: Lines, reasons: Mapping[int, str], heading: str) -> Iterator[list[str]]:
    """The heading and those lines of the file that ``reasons`` names (by number), each with its
    reason in a last column called ``heading``."""
    lines = iter(lines)
    yield [*next(lines)[1], heading]
    for number, cells in lines:
        if number in reasons:
            yield [*cells, reasons[number]]
