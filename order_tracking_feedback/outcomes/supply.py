"""Purchased lines that orders waited for: SQL that fills ``outcome_part_new``. Runs only where the
Purchase app and its link to stock are installed.

* **supply**, of orders that are not cancelled: one row for each line of a confirmed purchase order
  that serves the order and whose product the order needs, itself or as a component. ``due_at`` is
  the end of the day for which it is planned (as Odoo judges vendors), ``ended_at`` when the last of
  it came, ``hours`` how much later that was, ``ok`` in time. ``day`` is the planned one. A delivery
  from the vendor to the customer counts when it is with the customer.
"""

from __future__ import annotations

from .parts import insert
from .scope import hours, local_day

# Odoo links both through the reference of the sale order. A purchase order may serve several
# orders: what no move of this one is about it did not wait for.
_SERVING = """
  FROM outcome_scope s
  JOIN (SELECT DISTINCT f.sale_id, r.purchase_id
          FROM outcome_scope x JOIN stock_reference_sale_rel f ON f.sale_id = x.order_id
          JOIN stock_reference_purchase_rel r ON r.reference_id = f.reference_id) w
    ON w.sale_id = s.order_id AND NOT s.cancelled
  JOIN purchase_order u ON u.id = w.purchase_id AND u.state IN ('purchase', 'done')
  JOIN purchase_order_line l ON l.order_id = u.id AND l.display_type IS NULL
   AND l.date_planned IS NOT NULL
   AND (EXISTS (SELECT FROM sale_order_line o
                 WHERE o.order_id = s.order_id AND o.product_id = l.product_id)
        OR EXISTS (SELECT FROM stock_reference_sale_rel f
                     JOIN stock_reference_move_rel r ON r.reference_id = f.reference_id
                     JOIN stock_move v ON v.id = r.move_id AND v.state <> 'cancel'
                    WHERE f.sale_id = s.order_id AND v.product_id = l.product_id
                      AND v.purchase_line_id IS NULL))
  JOIN product_product v ON v.id = l.product_id
  JOIN product_template t ON t.id = v.product_tmpl_id AND t.type = 'consu'"""
_CAME = f"""
 CROSS JOIN LATERAL (
       SELECT ({local_day("l.date_planned")} + 1)::timestamp AT TIME ZONE s.zone
                  AT TIME ZONE 'UTC' - interval '1 second' AS due_at) d
 CROSS JOIN LATERAL (
       SELECT CASE WHEN BOOL_AND(m.state IN ('done', 'cancel'))
                   THEN MAX(m.date) FILTER (WHERE m.state = 'done') END AS ended_at,
              BOOL_OR(m.state <> 'cancel') AS wanted
         FROM stock_move m JOIN stock_location g ON g.id = m.location_id AND g.usage = 'supplier'
        WHERE m.purchase_line_id = l.id) g
 WHERE g.wanted"""
_LATER = hours("d.due_at", "g.ended_at")
SUPPLY = insert(
    "supply",
    {
        "day": local_day("l.date_planned"),
        "source_id": "l.id",
        "product_id": "l.product_id",
        "categ_id": "t.categ_id",
        "supplier_id": "u.partner_id",
        "quantity": "l.product_uom_qty",
        "due_at": "d.due_at",
        "ended_at": "g.ended_at",
        "hours": f"CASE WHEN g.ended_at IS NOT NULL THEN GREATEST({_LATER}, 0) END",
        "ok": "g.ended_at <= d.due_at",
    },
    _SERVING + _CAME,
)
