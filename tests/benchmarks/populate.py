"""Fills a database with confirmed orders, set-based: copies of one real order and its delivery."""

from __future__ import annotations

from odoo import Command

_TABLES = {
    "sale_order": {"id": "map.o", "name": "'B' || map.o", "access_token": "NULL"},
    "sale_order_line": {"id": "map.l", "order_id": "map.o"},
    "stock_picking": {"id": "map.p", "name": "'B/OUT/' || map.p", "sale_id": "map.o"},
    "stock_move": {"id": "map.m", "picking_id": "map.p", "sale_line_id": "map.l"},
}


def orders(env, count: int) -> list[int]:
    """Ids of ``count`` confirmed orders of one line, each with its open delivery, no timeline."""
    seed = real_order(env)
    move = seed.order_line.move_ids
    rows = dict(zip(_TABLES, (seed, seed.order_line, move.picking_id, move), strict=True))
    env.cr.execute(
        "CREATE TEMP TABLE map ON COMMIT DROP AS SELECT nextval('sale_order_id_seq') o,"
        " nextval('sale_order_line_id_seq') l, nextval('stock_picking_id_seq') p,"
        " nextval('stock_move_id_seq') m FROM generate_series(1, %s)",
        [count],
    )
    for table, changed in _TABLES.items():
        _copy(env, table, rows[table].id, changed)
    env.cr.execute("SELECT o FROM map ORDER BY o")
    return [row[0] for row in env.cr.fetchall()]


def real_order(env):
    """A confirmed order with its open delivery, made by Odoo."""
    product = env["product.product"].create({"name": "Bench", "is_storable": True})
    partner = env["res.partner"].create({"name": "Bench"})
    line = Command.create({"product_id": product.id, "product_uom_qty": 10})
    seed = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    seed.action_confirm()
    env.cr.flush()
    return seed


def _copy(env, table: str, row: int, changed: dict[str, str]) -> None:
    own = ("tracking_", "promise_")
    columns = [name for name in _columns(env, table) if not name.startswith(own)]
    values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, map WHERE t.id = %s", [row]
    )


def shipments(env, connector, order_ids: list[int], prefix: str = "BENCH") -> None:
    """One parcel for each order and its transfers, numbered ``BENCH0000001`` and on."""
    seed = env["order.shipment"].create({"number": f"{prefix}SEED", "connector_id": connector.id})
    env.flush_all()
    columns = [f'"{name}"' for name in _columns(env, "order_shipment") if name not in _OWN]
    env.cr.execute(
        "CREATE TEMP TABLE pairs ON COMMIT DROP AS SELECT o AS sale,"
        " nextval('order_shipment_id_seq') AS shipment, %s || lpad(n::text, 7, '0') AS number"
        "  FROM unnest(%s) WITH ORDINALITY AS t (o, n)",
        [prefix, order_ids],
    )
    env.cr.execute(
        f"INSERT INTO order_shipment (id, number, {', '.join(columns)})"
        f" SELECT pairs.shipment, pairs.number, {', '.join(columns)} FROM pairs, order_shipment"
        "  WHERE id = %s",
        [seed.id],
    )
    env.cr.execute(
        "INSERT INTO order_shipment_stock_picking_rel (order_shipment_id, stock_picking_id)"
        " SELECT shipment, p.id FROM pairs JOIN stock_picking p ON p.sale_id = pairs.sale"
    )
    env.cr.execute(
        "INSERT INTO order_shipment_sale_order_rel (order_shipment_id, sale_order_id)"
        " SELECT shipment, sale FROM pairs"
    )
    seed.unlink()


_OWN = ("id", "number", "access_token")


def _columns(env, table: str) -> list[str]:
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    return [name for (name,) in env.cr.fetchall()]


FAR = 10_000_000  # ids of orders that are over begin above those of what is in hand
_OVER = f"""
INSERT INTO sale_order (id, name, company_id, partner_id, partner_invoice_id, partner_shipping_id,
       state, date_order, warehouse_id, picking_policy, currency_id, verification_state,
       order_channel, tracking_flow_id, tracking_version_id, tracking_state, tracking_late)
SELECT {FAR} + n, 'H' || n, company_id, partner_id, partner_invoice_id, partner_shipping_id, 'sale',
       now() AT TIME ZONE 'UTC' - interval '2 days' - n * interval '1 year' / 1100000,
       warehouse_id, picking_policy, currency_id, verification_state, order_channel,
       tracking_flow_id, tracking_version_id, 'done', FALSE
  FROM generate_series(%(start)s, %(end)s, 4) n,
       (SELECT * FROM sale_order WHERE tracking_version_id IS NOT NULL ORDER BY id LIMIT 1) o"""


def over(env, start: int, end: int) -> None:
    """Orders that are over, one for every four of the numbers; their ids begin at ``FAR``."""
    # Rows are not checked one by one against what they refer to: it exists.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(_OVER, {"start": start, "end": end})
    env.cr.execute("SET LOCAL session_replication_role = origin")
