"""Bytes per order of the addons' tables and indexes, and what archive and retention make of
them."""

from __future__ import annotations

import re
from unittest.mock import patch

from common import database

from odoo.addons.base.models.ir_cron import IrCron

_OWN = r"^(order_(?!history)|tracking_)"
_TABLES = """
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
 WHERE c.relkind = 'r' AND c.relname ~ %s
 ORDER BY 2 DESC"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
_NAMED = re.compile(r"(CREATE (?:UNIQUE )?)INDEX \S+ ON (?:ONLY )?\S+")
_LEAST = 1.0  # bytes per order; of what is smaller only the sum is told
_JOBS = (
    "order_tracking.ir_cron_archive",
    "order_tracking.ir_cron_forget",
    "order_tracking_feedback.ir_cron_retention",
)


def sizes(name: str) -> dict[str, tuple[int, int]]:
    """(bytes of the table, of its indexes) by table of the addons."""
    with database(name) as env:
        env.cr.execute(_TABLES, [_OWN])
        return {table: (rows, indexes) for table, rows, indexes in env.cr.fetchall()}


def report(orders: list[int], name_of) -> None:
    """Prints a table: bytes per order at each size, table and indexes."""
    found = [(size, sizes(name_of(size))) for size in orders]
    shown = " | ".join(f"{size:,} orders: table + indexes" for size in orders)
    print(f"\n| bytes per order | {shown} |\n| --- |{' --- |' * len(orders)}")
    for table in found[-1][1]:
        if sum(found[-1][1][table]) / orders[-1] >= _LEAST:
            _print(table, [(size, told.get(table, (0, 0))) for size, told in found])
    sums = [(size, tuple(map(sum, zip(*told.values(), strict=True)))) for size, told in found]
    _print("**all of the addons**", sums)


def _print(name: str, told) -> None:
    shown = " | ".join(f"{a / size:,.0f} + {b / size:,.0f}" for size, (a, b) in told)
    print(f"| {name} | {shown} |")


def retention(size: int, name_of, copied, drop) -> None:
    """Runs archive and retention to their end on a copy, and prints what is left."""
    copy = name_of(size) + "_kept"
    copied(name_of(size), copy)
    before = packed(copy)
    with database(copy, commit=True) as env:
        env["res.company"].search([]).order_archive_months = 12
        env.cr.commit()
        with patch.object(IrCron, "_commit_progress", _endless):
            for job in _JOBS:
                env.ref(job).ir_actions_server_id.run()
    after = packed(copy)
    print("\n| bytes per order | before | archived after 12 months, other settings as installed |")
    print("| --- | --- | --- |")
    for table, (rows, indexes) in before.items():
        left, index_left = after.get(table, (0, 0))
        if abs(rows + indexes - left - index_left) > size:
            _print(table, [(size, (rows, indexes)), (size, (left, index_left))])
    totals = [tuple(map(sum, zip(*told.values(), strict=True))) for told in (before, after)]
    _print("**all of the addons**", [(size, total) for total in totals])
    drop(copy)


def _endless(cron, processed=0, *, remaining=None, deactivate=False):
    cron.env.cr.commit()
    return float("inf")


def packed(name: str) -> dict[str, tuple[int, int]]:
    """As :func:`sizes`, of the rows that there are, written anew, and indexes built of them. VACUUM
    FULL would keep what it removed as long as a transaction of any database of the cluster began
    before."""
    found = {}
    with database(name) as env:
        env.cr.execute("SET maintenance_work_mem = '512MB'")
        env.cr.execute(_TABLES, [_OWN])
        for table, _rows, _indexes in env.cr.fetchall():
            env.cr.execute(
                f"CREATE TABLE bench_packed (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)"
            )
            env.cr.execute(f"INSERT INTO bench_packed SELECT * FROM ONLY {table}")
            env.cr.execute(_INDEXES, [table])
            for (definition,) in env.cr.fetchall():
                env.cr.execute(_NAMED.sub(r"\1INDEX ON bench_packed", definition, count=1))
            env.cr.execute("SELECT pg_table_size('bench_packed'), pg_indexes_size('bench_packed')")
            found[table] = env.cr.fetchone()
            env.cr.execute("DROP TABLE bench_packed")
            env.cr.commit()  # what is dropped takes room until then
    return found
