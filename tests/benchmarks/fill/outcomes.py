"""Outcomes of the fill's orders, their cases, daily figures, and the reviews of each month."""

from __future__ import annotations

from odoo.addons.order_tracking_feedback import metrics

from .bulk import chance

TABLES = (
    *("order_outcome", "order_outcome_part", "order_outcome_day", "order_review"),
    *("order_review_figure",),
)
_OUTCOMES = """
INSERT INTO order_outcome (id, order_id, company_id, partner_id, country_id, currency_id, lines,
       state, channel, ordered_on, first_due_on, last_due_on, shipped_on, delivered_on, amount,
       elapsed_hours, working_hours, delivery_known, in_full, documents_right, condition_good,
       known_from, ordered_at, first_due_at, last_due_at, shipped_at, delivered_at, digest)
SELECT f.id, f.id, o.company_id, o.partner_id, p.country_id, o.currency_id, f.lines,
       o.tracking_state, o.order_channel, f.t::date, o.promise_first_at::date,
       o.promise_last_at::date, f.left_at::date, f.arrived_at::date, o.amount_untaxed,
       EXTRACT(EPOCH FROM f.arrived_at - f.t) / 3600, EXTRACT(EPOCH FROM f.arrived_at - f.t) /
       14400,
       TRUE, f.arrived_at IS NOT NULL, TRUE, f.n %% 40 <> 7, f.t, f.t, o.promise_first_at,
       o.promise_last_at, f.left_at, f.arrived_at, md5(f.id::text)
  FROM filled f JOIN sale_order o ON o.id = f.id JOIN res_partner p ON p.id = o.partner_id"""
_STAGES = """
INSERT INTO order_outcome_part (outcome_id, company_id, kind, day, source_id, stage_id, team_id,
       holder, cause, hours, working_hours, planned_hours, due_at, ended_at, ok)
SELECT m.order_id, m.company_id, 'stage', m.reached_at::date, m.stage_id, m.stage_id, m.team_id,
       CASE g.trigger WHEN 'delivered' THEN 'carrier' WHEN 'accepted' THEN 'customer'
            WHEN 'stock_reserved' THEN 'stock' ELSE 'team' END, g.trigger, m.dwell_elapsed_hours,
       m.dwell_hours, g.lead_hours, m.due_at, m.reached_at, m.reached_at <= m.due_at
  FROM order_tracking_milestone m JOIN order_tracking_stage g ON g.id = m.stage_id
 WHERE m.state = 'reached' AND g.trigger <> 'order_confirmed' AND m.order_id > %(far)s"""
_GOODS = """
INSERT INTO order_outcome_part (outcome_id, company_id, kind, day, source_id, product_id, quantity,
       amount, ok)
SELECT l.order_id, s.company, 'line', l.t::date, l.id, l.product_id, l.quantity,
       l.quantity * l.price, l.arrived_at IS NOT NULL
  FROM filled_lines l JOIN seeds s ON s.c = l.c"""
_PARCELS = """
INSERT INTO order_outcome_part (outcome_id, company_id, kind, day, source_id, carrier_id, lane,
       hours, ended_at, ok)
SELECT p.order_id, p.company, 'shipment', p.left_at::date, p.id, p.carrier, 'DE/BE/10 ' || p.zone,
       EXTRACT(EPOCH FROM p.arrived_at - p.left_at) / 3600, p.arrived_at, p.arrived_at IS NOT NULL
  FROM filled_parcels p"""
_RECEIPTS = """
INSERT INTO order_outcome_part (outcome_id, company_id, kind, day, source_id, cause, hours, ok,
       quantity)
SELECT r.order_id, r.company_id, 'receipt', r.confirmed_at::date, r.id, r.channel, r.hours,
       r.in_time, r.revision
  FROM order_receipt r WHERE r.order_id > %(far)s"""
_DAYS = f"""
INSERT INTO order_outcome_day (company_id, country_id, channel, day, metric, n, hits, base, value)
SELECT g.company_id, g.country_id, g.channel, g.ordered_on, m.key, g.n, v.hits, g.n, v.hits / g.n
  FROM (SELECT company_id, country_id, channel, ordered_on, count(*) AS n, min(id) AS first
          FROM order_outcome GROUP BY 1, 2, 3, 4) g
 CROSS JOIN unnest(%(metrics)s) WITH ORDINALITY AS m (key, k)
 CROSS JOIN LATERAL (
       SELECT 80 * g.n + 20 * g.n * {chance(71, "(g.first * 64 + m.k)")} AS hits) v"""
_WHOLE = """
INSERT INTO order_outcome_day (company_id, day, whole, metric, n, hits, base, value)
SELECT company_id, day, TRUE, metric, sum(n), sum(hits), sum(base), sum(hits) / sum(base)
  FROM order_outcome_day GROUP BY company_id, day, metric"""
_SEEN = """
INSERT INTO order_outcome_mark (company_id, seen_at, compared_on, refreshed_at)
SELECT company, now() AT TIME ZONE 'UTC', (now() AT TIME ZONE 'UTC')::date, now() FROM seeds
    ON CONFLICT (company_id) DO UPDATE
   SET seen_at = EXCLUDED.seen_at, compared_on = EXCLUDED.compared_on"""
_REVIEWS = """
INSERT INTO order_review (company_id, kind, state, date_from, date_to, as_of, create_date,
       write_date)
SELECT s.company, 'month', 'frozen', m::date, (m + interval '1 month - 1 day')::date,
       m + interval '1 month 2 days', now(), now()
  FROM seeds s, generate_series(date_trunc('month', current_date - %(days)s),
       date_trunc('month', current_date) - interval '1 month', interval '1 month') m"""
_FIGURES = f"""
INSERT INTO order_review_figure (review_id, company_id, sequence, n, previous_n, metric, dimension,
       subject, subject_name, unit, hits, value, low, high, previous_value, has_value, section)
SELECT r.id, r.company_id, m.k, 100, 100, m.key, CASE WHEN at > 0 THEN 'carrier' END,
       CASE WHEN at > 0 THEN at::text END, CASE WHEN at > 0 THEN 'Subject ' || at END, 'percent',
       90, x.value, x.value - 2, x.value + 2, x.value - 1, TRUE, 'orders'
  FROM order_review r CROSS JOIN unnest(%(metrics)s) WITH ORDINALITY AS m (key, k)
 CROSS JOIN generate_series(0, 9) at
 CROSS JOIN LATERAL (SELECT 80 + 20 * {chance(72, "(r.id * 640 + m.k * 10 + at)")} AS value) x"""


def make(env, values: dict) -> None:
    values = {**values, "metrics": [metric.key for metric in metrics.CATALOGUE]}
    for query in (
        *(_OUTCOMES, _STAGES, _GOODS, _PARCELS, _RECEIPTS, _DAYS, _WHOLE, _SEEN),
        *(_REVIEWS, _FIGURES),
    ):
        env.cr.execute(query, values)
