"""Fills a database with orders and all that reviews count of them, by SQL alone.

Each order has one line, seven milestones, twelve events, a promise, a receipt and a parcel; one in
fifty was cancelled, one in twenty never arrived, one in ten got a second promise; exceptions one
in twenty, complaints one in forty, returns one in eighty, findings of checks one in five, feedback
one in four. Instants are spread evenly over so many days before today.
"""

from __future__ import annotations

import populate

FAR = 20_000_000  # above the ids of what Odoo made
_TIMES = """
CREATE TEMP TABLE hist ON COMMIT DROP AS
SELECT n, %(far)s + n AS id, t, t + n * 7919 %% 20 * interval '1 hour' AS reserved_at,
       x.left_at, CASE WHEN n %% 20 <> 1 AND a.at < now() AT TIME ZONE 'UTC' THEN a.at END
           AS arrived_at,
       n %% 50 = 0 AS cancelled, 1 + n %% 7 AS quantity, 10 + n * 31 %% 490 AS price
  FROM generate_series(%(start)s::bigint, %(end)s) n
 CROSS JOIN LATERAL (
       SELECT date_trunc('second', now() AT TIME ZONE 'UTC') - interval '2 days'
              - (%(end)s - n) * %(days)s * interval '1 day' / (%(end)s - %(start)s + 1) AS t) y
 CROSS JOIN LATERAL (
       SELECT t + (20 + n * 104729 %% 40) * interval '1 hour' AS left_at) x
 CROSS JOIN LATERAL (
       SELECT x.left_at + (24 + n * 1299709 %% 96) * interval '1 hour' AS at) a"""
_COUNTRIES = """
CREATE TEMP TABLE hist ON COMMIT DROP AS
SELECT %(far)s + k AS id, c.id AS country FROM generate_series(0, 199) k
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM res_country) c ON c.at = k %% 10
 WHERE NOT EXISTS (SELECT FROM res_partner p WHERE p.id = %(far)s + k)"""
_PARTNER = {
    "id": "h.id",
    "commercial_partner_id": "h.id",
    "country_id": "h.country",
    "parent_path": "NULL",
}
_STATE = """CASE WHEN h.cancelled THEN 'cancelled' WHEN h.arrived_at + interval '20 days' < now()
            THEN 'done' WHEN h.arrived_at < now() THEN 'delivered' ELSE 'running' END"""
_ORDER = {
    "id": "h.id",
    "name": "'R' || h.n",
    "access_token": "NULL",
    "partner_id": "%(far)s + h.n %% 200",
    "partner_invoice_id": "%(far)s + h.n %% 200",
    "partner_shipping_id": "%(far)s + h.n %% 200",
    "state": "CASE WHEN h.cancelled THEN 'cancel' ELSE 'sale' END",
    "date_order": "h.t",
    "order_channel": "(ARRAY['staff', 'portal', 'csv'])[1 + h.n %% 3]",
    "amount_untaxed": "h.quantity * h.price",
    "amount_total": "h.quantity * h.price",
    "currency_rate": "1",
    "tracking_state": _STATE,
    "tracking_late": "FALSE",
    "promise_requested_at": "CASE WHEN h.n %% 3 = 0 THEN h.t + interval '120 hours' END",
    "promise_first_at": "h.t + interval '96 hours'",
    "promise_last_at": "h.t + (CASE WHEN h.n %% 10 = 3 THEN 144 ELSE 96 END) * interval '1 hour'",
    "notice_due_at": "NULL",
    "receipt_due_at": "NULL",
}
_LINE = {
    "id": "h.id",
    "order_id": "h.id",
    "product_uom_qty": "h.quantity",
    "price_unit": "h.price",
    "price_subtotal": "h.quantity * h.price",
    "qty_delivered": "CASE WHEN h.n %% 20 <> 1 THEN h.quantity ELSE 0 END",
    "state": "CASE WHEN h.cancelled THEN 'cancel' ELSE 'sale' END",
}
_REACHED = """CASE s.trigger WHEN 'order_confirmed' THEN h.t
            WHEN 'stock_reserved' THEN h.reserved_at
            WHEN 'left_warehouse' THEN h.left_at
            WHEN 'delivered' THEN h.arrived_at
            WHEN 'accepted' THEN h.arrived_at + h.n %% 50 * interval '1 hour'
            WHEN 'invoiced' THEN h.arrived_at + interval '50 hours'
            WHEN 'paid' THEN h.arrived_at + (3 + h.n %% 17) * interval '1 day' END"""
