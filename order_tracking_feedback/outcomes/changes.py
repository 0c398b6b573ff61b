"""Which orders changed: SQL that fills the queue ``order_outcome_due``.

What happens to an order is in its journal; what people add without telling it (a category, a
root cause, a score) is found by when it was written. Each has an index behind it. Both are looked
for from some time before the last look on, as what is written late may be committed later still;
an order that is counted again for nothing is not written.

Once a day orders are also compared with their outcomes: a price, a customer or a sales team that
was changed without any of that.
"""

from __future__ import annotations

# (table, column of when it was written)
_SOURCES = (
    ("order_tracking_event", "recorded_at"),
    ("order_exception", "write_date"),
    ("order_complaint", "write_date"),
    ("order_return", "write_date"),
    ("order_feedback", "write_date"),
    ("order_receipt_dispute", "write_date"),
)
# The instant is a value, not a column: PostgreSQL would take a third of the table for newer than a
# column says, and read all of it.
_SOURCE = """
    SELECT e.order_id FROM {table} e
     WHERE e.company_id = ANY (%(companies)s) AND e.{when} >= %(since)s"""
_QUEUE = """
INSERT INTO order_outcome_due (order_id, due_at)
SELECT o.id, %(now)s FROM ({found}) x JOIN sale_order o ON o.id = x.order_id
 WHERE o.tracking_version_id IS NOT NULL
ON CONFLICT DO NOTHING"""
FIND = _QUEUE.format(
    found=" UNION ".join(_SOURCE.format(table=table, when=when) for table, when in _SOURCES)
)
ALL = _QUEUE.format(
    found="SELECT id AS order_id FROM sale_order WHERE company_id = ANY (%(companies)s)"
)
SOME = _QUEUE.format(found="SELECT UNNEST(%(orders)s) AS order_id")
COMPARE = _QUEUE.format(
    found="""
    SELECT o.id AS order_id
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
      LEFT JOIN res_partner g ON g.id = o.partner_shipping_id
      LEFT JOIN order_outcome x ON x.order_id = o.id AND x.known_until IS NULL
     WHERE o.company_id = ANY (%(companies)s) AND o.tracking_version_id IS NOT NULL
       AND (x.id IS NULL OR (o.state <> 'sale') <> (x.state = 'cancelled')
            OR ROW (x.amount, x.sales_team_id, x.channel, x.partner_id, x.country_id)
               IS DISTINCT FROM
               ROW (o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1), o.team_id,
                    o.order_channel, COALESCE(p.commercial_partner_id, p.id),
                    COALESCE(g.country_id, p.country_id)))"""
)
TAKE = """
DELETE FROM order_outcome_due WHERE id IN (
    SELECT id FROM order_outcome_due WHERE order_id IS NOT NULL AND due_at <= %s
     ORDER BY due_at, order_id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING order_id"""
TAKE_DAYS = """
DELETE FROM order_outcome_due WHERE id IN (
    SELECT id FROM order_outcome_due WHERE day IS NOT NULL
     ORDER BY company_id, day LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING company_id, day"""
# What is due today may be late by now: such days are counted again, until they are over.
PASSING = """
INSERT INTO order_outcome_due (company_id, day, due_at)
SELECT m.company_id, d.day::date, %(now)s
  FROM order_outcome_mark m
  JOIN res_company c ON c.id = m.company_id
  JOIN res_partner p ON p.id = c.partner_id
  LEFT JOIN resource_calendar w ON w.id = c.resource_calendar_id
 CROSS JOIN LATERAL (SELECT COALESCE(p.tz, w.tz, 'UTC') AS zone) z
 CROSS JOIN LATERAL GENERATE_SERIES(
       (COALESCE(m.seen_at, %(now)s) AT TIME ZONE 'UTC' AT TIME ZONE z.zone)::date,
       (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE z.zone)::date,
       interval '1 day') d (day)
 WHERE m.company_id = ANY (%(companies)s)
ON CONFLICT DO NOTHING"""
