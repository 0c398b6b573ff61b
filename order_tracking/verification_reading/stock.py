"""What is there by the promised date, and when the rest can be."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from odoo.tools import SQL

# On hand now (no date), and by date what open moves bring into or take out of a warehouse. Of a
# chain of moves only the one across the warehouse's border counts.
_STOCK = """
SELECT loc.warehouse_id, q.product_id, NULL::timestamp AS at, sum(q.quantity)::float AS quantity
  FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
 WHERE q.product_id IN %(products)s AND loc.warehouse_id IN %(warehouses)s
 GROUP BY 1, 2
 UNION ALL
SELECT side.warehouse_id, m.product_id, m.date, sum(side.sign * m.product_qty)::float
  FROM stock_move m
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dest ON dest.id = COALESCE(m.location_final_id, m.location_dest_id)
  CROSS JOIN LATERAL (VALUES (src.warehouse_id, -1), (dest.warehouse_id, 1))
                          AS side (warehouse_id, sign)
 WHERE m.product_id IN %(products)s
   AND m.state IN ('waiting', 'confirmed', 'assigned', 'partially_available')
   AND src.warehouse_id IS DISTINCT FROM dest.warehouse_id
   AND side.warehouse_id IN %(warehouses)s
   AND (m.sale_line_id IS NULL OR m.sale_line_id NOT IN %(own)s)
 GROUP BY 1, 2, 3
"""
_LITTLE = 0.005


def read_stock(env, headers: dict[int, dict], rows: list[dict], now: datetime) -> dict[int, dict]:
    """``available`` and ``available_at`` by line id, of lines that take goods from stock."""
    asked = [row for row in rows if _takes_stock(row)]
    if not asked:
        return {}
    balance = _read_balance(env, asked, tuple(row["id"] for row in rows))
    needed: dict[tuple, float] = defaultdict(float)
    for row in asked:
        needed[_demand(row)] += row["quantity"] * row["ratio"]
    found = {}
    for row in asked:
        promised = headers[row["order_id"]]["commitment_date"]
        promised = promised or now + timedelta(days=row["customer_lead"] or 0)
        changes = balance[row["warehouse_id"], row["product_id"]]
        found[row["id"]] = {
            "available": _by(changes, max(promised, now)),
            "available_at": _first(changes, needed[_demand(row)], now),
        }
    return found


def _takes_stock(row: dict) -> bool:
    goods = row["is_storable"] and not row["made_to_order"] and not row["kit"]
    return bool(goods and row["warehouse_id"] and row["quantity"] > 0)


def _demand(row: dict) -> tuple[int, int, int]:
    return row["order_id"], row["warehouse_id"], row["product_id"]


def _read_balance(env, asked: list[dict], own: tuple[int, ...]):
    """Ascending (moment, change) by warehouse and product; what is on hand came first of all."""
    query = SQL(
        _STOCK,
        products=tuple({row["product_id"] for row in asked}),
        warehouses=tuple({row["warehouse_id"] for row in asked}),
        own=own,
    )
    balance: dict[tuple[int, int], list[tuple[datetime, float]]] = defaultdict(list)
    for warehouse, product, at, quantity in env.execute_query(query):
        balance[warehouse, product].append((at or datetime.min, quantity))
    for changes in balance.values():
        changes.sort()
    return balance


def _by(changes: list[tuple[datetime, float]], moment: datetime) -> float:
    return sum(quantity for at, quantity in changes if at <= moment)


def _first(changes: list[tuple[datetime, float]], needed: float, now: datetime) -> datetime | None:
    """When all that is needed is there and stays; None: that is not planned."""
    total, since = 0.0, None
    for at, quantity in changes:
        total += quantity
        if total + _LITTLE < needed:
            since = None
        elif since is None:
            since = max(at, now)
    return since
