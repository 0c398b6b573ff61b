"""Lines and parcels of orders: SQL that fills ``outcome_part_new``.

* **line**, of orders that are not cancelled: what was ordered (no sections, fees, down payments),
  one row for each lot that went to the customer and one for the rest, in the product's unit.
  ``returned`` is what came back of it by returns, ``complained`` what complaints are about that
  did not turn out unfounded; of a complaint about several lots each has its share by quantity.
  ``packer_id`` scanned it last, else validated its transfer; ``carrier_id`` brought its last
  parcel, else is the order's. ``ok``: neither came back nor was complained about.
* **shipment**, of parcels that were not called off, returns excepted: ``day`` delivered, else due,
  else shipped. Due is the promise to the customer that stood when the parcel was shipped; one
  that had passed by then is not the carrier's to keep. ``hours`` under way, ``lane`` countries and
  states, ``cause`` “lost” or “damaged” where that was found, else the parcel's status.
  ``complained`` is what the customer says arrived damaged in it; ``package_type_id`` the packaging
  of all its packages, none where they differ.
"""

from __future__ import annotations

from .orders import LINE
from .parts import insert
from .scope import hours, local_day

_SOLD = f"""
     SELECT s.order_id, s.company_id, s.ordered_at, s.zone, s.rate, l.id AS line_id,
            l.product_id, t.categ_id, l.price_subtotal,
            l.product_uom_qty * u.factor / p.factor AS quantity
       FROM outcome_scope s JOIN sale_order_line l ON l.order_id = s.order_id
       JOIN product_product v ON v.id = l.product_id
       JOIN product_template t ON t.id = v.product_tmpl_id
       JOIN uom_uom u ON u.id = COALESCE(l.product_uom_id, t.uom_id)
       JOIN uom_uom p ON p.id = t.uom_id
      WHERE {LINE} AND NOT s.cancelled"""
_GONE = """
     SELECT l.line_id, m.lot_id, SUM(m.quantity_product_uom) AS quantity
       FROM sold l JOIN stock_move v ON v.sale_line_id = l.line_id AND v.state = 'done'
       JOIN stock_move_line m ON m.move_id = v.id AND m.product_id = l.product_id
       JOIN stock_location d ON d.id = m.location_dest_id AND d.usage = 'customer'
      WHERE m.lot_id IS NOT NULL AND m.quantity_product_uom > 0
      GROUP BY 1, 2"""
_RETURNED = """
     SELECT l.line_id, r.lot_id, SUM(r.received_quantity) AS quantity
       FROM sold l JOIN order_return_line r ON r.sale_line_id = l.line_id
      WHERE r.received_quantity > 0 GROUP BY 1, 2"""
# What came back of lots that never went has a row of its own: totals stay right.
_SHARES = """
     SELECT line_id, lot_id, SUM(quantity) AS quantity FROM (
         SELECT line_id, lot_id, quantity FROM gone
          UNION ALL SELECT line_id, lot_id, 0 FROM returned
          UNION ALL
         SELECT l.line_id, NULL, l.quantity - COALESCE(SUM(g.quantity), 0)
           FROM sold l LEFT JOIN gone g ON g.line_id = l.line_id
          GROUP BY l.line_id, l.quantity
         HAVING COUNT(g.line_id) = 0 OR l.quantity > COALESCE(SUM(g.quantity), 0)) x
      GROUP BY 1, 2"""
_TOLD = """
     SELECT x.line_id, x.lot_id, SUM(x.quantity * x.part / x.whole) AS quantity FROM (
         SELECT w.*, SUM(w.part) OVER (PARTITION BY w.id) AS whole FROM (
             SELECT c.id, h.line_id, h.lot_id, c.quantity,
                    CASE WHEN n.stock_lot_id IS NOT NULL
                           OR COUNT(n.stock_lot_id) OVER (PARTITION BY c.id) = 0
                         THEN GREATEST(h.quantity, 0.000001) ELSE 0 END AS part
               FROM shares h JOIN order_complaint_line c ON c.sale_line_id = h.line_id
               JOIN order_complaint m ON m.id = c.complaint_id
                AND m.reason IS DISTINCT FROM 'unfounded'
               LEFT JOIN order_complaint_line_stock_lot_rel n
                 ON n.order_complaint_line_id = c.id AND n.stock_lot_id = h.lot_id) w) x
      GROUP BY 1, 2"""
_HANDS = """
     SELECT DISTINCT ON (m.line_id) m.line_id, COALESCE(c.author_id, m.author_id) AS user_id
       FROM (SELECT g.key::int AS line_id, e.document_id AS picking, e.author_id, e.occurred_at
               FROM outcome_event e CROSS JOIN LATERAL jsonb_each(e.lines) g
              WHERE e.kind IN ('picked', 'packed', 'left_warehouse')
                AND e.document_model = 'stock.picking') m
       JOIN sold l ON l.line_id = m.line_id
       LEFT JOIN LATERAL (
             SELECT c.author_id FROM order_scan c
              WHERE c.picking_id = m.picking AND c.product_id = l.product_id AND c.outcome = 'ok'
                AND NOT EXISTS (SELECT FROM order_scan u
                                 WHERE u.picking_id = c.picking_id AND u.undoes = c.uuid)
              ORDER BY c.id DESC LIMIT 1) c ON TRUE
      ORDER BY m.line_id, c.author_id IS NULL, m.author_id IS NULL, m.occurred_at DESC"""