_STARTED = """CASE s.trigger WHEN 'stock_reserved' THEN h.t WHEN 'left_warehouse' THEN h.reserved_at
            WHEN 'delivered' THEN h.left_at WHEN 'accepted' THEN h.arrived_at
            WHEN 'invoiced' THEN h.arrived_at + h.n %% 50 * interval '1 hour'
            WHEN 'paid' THEN h.arrived_at + interval '50 hours' END"""
_MILESTONES = f"""
INSERT INTO order_tracking_milestone (order_id, company_id, stage_id, sequence, state, started_at,
       reached_at, due_at, team_id, done_qty, total_qty, late, refusals, dwell_hours,
       dwell_elapsed_hours, touch_hours, touch_elapsed_hours)
SELECT h.id, 1, m.stage_id, m.sequence, CASE WHEN r.at IS NULL THEN 'pending' ELSE 'reached' END,
       r.since, r.at, h.t + m.sequence * interval '20 hours', m.team_id, h.quantity, h.quantity,
       FALSE, 0, d.hours / 4, d.hours, d.hours / 8, d.hours / 2
  FROM hist h
  JOIN order_tracking_milestone m ON m.order_id = %(seed)s
  JOIN order_tracking_stage s ON s.id = m.stage_id
 CROSS JOIN LATERAL (SELECT {_REACHED} AS at, {_STARTED} AS since) r
 CROSS JOIN LATERAL (SELECT EXTRACT(EPOCH FROM r.at - r.since)::float8 / 3600 AS hours) d"""
_KINDS = (
    *("order_confirmed", "plan_made", "promise_made", "goods_expected", "stock_reserved"),
    *("left_warehouse", "shipped", "in_transit", "out_for_delivery", "delivered"),
    *("invoiced", "paid"),
)
_JOURNAL = """
INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at, recorded_at, evidence,
       source, dedup_key, data)
SELECT h.id, 1, k.kind, e.at, e.at + interval '1 minute', 'system', 'odoo', k.kind || ':' || h.n,
       CASE WHEN k.kind IN ('goods_expected', 'stock_reserved', 'left_warehouse', 'delivered')
            THEN jsonb_build_object('lines', jsonb_build_object(h.id::text, h.quantity))
            ELSE '{}'::jsonb END
  FROM hist h CROSS JOIN unnest(%(kinds)s) WITH ORDINALITY AS k (kind, at)
 CROSS JOIN LATERAL (
       SELECT CASE WHEN k.at <= 4 THEN h.t WHEN k.at = 5 THEN h.reserved_at
                   WHEN k.at <= 9 THEN h.left_at + (k.at - 6) * interval '5 hours'
                   WHEN k.at = 10 THEN h.arrived_at
                   ELSE h.arrived_at + (k.at - 9) * interval '2 days' END AS at) e
 WHERE e.at < now() AT TIME ZONE 'UTC' - interval '1 hour'"""
_PROMISES = """
INSERT INTO order_tracking_promise (order_id, company_id, number, kind, date, given_at)
SELECT h.id, 1, 0, 'first', h.t + interval '96 hours', h.t FROM hist h
 UNION ALL
SELECT h.id, 1, 1, 'later', h.t + interval '144 hours', h.t + interval '10 hours' FROM hist h
 WHERE h.n %% 10 = 3"""
