"""Parcels with their scans and contents, what carriers sent, scans of the warehouse, proposals."""

from __future__ import annotations

from .bulk import chance, normal

TABLES = (
    *("order_shipment", "order_shipment_event", "order_shipment_line", "tracking_message"),
    *("order_shipment_sale_order_rel", "order_shipment_stock_picking_rel", "order_scan"),
    *("order_allocation", "order_carrier_offer", "order_lane"),
)
_ZONES = "(ARRAY['DE/BY/80', 'FR/-/75', 'PL/MZ/00', 'DE/HH/20', 'AT/-/10', 'NL/-/11'])"
_PARCELS = f"""
CREATE TEMP TABLE filled_parcels ON COMMIT DROP AS
SELECT f.n * 4 + k AS n, k, %(far)s + f.n * 4 + k AS id, f.id AS order_id, s.company, f.n AS of,
       %(carrier)s + floor(4 * {chance(34)})::int AS carrier,
       {_ZONES}[1 + floor(6 * {chance(51)})::int] AS zone, f.left_at, f.arrived_at,
       f.arrived_at IS NULL AND f.left_at < now() - interval '60 days' AS lost,
       {chance(52, "(f.n * 4 + k)")} AS luck
  FROM filled f JOIN seeds s ON s.c = f.c CROSS JOIN LATERAL generate_series(0, f.parcels - 1) k
 WHERE f.left_at IS NOT NULL"""
_SHIPMENTS = f"""
INSERT INTO order_shipment (id, number, kind, company_id, connector_id, carrier_id, carrier_code,
       status, status_at, closed, stopped, carrier_guessed, problem, shipped_at, delivered_at,
       last_event_at, changed_at, eta, forecast_from, forecast_until, forecast_basis, expected_from,
       expected_until,
       silent_after, next_poll_at, origin_zone, destination_zone, evidence, create_date, write_date)
SELECT p.id, 'F' || lpad(p.n::text, 10, '0'), 'parcel', p.company, %(connector)s, p.carrier,
       'carrier' || p.carrier - %(carrier)s, x.status, x.at, FALSE, p.lost, FALSE,
       x.status = 'attempt_failed', p.left_at, p.arrived_at, x.at, x.at, x.eta, x.eta, x.eta,
       'carrier', x.eta,
       x.eta, CASE WHEN x.open THEN now() AT TIME ZONE 'UTC' + interval '5 days' END,
       CASE WHEN x.open THEN now() AT TIME ZONE 'UTC' + interval '1 day' END, 'DE/BE/10', p.zone,
       'carrier', p.left_at, x.at
  FROM filled_parcels p
 CROSS JOIN LATERAL (
       SELECT CASE WHEN p.luck < 0.02 AND p.arrived_at IS NOT NULL THEN 'returned'
                   WHEN p.arrived_at IS NOT NULL THEN 'delivered' WHEN p.lost THEN 'expired'
                   WHEN p.luck > 0.9 THEN 'attempt_failed' ELSE 'in_transit' END AS status,
              COALESCE(p.arrived_at, p.left_at) AS at, p.arrived_at IS NULL AND NOT p.lost AS open,
              p.left_at + exp(0.5 * {normal(53, "p.n")}) * interval '48 hours' AS eta) x"""
_LINKS = """
INSERT INTO order_shipment_sale_order_rel (order_shipment_id, sale_order_id)
SELECT id, order_id FROM filled_parcels"""
_PICKINGS = """
INSERT INTO order_shipment_stock_picking_rel (order_shipment_id, stock_picking_id)
SELECT id, order_id FROM filled_parcels"""
_CONTENTS = """
INSERT INTO order_shipment_line (shipment_id, company_id, sale_line_id, quantity)
SELECT p.id, p.company, l.id, l.quantity
  FROM filled_lines l JOIN filled_parcels p ON p.of = l.n AND p.k = l.k %% l.parcels"""
