"""What a database holds, as counts and checksums: to be compared before and after."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from odoo.sql_db import db_connect
from odoo.tools import SQL

_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname),
       bool_or(a.attname = 'id')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
   AND a.attnum > 0 AND NOT a.attisdropped
 GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True)
class Table:
    """:ivar rows: checksum of each row by id; of a table without ids, how often each occurs."""

    columns: tuple[str, ...]
    rows: dict


@contextlib.contextmanager
def cursor(database: str):
    with contextlib.closing(db_connect(database).cursor()) as cr:
        yield cr


def tables(database: str) -> dict[str, tuple[str, ...]]:
    """Columns of each table, in alphabetic order."""
    with cursor(database) as cr:
        cr.execute(_COLUMNS)
        return {name: tuple(columns) for name, columns, _id in cr.fetchall()}


def read(database: str, wanted: dict[str, Iterable[str]]) -> dict[str, Table]:
    """Rows of ``{table: columns}``; rows of PostgreSQL children are those of their parent."""
    with cursor(database) as cr:
        return {name: _read(cr, name, tuple(columns)) for name, columns in wanted.items()}


def _read(cr, name, columns):
    row = SQL(", ").join(map(SQL.identifier, columns))
    key = SQL("id") if "id" in columns else SQL("md5(ROW(%s)::text)", row)
    checksum = SQL("md5(ROW(%s)::text)", row) if "id" in columns else SQL("count(*)::text")
    group = SQL("") if "id" in columns else SQL(" GROUP BY 1")
    cr.execute(SQL("SELECT %s, %s FROM %s%s", key, checksum, SQL.identifier(name), group))
    return Table(columns, dict(cr.fetchall()))


def lost(before: str, after: str, ignored: re.Pattern, passing: Iterable[str] = ()) -> dict:
    """What one database held and the other one does not, in tables and columns that both have:
    ``{table: {id: {column: (before, after)}}}``; of a row that is gone, ``{}``. At most five each.

    :param ignored: names of tables that do not count.
    :param passing: names of columns that may change.
    """
    shared = _shared(before, after, ignored, {"write_date", "write_uid", *passing})
    rows, later = read(before, shared), read(after, shared)
    found = {}
    for table in shared:
        keys = [k for k, v in rows[table].rows.items() if later[table].rows.get(k) != v]
        changes = _changes(before, after, table, keys, shared[table]) if keys else {}
        if changes:
            found[table] = dict(list(changes.items())[:5])
    return found


def gone(before: str, after: str, ignored: re.Pattern) -> dict:
    """``{table: [ids]}`` of rows that the second database has no more, whatever became of the
    others; of tables without ids, checksums."""
    shared = _shared(before, after, ignored)
    keys = {name: ["id"] if "id" in columns else columns for name, columns in shared.items()}
    rows, later = read(before, keys), read(after, keys)
    missing = {name: sorted(rows[name].rows.keys() - later[name].rows.keys()) for name in keys}
    return {name: found for name, found in missing.items() if found}


def _shared(before, after, ignored, passing=frozenset()):
    """Columns of tables that both have."""
    first, second = tables(before), tables(after)
    shared = {
        table: sorted(set(first[table]) & set(columns) - passing)
        for table, columns in second.items()
        if table in first and not ignored.match(table)
    }
    return {table: columns for table, columns in shared.items() if columns}


def _changes(before, after, table, keys, columns):
    if "id" not in columns:
        return dict.fromkeys(keys, {})
    was, now = (_rows(database, table, keys) for database in (before, after))
    found = {}
    for key, row in was.items():
        changed = {
            column: (row[column], now[key][column])
            for column in columns
            if key in now and not _same(row[column], now[key][column])
        }
        if changed or key not in now:
            found[key] = changed
    return found


def _same(value, later):
    """Also where only translations were added."""
    if isinstance(value, dict) and isinstance(later, dict):
        return value.items() <= later.items()
    return value == later


def _rows(database, table, keys):
    with cursor(database) as cr:
        cr.execute(SQL("SELECT * FROM %s WHERE id IN %s", SQL.identifier(table), tuple(keys)))
        return {row["id"]: row for row in cr.dictfetchall()}
