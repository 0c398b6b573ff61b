"""Acceptances, requests for feedback and feedback, complaints, returns."""

from __future__ import annotations

from .bulk import chance

TABLES = (
    *("order_acceptance", "order_acceptance_line", "order_feedback_request", "order_feedback"),
    *("order_complaint", "order_complaint_line", "order_return", "order_return_line"),
    *("order_improvement", "order_restock_proposal"),
)
_ARRIVED = "filled f JOIN seeds s ON s.c = f.c WHERE f.arrived_at IS NOT NULL"
_ACCEPTANCES = f"""
INSERT INTO order_acceptance (id, order_id, company_id, partner_id, state, answered_by, author_name,
       arrived_at, due_at, answered_at, create_date, write_date)
SELECT f.id, f.id, s.company, %(far)s + f.customer,
       CASE WHEN f.accepted_at IS NULL THEN 'open' WHEN {chance(61)} < 0.03 THEN 'differs'
            ELSE 'accepted' END,
       CASE WHEN f.accepted_at IS NOT NULL THEN
            CASE WHEN {chance(62)} < 0.4 THEN 'customer' ELSE 'silence' END END, 'Customer',
       f.arrived_at, CASE WHEN f.accepted_at IS NULL THEN f.arrived_at + interval '7 days' END,
       f.accepted_at, f.arrived_at, f.arrived_at
  FROM {_ARRIVED}"""
_DIFFERENCES = f"""
INSERT INTO order_acceptance_line (acceptance_id, company_id, sale_line_id, problem, quantity,
       good_quantity)
SELECT f.id, s.company, %(far)s + f.n * 8, 'missing', 1, 0
  FROM {_ARRIVED} AND f.accepted_at IS NOT NULL AND {chance(61)} < 0.03"""
_REQUESTS = f"""
INSERT INTO order_feedback_request (order_id, company_id, partner_id, attempts, kind, state,
address,
       lang, secret, due_at, sent_at, asked_at)
SELECT f.id, s.company, %(far)s + f.customer, 1, 'order', 'sent', 'customer@example.com', 'en_US',
       md5('secret' || f.id), f.accepted_at + interval '1 day', f.accepted_at + interval '1 day',
       f.accepted_at + interval '1 day'
  FROM {_ARRIVED} AND f.accepted_at < now() - interval '2 days' AND {chance(63)} < 0.6"""
_FEEDBACK = f"""
INSERT INTO order_feedback (order_id, partner_id, company_id, channel, product_score,
delivery_score,
       service_score, nps, nps_points, nps_told, mood, told_at, active, key, text, create_date,
       write_date)
SELECT f.id, %(far)s + f.customer, s.company, 'page', x.score, x.score, x.score, 2 * x.score,
       CASE x.score WHEN 5 THEN 100 WHEN 4 THEN 0 ELSE -100 END, TRUE,
       CASE WHEN x.score < 3 THEN 'unhappy' WHEN x.score = 3 THEN 'mixed' ELSE 'happy' END, x.at,
       TRUE, 'f' || f.id, 'What I think of it', x.at, x.at
  FROM (SELECT f.*, 5 - floor(4.99 * power({chance(64)}, 2))::int AS score,
               f.accepted_at + interval '3 days' AS at FROM filled f) x
  JOIN filled f ON f.id = x.id JOIN seeds s ON s.c = f.c
 WHERE x.at < now() AT TIME ZONE 'UTC' AND {chance(65)} < 0.17"""
