"""Lines of orders with their goods."""

from __future__ import annotations

from collections import defaultdict

from odoo.tools import SQL

from ..verification.values import Line, Product
from .columns import optional

_LINES = """
SELECT l.id, l.order_id, l.name, l.product_id, l.product_uom_qty, l.price_unit, l.discount,
       l.price_reduce_taxexcl, l.customer_lead, l.product_uom_id, l.technical_price_unit,
       unit.factor AS unit_factor, split_part(unit.parent_path, '/', 1) AS unit_root,
       l.is_downpayment OR l.is_expense IS TRUE OR l.combo_item_id IS NOT NULL
           OR t.type = 'combo' OR l.extra_tax_data ->> 'computation_key' LIKE 'global_discount,%%'
           OR %(reward)s IS NOT NULL OR %(delivery)s IS TRUE AS free,
       p.default_code, COALESCE(t.name ->> 'en_US', '') AS product_name,
       p.active AND t.active AS product_active,
       t.sale_ok, t.company_id AS product_company, t.type, t.is_storable,
       (p.standard_price ->> l.company_id::text)::float AS cost,
       base.id AS base_uom, base.factor AS base_factor,
       split_part(base.parent_path, '/', 1) AS base_root,
       (SELECT array_agg(pack.factor / base.factor ORDER BY pack.factor)
          FROM product_template_uom_uom_rel rel JOIN uom_uom pack ON pack.id = rel.uom_uom_id
         WHERE rel.product_template_id = t.id AND pack.active AND base.factor != 0) AS packs
  FROM sale_order_line l
  LEFT JOIN product_product p ON p.id = l.product_id
  LEFT JOIN product_template t ON t.id = p.product_tmpl_id
  LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
  LEFT JOIN uom_uom base ON base.id = t.uom_id
 WHERE l.order_id IN %(orders)s AND l.display_type IS NULL
 ORDER BY l.order_id, l.sequence, l.id
"""


def read_lines(env, headers: list[dict]) -> dict[int, list[Line]]:
    """Lines by order id, in the order in which people see them."""
    reward = optional(env, "sale.order.line", "reward_id", "l", "NULL::int")
    delivery = optional(env, "sale.order.line", "is_delivery", "l", "FALSE")
    orders = {row["id"]: row for row in headers}
    rows = env.execute_query_dict(
        SQL(_LINES, reward=reward, delivery=delivery, orders=tuple(orders))
    )
    found: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        lines = found[row["order_id"]]
        lines.append(_line(row, len(lines) + 1, orders[row["order_id"]]))
    return found


def _line(row: dict, number: int, order: dict) -> Line:
    quantity = float(row["product_uom_qty"] or 0)
    ratio = float(row["unit_factor"] or 1) / float(row["base_factor"] or 1)
    rate = float(order["currency_rate"] or 1)
    return Line(
        id=row["id"],
        number=number,
        name=row["name"] or "",
        product=_product(row) if row["product_id"] else None,
        quantity=quantity,
        base_quantity=quantity * ratio,
        uom_id=row["product_uom_id"],
        uom_root=int(row["unit_root"]) if row["unit_root"] else None,
        price=float(row["price_unit"] or 0),
        discount=float(row["discount"] or 0),
        net=float(row["price_reduce_taxexcl"] or 0) / rate / ratio,
        free=bool(row["free"]),
        lead_days=row["customer_lead"] or 0.0,
    )


def _product(row: dict) -> Product:
    return Product(
        id=row["product_id"],
        code=row["default_code"] or "",
        name=row["product_name"],
        active=row["product_active"],
        saleable=bool(row["sale_ok"]),
        company_id=row["product_company"],
        kind=row["type"],
        storable=bool(row["is_storable"]),
        uom_id=row["base_uom"],
        uom_root=int(row["base_root"]) if row["base_root"] else None,
        cost=row["cost"] or 0.0,
        packs=tuple(float(pack) for pack in row["packs"] or ()),
    )
