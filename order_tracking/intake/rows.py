"""Text tables (CSV) as other systems and spreadsheet programs write them: encoding, separator
and lines. What the columns mean is for whoever reads them.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON_CHINESE = 0.9  # of the letters beyond ASCII of a Chinese text are in GB 2312


class Unreadable(ValueError):
    """The file as a whole cannot be read; ``code``: encoding, not_csv or too_many; ``detail``:
    values of its sentence; ``line``: of the file."""

    def __init__(self, code: str, line: int = 1, **detail: str):
        super().__init__(code, line, detail)
        self.code, self.line, self.detail = code, line, {"line": str(line), **detail}


def decode(data: bytes, encoding: str = "") -> str:
    """The text of a file: as its first bytes say, in ``encoding``, else UTF-8, GB 18030 or
    Windows-1252, whichever it can be.

    :raise Unreadable: when it is in none of these, or not in ``encoding``.
    """
    name = next((name for bom, name in _BOMS if data.startswith(bom)), encoding)
    try:
        return data.decode(name or "utf-8")
    except UnicodeDecodeError as error:
        if name or b"\0" in data:  # which no text has
            raise Unreadable("encoding", encoding=name or "utf-8") from error
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


def rows(text: str, most: int, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The heading, empty if there is none, and the lines below that hold something, as (number
    of the line in the file, counted from 1 with the heading; cells).

    :param most: lines below the heading. :param strict: quotes that do not belong are refused.
    :raise Unreadable: also while the lines are read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=strict)
    line, count = 1, 0
    try:
        yield 1, next(reader, [])
        line = reader.line_num + 1
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                count += 1
                if count > most:
                    raise Unreadable("too_many", line, lines=str(most))
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("not_csv", line, reason=str(error)) from error


def _dialect(text: str) -> type[csv.Dialect]:
    """The separator is the one that the heading has most of."""

    class Found(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Found