_EVENTS = """
INSERT INTO order_shipment_event (shipment_id, company_id, connector_id, key, occurred_at,
       recorded_at, sequence, summary, direct, code, text, location, evidence)
SELECT p.id, p.company, %(connector)s, md5(p.n || ':' || k.k), e.at, e.at + interval '20 minutes',
       k.k, FALSE, FALSE, CASE WHEN p.luck > 0.9 AND k.k = 4 THEN 'attempt_failed' ELSE k.code END,
       'A scan', 'Berlin, DE', 'carrier'
  FROM filled_parcels p
 CROSS JOIN unnest(ARRAY['info_received', 'picked_up', 'in_transit', 'out_for_delivery',
                         'delivered']) WITH ORDINALITY AS k (code, k)
 CROSS JOIN LATERAL (SELECT CASE WHEN k.k = 5 THEN p.arrived_at ELSE p.left_at + (k.k - 2)
       * COALESCE(p.arrived_at - p.left_at, interval '20 hours') / 5 END AS at) e
 WHERE e.at < now() AT TIME ZONE 'UTC'"""
# Raw messages are kept for some months only, as the companies' setting has it.
_MESSAGES = f"""
INSERT INTO tracking_message (connector_id, company_id, kind, delivery_key, body, received_at,
       processed_at, state, attempts, numbers)
SELECT %(connector)s, p.company, 'push', 'f' || p.n || ':' || m, decode(repeat('7b22', 300), 'hex'),
       p.left_at + m * interval '5 hours', p.left_at + m * interval '5 hours 2 seconds',
       CASE WHEN x.lost THEN 'waiting' ELSE 'done' END, 1,
       CASE WHEN x.lost THEN ' LOST' || p.n || ' ' END
  FROM filled_parcels p CROSS JOIN generate_series(0, 2) m
 CROSS JOIN LATERAL (SELECT {chance(54, "p.n")} < 0.002 AND m = 0 AS lost) x
 WHERE p.left_at > now() - interval '90 days' AND p.left_at < now() - interval '10 hours'"""
_SCANS = """
INSERT INTO order_scan (picking_id, company_id, number, product_id, uuid, device, device_name, kind,
       code, outcome, factor, scanned_at, recorded_at, author_id)
SELECT l.order_id, s.company, l.k + 1, l.product_id, 'u' || l.id, 'd' || l.n %% 12, 'Device',
'code',
       'P' || l.product_id, CASE WHEN l.id %% 61 = 0 THEN 'wrong_item' ELSE 'ok' END, 1, l.left_at,
       l.left_at, 2
  FROM filled_lines l JOIN seeds s ON s.c = l.c WHERE l.left_at > now() - interval '180 days'"""
_ALLOCATIONS = """
INSERT INTO order_allocation (order_id, company_id, late_days, state, kind, engine, date, due,
       distance, cost, changes, made_at)
SELECT f.id, s.company, 0, CASE WHEN f.left_at IS NULL AND f.n %% 3 = 0 THEN 'proposed'
       WHEN f.n %% 5 = 0 THEN 'refused' ELSE 'applied' END, 'keep', 'greedy', f.t::date,
       f.t::date + 5, 100, 10, FALSE, f.t
  FROM filled f JOIN seeds s ON s.c = f.c WHERE f.n %% 4 = 0 AND NOT f.cancelled"""
_OFFERS = """
INSERT INTO order_carrier_offer (order_id, company_id, carrier_id, state, price, told_at,
       create_date, write_date)
SELECT f.id, s.company, %(carrier)s + k, 'told', 5 + k, f.t, f.t, f.t
  FROM filled f JOIN seeds s ON s.c = f.c CROSS JOIN generate_series(0, 1) k WHERE f.n %% 5 = 0"""
_LANES = f"""
INSERT INTO order_lane (company_id, carrier_id, count, days, kind, key, carrier_code, origin,
       destination, stage, usual_from, usual_until, rare_hours, period_from, made_at, values)
SELECT s.company, %(carrier)s + w, 900 - z, 7, k.kind, k.kind || ':' || w || ':' || z,
       'carrier' || w, 'DE/BE/10', {_ZONES}[z], 'shipped', 20, 70, 90, now() - interval '1 year',
       now() AT TIME ZONE 'UTC', '[]'
  FROM seeds s, generate_series(0, 3) w, generate_series(1, 6) z,
       unnest(ARRAY['transit', 'gap', 'kept']) k (kind)"""


def make(env, values: dict) -> None:
    env.cr.execute(_PARCELS, values)
    env.cr.execute("ANALYZE filled_parcels")
    for query in (
        *(_SHIPMENTS, _LINKS, _PICKINGS, _CONTENTS, _EVENTS, _MESSAGES),
        *(_SCANS, _ALLOCATIONS, _OFFERS, _LANES),
    ):
        env.cr.execute(query, values)
