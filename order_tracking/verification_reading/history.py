"""What happened before an order: the customer's other orders, and quantities of its goods.

However many orders a customer has and however often something is sold, only so many of the latest
rows are looked at. They are found by walking backwards along an index that Odoo has: a range of one
value (``BETWEEN x AND x``) and a limit make PostgreSQL do that, where it would sort all rows of the
value if it were asked for the latest by number or date. Within one value an index keeps rows in
the order in which they lie in the table, which is nearly that of their age.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from odoo.tools import SQL

from ..verification.values import Earlier, History

_LATEST_ORDERS = 500  # of one contact
_LATEST_LINES = 1000  # of one contact
_LATEST_OF_PRODUCT = 400  # of which so many are used:
_USED_OF_PRODUCT = 100

# Orders of a customer's whole company: what they amount to, and those that may be the same order.
# A quotation that is younger is the copy, not this order; a cart is no order yet.
_ORDERS = """
WITH asked AS MATERIALIZED (
    SELECT o.id, p.commercial_partner_id AS customer, o.company_id, o.partner_shipping_id,
           o.currency_id, o.amount_total,
           regexp_replace(lower(o.client_order_ref), '[^[:alnum:]]', '', 'g') AS reference
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.id IN %(orders)s
), other AS MATERIALIZED (
    SELECT a.id AS asked_id, o.*, o.partner_shipping_id = a.partner_shipping_id AS here,
           o.amount_total = a.amount_total AND o.currency_id = a.currency_id AS same_amount,
           a.reference != '' AND a.reference
               = regexp_replace(lower(o.client_order_ref), '[^[:alnum:]]', '', 'g') AS same_number
      FROM asked a
      JOIN res_partner p ON p.commercial_partner_id = a.customer
      CROSS JOIN LATERAL (
          SELECT o.id, o.name, o.state, o.date_order, o.currency_id, o.partner_shipping_id,
                 o.client_order_ref, o.amount_total, o.currency_rate, o.company_id, %(cart)s AS cart
            FROM sale_order o
           WHERE o.partner_id BETWEEN p.id AND p.id
           ORDER BY o.partner_id DESC
           LIMIT %(limit)s) o
     WHERE o.id != a.id AND o.company_id = a.company_id AND o.state != 'cancel'
), confirmed AS MATERIALIZED (
    SELECT asked_id, currency_id, here, date_order FROM other WHERE state = 'sale'
)
SELECT asked_id, 'orders' AS kind, to_jsonb(count(*)) AS value FROM confirmed GROUP BY asked_id
 UNION ALL
SELECT asked_id, 'currency', jsonb_build_array(currency_id, count(*))
  FROM confirmed GROUP BY asked_id, currency_id
 UNION ALL
SELECT asked_id, 'delivered_here', to_jsonb(count(*)) FROM confirmed WHERE here GROUP BY asked_id
 UNION ALL
SELECT asked_id, 'last_hour', to_jsonb(count(*))
  FROM confirmed WHERE date_order > %(hour_ago)s AND date_order <= %(now)s GROUP BY asked_id
 UNION ALL
SELECT asked_id, 'busiest_hour', to_jsonb(max(orders))
  FROM (SELECT asked_id, count(*) AS orders FROM confirmed
         WHERE date_order <= %(hour_ago)s AND date_order > %(season)s
         GROUP BY asked_id, date_trunc('hour', date_order)) hours
 GROUP BY asked_id
 UNION ALL
SELECT asked_id, 'earlier', jsonb_build_array(id, name, date_order, COALESCE(client_order_ref, ''),
           amount_total / COALESCE(NULLIF(currency_rate, 0), 1),
           CASE WHEN same_amount THEN (
               SELECT jsonb_agg(jsonb_build_array(product_id, quantity) ORDER BY product_id)
                 FROM (SELECT l.product_id, sum(%(quantity)s) AS quantity
                         FROM sale_order_line l %(units)s
                        WHERE l.order_id = other.id AND l.display_type IS NULL
                        GROUP BY l.product_id) content) END)
  FROM other
 WHERE (same_number OR same_amount) AND date_order > %(since)s
   AND (state = 'sale' OR id < asked_id AND NOT cart)
