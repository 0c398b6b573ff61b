"""Journals, milestones, promises, exceptions, links and notices of the fill."""

from __future__ import annotations

from .bulk import chance

TABLES = (
    *("order_tracking_event", "order_tracking_milestone", "order_tracking_promise"),
    *("order_exception", "order_tracking_link", "order_notice"),
)
_OF_ORDERS = "filled f JOIN seeds s ON s.c = f.c"
_REACHED = """CASE g.trigger WHEN 'order_confirmed' THEN f.t WHEN 'stock_reserved' THEN
f.reserved_at
            WHEN 'left_warehouse' THEN f.left_at WHEN 'delivered' THEN f.arrived_at
            WHEN 'accepted' THEN f.accepted_at WHEN 'invoiced' THEN f.invoiced_at
            WHEN 'paid' THEN f.paid_at END"""
_STARTED = """CASE g.trigger WHEN 'stock_reserved' THEN f.t WHEN 'left_warehouse' THEN f.reserved_at
            WHEN 'delivered' THEN f.left_at WHEN 'accepted' THEN f.arrived_at
            WHEN 'invoiced' THEN f.left_at WHEN 'paid' THEN f.invoiced_at END"""
_OPEN = "NOT f.cancelled AND f.t > now() - interval '60 days'"
_MILESTONES = f"""
INSERT INTO order_tracking_milestone (order_id, company_id, stage_id, sequence, state, evidence,
       started_at, reached_at, planned_at, due_at, team_id, done_qty, total_qty, late, refusals,
       dwell_hours, dwell_elapsed_hours, touch_hours, touch_elapsed_hours)
SELECT f.id, s.company, m.stage_id, m.sequence,
       CASE WHEN r.at IS NOT NULL THEN 'reached'
            WHEN r.since IS NOT NULL AND {_OPEN} THEN 'current' ELSE 'pending' END,
       CASE WHEN r.at IS NOT NULL THEN 'system' END, r.since, r.at, r.due, r.due, m.team_id,
       CASE WHEN r.at IS NOT NULL THEN q.quantity ELSE 0 END, q.quantity,
       r.at IS NULL AND r.since IS NOT NULL AND {_OPEN} AND r.due < now() AT TIME ZONE 'UTC', 0,
       d.hours / 4, d.hours, d.hours / 8, d.hours / 2
  FROM {_OF_ORDERS} JOIN filled_sums q ON q.order_id = f.id
  JOIN order_tracking_milestone m ON m.order_id = s.sale
  JOIN order_tracking_stage g ON g.id = m.stage_id
 CROSS JOIN LATERAL (SELECT {_REACHED} AS at, {_STARTED} AS since,
                            f.t + m.sequence * interval '40 hours' AS due) r
 CROSS JOIN LATERAL (SELECT EXTRACT(EPOCH FROM r.at - r.since)::float8 / 3600 AS hours) d"""
# Kind and instant of the twelve lines of a journal.
_JOURNAL = """
INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at, recorded_at, evidence,
       source, dedup_key, data)
SELECT f.id, s.company, e.kind, e.at, e.at + interval '1 minute', e.evidence,
       CASE e.evidence WHEN 'carrier' THEN 'parcels' ELSE 'odoo' END, e.kind || ':' || f.id, e.data
  FROM filled f JOIN seeds s ON s.c = f.c JOIN filled_sums q ON q.order_id = f.id
 CROSS JOIN LATERAL (VALUES
    ('order_confirmed', 'system', f.t, '{}'::jsonb),
    ('goods_expected', 'system', f.t, q.lines),
    ('plan_made', 'system', f.t, jsonb_build_object('planned', '{}'::jsonb)),
    ('promise_made', 'system', f.t, jsonb_build_object('promise', 'first', 'reason', '',
        'date', to_char(f.t + interval '120 hours', 'YYYY-MM-DD"T"HH24:MI:SS'))),
    ('stock_reserved', 'system', f.reserved_at, q.lines),
    ('left_warehouse', 'system', f.left_at, q.lines),
    ('shipped', 'carrier', f.left_at + interval '1 hour', q.lines),
    ('in_transit', 'carrier', f.left_at + interval '3 hours', q.lines),
    ('delivered', 'carrier', f.arrived_at, q.lines),
    ('accepted', 'customer', f.accepted_at, '{}'::jsonb),
    ('invoiced', 'system', f.invoiced_at, '{}'::jsonb),
    ('paid', 'system', f.paid_at, '{}'::jsonb),
    ('order_cancelled', 'system', CASE WHEN f.cancelled THEN f.t + interval '3 hours' END,
        '{}'::jsonb)) e (kind, evidence, at, data)
 WHERE e.at < now() AT TIME ZONE 'UTC'"""
_PROMISES = f"""
INSERT INTO order_tracking_promise (order_id, company_id, number, kind, date, given_at)
SELECT f.id, s.company, 0, 'first', f.t + interval '120 hours', f.t FROM {_OF_ORDERS}
 UNION ALL
SELECT f.id, s.company, 1, 'later', f.t + interval '192 hours', f.t + interval '30 hours'
  FROM {_OF_ORDERS} WHERE {chance(31)} < 0.1"""
_LATE = f"f.arrived_at IS NULL AND {_OPEN} AND f.t < now() - interval '120 hours'"
_EXCEPTIONS = f"""
INSERT INTO order_exception (order_id, company_id, partner_id, kind, source, key, state, since,
       opened_at, closed_at, deadline, cause, hours_open, create_date, write_date)
SELECT f.id, s.company, %(far)s + f.customer,
       (ARRAY['late', 'stalled', 'shortage', 'silent'])[1 + f.n %% 4], 'history', f.n::text,
       CASE WHEN x.open THEN 'open' ELSE 'closed' END, x.at, x.at,
       CASE WHEN NOT x.open THEN x.at + f.n %% 30 * interval '1 hour' END,
       x.at + interval '8 hours', CASE WHEN NOT x.open THEN
       (ARRAY['stock', 'capacity', 'supplier', 'forgotten'])[1 + f.n %% 4] END, f.n %% 30, x.at,
       x.at
  FROM {_OF_ORDERS}
 CROSS JOIN LATERAL (SELECT {_LATE} AS open, f.t + interval '20 hours' AS at) x
 WHERE x.at < now() AND NOT f.cancelled AND ({chance(41)} < 0.05 OR x.open)"""
_LINKS = f"""
INSERT INTO order_tracking_link (id, order_id, company_id, partner_id, role, token, notices,
       create_date, write_date)
SELECT f.id, f.id, s.company, %(far)s + f.customer, 'buyer', md5('link' || f.id), 'all', f.t, f.t
  FROM {_OF_ORDERS}"""
_NOTICES = f"""
INSERT INTO order_notice (order_id, company_id, link_id, partner_id, attempts, address, lang,
       subject, topic, key, state, sent_at, happened_at, noted_at)
SELECT f.id, s.company, f.id, %(far)s + f.customer, 1, 'customer' || f.customer || '@example.com',
       'en_US', 'Your order', e.topic, e.topic || f.id, 'sent', e.at + interval '3 minutes', e.at,
       e.at + interval '1 minute'
  FROM {_OF_ORDERS}
 CROSS JOIN LATERAL (VALUES ('shipped', f.left_at), ('delivered', f.arrived_at)) e (topic, at)
 WHERE e.at > now() - interval '365 days'"""


def make(env, values: dict) -> None:
    for query in (_JOURNAL, _MILESTONES, _PROMISES, _EXCEPTIONS, _LINKS, _NOTICES):
        env.cr.execute(query, values)
