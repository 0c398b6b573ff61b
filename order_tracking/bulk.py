"""Many rows in one statement, column by column: a third of the time that row by row takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def table(columns: Mapping[str, str]) -> str:
    """SQL of the rows ``v`` with these columns (name: type), with one array for each.

    Column by column nothing is said once per row but the values.
    """
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return f"unnest({arrays}) AS v ({', '.join(columns)})"


def arrays(rows: Iterable[Sequence]) -> list[str]:
    """``rows``, at least one, as the parameters of :func:`table`.

    Each is one text, as PostgreSQL writes arrays: it need not parse an expression per value.
    Values are texts, numbers, booleans, naive instants or None.
    """
    return [_written(column) for column in zip(*rows, strict=True)]


def _written(column: Iterable) -> str:
    """
    >>> _written([1, None, 'say "no"', ""])
    '{"1",NULL,"say \\\\"no\\\\"",""}'
    """
    texts = ("NULL" if value is None else f'"{_escaped(value)}"' for value in column)
    return f"{{{','.join(texts)}}}"


def _escaped(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace('"', '\\"')
    return value
