"""The words of the health page: what is looked after, how it is, what to do next."""

from __future__ import annotations

import re

from odoo.tools.misc import format_duration
from odoo.tools.translate import LazyTranslate

from .shared import say_day, say_number

_lt = LazyTranslate(__name__)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNREADABLE = (
    _lt("Could not be read."),
    _lt("Look into the server's log for “The health of” and the error below it."),
)
NAMES = {
    "jobs": _lt("Scheduled actions"),
    "receipts": _lt("Order receipts"),
    "mails": _lt("Messages to customers"),
    "looking": _lt("Search for exceptions"),
    "replica": _lt("Read replica"),
    "growth": _lt("Database"),
}
# By code and reason: how it is, and what to do where there is something to do.
SENTENCES = {
    ("jobs", "ok"): (_lt("All %(count)s run on time."), ""),
    ("jobs", "off"): (
        _lt("“%(name)s” is switched off (in all: %(off)s)."),
        _lt(
            "Odoo switches a scheduled action off that failed for a week. Look into the server's "
            "log, mend it, then activate it in Settings > Technical > Scheduled Actions."
        ),
    ),
    ("jobs", "late"): (
        _lt("“%(name)s” should have run %(late_seconds)s ago."),
        _lt(
            "Is an Odoo server with max_cron_threads above 0 running? Is another scheduled action "
            "running since long (Settings > Technical > Scheduled Actions)?"
        ),
    ),
    ("jobs", "failing"): (
        _lt("“%(name)s” failed %(times)s times in a row."),
        _lt("Look into the server's log. It is tried again by itself."),
    ),
    ("receipts", "ok"): (
        _lt("None is late; of the latest %(counted)s, %(in_time_share)s were in time."),
        "",
    ),
    ("receipts", "gone"): (
        _lt("The PDF files of %(gone)s of %(looked)s receipts are not in Odoo's filestore."),
        _lt(
            "Customers cannot open them. Restore the filestore from a backup of the same day as "
            "the database; Receipts > (any) > Check the whole chain then names those still missing."
        ),
    ),
    ("receipts", "stuck"): (
        _lt("The oldest waits %(waiting_seconds)s to be prepared or sent."),
        _lt(
            "Look at the scheduled actions “prepare receipts” and “send receipts”, and at Receipts "
            "> Figures for orders whose receipt cannot be prepared."
        ),
    ),
    ("receipts", "share"): (
        _lt(
            "Of the latest %(counted)s only %(in_time_share)s were in time; %(late)s are late now."
        ),
        _lt("Receipts > Figures shows which are late and why."),
    ),
    ("receipts", "late"): (
        _lt("%(late)s are not with the customer within the promised hours."),
        _lt("Receipts > Figures > Late: correct the address and send again, or hand them over."),
    ),
    ("mails", "ok"): (_lt("All of the latest %(counted)s went out."), ""),
    ("mails", "stuck"): (
        _lt("The oldest notice that is due waits %(waiting_seconds)s."),
        _lt("Look at the scheduled action “customer notices” and at the outgoing mail server."),
    ),
    ("mails", "failed"): (
        _lt("Of the latest %(counted)s, %(failed)s reached nobody."),
        _lt("Notices, filter “Failed”, says why; often it is an address or the mail server."),
    ),
    ("looking", "ok"): (_lt("%(count)s orders are due."), ""),
    ("looking", "behind"): (
        _lt("%(count)s orders are due, the oldest since %(seconds)s."),
        _lt(
            "After an import or a standstill it catches up by itself. Otherwise look into the "
            "server's log for “cannot be looked at”."
        ),
    ),
    ("replica", "none"): (_lt("None is configured."), ""),
    ("replica", "ok"): (_lt("It follows the primary database."), ""),
    ("replica", "behind"): (
        _lt("The newest change that it shows is %(seconds)s old: customers read old news."),
        _lt("Look at the replica's load and its connection to the primary database."),
    ),
    ("replica", "away"): (
        _lt("It refuses connections; the primary database serves its pages meanwhile."),
        _lt(
            "Start it, or look at its network. Odoo asks it again 20 minutes after it failed; "
            "restart Odoo to use it at once."
        ),
    ),
    ("replica", "silent"): (
        _lt("It takes questions and does not answer: customers' pages wait for it."),
        _lt(
            "Stop it: then Odoo reads from the primary database. Look at its disk, load and "
            "network before you start it again."
        ),
    ),
    ("replica", "apart"): (
        _lt("It is no replica any more: customers read what it knew when it was cut off."),
        _lt(
            "Remove db_replica_host from Odoo's configuration and restart Odoo; then set the "
            "replica up anew."
        ),
    ),
    ("growth", "ok"): (
        _lt(
            "%(database_bytes)s in all, order tracking %(own_bytes)s; of late it grew by "
            "%(bytes_per_day)s a day (%(events_per_day)s events)."
        ),
        "",
    ),
    ("growth", "dead"): (
        _lt("%(dead_share)s of a table's rows are dead: PostgreSQL does not keep up cleaning."),
        _lt("Give autovacuum more to spend, or run VACUUM. Look for transactions open for hours."),
    ),
    ("growth", "age"): (
        _lt("The oldest row is %(transaction_age)s transactions old."),
        _lt("Run VACUUM (FREEZE) now: before two thousand million PostgreSQL stops writing."),
    ),
}


def say_health(env, line, names, sentences) -> tuple[str, str, str]:
    """Name of a line, how it is, and what to do; the last is empty where nothing is to be done.

    :param names, sentences: as ``NAMES`` and ``SENTENCES``.
    """
    text, todo = sentences.get((line.code, line.reason), UNREADABLE)
    figures = {key: _say(env, key, value) for key, value in line.figures.items()}
    name = str(env._(names[line.code]))
    return name, str(env._(text)) % figures, str(env._(todo)) if todo else ""


def _say(env, key, value):
    """A figure by its unit, which is the end of its name; a day (ISO) as the reader writes it."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return say_day(env, value)
    if isinstance(value, str) or value is None:
        return value or "–"
    if key.endswith("seconds"):
        return _say_seconds(env, value)
    if "bytes" in key:
        return _say_bytes(env, value)
    return f"{value:.0%}" if key.endswith("share") else say_number(env, round(value))


def _say_seconds(env, seconds):
    if seconds < 60:
        return env._("%s seconds", round(seconds))
    if seconds < 172800:
        return env._("%s hours", format_duration(seconds / 3600))
    return env._("%s days", round(seconds / 86400))


def _say_bytes(env, size):
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{say_number(env, round(size, 1))} {unit}"
        size /= 1000
    return f"{say_number(env, round(size, 1))} TB"
