"""Measures what a block costs in Odoo and in PostgreSQL, and undoes it.

Nothing is committed: what commits is flushed and rolled back when its cursor is closed, so that
the same can be done again, at each size. Mails are not sent, carriers not asked.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from odoo import sql_db

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.order_tracking_logistics import asking

MOST_SECONDS = 60  # a statement that takes longer is ended, and its item has failed
MANY_ROWS = 1000  # a statement that reads more is told
JOB_SECONDS = 20  # after which a job is asked to stop, as Odoo's scheduler does
JOB_ITEMS = 2000
# One process for each connection, as the processor time of helpers is not counted; disks without
# moving parts, as docs/operations says.
_LIMITS = (
    f"-c statement_timeout={MOST_SECONDS}s -c jit=off -c max_parallel_workers_per_gather=0"
    " -c random_page_cost=1.1"
)
_EXPLAIN = (
    " -c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0"
    " -c auto_explain.log_analyze=on -c auto_explain.log_timing=off -c auto_explain.log_format=json"
    " -c auto_explain.log_level=notice"
)


@dataclass
class Sample:
    """What one run cost. ``items``: how many a job handled, 0 if it counts none; ``shown``: rows of
    the page that it gave."""

    seconds: float = 0.0
    elapsed: float = 0.0
    queries: int = 0
    items: int = 0
    shown: int = 0
    problem: str = ""


@dataclass
class Read:
    """A statement that read many rows: how many, by which nodes of its plan, of which tables."""

    statement: str
    rows: int
    nodes: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


class Watch:
    """Processor time of this process and of all that PostgreSQL runs for ``database``."""

    def __init__(self, database: str):
        self.database = database

    def now(self) -> tuple[float, dict[int, int]]:
        return time.process_time(), {pid: _nanoseconds(pid) for pid in self._backends()}

    def _backends(self) -> list[int]:
        """Of the connections in Odoo's pool: no query, which would cost something itself."""
        pool = sql_db._Pool
        found = [cnx for cnx in (pool._connections if pool else ()) if not cnx.closed]
        return [c.info.backend_pid for c in found if c.info.dbname == self.database]

    @staticmethod
    def between(before, after) -> float:
        database = sum(spent - before[1].get(pid, 0) for pid, spent in after[1].items())
        return after[0] - before[0] + database / 1e9


def _nanoseconds(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0


@contextlib.contextmanager
def measured(database: str, sample: Sample):
    watch, began = Watch(database), time.perf_counter()
    before, queries = watch.now(), sql_db.sql_counter
    try:
        yield
    finally:
        sample.seconds = watch.between(before, watch.now())
        sample.elapsed = time.perf_counter() - began
        sample.queries = sql_db.sql_counter - queries


@contextlib.contextmanager
def undone(sample: Sample, endless: bool = False):
    """What is done in the block is not committed; ``sample`` counts what jobs have handled. They
    are asked to stop after some time or items, unless ``endless``."""
    began = time.perf_counter()

    def commit(cr):
        cr.flush()
        cr.clear()
        cr.postcommit.clear()

    def progress(cron, processed=0, *, remaining=None, deactivate=False):
        sample.items += processed
        cron.env.cr.commit()
        late = time.perf_counter() - began > JOB_SECONDS or sample.items >= JOB_ITEMS
        return 0 if late and not endless else JOB_SECONDS

    with (
        patch.object(sql_db.Cursor, "commit", commit),
        patch.object(IrCron, "_commit_progress", progress),
        patch.object(IrMail_Server, "send_email", lambda *_args, **_names: "<sent@bench>"),
        patch.object(asking, "gather", lambda *_args, **_names: ()),
    ):
        yield


def connect(explain: bool) -> None:
    """New connections from here on: limited in time, and each query explained if wanted."""
    os.environ["PGOPTIONS"] = _LIMITS + (_EXPLAIN if explain else "")
    sql_db.close_all()


def disconnect() -> None:
    """New connections are as usual again."""
    os.environ.pop("PGOPTIONS", None)
    sql_db.close_all()


@contextlib.contextmanager
def explained(found: list[Read] | None):
    """Adds each statement that reads many rows to ``found``; the sum of all is its last entry.
    None: nothing is explained."""
    if found is None:
        yield
        return
    execute, total = sql_db.Cursor.execute, 0

    def watched(cr, query, params=None, log_exceptions=True):
        nonlocal total
        cr._cnx.notices.clear()
        try:
            return execute(cr, query, params, log_exceptions)
        finally:
            for notice in list(cr._cnx.notices):
                if told := _told(notice):
                    total += told.rows
                    if told.rows > MANY_ROWS:
                        found.append(told)
            cr._cnx.notices.clear()

    with patch.object(sql_db.Cursor, "execute", watched):
        yield
    found.append(Read("", total))


def _told(notice: str) -> Read | None:
    start = notice.find("{")
    if "plan:" not in notice or start < 0:
        return None
    plan = json.loads(notice[start:])
    read = Read(" ".join(plan["Query Text"].split()), 0)
    _count(plan["Plan"], read)
    return read


def _count(node: dict, read: Read) -> None:
    """Adds rows that scans of tables read: those they gave, and those they threw away."""
    loops = node.get("Actual Loops", 0)
    if "Relation Name" in node and "Scan" in node["Node Type"]:
        removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        each = node.get("Actual Rows", 0) + sum(node.get(name, 0) for name in removed)
        rows = int(each * loops)
        read.rows += rows
        if rows > MANY_ROWS:
            index = f" by {node['Index Name']}" if "Index Name" in node else ""
            read.nodes.append(f"{node['Node Type']} {node['Relation Name']}{index}: {rows:,}")
            read.tables.add(node["Relation Name"])
    for inner in node.get("Plans", ()):
        _count(inner, read)
