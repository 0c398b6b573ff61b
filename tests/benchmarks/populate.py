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
    seed = _seed(env)
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


def _seed(env):
    product = env["product.product"].create({"name": "Bench", "is_storable": True})
    partner = env["res.partner"].create({"name": "Bench"})
    line = Command.create({"product_id": product.id, "product_uom_qty": 10})
    seed = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    seed.action_confirm()
    env.cr.flush()
    return seed


def _copy(env, table: str, row: int, changed: dict[str, str]) -> None:
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    own = ("tracking_", "promise_")
    columns = [name for (name,) in env.cr.fetchall() if not name.startswith(own)]
    values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, map WHERE t.id = %s", [row]
    )
