"""What the figures of the core's lines mean. Times are seconds; limits stand once, here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .line import FAIL, OK, WARN, Line, aged, worst

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# a scheduled action may be late by its own interval: another worker has it, or the server started
_LATE = (2, 6)  # intervals, and never less than:
_LATE_AT_LEAST = (10 * MINUTE, 30 * MINUTE)
ENOUGH = 20  # cases before a share is judged
_IN_TIME = 0.95
_FAILED_SHARES = (0.02, 0.20)
DEAD_ROWS = 100_000  # fewer are no reason for anything
_DEAD_SHARES = (0.3, 0.6)
# away: the primary database does its work; silent: pages wait; apart: pages show the past
_REPLICA = {"none": OK, "away": WARN, "silent": FAIL, "apart": FAIL}
_AGES = (1_000_000_000, 1_800_000_000)  # transactions; PostgreSQL stops writing at 2^31


@dataclass(frozen=True)
class Job:
    """A scheduled action.

    :ivar late: seconds since it should have run; 0 when it is not due.
    :ivar interval: seconds between its runs.
    :ivar failures: runs that failed in a row, as Odoo counts them.
    """

    name: str
    active: bool
    late: float
    interval: float
    failures: int = 0


def jobs(found: Iterable[Job]) -> Line:
    """Whether the scheduled actions run: the worst is told."""
    found = sorted(found, key=lambda job: job.late - job.interval, reverse=True)
    off = [job for job in found if not job.active]
    failing = [job for job in found if job.failures]
    level = worst(map(_lateness, found))
    figures = {"count": len(found), "late_seconds": max((j.late for j in found), default=0.0)}
    if off:
        return Line("jobs", FAIL, "off", {**figures, "name": off[0].name, "off": len(off)})
    if level != OK:
        return Line("jobs", level, "late", {**figures, "name": found[0].name})
    if failing:
        job = max(failing, key=lambda job: job.failures)
        return Line("jobs", WARN, "failing", {**figures, "name": job.name, "times": job.failures})
    return Line("jobs", figures=figures)


def _lateness(job):
    warn, fail = (
        max(intervals * job.interval, least)
        for intervals, least in zip(_LATE, _LATE_AT_LEAST, strict=True)
    )
    return aged(job.late, warn, fail)


def receipts(*, waiting_seconds, sending_seconds, late, counted, in_time, looked=0, gone=0) -> Line:
    """Whether customers get their receipts within the company's promise.

    :param waiting_seconds: how long the oldest order waits for its receipt to be prepared.
    :param sending_seconds: how long the oldest receipt that is due waits to be sent.
    :param late: receipts that are not with the customer after the promised hours.
    :param counted, in_time: of the latest receipts that were due, and those of them in time.
    :param looked, gone: receipts whose file was looked for, and those of them that have none.
    """
    stuck = max(waiting_seconds or 0.0, sending_seconds or 0.0)
    share = in_time / counted if counted else None
    figures = {"late": late, "counted": counted, "in_time_share": share, "waiting_seconds": stuck}
    figures |= {"looked": looked, "gone": gone}
    if gone:
        return Line("receipts", FAIL, "gone", figures)
    level = aged(stuck, 15 * MINUTE, HOUR)
    if level != OK:
        return Line("receipts", level, "stuck", figures)
    if counted >= ENOUGH and share < _IN_TIME:
        return Line("receipts", FAIL, "share", figures)
    if late:
        return Line("receipts", WARN, "late", figures)
    return Line("receipts", figures=figures)


def mails(*, waiting_seconds, counted, failed) -> Line:
    """Whether what customers are told leaves the house.

    :param waiting_seconds: how long the oldest notice that is due waits to be sent.
    :param counted, failed: of the latest messages, and those of them that reached nobody.
    """
    figures = {"waiting_seconds": waiting_seconds or 0.0, "counted": counted, "failed": failed}
    level = aged(waiting_seconds, 15 * MINUTE, HOUR)
    if level != OK:
        return Line("mails", level, "stuck", figures)
    if not failed:
        return Line("mails", figures=figures)
    level = aged(failed / counted, *_FAILED_SHARES) if counted >= ENOUGH else WARN
    return Line("mails", level, "failed", figures)


def queue(code, *, count, seconds, warn=15 * MINUTE, fail=HOUR) -> Line:
    """How far behind work is that waits in a table.

    :param count, seconds: how much is due, and since when the oldest of it is; None: nothing is.
    """
    level = aged(seconds, warn, fail)
    reason = OK if level == OK else "behind"
    return Line(code, level, reason, {"count": count, "seconds": seconds or 0.0})


def journal(*, database_bytes, own_bytes, rows, week, dead, live, age) -> Line:
    """How the database grows, and whether PostgreSQL keeps up with cleaning it.

    :param own_bytes, rows: of our tables, with indexes, and rows of the journal among them.
    :param week: rows that the journal got in the last seven days.
    :param dead, live: rows of our table with the most dead ones, as PostgreSQL estimates them.
    :param age: transactions since the oldest row that is not frozen.
    """
    share = dead / (dead + live) if dead >= DEAD_ROWS else 0.0
    figures = {
        "database_bytes": database_bytes,
        "own_bytes": own_bytes,
        "bytes_per_day": own_bytes * week / rows / 7 if rows else 0.0,
        "events_per_day": week / 7,
        "dead_share": share,
        "transaction_age": age,
    }
    level = aged(age, *_AGES)
    if level != OK:
        return Line("growth", level, "age", figures)
    level = aged(share, *_DEAD_SHARES)
    return Line("growth", level, OK if level == OK else "dead", figures)


def replica(*, state, seconds=None) -> Line:
    """Whether customers' pages are read from a replica that shows the present.

    :param state: of ``order_tracking.replica.Replica``.
    :param seconds: age of the newest change that it shows, where it is behind and that is known.
    """
    if state == "follows":
        return Line("replica")
    if state != "behind":
        return Line("replica", _REPLICA[state], state)
    level = WARN if seconds is None else aged(seconds, 30.0, 10 * MINUTE)
    return Line("replica", level, OK if level == OK else "behind", {"seconds": seconds})
