"""Reads the fields of a JSON object one by one and notes everything that is wrong."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, tzinfo
from typing import Any

from . import dates
from .limits import MULTILINE, TEXTS
from .problem import Problem

_MISSING = (None, "")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
# Cc: control characters, Cs: halves of characters. The others turn the direction of what follows,
# so that a text reads differently from what it says.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Reader:
    """One object of a message. Every method reads one field and returns its value, or an
    empty one after noting the problem; :meth:`close` then notes the fields nobody asked for.
    """

    def __init__(
        self, data: Any, problems: list[Problem], path: str = "", line: int | None = None
    ) -> None:
        self.problems, self.path, self.line = problems, path, line
        self._read: set[str] = set()
        self.is_object = isinstance(data, dict)
        self.data: dict = data if isinstance(data, dict) else {}
        if not self.is_object:
            self.note("", "not_object", data, "a JSON object")

    def note(self, name: str, problem: str, found: Any = None, expected: str = "", **detail):
        """Notes a problem of field ``name``, or of the object itself when that is empty."""
        path = ".".join(part for part in (self.path, name) if part)
        self.problems.append(Problem(path, problem, found, expected, self.line, detail))

    def get(self, name: str, required: bool = False, expected: str = "") -> Any:
        """The raw value of a field; None for an empty one."""
        self._read.add(name)
        value = self.data.get(name)
        if not isinstance(value, (list, dict)) and value in _MISSING:
            if required:
                self.note(name, "missing", None, expected)
            return None
        return value

    def text(self, name: str, required: bool = False, limit: int = 0) -> str:
        """A text without blanks around it and without invisible characters.

        :param limit: characters it may have; 0: as ``limits.TEXTS`` says.
        """
        limit = limit or TEXTS[name]
        value = self.get(name, required, f"text of up to {limit} characters")
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(name, "not_text", value, "text")
            return ""
        value = value.strip()
        if len(value) > limit:
            self.note(name, "too_long", len(value), f"up to {limit} characters")
            return ""
        if bad := _invisible(value, name in MULTILINE):
            self.note(name, "control_character", bad, "visible characters only")
            return ""
        if required and not value:
            self.note(name, "missing", None, f"text of up to {limit} characters")
        return value

    def email(self, name: str) -> str:
        value = self.text(name)
        if value and not _EMAIL.fullmatch(value):
            self.note(name, "not_email", value, "an address such as name@example.com")
            return ""
        return value

    def number(
        self,
        name: str,
        low: float,
        high: float,
        *,
        required: bool = False,
        above: bool = False,
        digits: int | None = None,
    ) -> float | None:
        """A finite number from ``low`` to ``high``; ``above``: more than ``low``.

        :param digits: decimals that the number may have: more would be rounded away unseen.
        """
        expected = f"a number {'above' if above else 'from'} {low:,} and up to {high:,}"
        value = self.get(name, required, expected)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.note(name, "not_number", value, expected)
        elif not (low <= value <= high) or (above and value == low):  # not-a-number is in no range
            self.note(name, "out_of_range", value, expected)
        elif digits is not None and not _fits(value, digits):
            self.note(name, "too_precise", value, f"up to {digits} decimals")
        else:
            return float(value)
        return None

    def boolean(self, name: str) -> bool:
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            self.note(name, "not_boolean", value, "true or false")
            return False
        return bool(value)

    def choice(self, name: str, choices: Collection[str], default: str) -> str:
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or value not in choices:
            self.note(name, "not_choice", value, "one of: " + ", ".join(choices))
            return default
        return value

    def instant(self, name: str, zone: tzinfo) -> datetime | None:
        """A date or time in naive UTC, see :func:`dates.parse_instant`."""
        value = self.get(name)
        if value is None:
            return None
        instant = dates.parse_instant(value, zone) if isinstance(value, str) else None
        if not instant:
            self.note(name, "not_date", value, dates.EXPECTED)
        return instant

    def child(self, name: str, required: bool = False) -> Reader | None:
        """The object in a field; None without one."""
        value = self.get(name, required, "a JSON object")
        if value is None:
            return None
        path = ".".join(part for part in (self.path, name) if part)
        child = Reader(value, self.problems, path, self.line)
        return child if child.is_object else None

    def close(self) -> None:
        """Notes fields that do not exist: a mistyped name must not lose what it holds."""
        for name in self.data:
            if name not in self._read:
                likely = difflib.get_close_matches(str(name), self._read, 1)
                known = ", ".join(sorted(self._read))
                self.note(
                    str(name)[:64],
                    "unknown_field",
                    None,
                    f"“{likely[0]}”" if likely else f"one of: {known}",
                )


def _invisible(text: str, multiline: bool) -> str:
    """Name of the first character that nobody can see, or empty."""
    allowed = "\n\r\t" if multiline else ""
    for character in text:
        hidden = character in _TURNING or unicodedata.category(character) in ("Cc", "Cs")
        if hidden and character not in allowed:
            return f"U+{ord(character):04X}"
    return ""


def _fits(value: float, digits: int) -> bool:
    return math.isclose(round(value, digits), value, rel_tol=1e-12, abs_tol=1e-12)
