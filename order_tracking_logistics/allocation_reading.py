"""The open order book of a company as plain values: set-based, the same number of queries for any
number of orders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from odoo.tools import SQL

from odoo.addons.order_tracking.timeline.clock import midnight

from .allocation import Book, Line, Order, Part, Place, Warehouse, envelope, reach
from .allocation_lanes import learned_days

HORIZON = 28  # days that are planned
PLENTY = 1e9  # of what is not counted in stock
WEIGHTS = {"0": 1.0, "1": 2.0, "2": 4.0}  # by the customer's delivery priority
STARRED = 4.0  # an order with a delivery marked urgent

# Moves that can still be sent from elsewhere: the first of their chain, nothing picked, no list
# printed, in no wave that somebody has taken, taken from stock, by the warehouse's own route.
MOVABLE = """
  FROM stock_move m
  JOIN sale_order_line l ON l.id = m.sale_line_id AND l.product_id = m.product_id
  JOIN sale_order o ON o.id = l.order_id
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dest ON dest.id = COALESCE(m.location_final_id, m.location_dest_id)
  LEFT JOIN stock_picking p ON p.id = m.picking_id
  LEFT JOIN stock_picking_batch wave ON wave.id = p.batch_id AND wave.user_id IS NOT NULL
 WHERE o.company_id = %(company)s AND o.state = 'sale'
   AND m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
   AND m.picked IS NOT TRUE AND p.printed IS NOT TRUE AND wave.id IS NULL
   AND m.procure_method = 'make_to_stock' AND m.origin_returned_move_id IS NULL
   AND src.usage = 'internal' AND dest.usage = 'customer'
   AND src.warehouse_id IN %(warehouses)s
   AND NOT EXISTS (SELECT 1 FROM stock_move_move_rel r WHERE r.move_dest_id = m.id)
   AND NOT EXISTS (SELECT 1 FROM stock_move_line ml WHERE ml.move_id = m.id AND ml.picked)
   AND NOT EXISTS (SELECT 1 FROM sale_order_line_stock_route_rel r
                    WHERE r.sale_order_line_id = l.id)
"""
_LINES = """
SELECT o.id, l.id, m.product_id, src.warehouse_id, SUM(m.product_qty)::float, array_agg(m.id),
       MIN(COALESCE(o.promise_last_at, o.commitment_date, m.date_deadline, m.date)),
       MAX(p.priority), SUM(m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0))::float
""" + (MOVABLE + " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4")
_ADDRESSES = """
SELECT o.id, country.code, state.code, a.zip, a.partner_latitude::float,
       a.partner_longitude::float, o.carrier_id, COALESCE(company.delivery_priority, '0')
  FROM sale_order o JOIN res_partner a ON a.id = o.partner_shipping_id
  JOIN res_partner customer ON customer.id = o.partner_id
  JOIN res_partner company ON company.id = customer.commercial_partner_id
  LEFT JOIN res_country country ON country.id = a.country_id
  LEFT JOIN res_country_state state ON state.id = a.state_id
 WHERE o.id = ANY (%s)"""
_WAREHOUSES = """
SELECT w.id, country.code, state.code, a.zip, a.partner_latitude::float,
       a.partner_longitude::float
  FROM stock_warehouse w LEFT JOIN res_partner a ON a.id = w.partner_id
  LEFT JOIN res_country country ON country.id = a.country_id
  LEFT JOIN res_country_state state ON state.id = a.state_id
 WHERE w.id = ANY (%s)"""
# On hand, and what open moves bring across a warehouse's border or take; not the book's own. What
# should have come by now is counted on for tomorrow.
_SUPPLY = """
SELECT loc.warehouse_id, q.product_id, 0, SUM(q.quantity)::float
  FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
 WHERE q.product_id = ANY (%(products)s) AND loc.warehouse_id IN %(warehouses)s
   AND loc.usage = 'internal'
 GROUP BY 1, 2
 UNION ALL
