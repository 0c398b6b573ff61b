"""Numbers and days as people type them, in the manner of their language."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

LARGEST = 1e12


def read_number(text: str, decimal: str = ".") -> float | None:
    """A number, or None where the text is none that has one meaning only.

    :param decimal: the decimal sign of the reader's language; of a single sign followed by
        three digits it decides whether it groups thousands.

    >>> read_number("1,500"), read_number("1,500", ","), read_number("12,5"), read_number("１２")
    (1500.0, 1.5, 12.5, 12.0)
    >>> read_number("1.234,50"), read_number("1 234.5"), read_number("-3"), read_number("ten")
    (1234.5, 1234.5, -3.0, None)
    """
    plain = re.sub(r"[\s'’_]", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    match = re.fullmatch(r"([+-]?)(\d[\d.,]*|[.,]\d+)", plain)
    if not match:
        return None
    sign, digits = match.groups()
    whole = _without_groups(digits, decimal)
    number = float(whole) if whole is not None else None
    if number is None or number > LARGEST:
        return None
    return -number if sign == "-" else number


def read_day(text: str, *, day_first: bool = False) -> date | None:
    """A day written with figures; the year has four of them and comes first or last.

    :param day_first: whether the reader's language writes the day before the month.

    >>> read_day("2026-12-03"), read_day("12/3/2026"), read_day("3.12.2026", day_first=True)
    (datetime.date(2026, 12, 3), datetime.date(2026, 12, 3), datetime.date(2026, 12, 3))
    >>> read_day("2026年12月3日"), read_day("tomorrow"), read_day("3.12.26")
    (datetime.date(2026, 12, 3), None, None)
    """
    parts = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    sizes = [len(part) for part in parts]
    numbers = [int(part) for part in parts if len(part) <= 4]
    if sizes[:1] == [4] and len(numbers) == 3 and max(sizes[1:]) <= 2:
        year, month, day = numbers
    elif sizes[2:] == [4] and len(numbers) == 3 and max(sizes[:2]) <= 2:
        first, second, year = numbers
        day, month = (first, second) if day_first else (second, first)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_groups(digits: str, decimal: str) -> str | None:
    """``digits`` with a point for the decimal sign and no other sign; None when unclear."""
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return digits
    whole, _sign, rest = _split_last(digits)
    if len(signs) == 1:
        groups = signs[0] != decimal and len(rest) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole)
        return whole + rest if groups else f"{whole or 0}.{rest or 0}"
    if len(set(signs)) == 1:
        return _grouped(digits, signs[0])
    if len(set(signs[:-1])) > 1 or signs[-1] in signs[:-1]:
        return None
    grouped = _grouped(whole, signs[0])
    return None if grouped is None else f"{grouped}.{rest or 0}"


def _split_last(digits: str) -> tuple[str, str, str]:
    return digits.rpartition(re.findall(r"[.,]", digits)[-1])


def _grouped(digits: str, sign: str) -> str | None:
    pattern = rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+"
    return digits.replace(sign, "") if re.fullmatch(pattern, digits) else None