_RECEIPTS = """
INSERT INTO order_receipt (id, number, order_id, company_id, revision, pdf_attachment_id, name,
       lang, content_hash, agreement_hash, pdf_hash, seal, token, content, state, confirmed_at,
       prepared_at, sent_at, due_at, hours, in_time)
SELECT h.id, h.id, h.id, 1, 1, h.id, 'R' || h.n, 'en_US', '', '', '', '', 'r' || h.n, '{}', 'sent',
       h.t, h.t, h.t + h.n %% 90 * interval '1 minute', h.t + interval '1 hour',
       h.n %% 90 / 60.0, h.n %% 90 <= 60
  FROM hist h"""
_SHIPMENTS = """
INSERT INTO order_shipment (id, number, kind, company_id, carrier_id, status, closed, stopped,
       carrier_guessed, shipped_at, delivered_at, origin_zone, destination_zone, create_date)
SELECT h.id, 'R' || lpad(h.n::text, 10, '0'), 'parcel', 1, %(carrier)s,
       CASE WHEN h.arrived_at IS NULL THEN 'in_transit' ELSE 'delivered' END, FALSE, FALSE, FALSE,
       h.left_at, h.arrived_at, 'DE/BE/10',
       (ARRAY['DE/BY/80', 'FR/-/75', 'PL/MZ/00', 'DE/HH/20'])[1 + h.n %% 4], h.left_at
  FROM hist h"""
_PARCELS = """
INSERT INTO order_shipment_sale_order_rel (order_shipment_id, sale_order_id)
SELECT h.id, h.id FROM hist h"""
_CONTENTS = """
INSERT INTO order_shipment_line (shipment_id, company_id, sale_line_id, quantity)
SELECT h.id, 1, h.id, h.quantity FROM hist h"""
_EXCEPTIONS = """
INSERT INTO order_exception (order_id, company_id, kind, source, key, state, since, opened_at,
       closed_at, cause, hours_open, write_date)
SELECT h.id, 1, (ARRAY['late', 'stalled', 'shortage'])[1 + h.n %% 3], 'history', h.n, 'closed',
       h.left_at, h.left_at, h.left_at + h.n %% 30 * interval '1 hour',
       (ARRAY['stock', 'capacity', 'supplier', 'forgotten'])[1 + h.n %% 4], h.n %% 30, h.left_at
  FROM hist h WHERE h.n %% 20 = 1"""
_COMPLAINTS = """
INSERT INTO order_complaint (id, order_id, company_id, partner_id, name, severity, state, opened_at,
       answer_due, answered_at, resolve_due, resolved_at, reason, write_date)
SELECT h.id, h.id, 1, %(far)s + h.n %% 200, 'C' || h.n, 'normal', 'resolved', h.arrived_at,
       h.arrived_at + interval '8 hours', h.arrived_at + h.n %% 12 * interval '1 hour',
       h.arrived_at + interval '40 hours', h.arrived_at + h.n %% 70 * interval '1 hour',
       'handling', h.arrived_at
  FROM hist h WHERE h.n %% 40 = 7 AND h.arrived_at IS NOT NULL"""
_COMPLAINED = """
INSERT INTO order_complaint_line (complaint_id, company_id, sale_line_id, product_id, quantity,
       problem, open)
SELECT h.id, 1, h.id, %(product)s, 1, (ARRAY['damaged', 'missing', 'wrong'])[1 + h.n %% 3], FALSE
  FROM hist h WHERE h.n %% 40 = 7 AND h.arrived_at IS NOT NULL"""
_RETURNS = """
INSERT INTO order_return (id, order_id, company_id, name, state, requested_at, decided_at,
       settled_at, write_date)
SELECT h.id, h.id, 1, 'RET' || h.n, 'done', h.arrived_at, h.arrived_at + interval '5 hours',
       h.arrived_at + interval '9 days', h.arrived_at
  FROM hist h WHERE h.n %% 80 = 7 AND h.arrived_at IS NOT NULL"""