SELECT side.warehouse_id, m.product_id,
       CASE WHEN side.sign > 0 AND m.date < %(now)s THEN 1
            ELSE (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date - %(today)s END,
       SUM(side.sign * m.product_qty)::float
  FROM stock_move m
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dest ON dest.id = COALESCE(m.location_final_id, m.location_dest_id)
  CROSS JOIN LATERAL (VALUES (src.warehouse_id, -1), (dest.warehouse_id, 1))
                          AS side (warehouse_id, sign)
 WHERE m.product_id = ANY (%(products)s)
   AND m.state IN ('waiting', 'confirmed', 'assigned', 'partially_available')
   AND src.warehouse_id IS DISTINCT FROM dest.warehouse_id
   AND side.warehouse_id IN %(warehouses)s AND m.id <> ALL (%(own)s)
 GROUP BY 1, 2, 3"""
_TAKEN = """
SELECT t.warehouse_id,
       (COALESCE(p.date_done, p.scheduled_date) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
       - %(today)s, COUNT(*)
  FROM stock_picking p JOIN stock_picking_type t ON t.id = p.picking_type_id
 WHERE t.code = 'outgoing' AND t.warehouse_id IN %(warehouses)s
   AND (p.state IN ('waiting', 'confirmed', 'assigned')
        OR p.state = 'done' AND p.date_done >= %(since)s)
   AND NOT EXISTS (SELECT 1 FROM stock_move m WHERE m.picking_id = p.id AND m.id = ANY (%(own)s))
 GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The book, and what its whole numbers stand for. ``reserved`` by order line and warehouse."""

    book: Book
    today: date
    reserved: dict[tuple[int, int], float]

    def day(self, number: int) -> date:
        return self.today + timedelta(days=number)


def read_book(company, now: datetime) -> Reading | None:
    """What is open in ``company`` at ``now`` (UTC, naive); None: there is nothing to decide."""
    env = company.env
    warehouses = env["stock.warehouse"].search(
        [("company_id", "=", company.id), ("allocation_enabled", "=", True)]
    )
    if not warehouses:
        return None
    zone = company._tracking_zone()
    today = now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
    values = {"company": company.id, "warehouses": tuple(warehouses.ids), "zone": zone}
    values |= {"today": today, "now": now, "since": midnight(today, zone)}
    rows = env.execute_query(SQL(_LINES, **values))
    if not rows:
        return None
    values["own"] = [move for row in rows for move in row[5]]
    values["products"] = sorted({row[2] for row in rows})
    reserved = {(row[1], row[3]): row[8] or 0.0 for row in rows}
    due = {}
    for row in rows:
        due[row[0]] = min(due.get(row[0], row[6]), row[6])
    book = Book(
        orders=_orders(company, rows, warehouses, due, today, zone),
        warehouses=_warehouses(env, warehouses, values),
        supply=_supply(env, warehouses, values),
        horizon=HORIZON,
    )
    return Reading(book, today, reserved)


def fingerprint(reading: Reading | None) -> str:
    """Changes with everything that the decision rests on."""
    if not reading:
        return ""
    book = reading.book
    told = (reading.today, book.orders, book.costs, sorted(reading.reserved.items()))
    told += (sorted(book.supply.items()), [*book.warehouses.values()])
    return sha256(repr(told).encode()).hexdigest()


def _place(country, state, postcode, latitude, longitude):
    known = latitude or longitude  # Odoo keeps 0 for "not known"
    return Place(country, state, postcode, *((latitude, longitude) if known else (None, None)))


def _orders(company, rows, warehouses, due, today, zone):
    env = company.env
    starts = {
        row[0]: _place(*row[1:]) for row in env.execute_query(SQL(_WAREHOUSES, warehouses.ids))
    }
    ids = list(due)
    addresses = {row[0]: row[1:] for row in env.execute_query(SQL(_ADDRESSES, ids))}
    ends = {id_: (_place(*row[:-2]), row[-2]) for id_, row in addresses.items()}
    reaches = _reaches(company, starts, ends)
    lines, now, starred = defaultdict(list), defaultdict(list), set()
    for order, line, product, warehouse, quantity, _moves, _due, priority, _reserved in rows:
        lines[order].append(Line(line, product, quantity))
        now[order].append(Part(line, product, warehouse, quantity))
        if priority == "1":
            starred.add(order)
    return tuple(
        Order(
            id=order,
            lines=_merged(lines[order]),
            due=(_local(due[order], zone) - today).days,
            weight=WEIGHTS[addresses[order][-1]] * (STARRED if order in starred else 1.0),
            reach=reaches[order],
            now=tuple(now[order]),
        )
        for order in ids
    )


def _merged(lines):
    """A line that is split already is one again."""
    found: dict[int, Line] = {}
    for line in lines:
        before = found[line.id].quantity if line.id in found else 0.0
        found[line.id] = line._replace(quantity=before + line.quantity)
    return tuple(found.values())


def _reaches(company, starts, ends):
    """By order and warehouse; ``ends``: place and delivery method by order."""
    ways = {(method, start, end) for end, method in ends.values() for start in starts.values()}
    days = learned_days(company, ways)
    return {
        order: {
            warehouse: reach(start, end, days.get((method, start, end)))
            for warehouse, start in starts.items()
        }
        for order, (end, method) in ends.items()
    }


def _local(instant, zone):
    return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def _warehouses(env, warehouses, values):
    taken = defaultdict(lambda: defaultdict(int))
    for warehouse, day, count in env.execute_query(SQL(_TAKEN, **values)):
        taken[warehouse][max(day, 0)] += count
    closed = _closed(warehouses, values["today"], values["zone"])
    return {
        one.id: Warehouse(one.id, one.daily_capacity or None, dict(taken[one.id]), closed)
        for one in warehouses
    }


def _closed(warehouses, today, zone):
    """Days on which nobody of the company works."""
    calendar = warehouses.company_id.resource_calendar_id
    if not calendar or calendar.flexible_hours:
        return frozenset()
    start = datetime.combine(today, time(), ZoneInfo(zone))
    end = start + timedelta(days=HORIZON)
    intervals = calendar._work_intervals_batch(start, end)[False]
    days = {(begin.date() - today).days for begin, _end, _meta in intervals}
    return frozenset(range(HORIZON)) - days


def _supply(env, warehouses, values):
    changes = defaultdict(list)
    for warehouse, product, day, change in env.execute_query(SQL(_SUPPLY, **values)):
        changes[warehouse, product].append((day, change))
    found = {key: envelope(some, HORIZON) for key, some in changes.items()}
    found = {key: steps for key, steps in found.items() if steps}
    products = env["product.product"].browse(values["products"])
    for product in products.filtered(lambda one: not one.is_storable):
        found |= {(warehouse, product.id): ((0, PLENTY),) for warehouse in warehouses.ids}
    return found
