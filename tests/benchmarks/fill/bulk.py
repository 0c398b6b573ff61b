"""Ways to write millions of rows: rows copied from one row, indexes built at the end, chance."""

from __future__ import annotations

import contextlib


def chance(salt: int, number: str = "f.n") -> str:
    """SQL of a number from 0 to below 1 that ``number`` and ``salt`` determine."""
    return f"((hashint8extended({number}, {salt}) & 1073741823) / 1073741824.0::float8)"


def normal(salt: int, number: str = "f.n") -> str:
    """SQL of a number from a bell curve with mean 0 and deviation 1, between -3 and 3."""
    parts = (chance(salt + step, number) for step in range(3))
    return f"(2 * ({' + '.join(parts)} - 1.5))"


def zipf(salt: int, count: str, knee: int, number: str = "f.n") -> str:
    """SQL of an integer from 0 to ``count`` - 1: how often the r-th occurs falls with 1 / (r +
    knee),
    as customers and products of real companies do (Zipf and Mandelbrot)."""
    power = f"power({count}::float8 / {knee} + 1, {chance(salt, number)})"
    return f"least({count} - 1, floor({knee} * ({power} - 1)))::int"


def columns(env, table: str) -> list[str]:
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    return [name for (name,) in env.cr.fetchall()]


def copies(env, table: str, rows: str, row: str, changed: dict[str, str], values: dict) -> None:
    """Inserts a copy of one row of ``table`` for each row of ``rows``.

    :param rows: what stands after FROM.
    :param row: SQL of the id of the row that is copied.
    :param changed: SQL by the name of each column that differs.
    """
    names = columns(env, table)
    told = ", ".join(changed.get(name, f't."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {told} FROM {rows} JOIN {table} t ON t.id = {row}",
        values,
    )


@contextlib.contextmanager
def without_indexes(env, tables):
    """Builds the indexes of ``tables`` after the block anew; row by row takes three times as long.

    Those that stand for a constraint stay. Their comments tell Odoo when a definition has changed.
    """
    env.cr.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),"
        " obj_description(i.indexrelid, 'pg_class') FROM pg_index i"
        " WHERE i.indrelid::regclass::text = ANY (%s) AND NOT EXISTS"
        " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(tables)],
    )
    found = env.cr.fetchall()
    for name, _definition, _comment in found:
        env.cr.execute(f"DROP INDEX {name}")
    yield
    env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for name, definition, comment in found:
        env.cr.execute(definition)
        if comment:
            env.cr.execute(f"COMMENT ON INDEX {name} IS %s", [comment])
