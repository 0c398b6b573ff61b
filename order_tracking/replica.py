"""Odoo's read replica (``db_replica_host``): whether it answers, how old is what it shows.

Odoo reads customers' pages from it, and says nothing when it falls behind or was cut off: customers
then see the past. When it refuses connections Odoo reads from the primary database, and asks the
replica again 20 minutes later (``odoo.orm.registry``, ``_REPLICA_RETRY_TIME``).
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tools import config

PATIENCE = 2.0  # seconds in which a replica that follows has what was just written
SILENT = 3  # seconds without an answer
# of the primary: what the replica must have, and which server that is
_WANTED = "SELECT pg_current_wal_lsn()::text, pg_postmaster_start_time()"
# the age is that of the newest change it shows; on a quiet database it grows without meaning
_SHOWN = """
SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn,
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8,
       pg_postmaster_start_time()
"""


@dataclass(frozen=True)
class Replica:
    """How the replica is.

    :ivar state: ``none``: there is none; ``follows``; ``behind``: it shows the past; ``away``: it
        refuses connections, Odoo reads from the primary database; ``silent``: it takes questions
        and does not answer, pages wait for it; ``apart``: it is no replica (any more), and shows
        what it knew when it was cut off.
    :ivar seconds: age of the newest change that it shows, where it is behind and known.
    """

    state: str
    seconds: float | None = None


def look(env) -> Replica:
    """How the replica of this server process is now. Takes :data:`PATIENCE` when it is behind,
    :data:`SILENT` seconds when it does not answer; never longer."""
    if not config["db_replica_host"]:
        return Replica("none")
    started = time.monotonic()
    try:
        return _judged(*_asked(env))
    except psycopg2.Error:
        waited = time.monotonic() - started
        return Replica("silent" if waited >= SILENT else "away")


def _asked(env):
    """What :data:`_WANTED` and :data:`_SHOWN` say."""
    # not the caller's cursor: that may be one of the replica
    with env.registry.cursor() as cr:
        cr.execute(_WANTED)
        wanted, primary = cr.fetchone()
    _name, place = connection_info_for(env.cr.dbname, readonly=True)
    # not Odoo's pool: it would wait for a silent server for ever
    limits = {"connect_timeout": SILENT, "options": f"-c statement_timeout={SILENT * 1000}"}
    with closing(psycopg2.connect(**place, **limits)) as connection:
        connection.autocommit = True
        return (*_shown(connection.cursor(), wanted), primary)


def _shown(cr, wanted):
    """Asks until the replica has ``wanted``, for a moment."""
    end = time.monotonic() + PATIENCE
    while True:
        cr.execute(_SHOWN, [wanted])
        copies, reached, age, server = cr.fetchone()
        if not copies or reached or time.monotonic() > end:
            return copies, reached, age, server
        time.sleep(0.1)


def _judged(copies, reached, age, server, primary) -> Replica:
    """
    :param copies: whether it takes over what another server does.
    :param reached: whether it shows what was just written.
    :param server, primary: since when it and the primary run; the same: it is the primary.
    """
    if not copies:
        return Replica("follows" if server == primary else "apart")
    return Replica("follows") if reached else Replica("behind", age)