_RETURNED = """
INSERT INTO order_return_line (return_id, company_id, sale_line_id, move_id, reason_id, wish,
       quantity, received_quantity)
SELECT h.id, 1, h.id, %(move)s, %(reason)s, 'refund', 1, 1
  FROM hist h WHERE h.n %% 80 = 7 AND h.arrived_at IS NOT NULL"""
_ISSUES = """
INSERT INTO order_verification_issue (order_id, company_id, rule, problem, field_name, line_key,
       severity, state, found_at, missed, overridden)
SELECT h.id, 1, (ARRAY['quantity_high', 'price_off_list'])[1 + h.n %% 2], 'x', '', 0, 'note',
       'fixed', h.t, h.n %% 25 = 5, FALSE
  FROM hist h WHERE h.n %% 5 = 0"""
_FEEDBACK = """
INSERT INTO order_feedback (order_id, partner_id, company_id, channel, product_score,
       delivery_score, service_score, nps, told_at, active, key, write_date)
SELECT h.id, %(far)s + h.n %% 200, 1, 'page', 1 + h.n * 7 %% 5, 1 + h.n * 11 %% 5,
       1 + h.n * 13 %% 5, h.n %% 11, h.arrived_at + interval '4 days', TRUE, 'r' || h.n,
       h.arrived_at
  FROM hist h WHERE h.n %% 4 = 2 AND h.arrived_at IS NOT NULL"""
_ALL = (
    *(_MILESTONES, _JOURNAL, _PROMISES, _RECEIPTS, _SHIPMENTS, _PARCELS, _CONTENTS, _EXCEPTIONS),
    *(_COMPLAINTS, _COMPLAINED, _RETURNS, _RETURNED, _ISSUES, _FEEDBACK),
)


def seed(env) -> dict[str, int]:
    """Ids of what is copied: a real order with its timeline."""
    order = populate.real_order(env)
    env.cr.flush()
    fee = env["product.product"].create({"name": "Delivery", "type": "service"})
    carrier = env["delivery.carrier"].create({"name": "Bench", "product_id": fee.id})
    return {
        "seed": order.id,
        "partner": order.partner_id.id,
        "line": order.order_line.id,
        "move": order.order_line.move_ids.id,
        "product": order.order_line.product_id.id,
        "reason": env["order.return.reason"].search([("our_fault", "=", False)], limit=1).id,
        "carrier": carrier.id,
    }


def orders(env, ids: dict[str, int], start: int, end: int, days: int) -> None:
    """Orders ``start`` to ``end`` with their histories, the last one two days old."""
    values = {"far": FAR, "start": start, "end": end, "days": days, "kinds": list(_KINDS), **ids}
    # Rows are not checked one by one against what they refer to: it exists.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(_COUNTRIES, values)
    _copies(env, "res_partner", ids["partner"], _PARTNER, values)
    env.cr.execute("DROP TABLE hist")
    env.cr.execute(_TIMES, values)
    _copies(env, "sale_order", ids["seed"], _ORDER, values)
    _copies(env, "sale_order_line", ids["line"], _LINE, values)
    for query in _ALL:
        env.cr.execute(query, values)
    env.cr.execute("DROP TABLE hist")
    env.cr.execute("SET LOCAL session_replication_role = origin")


def _copies(env, table: str, row: int, changed: dict[str, str], values: dict) -> None:
    columns = populate._columns(env, table)
    names = ", ".join(f'"{name}"' for name in columns)
    told = ", ".join(changed.get(name, f't."{name}"') for name in columns)
    query = (
        f"INSERT INTO {table} ({names}) SELECT {told} FROM hist h, {table} t WHERE t.id = %(row)s"
    )
    env.cr.execute(query, {**values, "row": row})
