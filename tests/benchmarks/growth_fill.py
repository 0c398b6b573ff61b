"""Fills a database with the history of shipments, by SQL alone.

Of the history 95 % arrived, 2 % came back, 3 % were cancelled; one in ten had a failed attempt on
the way. Each shipment has five scans and
one raw message; four shipments belong to one order, which has three lines in its journal, two
milestones and, one in twenty, an exception that is over. One message in a hundred waits for a
parcel that never came. Instants lie within the year before.
"""

from __future__ import annotations

_AGO = "now() AT TIME ZONE 'UTC' - interval '2 days' - n * interval '1 year' / 1100000"
_CODES = "(ARRAY['info_received', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered'])"
# Rows are not checked one by one against what they refer to: it exists.
_UNCHECKED = "SET LOCAL session_replication_role = replica"
_ORDERS = """
INSERT INTO sale_order (id, name, company_id, partner_id, partner_invoice_id, partner_shipping_id,
       state, date_order, warehouse_id, picking_policy, currency_id, verification_state,
       order_channel, tracking_flow_id, tracking_version_id, tracking_state, tracking_late)
SELECT {order}, 'H' || n, company_id, partner_id, partner_invoice_id, partner_shipping_id, 'sale',
       {ago}, warehouse_id, picking_policy, currency_id, verification_state, order_channel,
       tracking_flow_id, tracking_version_id, 'done', FALSE
  FROM generate_series(%(start)s, %(end)s, 4) n, {seed} o"""
_JOURNAL = """
INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at, recorded_at, evidence,
       source, dedup_key, data)
SELECT {order}, 1, (ARRAY['order_confirmed', 'shipped', 'delivered'])[k], {ago}, {ago}, 'carrier',
       'history', k, '{{}}'
  FROM generate_series(%(start)s, %(end)s, 4) n, generate_series(1, 3) k"""
_MILESTONES = """
INSERT INTO order_tracking_milestone (order_id, company_id, stage_id, sequence, state, reached_at,
       done_qty, total_qty, late)
SELECT {order}, 1, s.id, 1, 'reached', {ago}, 1, 1, FALSE
  FROM generate_series(%(start)s, %(end)s, 4) n,
       (SELECT id FROM order_tracking_stage ORDER BY id LIMIT 2) s"""
_EXCEPTIONS = """
INSERT INTO order_exception (order_id, company_id, kind, source, key, state, since, opened_at,
       closed_at, hours_open)
SELECT {order}, 1, 'silent', 'parcels', n, 'closed', {ago}, {ago}, {ago}, 5
  FROM generate_series(%(start)s, %(end)s, 80) n"""
_SHIPMENTS = """
INSERT INTO order_shipment (id, number, kind, company_id, connector_id, status, status_at, closed,
       stopped, carrier_guessed, problem, shipped_at, delivered_at, last_event_at, changed_at, eta,
       create_date, write_date)
SELECT {shipment}, 'H' || lpad(n::text, 10, '0'), 'parcel', 1, %(connector)s,
       CASE WHEN n %% 100 < 3 THEN 'cancelled' WHEN n %% 100 < 5 THEN 'returned'
            ELSE 'delivered' END,
       {ago}, FALSE, FALSE, FALSE, FALSE, {ago} - interval '3 days',
       CASE WHEN n %% 100 >= 5 THEN {ago} END, {ago}, {ago}, {ago}, {ago}, {ago}
  FROM generate_series(%(start)s, %(end)s) n"""
_LINKS = """
INSERT INTO order_shipment_sale_order_rel (order_shipment_id, sale_order_id)
SELECT {shipment}, {of_order} FROM generate_series(%(start)s, %(end)s) n"""
_EVENTS = """
INSERT INTO order_shipment_event (shipment_id, company_id, connector_id, message_id, key,
       occurred_at, recorded_at, sequence, summary, direct, code, text, location, evidence)
SELECT {shipment}, 1, %(connector)s, {message}, md5(n || ':' || k),
       {ago} - (5 - k) * interval '12 hours', {ago}, k, FALSE, FALSE,
       CASE WHEN n %% 10 = 7 AND k = 4 THEN 'attempt_failed' ELSE {codes}[k] END,
       'A scan', 'Berlin, DE', 'carrier'
  FROM generate_series(%(start)s, %(end)s) n, generate_series(1, 5) k"""
