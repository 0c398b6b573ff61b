"""Lines of orders with their goods."""

from __future__ import annotations

from odoo.tools import SQL

from ..verification.values import Line, Product
from .columns import optional

# Goods on a route that brings them for the order alone need not be in stock: replenish on order,
# or straight from the supplier to the customer.
_ROUTES = """
SELECT DISTINCT r.route_id FROM stock_rule r
  JOIN stock_location d ON d.id = r.location_dest_id
 WHERE r.active AND d.usage = 'customer'
   AND (r.procure_method != 'make_to_stock' OR r.action = 'buy')
"""
_LINES = """
WITH on_order AS MATERIALIZED (%(routes)s)
SELECT l.id, l.order_id, l.name, l.product_id, l.product_uom_qty, l.price_unit, l.discount,
       l.price_reduce_taxexcl, l.customer_lead, l.product_uom_id, l.warehouse_id, l.company_id,
       unit.factor AS unit_factor, split_part(unit.parent_path, '/', 1) AS unit_root,
       l.is_downpayment OR l.is_expense IS TRUE OR l.combo_item_id IS NOT NULL
           OR t.type = 'combo' OR l.extra_tax_data ->> 'computation_key' LIKE 'global_discount,%%'
           OR %(reward)s IS NOT NULL OR %(delivery)s IS TRUE AS free,
       p.default_code, COALESCE(t.name ->> 'en_US', '') AS product_name,
       p.active AND t.active AS product_active, t.id AS template, t.list_price,
       t.sale_ok, t.company_id AS product_company, t.type, t.is_storable,
       categ.parent_path AS categories,
       (p.standard_price ->> l.company_id::text)::float AS cost,
       base.id AS base_uom, base.factor AS base_factor,
       split_part(base.parent_path, '/', 1) AS base_root,
       (SELECT array_agg(pack.factor / base.factor ORDER BY pack.factor)
          FROM product_template_uom_uom_rel rel JOIN uom_uom pack ON pack.id = rel.uom_uom_id
         WHERE rel.product_template_id = t.id AND pack.active AND base.factor != 0) AS packs,
       (SELECT sum(v.price_extra)
          FROM product_variant_combination rel
          JOIN product_template_attribute_value v ON v.id = rel.product_template_attribute_value_id
         WHERE rel.product_product_id = p.id) AS variant_extra,
       (SELECT sum(v.price_extra)
          FROM product_template_attribute_value_sale_order_line_rel rel
          JOIN product_template_attribute_value v ON v.id = rel.product_template_attribute_value_id
         WHERE rel.sale_order_line_id = l.id AND v.product_tmpl_id = t.id) AS line_extra,
       t.is_storable AND EXISTS (
           SELECT FROM on_order
            WHERE route_id IN (SELECT route_id FROM stock_route_product WHERE product_id = t.id
                   UNION ALL SELECT stock_route_id FROM sale_order_line_stock_route_rel
                              WHERE sale_order_line_id = l.id
                   UNION ALL SELECT route_id FROM stock_route_categ
                              WHERE categ_id = ANY(string_to_array(
                                    trim('/' FROM categ.parent_path), '/')::int[]))
       ) AS made_to_order,
       %(kit)s AS kit
  FROM sale_order_line l
  LEFT JOIN product_product p ON p.id = l.product_id
  LEFT JOIN product_template t ON t.id = p.product_tmpl_id
  LEFT JOIN product_category categ ON categ.id = t.categ_id
  LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
  LEFT JOIN uom_uom base ON base.id = t.uom_id
 WHERE l.order_id IN %(orders)s AND l.display_type IS NULL
 ORDER BY l.order_id, l.sequence, l.id
"""
# The parts of a kit are in stock, not the kit.
_KIT = """
EXISTS (SELECT FROM mrp_bom b WHERE b.active AND b.type = 'phantom'
           AND (b.product_id = p.id OR b.product_id IS NULL AND b.product_tmpl_id = t.id))
"""


def read_rows(env, headers: dict[int, dict]) -> list[dict]:
    """Rows of the lines of all orders, in the order in which people see them."""
    rows = env.execute_query_dict(
        SQL(
            _LINES,
            routes=SQL(_ROUTES),
            reward=optional(env, "sale.order.line", "reward_id", "l", "NULL::int"),
            delivery=optional(env, "sale.order.line", "is_delivery", "l", "FALSE"),
            kit=SQL(_KIT) if "mrp.bom" in env else SQL("FALSE"),
            orders=tuple(headers),
        )
    )
    for row in rows:
        row["quantity"] = float(row["product_uom_qty"] or 0)
        row["ratio"] = float(row["unit_factor"] or 1) / float(row["base_factor"] or 1)
    return rows


def line(row: dict, number: int, rate: float, known: dict) -> Line:
    """:param rate: what one unit of the company's currency is in the order's.
    :param known: further values of the line, from other queries.
    """
    return Line(
        id=row["id"],
        number=number,
        name=row["name"] or "",
        product=_product(row) if row["product_id"] else None,
        quantity=row["quantity"],
        base_quantity=row["quantity"] * row["ratio"],
        uom_id=row["product_uom_id"],
        uom_root=int(row["unit_root"]) if row["unit_root"] else None,
        price=float(row["price_unit"] or 0),
        discount=float(row["discount"] or 0),
        net=float(row["price_reduce_taxexcl"] or 0) / rate / row["ratio"],
        free=bool(row["free"]),
        lead_days=row["customer_lead"] or 0.0,
        **known,
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
        made_to_order=row["made_to_order"],
    )
