"""Why a line of the file is not loaded, or not wholly as it says."""

from __future__ import annotations

from dataclasses import dataclass, field

SHOWN = 80  # characters of a wrong value that are kept


@dataclass(frozen=True, slots=True)
class Refusal:
    """``line``: of the file, counted from 1 with its heading; ``column``: key of
    ``columns.COLUMNS``; ``problem``: code of the sentence people read, ``detail`` its further
    values. A ``warning`` does not keep the line out; what is wrong with the ``whole`` order keeps
    out its other lines, too."""

    line: int
    order: str
    column: str
    value: str
    problem: str
    detail: dict[str, str] = field(default_factory=dict)
    warning: bool = False
    whole: bool = False


def shown(value: str) -> str:
    """``value`` short enough to be repeated, and always possible in PostgreSQL."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:SHOWN])
    return text + ("…" if len(value) > SHOWN else "")
