"""What two messages with the same reference have in common."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import datetime
from typing import Any

from .message import Message
from .problem import Problem, shown

# The wish to confirm is no part of what is ordered, and the key is equal anyway.
_ASIDE = ("channel", "reference", "sender", "confirm")


def content(message: Message) -> str:
    """What is ordered, as canonical JSON: equal for messages that mean the same."""
    values = dataclasses.asdict(message)
    for name in _ASIDE:
        del values[name]
    return json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def digest(text: str) -> str:
    """SHA-256 of a content or of a raw message, as hexadecimal text."""
    return hashlib.sha256(text.encode()).hexdigest()


def differences(known: str, new: str) -> list[Problem]:
    """One problem for each place where two contents differ; ``expected`` is the known value."""
    found: list[Problem] = []
    _compare("", json.loads(known), json.loads(new), None, found)
    return found


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    raise TypeError(type(value).__name__)


def _compare(path: str, known: Any, new: Any, line: int | None, found: list[Problem]) -> None:
    if known == new:
        return
    if isinstance(known, dict) and isinstance(new, dict):
        for name in sorted(known.keys() | new.keys()):
            inner = f"{path}.{name}" if path else name
            _compare(inner, known.get(name), new.get(name), line, found)
    elif isinstance(known, list) and isinstance(new, list) and len(known) == len(new):
        for i, (one, other) in enumerate(zip(known, new, strict=True)):
            _compare(f"{path}[{i}]", one, other, i + 1, found)
    else:
        old, value = _brief(known), _brief(new)
        detail = {"known": old} if old != "" else {}
        found.append(Problem(path, "differs", value, f"as before: {old}", line, detail))


def _brief(value: Any) -> Any:
    if isinstance(value, list):
        return f"{len(value)} lines"
    return "" if value is None else shown(value)
