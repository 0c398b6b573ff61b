"""Many rows in one statement, column by column: a third of the time that row by row takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def table(columns: Mapping[str, str]) -> str:
    """SQL of the rows ``v`` with these columns (name: type), with one array for each.

    Column by column nothing is said once per row but the values.
    """
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return f"unnest({arrays}) AS v ({', '.join(columns)})"


def arrays(rows: Iterable[Sequence]) -> list[list]:
    """``rows``, at least one, as the parameters of :func:`table`."""
    return [list(column) for column in zip(*rows, strict=True)]
