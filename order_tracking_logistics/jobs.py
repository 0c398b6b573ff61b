"""How waiting work is run: by a cron, or as jobs of OCA's queue_job where that is at work.

All work waits in our own tables, so it is safe to run it twice or by both: whoever takes a piece
locks it. With queue_job each kind of work is a job in a channel of its own, and the cron only
takes what no job took.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, config

LOCKS = 0x0DE1  # our space of PostgreSQL's advisory locks


def runner(env) -> str:
    """``queue_job`` or ``cron``. queue_job counts only where its runner is loaded too: without
    it (``server_wide_modules``) jobs would wait for ever."""
    loaded = "queue_job" in (config.get("server_wide_modules") or ())
    return "queue_job" if loaded and "queue.job" in env.registry else "cron"


def soon(records, method: str, *, cron: str, channel: str, after: float = 0) -> None:
    """Has ``records.method()`` run soon, once however often this is said meanwhile.

    :param cron: XML id of the cron whose method does this and all other such work.
    :param channel: name of the channel under ``root.tracking`` for queue_job.
    :param after: seconds that a job waits for more to come; a cron starts at once.
    """
    # superuser: a job is nobody's; what may be done was checked before it was asked for
    records = records.with_user(SUPERUSER_ID)
    if runner(records.env) == "cron":
        records.env.ref(cron)._trigger()
        return
    key = f"{records._name}.{method}:{','.join(map(str, records.ids))}"
    delayed = records.with_delay(
        channel=f"root.tracking.{channel}", identity_key=key, eta=timedelta(seconds=after)
    )
    getattr(delayed, method)()


@contextmanager
def own_transaction(records):
    """``records`` as the superuser on a cursor of their own, which may be committed at any time:
    neither the caller's transaction nor that of a job, which must not be committed, takes part.
    """
    with records.env.registry.cursor() as cr:
        # superuser: jobs work for the company, not for whoever happens to start them
        env = api.Environment(cr, SUPERUSER_ID, {})
        yield records.with_env(env)


@contextmanager
def held(records):
    """Those of ``records`` that nobody else holds; nobody else gets them meanwhile.

    Held beyond commits, until the block or the process ends. ``records`` need a cursor of
    their own.
    """
    cr = records.env.cr
    query = SQL(
        "SELECT id FROM unnest(%s::int[]) AS id WHERE pg_try_advisory_lock(%s, id)",
        records.ids,
        LOCKS,
    )
    ids = [row[0] for row in records.env.execute_query(query)]
    cr.commit()  # pylint: disable=invalid-commit  # a cursor of its own, see above
    try:
        yield records.browse(ids)
    finally:
        cr.rollback()  # after an error PostgreSQL refuses everything else
        cr.execute(
            SQL("SELECT pg_advisory_unlock(%s, id) FROM unnest(%s::int[]) AS id", LOCKS, ids)
        )
        cr.commit()  # pylint: disable=invalid-commit  # as above