_COMPLAINTS = f"""
INSERT INTO order_complaint (id, order_id, company_id, partner_id, name, severity, state, opened_at,
       answer_due, answered_at, resolve_due, resolved_at, due_at, reason, description, create_date,
       write_date)
SELECT f.id, f.id, s.company, %(far)s + f.customer, 'C' || f.id,
       CASE WHEN f.n %% 10 = 0 THEN 'high' ELSE 'normal' END,
       CASE WHEN x.open THEN 'open' ELSE 'resolved' END, x.at, x.at + interval '8 hours',
       CASE WHEN NOT x.open THEN x.at + f.n %% 12 * interval '1 hour' END,
       x.at + interval '40 hours',
       CASE WHEN NOT x.open THEN x.at + f.n %% 70 * interval '1 hour' END,
       CASE WHEN x.open THEN x.at + interval '8 hours' END, 'handling', 'Something is wrong', x.at,
       x.at
  FROM filled f JOIN seeds s ON s.c = f.c
 CROSS JOIN LATERAL (SELECT f.arrived_at + interval '9 hours' AS at,
                            f.arrived_at > now() - interval '3 days' AS open) x
 WHERE x.at < now() AT TIME ZONE 'UTC' AND {chance(66)} < 0.025"""
_COMPLAINED = """
INSERT INTO order_complaint_line (complaint_id, company_id, sale_line_id, product_id, shipment_id,
       carrier_id, quantity, problem, open)
SELECT c.id, c.company_id, l.id, l.product_id, %(far)s + l.n * 4, %(carrier)s, 1,
       (ARRAY['damaged', 'missing', 'wrong'])[1 + l.n %% 3], c.state = 'open'
  FROM order_complaint c JOIN filled_lines l ON l.order_id = c.order_id AND l.k = 0"""
_RETURNS = f"""
INSERT INTO order_return (id, order_id, company_id, partner_id, name, state, requested_at,
       decided_at, received_at, settled_at, create_date, write_date)
SELECT f.id, f.id, s.company, %(far)s + f.customer, 'RET' || f.id,
       CASE WHEN x.open THEN 'requested' ELSE 'done' END, x.at,
       CASE WHEN NOT x.open THEN x.at + interval '5 hours' END,
       CASE WHEN NOT x.open THEN x.at + interval '8 days' END,
       CASE WHEN NOT x.open THEN x.at + interval '9 days' END, x.at, x.at
  FROM filled f JOIN seeds s ON s.c = f.c
 CROSS JOIN LATERAL (SELECT f.arrived_at + interval '4 days' AS at,
                            f.arrived_at > now() - interval '15 days' AS open) x
 WHERE x.at < now() AT TIME ZONE 'UTC' AND {chance(67)} < 0.015"""
_RETURNED = """
INSERT INTO order_return_line (return_id, company_id, sale_line_id, move_id, reason_id, wish,
       quantity, received_quantity)
SELECT r.id, r.company_id, l.id, l.id, %(reason)s, 'refund', 1, CASE r.state WHEN 'done' THEN 1 END
  FROM order_return r JOIN filled_lines l ON l.order_id = r.order_id AND l.k = 0"""
_IMPROVEMENTS = """
INSERT INTO order_improvement (company_id, user_id, name, state, metric, due_on, target,
review_kind,
       create_date, write_date)
SELECT s.company, %(user)s, 'Action ' || k, CASE WHEN k < 44 THEN 'done' ELSE 'open' END,
       'kept_first', current_date - 30 * (47 - k), 95, 'month', now(), now()
  FROM seeds s, generate_series(1, 48) k"""
_RESTOCKING = """
INSERT INTO order_restock_proposal (company_id, product_id, warehouse_id, cycle_days, state, month,
       demand, safety, suggested_min, suggested_max, was_min, was_max)
SELECT s.company, p.product, s.warehouse, 30, CASE WHEN m = 0 THEN 'proposed' ELSE 'accepted' END,
       date_trunc('month', current_date - m * interval '1 month'), 10, 5, 10, 20, 5, 10
  FROM seeds s, generate_series(0, 11) m,
       (SELECT %(far)s + k AS product FROM generate_series(0, 199) k) p"""


def make(env, values: dict) -> None:
    for query in (
        *(_ACCEPTANCES, _DIFFERENCES, _REQUESTS, _FEEDBACK, _COMPLAINTS, _COMPLAINED),
        *(_RETURNS, _RETURNED, _IMPROVEMENTS, _RESTOCKING),
    ):
        env.cr.execute(query, values)