"""
_OWN_QUANTITIES = """
WITH asked AS MATERIALIZED (
    SELECT o.id, o.company_id, p.commercial_partner_id AS customer,
           (SELECT array_agg(product_id) FROM sale_order_line
             WHERE order_id = o.id AND product_id IS NOT NULL) AS products
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.id IN %(orders)s
)
SELECT a.id AS order_id, l.product_id, array_agg(%(quantity)s ORDER BY l.id) AS quantities
  FROM asked a
  JOIN res_partner p ON p.commercial_partner_id = a.customer
  CROSS JOIN LATERAL (
      SELECT l.id, l.order_id, l.company_id, l.product_id, l.product_uom_id, l.product_uom_qty,
             l.state
        FROM sale_order_line l
       WHERE l.order_partner_id BETWEEN p.id AND p.id
       ORDER BY l.order_partner_id DESC
       LIMIT %(limit)s) l
  %(units)s
 WHERE l.product_id = ANY(a.products) AND l.state = 'sale' AND l.product_uom_qty > 0
   AND l.order_id != a.id AND l.company_id = a.company_id
 GROUP BY a.id, l.product_id
"""
_PRODUCT_QUANTITIES = """
SELECT a.company_id, a.product_id, array_agg(l.quantity ORDER BY l.id) AS quantities
  FROM (SELECT DISTINCT company_id, product_id FROM sale_order_line
         WHERE order_id IN %(orders)s AND product_id IS NOT NULL) a
  CROSS JOIN LATERAL (
      SELECT l.id, %(quantity)s AS quantity
        FROM (SELECT l.id, l.order_id, l.company_id, l.product_id, l.product_uom_id,
                     l.product_uom_qty, l.state
                FROM sale_order_line l
               WHERE l.product_id BETWEEN a.product_id AND a.product_id
               ORDER BY l.product_id DESC
               LIMIT %(limit)s) l
        %(units)s
       WHERE l.state = 'sale' AND l.product_uom_qty > 0 AND l.company_id = a.company_id
         AND l.order_id NOT IN %(orders)s
       LIMIT %(used)s) l
 GROUP BY a.company_id, a.product_id
"""
_QUANTITY = "(l.product_uom_qty * unit.factor / base.factor)::float"
_UNITS = """
  JOIN product_product product ON product.id = l.product_id
  JOIN product_template goods ON goods.id = product.product_tmpl_id
  JOIN uom_uom base ON base.id = goods.uom_id
  JOIN uom_uom unit ON unit.id = l.product_uom_id
"""


def read_history(env, headers: dict[int, dict], now: datetime, days: float) -> dict[int, History]:
    """By order id.

    :param days: how far back an order may be the same as another.
    """
    orders = tuple(headers)
    facts = _read_orders(env, orders, now, days)
    own = _read_quantities(env, _OWN_QUANTITIES, "order_id", orders, _LATEST_LINES)
    common = _read_quantities(env, _PRODUCT_QUANTITIES, "company_id", orders, _LATEST_OF_PRODUCT)
    return {
        order: History(
            **facts[order],
            customer_quantities=own[order],
            product_quantities=common[header["company_id"]],
        )
        for order, header in headers.items()
    }


def _read_orders(env, orders: tuple[int, ...], now: datetime, days: float) -> dict[int, dict]:
    cart = SQL("FALSE")
    if "website_id" in env["sale.order"]._fields:
        cart = SQL("o.website_id IS NOT NULL AND o.state = 'draft'")
    query = SQL(
        _ORDERS,
        orders=orders,
        cart=cart,
        limit=_LATEST_ORDERS,
        hour_ago=now - timedelta(hours=1),
        now=now,
        season=now - timedelta(days=90),
        since=now - timedelta(days=days),
        quantity=SQL(_QUANTITY),
        units=SQL(_UNITS),
    )
    facts: dict[int, dict] = {order: {"currencies": {}, "earlier": ()} for order in orders}
    for order, kind, value in env.execute_query(query):
        if kind == "currency":
            facts[order]["currencies"][value[0]] = value[1]
        elif kind == "earlier":
            facts[order]["earlier"] += (_earlier(*value),)
        else:
            facts[order][kind] = value
    return facts


def _earlier(id: int, name: str, at: str, reference: str, amount: float, content) -> Earlier:
    return Earlier(
        id=id,
        name=name,
        ordered_at=datetime.fromisoformat(at),
        reference=reference,
        amount=float(amount),
        content=tuple((product, round(quantity, 4)) for product, quantity in content or ()),
    )


def _read_quantities(
    env, statement: str, key: str, orders: tuple[int, ...], limit: int
) -> dict[int, dict[int, tuple[float, ...]]]:
    query = SQL(
        statement,  # pylint: disable=sql-injection
        orders=orders,
        limit=limit,
        used=_USED_OF_PRODUCT,
        quantity=SQL(_QUANTITY),
        units=SQL(_UNITS),
    )
    found: dict[int, dict[int, tuple[float, ...]]] = defaultdict(dict)
    for row in env.execute_query_dict(query):
        found[row[key]][row["product_id"]] = tuple(row["quantities"])
    return found
