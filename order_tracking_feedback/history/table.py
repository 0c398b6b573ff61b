"""Text tables (CSV) as other systems write them: their encoding, separator and headings."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from .columns import KNOWN, REQUIRED, fold

MAX_BYTES = 50_000_000
MAX_LINES = 500_000
MOST_UNUSED = 50  # headings
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON_CHINESE = 0.9  # of the letters beyond ASCII of a Chinese text are in GB 2312


class FileProblem(Exception):
    """The file as a whole cannot be read; ``code`` of the sentence, ``detail`` its values."""

    def __init__(self, code: str, **detail: str):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def decode(data: bytes, encoding: str = "") -> str:
    """The text of a file: in ``encoding``, else as its first bytes say, UTF-8, GB 18030 or
    Windows-1252, whichever it can be.

    :raise FileProblem: too large, or not in ``encoding``.
    """
    if len(data) > MAX_BYTES:
        raise FileProblem("too_large", megabytes=str(MAX_BYTES // 1_000_000))
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    try:
        return data.decode(marked or encoding or "utf-8")
    except UnicodeDecodeError as error:
        if marked or encoding:
            raise FileProblem("encoding", encoding=marked or encoding) from error
    return _chinese(data) or _western(data)


def _chinese(data: bytes) -> str | None:
    """GB 18030 takes much of what is not Chinese, too, but makes rare characters of it."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [c for c in text if ord(c) > 127]
    common = "".join(foreign).encode("gb2312", "ignore").decode("gb2312")
    return text if len(common) >= _COMMON_CHINESE * len(foreign) else None


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # which has a character for every byte


def lines(text: str) -> tuple[list[str | None], Iterator[tuple[int, list[str]]]]:
    """Key of the column at each position (None: not used), and the lines that hold something:
    (number in the file, counted from 1 with the heading; cells).

    :raise FileProblem: for the file as a whole, also while the lines are read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), _dialect(text))
    try:
        heading = next(reader, [])
    except csv.Error as error:
        raise FileProblem("not_csv", line="1", reason=str(error)) from error
    return _columns(heading), _lines(reader)


def unused(text: str) -> list[str]:
    """Headings that name no column, the first ones of very many."""
    heading = next(csv.reader(io.StringIO(text, newline=""), _dialect(text)), [])
    found = (cell.strip() for cell in heading if cell.strip() and fold(cell) not in KNOWN)
    return list(islice(found, MOST_UNUSED))


def _dialect(text: str) -> type[csv.Dialect]:
    """The separator is the one that the heading has most of."""

    class Found(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Found


def _columns(heading: Sequence[str]) -> list[str | None]:
    columns = [KNOWN.get(fold(cell)) if cell else None for cell in heading]
    if not any(cell.strip() for cell in heading):
        raise FileProblem("empty")
    for column in columns:
        if column and columns.count(column) > 1:
            raise FileProblem("column_twice", column=column)
    for column in REQUIRED:
        if column not in columns:
            raise FileProblem("column_missing", column=column)
    return columns


def _lines(reader) -> Iterator[tuple[int, list[str]]]:
    start, count = reader.line_num + 1, 0
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if any(cell and not cell.isspace() for cell in cells):
                count += 1
                if count > MAX_LINES:
                    raise FileProblem("too_many", lines=str(MAX_LINES))
                yield line, cells
    except csv.Error as error:
        raise FileProblem("not_csv", line=str(start), reason=str(error)) from error


def pick(text: str, reasons: Mapping[int, str], heading: str) -> Iterator[list[str]]:
    """The heading and those lines of the file that ``reasons`` names (by number), each with its
    reason in a last column called ``heading``."""
    yield [*next(csv.reader(io.StringIO(text, newline=""), _dialect(text))), heading]
    for number, cells in lines(text)[1]:
        if number in reasons:
            yield [*cells, reasons[number]]