_MESSAGES = """
INSERT INTO tracking_message (id, connector_id, company_id, kind, delivery_key, body, received_at,
       processed_at, state, attempts, numbers)
SELECT {message}, %(connector)s, 1, 'push', 'h' || n, %(body)s, {ago},
       {ago} + interval '2 seconds', CASE WHEN n %% 100 = 50 THEN 'waiting' ELSE 'done' END, 1,
       CASE WHEN n %% 100 = 50 THEN ' LOST' || n || ' ' END
  FROM generate_series(%(start)s, %(end)s) n"""
_ALL = (
    *(_ORDERS, _JOURNAL, _MILESTONES, _EXCEPTIONS),
    *(_SHIPMENTS, _LINKS, _EVENTS, _MESSAGES),
)
FAR = 10_000_000  # above the ids of what is in hand
_PARTS = {
    "ago": _AGO,
    "codes": _CODES,
    "order": f"{FAR} + n",
    "of_order": f"{FAR} + n - (n - 1) %% 4",
    "shipment": f"{FAR} + n",
    "message": f"{FAR} + n",
    "seed": "(SELECT * FROM sale_order WHERE tracking_version_id IS NOT NULL ORDER BY id LIMIT 1)",
}
_BODY = b"eyJvYmplY3QiOiAiVHJhY2tlciJ9" * 20  # as long as a small message


def history(env, connector: int, size: int) -> None:
    """Fills up to ``size`` shipments, so far without what is in hand."""
    env.cr.execute("SELECT count(*) FROM order_shipment")
    present = env.cr.fetchone()[0]
    env.cr.execute("SELECT COALESCE(max(id) - %s, 0) FROM order_shipment WHERE id > %s", [FAR] * 2)
    last = env.cr.fetchone()[0]
    values = {
        "connector": connector,
        "start": last + 1,
        "end": last + size - present,
        "body": _BODY,
    }
    values["end"] -= (values["end"] - last) % 4
    env.cr.execute(_UNCHECKED)
    for query in _ALL:
        env.cr.execute(query.format(**_PARTS), values)
    env.cr.execute("SET LOCAL session_replication_role = origin")


def orders(env, start: int, end: int) -> None:
    """Orders that are over, one for every four of the numbers; their ids begin at ``FAR``."""
    env.cr.execute(_UNCHECKED)
    env.cr.execute(_ORDERS.format(**_PARTS), {"start": start, "end": end})
    env.cr.execute("SET LOCAL session_replication_role = origin")


def in_hand(env, connector: int) -> None:
    """Of the parcels under way a tenth is due to be asked about, two in five have their first
    scans; a tenth of the orders has to be looked at, one in twenty has an open exception."""
    values = {"connector": connector}
    env.cr.execute(
        "UPDATE order_shipment SET next_poll_at = now() AT TIME ZONE 'UTC'"
        " + CASE WHEN id %% 10 = 0 THEN interval '-1 minute' ELSE interval '1 day' END,"
        " status = CASE WHEN id %% 5 < 2 THEN 'in_transit' ELSE 'pending' END, subscribe_at = NULL"
        " WHERE connector_id = %(connector)s",
        values,
    )
    env.cr.execute(
        "INSERT INTO order_shipment_event (shipment_id, company_id, connector_id, key,"
        " occurred_at, recorded_at, sequence, summary, direct, code, evidence)"
        " SELECT id, 1, %(connector)s, 'seed', now() AT TIME ZONE 'UTC' - interval '1 day',"
        " now() AT TIME ZONE 'UTC', 0, FALSE, FALSE, 'in_transit', 'carrier'"
        " FROM order_shipment WHERE connector_id = %(connector)s AND status = 'in_transit'",
        values,
    )
    env.cr.execute(
        "INSERT INTO order_exception (order_id, company_id, kind, source, key, state, since,"
        " opened_at, deadline, hours_open) SELECT id, company_id, 'late', 'bench', id::text,"
        " 'open', date_order, date_order, date_order, 0 FROM sale_order"
        " WHERE tracking_state = 'running' AND id % 20 = 0"
    )
    env.cr.execute("DELETE FROM order_tracking_watch")
    env.cr.execute(
        "INSERT INTO order_tracking_watch (order_id, look_at)"
        " SELECT id, now() AT TIME ZONE 'UTC' - interval '1 minute' FROM sale_order"
        " WHERE tracking_state = 'running' AND id % 10 = 0"
    )