_BROUGHT = """
     SELECT DISTINCT ON (l.line_id) l.line_id, h.carrier_id
       FROM sold l JOIN order_shipment_line c ON c.sale_line_id = l.line_id
       JOIN order_shipment h ON h.id = c.shipment_id
      WHERE h.order_return_id IS NULL AND h.carrier_id IS NOT NULL AND h.status <> 'cancelled'
      ORDER BY l.line_id, h.delivered_at DESC NULLS LAST, h.id DESC"""
_LINE_ROWS = insert(
    "line",
    {
        "day": local_day("s.ordered_at"),
        "source_id": "s.line_id",
        "product_id": "s.product_id",
        "categ_id": "s.categ_id",
        "lot": "t.name",
        "packer_id": "p.user_id",
        "carrier_id": "COALESCE(b.carrier_id, o.carrier_id)",
        "quantity": "h.quantity",
        "amount": "s.price_subtotal / s.rate * COALESCE(h.quantity / NULLIF(s.quantity, 0), 1)",
        "returned": "COALESCE(r.quantity, 0)",
        "complained": "COALESCE(c.quantity, 0)",
        "ok": "COALESCE(r.quantity, 0) <= 0 AND COALESCE(c.quantity, 0) <= 0",
    },
    """
  FROM sold s
  JOIN sale_order o ON o.id = s.order_id
  JOIN shares h ON h.line_id = s.line_id
  LEFT JOIN stock_lot t ON t.id = h.lot_id
  LEFT JOIN returned r ON r.line_id = h.line_id AND r.lot_id IS NOT DISTINCT FROM h.lot_id
  LEFT JOIN told c ON c.line_id = h.line_id AND c.lot_id IS NOT DISTINCT FROM h.lot_id
  LEFT JOIN hands p ON p.line_id = s.line_id
  LEFT JOIN brought b ON b.line_id = s.line_id""",
)
LINES = f"""
WITH sold AS MATERIALIZED ({_SOLD}),
     gone AS MATERIALIZED ({_GONE}),
     returned AS MATERIALIZED ({_RETURNED}),
     shares AS MATERIALIZED ({_SHARES}),
     told AS ({_TOLD}),
     hands AS ({_HANDS}),
     brought AS ({_BROUGHT}) {_LINE_ROWS}"""
_LANE = """NULLIF(CONCAT_WS(' → ',
            REPLACE(SPLIT_PART(h.origin_zone, '/', 1) || '/' || SPLIT_PART(h.origin_zone, '/', 2),
                    '/-', ''),
            REPLACE(SPLIT_PART(h.destination_zone, '/', 1) || '/'
                    || SPLIT_PART(h.destination_zone, '/', 2), '/-', '')), '')"""
PARCELS = insert(
    "shipment",
    {
        "day": local_day("COALESCE(h.delivered_at, p.date, h.shipped_at, h.create_date)"),
        "source_id": "h.id",
        "carrier_id": "h.carrier_id",
        "lane": _LANE,
        "cause": "COALESCE(x.kind, h.status)",
        "package_type_id": "k.package_type_id",
        "quantity": "c.quantity",
        "complained": "d.quantity",
        "hours": hours("h.shipped_at", "h.delivered_at"),
        "due_at": "p.date",
        "ended_at": "h.delivered_at",
        "ok": "h.delivered_at <= p.date",
    },
    """
  FROM outcome_scope s
  JOIN order_shipment_sale_order_rel r ON r.sale_order_id = s.order_id
  JOIN order_shipment h ON h.id = r.order_shipment_id
   AND h.order_return_id IS NULL AND h.status <> 'cancelled'
  LEFT JOIN LATERAL (
       SELECT l.date FROM order_tracking_promise l
        WHERE l.order_id = s.order_id AND l.kind <> 'requested' AND l.given_at <= h.shipped_at
        ORDER BY l.given_at DESC, l.id DESC LIMIT 1) p ON p.date > h.shipped_at
  LEFT JOIN LATERAL (
       SELECT x.kind FROM order_exception x
        WHERE x.order_id = s.order_id AND x.document_model = 'order.shipment'
          AND x.document_id = h.id AND x.kind IN ('lost', 'damaged')
          AND (x.kind = 'damaged' OR h.delivered_at IS NULL)
        ORDER BY x.kind DESC, x.id LIMIT 1) x ON TRUE
  LEFT JOIN LATERAL (
       SELECT SUM(c.quantity) AS quantity
         FROM order_shipment_line c JOIN sale_order_line l ON l.id = c.sale_line_id
        WHERE c.shipment_id = h.id AND l.order_id = s.order_id) c ON TRUE
  LEFT JOIN LATERAL (
       SELECT SUM(c.quantity) AS quantity
         FROM order_complaint_line c JOIN order_complaint m ON m.id = c.complaint_id
        WHERE c.shipment_id = h.id AND m.order_id = s.order_id AND c.problem = 'damaged'
          AND m.reason IS DISTINCT FROM 'unfounded') d ON TRUE
  LEFT JOIN LATERAL (
       SELECT CASE WHEN COUNT(DISTINCT COALESCE(g.package_type_id, 0)) = 1
                   THEN MIN(g.package_type_id) END AS package_type_id
         FROM order_shipment_stock_package_rel t JOIN stock_package g ON g.id = t.stock_package_id
        WHERE t.order_shipment_id = h.id) k ON TRUE""",
)
