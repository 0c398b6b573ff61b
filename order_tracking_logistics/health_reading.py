"""Reads the health lines of queue, sources and inbox: each by an index, or bounded."""

from __future__ import annotations

from collections import Counter

from odoo.tools import SQL

from odoo.addons.order_tracking import health

from . import jobs

MANY = 10_000
MINUTE, HOUR = 60.0, 3600.0
_SINCE = "extract(epoch FROM now() AT TIME ZONE 'UTC' - {})::float"
_QUEUE = f"""
SELECT count(*) FILTER (WHERE state <> 'failed') AS count,
       count(*) FILTER (WHERE state = 'failed') AS failed,
       {_SINCE.format("min(COALESCE(eta, date_created)) FILTER (WHERE state <> 'failed')")}
           AS seconds
  FROM (SELECT state, eta, date_created FROM queue_job
         WHERE channel LIKE 'root.tracking%%' AND state IN ('pending', 'enqueued', 'failed')
           AND (eta IS NULL OR eta <= now() AT TIME ZONE 'UTC') LIMIT %s) j"""
_INBOX = f"""
SELECT count(*) AS count, {_SINCE.format("min(received_at)")} AS seconds,
       (SELECT count(*) FROM (SELECT FROM tracking_message WHERE state = 'failed' LIMIT %(many)s) f)
           AS failed
  FROM (SELECT received_at FROM tracking_message WHERE state = 'received' LIMIT %(many)s) m"""
_ASKING = f"""
SELECT count(*) AS count, {_SINCE.format("min(s.next_poll_at)")} AS seconds
  FROM tracking_connector c CROSS JOIN LATERAL (
       SELECT next_poll_at FROM order_shipment
        WHERE connector_id = c.id AND next_poll_at <= now() AT TIME ZONE 'UTC' AND NOT closed
        ORDER BY next_poll_at LIMIT 1) s
 WHERE c.active AND c.state = 'running'
   AND (c.open_until IS NULL OR c.open_until <= now() AT TIME ZONE 'UTC')"""


def read_queue(env):
    """Which of cron and queue_job does the work, and how far behind the queue is."""
    if "queue.job" not in env.registry:
        return health.Line("queue", reason="cron")
    if jobs.runner(env) == "cron":
        return health.Line("queue", health.WARN, "idle")
    [row] = env.execute_query_dict(SQL(_QUEUE, MANY))
    level = health.aged(row["seconds"], 5 * MINUTE, 30 * MINUTE)
    figures = {**row, "seconds": row["seconds"] or 0.0}
    if level != health.OK:
        return health.Line("queue", level, "behind", figures)
    if row["failed"]:
        return health.Line("queue", health.WARN, "failed", figures)
    return health.Line("queue", figures=figures)


def read_sources(env):
    """How the sources of tracking data answer; names are for those who may see connectors."""
    found = Counter(c._condition() for c in env["tracking.connector"].search([]))
    figures = {
        "count": found.total() - found["manual"],
        "paused": found["paused"],
        "silent": found["open"],
        "failing": found["failing"],
    }
    for reason, level in (
        ("paused", health.FAIL),
        ("silent", health.WARN),
        ("failing", health.WARN),
    ):
        if figures[reason]:
            return health.Line("sources", level, reason, figures)
    return health.Line("sources", figures=figures)


def read_inbox(env):
    """Messages that came in and are not taken in yet, and those that nobody understood."""
    [row] = env.execute_query_dict(SQL(_INBOX, many=MANY))
    line = health.queue(
        "inbox", count=row["count"], seconds=row["seconds"], warn=5 * MINUTE, fail=30 * MINUTE
    )
    figures = {**line.figures, "failed": row["failed"]}
    if line.level == health.OK and row["failed"]:
        return health.Line("inbox", health.WARN, "failed", figures)
    return health.Line("inbox", line.level, line.reason, figures)


def read_asking(env):
    """How late the parcels are that should be asked about, at sources that may be asked."""
    [row] = env.execute_query_dict(SQL(_ASKING))
    return health.queue("asking", **row, warn=HOUR, fail=6 * HOUR)
