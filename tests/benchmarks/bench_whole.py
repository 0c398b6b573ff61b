"""(n) Everything that people open and jobs do, as the number of orders grows.

A database of each size is filled once (``fill``: several companies, four years, all records that
the addons keep of an order) and kept. What is measured is found in them (``whole``): every window
with each of its views and default filters, each filter, group and typed search in the window as it
opens, Odoo's own lists to compare with, what JavaScript calls, reports, addresses of the
controllers, scheduled and other actions. What no measuring exists for is named. Each is done a few
times at all sizes in turn and undone: processor time of Odoo and PostgreSQL, queries; once more to
see how many rows PostgreSQL reads (with auto_explain), and which statements read more than 1,000.
Growth is from the smallest size to the largest, the median of rounds; of jobs per item that they
handled, where they count items. Then sizes of tables and indexes per order, and what the archive
and retention make of them.

Usage: ``python bench_whole.py CONFIG [sizes] [only=WORD|WORD] [runs=3] [from=DATABASE] [keep=0]
[do=fill,measure,read,sizes,retention]``. Databases are called ``whole_SIZE``; ``keep=0`` drops
them at the end. Sizes that were filled before are not filled again, so that one size at a time can
be made.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import statistics
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from common import ADDON, database  # isort: skip  (first: it starts Odoo)
import fill
import psycopg2
import whole
from whole import meter, reasons, weight

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

SIZES = (10_000, 100_000, 1_000_000)
GOAL = 1.2
MOST = 60  # seconds, after which an item is given up
SLOW = 4.0  # seconds; what takes longer is not repeated
SHORT = 0.1  # seconds; what takes less is repeated more often
PER_ORDER = 26_000  # bytes of disk while filling: the rows, and what sorting for indexes takes
FLOOR = 0.002  # seconds; growth of what is shorter is the clock's
_IDS = "order_tracking.bench_ids"


def name_of(size: int) -> str:
    return f"whole_{size}"


def _query(statement: str, name: str = "postgres") -> list:
    """Outside of transactions, as databases are made."""
    _db, parameters = sql_db.connection_info_for(name)
    with contextlib.closing(psycopg2.connect(**parameters)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def drop(name: str) -> None:
    sql_db.close_db(name)
    Registry.registries.pop(name, None)
    _query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(config.filestore(name), ignore_errors=True)


def copied(source: str, name: str) -> None:
    drop(name)
    sql_db.close_db(source)
    _query(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
    store = Path(config.filestore(source))
    if store.exists():
        shutil.copytree(store, config.filestore(name), copy_function=os.link)


def filled(size: int, source: str) -> None:
    """Makes and fills the database of this size unless it is there, complete."""
    name = name_of(size)
    if _query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") and _ids(name):
        print(f"== {size:,} orders: filled before", flush=True)
        return
    free = shutil.disk_usage(config["data_dir"]).free
    if free < size * PER_ORDER:
        raise SystemExit(
            f"{size:,} orders need {size * PER_ORDER / 1e9:.1f} GB of disk while they are filled;"
            f" {free / 1e9:.1f} GB are free."
        )
    print(f"== {size:,} orders", flush=True)
    copied(source, name)
    with database(name) as env:
        ids = fill.whole(env, size)
        env["ir.config_parameter"].set_param(_IDS, json.dumps(ids))
        env.cr.commit()
    _query("VACUUM ANALYZE", name)


def _ids(name: str) -> dict:
    rows = _query(f"SELECT value FROM ir_config_parameter WHERE key = '{_IDS}'", name)
    return json.loads(rows[0][0]) if rows else {}


class Case:
    """An item at one size: its samples, and what it read."""

    def __init__(self, item, size: int):
        self.item, self.size, self.database = item, size, name_of(size)
        self.samples, self.reads = [], []

    def run(self, user: int, reads: list | None = None) -> meter.Sample:
        """Once, undone; what goes wrong is in the sample. ``reads``: what it read is added, not
        what finding out what to open did."""
        sample = meter.Sample()
        endless = self.item.endless
        with meter.undone(sample, endless), Registry(self.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID if self.item.job else user, {})
            signal.alarm(MOST)
            try:
                action = self.item.prepare(env)
                env.flush_all()
                env.invalidate_all()
                with meter.explained(reads), meter.measured(self.database, sample):
                    shown = action()
                    env.flush_all()
                sample.shown = _shown(shown)
                if self.item.count:
                    sample.items = self.item.count(env, shown)
            except Exception as error:  # whatever it is, the other items are measured
                sample.problem = _told(error)
            finally:
                signal.alarm(0)
            cr.rollback()
        return sample

    @property
    def last(self) -> meter.Sample:
        return self.samples[-1]

    def each(self, sample: meter.Sample) -> float:
        """Seconds, of a job that counts what it handles of one item."""
        return max(sample.seconds, FLOOR) / max(sample.items, 1)

    @property
    def seconds(self) -> float:
        return statistics.median(self.each(sample) for sample in self.samples)


def _shown(answer) -> int:
    """How many rows or groups the client was given."""
    if isinstance(answer, dict):
        return len(answer.get("records") or answer.get("groups") or ())
    return len(answer) if isinstance(answer, list) else 0


def _told(error: Exception) -> str:
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(at.filename).name}:{at.lineno}"
    return " ".join(f"{type(error).__name__}: {error} ({where})".split())[:200]


def _too_long(_signal, _frame):
    raise TimeoutError(f"took more than {MOST} s")


def found(sizes: list[int], only: str) -> tuple[list[list[Case]], dict]:
    """Items at each size, and ids by size."""
    ids = {size: _ids(name_of(size)) for size in sizes}
    cases = []
    for size in sizes:
        with database(name_of(size), commit=True) as env:
            ids[size] |= whole.looked_at(env, ids[size])
            words = only.lower().split("|")
            found = [
                i for i in whole.items(env, ids[size]) if any(w in i.title.lower() for w in words)
            ]
            cases.append([Case(item, size) for item in found])
    return [list(row) for row in zip(*cases, strict=True)], ids


def measure(told: list[list[Case]], ids: dict, runs: int) -> None:
    """Adds samples."""
    meter.connect(explain=False)
    for row in told:
        if row[0].item.prepare:
            _rounds(row, ids, runs)
            print(_line(row), flush=True)
    meter.disconnect()


def read(told: list[list[Case]], ids: dict) -> None:
    """Adds what PostgreSQL read, in a run of its own: telling it takes time."""
    meter.connect(explain=True)
    for row in told:
        for case in row:
            if case.item.prepare and not (case.samples and case.last.problem):
                case.run(ids[case.size]["user"], case.reads)
        if row[0].reads:
            print(f"{row[0].item.title}: {_rows(row)} rows read; {_why(row)}", flush=True)
    meter.disconnect()


def _rows(row: list[Case]) -> str:
    return " → ".join(f"{case.reads[-1].rows:,}" if case.reads else "?" for case in row)


def _why(row: list[Case]) -> str:
    """Why its statements read many rows at the largest size."""
    why = {told: None for read in _many(row[-1]) if (told := _reason(row, read))}
    return ", ".join(why) or "–"


def _many(case: Case) -> list[meter.Read]:
    return [read for read in case.reads if read.rows > meter.MANY_ROWS and read.statement]


def _reason(row: list[Case], read: meter.Read) -> str:
    """Beside what the same tables gave at the smallest size, if that was measured."""
    case = row[0]
    job, least = case.item.job, [r.rows for r in _many(case) if r.tables == read.tables]
    growth = read.rows / max(least) if least and len(row) > 1 else 9.0
    return reasons.reason(read.statement, read.tables, job=job, growth=growth)


def _rounds(row: list[Case], ids: dict, runs: int) -> None:
    """All sizes in turn; the first round warms up, unless it takes long. What is short is repeated
    more often: the clock and what else runs differ by milliseconds."""
    for number in range(runs * 3 + 1):
        if number > runs and max(case.samples[0].elapsed for case in row) > SHORT:
            break
        for case in row:
            if case.samples and (case.samples[0].elapsed > SLOW or case.samples[0].problem):
                continue
            sample = case.run(ids[case.size]["user"])
            if number == 1:
                case.samples.clear()
            case.samples.append(sample)


def growth(row: list[Case]) -> float:
    rounds = zip(row[0].samples, row[-1].samples, strict=False)
    return statistics.median(row[-1].each(b) / row[0].each(a) for a, b in rounds)


def fuller(row: list[Case]) -> bool:
    """Whether less than a page was found at the smallest size: then the page itself grows."""
    return row[0].last.shown < row[-1].last.shown


def _line(row: list[Case]) -> str:
    problem = next((case.last.problem for case in row if case.last.problem), "")
    if problem:
        return f"{row[0].item.title}: FAILED: {problem}"
    per = f" each {row[0].item.unit}" if any(case.last.items for case in row) else ""
    shown = " → ".join(f"{case.seconds * 1000:.3g}" for case in row)
    queries = " → ".join(str(case.last.queries) for case in row)
    mark = " **" if growth(row) > GOAL else ""
    mark += " fuller" if mark and fuller(row) else ""
    return f"{row[0].item.title}: {shown} ms{per}, {growth(row):.2f}{mark}, {queries} queries"


def report(told: list[list[Case]]) -> None:
    good = [row for row in told if row[0].samples and not any(c.last.problem for c in row)]
    sizes = " → ".join(f"{case.size:,}" for case in told[0])
    print(f"\n| what | ms of CPU, {sizes} | growth | queries | items | rows read | why |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for row in sorted(good, key=growth, reverse=True):
        columns = (
            [f"{case.seconds * 1000:.3g}" for case in row],
            [str(case.last.queries) for case in row],
            [str(case.last.items or "–") for case in row],
        )
        spent, queries, items = (" → ".join(column) for column in columns)
        mark = "**missed**" if growth(row) > GOAL else ""
        print(
            f"| {row[0].item.title} | {spent} | {growth(row):.2f} {mark} | {queries} | {items}"
            f" | {_rows(row)} | {_why(row)} |"
        )
    met = sum(growth(row) <= GOAL for row in good)
    print(f"\n{met} of {len(good)} grow by no more than {GOAL}.")
    for row in told:
        if row[0].item.missing:
            print(f"Not measured: {row[0].item.title}: {row[0].item.missing}")
        for case in row:
            if case.samples and case.last.problem:
                print(f"Failed at {case.size:,}: {case.item.title}: {case.last.problem}")


def report_reads(told: list[list[Case]]) -> None:
    """Each statement that reads many rows at the largest size, once, with who asks it."""
    found: dict[str, tuple] = {}
    for row in told:
        for read in row[-1].reads[:-1]:
            nodes = "; ".join(sorted(read.nodes))
            key = f"{read.statement[:120]} {nodes.partition(':')[0]}"
            most = max(read.rows, found.get(key, (0,))[0])
            who = {*found.get(key, (0, 0, 0, ()))[3], row[0].item.title}
            found[key] = most, read.statement, nodes, who, _reason(row, read)
    print(f"\n{len(found)} statements read more than {meter.MANY_ROWS:,} rows at the largest size:")
    counted = Counter(why for *_told, why in found.values())
    print("; ".join(f"{why}: {count}" for why, count in counted.most_common()))
    for rows, statement, nodes, who, why in sorted(found.values(), key=lambda told: -told[0]):
        others = f" and {len(who) - 3} others" if len(who) > 3 else ""
        print(f"\n{rows:,} rows, {why} – {', '.join(sorted(who)[:3])}{others}\n  {nodes}")
        print(f"  {statement[:400]}")


def items(sizes: list[int], wanted: list[str], options: dict) -> None:
    told, ids = found(sizes, options.get("only", ""))
    if "measure" in wanted:
        measure(told, ids, int(options.get("runs", 3)))
    if "read" in wanted:
        read(told, ids)
    if "measure" in wanted:
        report(told)
    if "read" in wanted:
        report_reads(told)


def main() -> None:
    options = dict(word.split("=") for word in sys.argv[2:] if "=" in word)
    sizes = [int(word) for word in sys.argv[2:] if "=" not in word] or list(SIZES)
    wanted = options.get("do", "fill,measure,read,sizes,retention").split(",")
    began = time.perf_counter()
    signal.signal(signal.SIGALRM, _too_long)
    if "fill" in wanted:
        for size in sizes:
            filled(size, options.get("from", ADDON))
    if {"measure", "read"} & {*wanted}:
        items(sizes, wanted, options)
    if "sizes" in wanted:
        weight.report(sizes, name_of)
    if "retention" in wanted:
        weight.retention(sizes[0], name_of, copied, drop)
    if options.get("keep", "1") == "0":
        for size in sizes:
            drop(name_of(size))
    print(f"\n{time.perf_counter() - began:.0f} s in all", flush=True)


if __name__ == "__main__":
    main()
