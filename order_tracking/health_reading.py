"""Reads the figures of the core's health lines: a fixed number of queries, each by an index or
bounded, however many orders there are. Times are told in seconds until now."""

from __future__ import annotations

import os

from odoo.tools import SQL

from . import health, replica

FEW = 200  # files that are looked for
SAMPLE = 1000  # the latest messages, receipts: what shares are told from
MANY = 10_000  # nobody needs to know how much more
_UNITS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800, "months": 2592000}
_JOBS = """
SELECT COALESCE(s.name ->> %s, s.name ->> 'en_US') AS name, c.active, c.interval_number,
       c.interval_type, c.failure_count,
       extract(epoch FROM now() AT TIME ZONE 'UTC' - c.nextcall)::float AS late
  FROM ir_cron c JOIN ir_act_server s ON s.id = c.ir_actions_server_id
  JOIN ir_model_data d ON d.model = 'ir.cron' AND d.res_id = c.id
 WHERE d.module = ANY (%s)"""
_SINCE = "extract(epoch FROM now() AT TIME ZONE 'UTC' - {})::float"
_RECEIPTS = f"""
SELECT (SELECT {_SINCE.format("min(receipt_due_at)")} FROM sale_order
         WHERE receipt_due_at IS NOT NULL) AS preparing,
       (SELECT {_SINCE.format("min(send_at)")} FROM order_receipt
         WHERE send_at IS NOT NULL) AS sending,
       (SELECT count(*) FROM (
            SELECT FROM order_receipt
             WHERE sent_at IS NULL AND company_id IN (SELECT id FROM res_company)
               AND due_at < now() AT TIME ZONE 'UTC'
               AND opened_at IS NULL AND replaced_at IS NULL LIMIT %(many)s) l) AS late,
       l.counted, l.in_time
  FROM (SELECT count(*) AS counted, count(*) FILTER (WHERE in_time) AS in_time
          FROM (SELECT in_time, due_at, replaced_at FROM order_receipt
                 ORDER BY id DESC LIMIT %(sample)s) r
         WHERE replaced_at IS NULL AND (in_time OR due_at < now() AT TIME ZONE 'UTC')) l"""
# The latest ones, and some of all times, every day others: who lost a part of the filestore hears
# of it without each file being looked for.
_FILES = """
WITH span AS (SELECT max(id) AS last, greatest(max(id) / %(few)s, 1) AS step FROM order_receipt),
     looked AS (
     (SELECT pdf_attachment_id FROM order_receipt ORDER BY id DESC LIMIT %(few)s)
     UNION
     SELECT r.pdf_attachment_id
       FROM span
      CROSS JOIN LATERAL generate_series(
            (current_date - date '2000-01-01') %% step, last, step) g (id)
      CROSS JOIN LATERAL (SELECT pdf_attachment_id FROM order_receipt WHERE id >= g.id
                           ORDER BY id LIMIT 1) r)
SELECT a.store_fname FROM looked JOIN ir_attachment a ON a.id = looked.pdf_attachment_id
 WHERE a.store_fname IS NOT NULL"""
_MAILS = f"""
SELECT (SELECT {_SINCE.format("min(send_at)")} FROM order_notice
         WHERE send_at IS NOT NULL) AS waiting,
       n.counted + r.counted AS counted, n.failed + r.failed AS failed
  FROM (SELECT count(*) AS counted, count(*) FILTER (WHERE state = 'failed') AS failed
          FROM (SELECT state FROM order_notice ORDER BY id DESC LIMIT %(sample)s) m
         WHERE state IN ('sent', 'failed')) n,
       (SELECT count(*) AS counted, count(*) FILTER (WHERE state = 'failed') AS failed
          FROM (SELECT state FROM order_receipt ORDER BY id DESC LIMIT %(sample)s) m
         WHERE state <> 'prepared') r"""
_LOOKING = f"""
SELECT count(*) AS count, {_SINCE.format("min(look_at)")} AS seconds
  FROM (SELECT look_at FROM order_tracking_watch WHERE look_at <= now() AT TIME ZONE 'UTC'
         ORDER BY look_at LIMIT %s) w"""
# The journal's numbers are given in the order of recording: the first one of the last week, by
# company through the index, tells how many there are without counting them.
_WEEK = """
SELECT COALESCE((SELECT max(id) FROM ONLY order_tracking_event) - min(f.id) + 1, 0)
  FROM res_company c CROSS JOIN LATERAL (
       SELECT id FROM ONLY order_tracking_event
        WHERE company_id = c.id AND recorded_at >= now() AT TIME ZONE 'UTC' - interval '7 days'
        ORDER BY recorded_at LIMIT 1) f"""
_TABLES = """
WITH own AS (
    SELECT pg_total_relation_size(c.oid) AS bytes, s.n_dead_tup AS dead, s.n_live_tup AS live,
           CASE WHEN c.relname LIKE 'order\\_tracking\\_event%%' THEN greatest(c.reltuples, 0)
                ELSE 0 END AS rows
      FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace
       AND c.relname = ANY (%s))
SELECT pg_database_size(current_database()) AS database_bytes,
       (SELECT COALESCE(sum(bytes), 0)::bigint FROM own) AS own_bytes,
       (SELECT COALESCE(sum(rows), 0)::bigint FROM own) AS rows,
       COALESCE(d.dead, 0) AS dead, COALESCE(d.live, 0) AS live,
       (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS age
  FROM (SELECT) one LEFT JOIN (SELECT dead, live FROM own ORDER BY dead DESC NULLS LAST LIMIT 1) d
    ON TRUE"""


def read_jobs(env, modules):
    """:param modules: names of the addons whose scheduled actions count."""
    rows = env.execute_query_dict(SQL(_JOBS, env.lang or "en_US", list(modules)))
    return health.jobs(
        health.Job(
            name=row["name"],
            active=row["active"],
            late=max(row["late"] or 0.0, 0.0),
            interval=row["interval_number"] * _UNITS.get(row["interval_type"], 0.0),
            failures=row["failure_count"] or 0,
        )
        for row in rows
    )


def read_receipts(env):
    [row] = env.execute_query_dict(SQL(_RECEIPTS, many=MANY, sample=SAMPLE))
    return health.receipts(
        waiting_seconds=row["preparing"],
        sending_seconds=row["sending"],
        late=row["late"],
        counted=row["counted"],
        in_time=row["in_time"],
        **_files(env),
    )


def _files(env):
    """Of some receipts, how many have no file. Nothing is known of files that another addon
    keeps elsewhere than in Odoo's filestore."""
    Attachment = env["ir.attachment"]
    names = [name for (name,) in env.execute_query(SQL(_FILES, few=FEW)) if "://" not in name]
    gone = sum(not os.path.exists(Attachment._full_path(name)) for name in names)
    return {"looked": len(names), "gone": gone}


def read_mails(env):
    [row] = env.execute_query_dict(SQL(_MAILS, sample=SAMPLE))
    return health.mails(
        waiting_seconds=row["waiting"], counted=row["counted"], failed=row["failed"]
    )


def read_looking(env):
    [row] = env.execute_query_dict(SQL(_LOOKING, MANY))
    return health.queue("looking", **row)


def read_journal(env, tables):
    """:param tables: names of the addons' own tables."""
    [row] = env.execute_query_dict(SQL(_TABLES, [*tables, "order_tracking_event_cold"]))
    [(week,)] = env.execute_query(SQL(_WEEK))
    return health.journal(**row, week=week)


def read_replica(env):
    found = replica.look(env)
    return health.replica(state=found.state, seconds=found.seconds)
