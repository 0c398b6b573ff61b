"""Open transfers in the database → ``dispatch.Work``; set-based, three queries whatever their
number.

The decisions are in :mod:`.dispatch`; here is what they are fed with. Superusers' work: whoever
calls has checked who may see the warehouse.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from .dispatch import Planned, Work, departure_before, plan
from .dispatch.cutoffs import local_day, to_utc
from .forecast import LEAST, DayClock
from .forecasting import zone_of

WAITING = ("confirmed", "waiting", "assigned")
# Of a carrier that says nothing and was not measured yet: no parcel arrives before it has left.
UNKNOWN_DAYS = 1
# A delivery, or what will become one: in several steps Odoo makes the next transfer when the one
# before is done. What has to be picked for it is the first open transfer of its chain.
_OPEN = """
WITH RECURSIVE deliveries AS (
    SELECT p.id, p.company_id, p.carrier_id, t.code, p.state, p.priority, p.batch_id,
           p.picking_type_id,
           p.sale_id, p.scheduled_date, p.partner_id, t.warehouse_id
      FROM stock_picking p JOIN stock_picking_type t ON t.id = p.picking_type_id
     WHERE p.state = ANY ({states}) AND p.return_id IS NULL AND {which}
       AND (t.code = 'outgoing' OR t.code = 'internal' AND EXISTS (
            SELECT 1 FROM stock_move m
              JOIN stock_location f ON f.id = m.location_final_id AND f.usage = 'customer'
             WHERE m.picking_id = p.id AND m.state NOT IN ('done', 'cancel')
               AND NOT EXISTS (SELECT 1 FROM stock_move_move_rel r WHERE r.move_orig_id = m.id)))
), chain AS (
    SELECT d.id AS delivery, m.id AS move, m.picking_id, m.picked
      FROM deliveries d JOIN stock_move m ON m.picking_id = d.id
     WHERE m.state NOT IN ('done', 'cancel')
     UNION
    SELECT c.delivery, m.id, m.picking_id, m.picked
      FROM chain c JOIN stock_move_move_rel r ON r.move_dest_id = c.move
      JOIN stock_move m ON m.id = r.move_orig_id
      JOIN stock_picking_type t ON t.id = m.picking_type_id AND t.code = 'internal'
     WHERE m.state NOT IN ('done', 'cancel')
), own AS (
    SELECT c.delivery,
           -- Odoo calls a move picked as soon as one of its lines is
           bool_and(COALESCE(c.picked, FALSE) AND NOT EXISTS (
               SELECT 1 FROM stock_move_line l
                WHERE l.move_id = c.move AND l.quantity > 0 AND l.picked IS NOT TRUE)) AS picked,
           bool_or(EXISTS (SELECT 1 FROM stock_move_move_rel r JOIN stock_move m
                               ON m.id = r.move_orig_id AND m.state = 'done'
                             JOIN stock_picking_type t
                               ON t.id = m.picking_type_id AND t.code = 'internal'
                            WHERE r.move_dest_id = c.move)) AS brought
      FROM chain c WHERE c.picking_id = c.delivery GROUP BY c.delivery
), tasks AS (
    SELECT c.delivery, min(p.id) AS id
      FROM chain c JOIN stock_picking p ON p.id = c.picking_id AND p.state = 'assigned'
     WHERE c.picking_id <> c.delivery GROUP BY c.delivery
), placed AS (
    SELECT d.*, t.id AS task, own.picked OR own.brought AS picked, o.promise_last_at AS promise,
           c.id AS method, c.handover IS NOT NULL AS own_delivery,
           COALESCE(c.stated_days, 0) AS stated, COALESCE(d.priority, '0')::int AS urgent,
           COALESCE(class.delivery_priority, '0')::int AS customer,
           COALESCE({destination}, '') AS zone
      FROM deliveries d
      LEFT JOIN sale_order o ON o.id = d.sale_id
      LEFT JOIN own ON own.delivery = d.id
      LEFT JOIN tasks t ON t.delivery = d.id
      LEFT JOIN delivery_carrier c ON c.id = COALESCE(d.carrier_id, o.carrier_id)
      LEFT JOIN res_partner b ON b.id = COALESCE(d.partner_id, o.partner_shipping_id)
      LEFT JOIN res_country bc ON bc.id = b.country_id
      LEFT JOIN res_country_state bst ON bst.id = b.state_id
      LEFT JOIN res_partner cu ON cu.id = o.partner_id
      LEFT JOIN res_partner class ON class.id = cu.commercial_partner_id
), houses AS (
    SELECT w.id, COALESCE(a.tz, cp.tz, 'UTC') AS tz, {origin} AS origin
      FROM stock_warehouse w
      JOIN res_company co ON co.id = w.company_id
      JOIN res_partner cp ON cp.id = co.partner_id
      LEFT JOIN res_partner a ON a.id = w.partner_id
      LEFT JOIN res_country ac ON ac.id = a.country_id
      LEFT JOIN res_country_state ast ON ast.id = a.state_id
), lanes AS (
    SELECT way.*, lane.hours, lane.days
      FROM (SELECT DISTINCT company_id, warehouse_id, method, zone FROM placed
             WHERE promise IS NOT NULL AND zone != '') way
      JOIN houses h ON h.id = way.warehouse_id
     CROSS JOIN LATERAL (
           SELECT l.usual_until AS hours, l.days FROM unnest({depths}) AS depth
             JOIN order_lane l ON l.company_id = way.company_id AND l.key = CONCAT_WS('|',
                  'transit', 'm' || way.method,
                  ARRAY_TO_STRING((STRING_TO_ARRAY(h.origin, '/'))[1:depth], '/'),
                  ARRAY_TO_STRING((STRING_TO_ARRAY(way.zone, '/'))[1:depth], '/'), 'shipped')
            WHERE l.count >= {least} AND l.usual_until IS NOT NULL
            ORDER BY depth DESC LIMIT 1) lane
)
SELECT d.id, d.warehouse_id, d.sale_id, d.method, d.scheduled_date, d.promise,
       d.zone, d.urgent, d.customer, d.state = 'assigned' OR d.task IS NOT NULL,
       d.code = 'outgoing' AND d.state = 'assigned' AND d.picked,
       COALESCE(d.task, d.id), COALESCE(k.batch_id, CASE WHEN d.task IS NULL THEN d.batch_id END),
       COALESCE(k.picking_type_id, d.picking_type_id), d.own_delivery, d.stated,
       lanes.hours, lanes.days, h.tz
  FROM placed d
  JOIN houses h ON h.id = d.warehouse_id
  LEFT JOIN lanes USING (company_id, warehouse_id, method, zone)
  LEFT JOIN stock_picking k ON k.id = d.task"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An open delivery: ``work``, numbered by its own id; ``task``: the transfer to be picked for
    it, maybe the delivery itself; ``tz``: of the warehouse."""

    work: Work
    task: int
    warehouse: int
    order: int | None
    tz: str


def read_deliveries(env, which: SQL, now: datetime) -> list[Delivery]:
    """Open deliveries that fulfil ``which``, a condition on ``p`` and its operation type ``t``."""
    env["stock.picking"].flush_model()
    env["stock.move"].flush_model(["state", "picked", "picking_id", "move_orig_ids"])
    env["stock.move.line"].flush_model(["move_id", "quantity", "picked"])
    env["sale.order"].flush_model(["promise_last_at", "partner_shipping_id", "partner_id"])
    query = _OPEN.format(
        states="%(states)s",
        which="%(which)s",
        origin=zone_of("a"),
        destination=zone_of("b"),
        depths="ARRAY[0, 1, 2, 3]",
        least=LEAST,
    )
    # the zones' own patterns have no placeholder in them
    rows = env.execute_query(SQL(query, states=list(WAITING), which=which))
    clocks: dict = {}
    return [_delivery(row, now, clocks) for row in rows]


def _delivery(row: tuple, now: datetime, clocks: dict) -> Delivery:
    number, warehouse, order, carrier, scheduled, promise, zone, *rest = row
    priority, customer, ready, picked, task, batch, kind, own, days, hours, lane_days, tz = rest
    if own:
        leave_by = promise
    elif hours is not None:
        leave_by = _back(promise, lane_days, hours, tz, clocks)
    else:
        leave_by = _back(promise, 5, 24.0 * (days or UNKNOWN_DAYS), tz, clocks)
    work = Work(
        id=number,
        carrier=carrier,
        leave_by=leave_by or scheduled,
        zone=zone,
        priority=priority,
        customer=customer,
        ready=ready,
        picked=bool(picked),
        batch=batch,
        kind=kind,
    )
    return Delivery(work, task, warehouse, order, tz)


def _back(promise: datetime | None, days: int, hours: float, tz: str, clocks: dict):
    """The instant so many hours of the carrier's clock before the promise."""
    if not promise:
        return None
    clock = clocks.setdefault((days, tz), DayClock(days, tz))
    return clock.add(promise, -hours)


# ---------------------------------------------------------------------- a warehouse's day


@dataclass(frozen=True, slots=True)
class Day:
    """``planned``: in the order of work; ``by_id``: deliveries by id; ``done``: how many left
    today; ``capacity``: how many can, None for any number."""

    planned: list[Planned]
    by_id: dict[int, Delivery]
    done: int
    capacity: int | None
    tz: str


def read_day(env, warehouse, now: datetime) -> Day:
    """What leaves ``warehouse`` today, planned; a fixed number of queries."""
    tz = warehouse._dispatch_tz()
    found = read_deliveries(env, SQL("t.warehouse_id = %s", warehouse.id), now)
    done = _done(env, warehouse.id, now, tz)
    capacity = warehouse.daily_capacity or None
    picked = sum(delivery.work.picked for delivery in found)
    left = max(capacity - done - picked, 0) if capacity else None
    cutoffs = env["order.dispatch.cutoff"]._of(warehouse)
    planned = plan((d.work for d in found), cutoffs, tz, now, left)
    return Day(planned, {d.work.id: d for d in found}, done, capacity, tz)


def _done(env, warehouse: int, now: datetime, tz: str) -> int:
    """Deliveries that left since local midnight."""
    midnight = datetime.combine(local_day(tz, now), time())
    query = SQL(
        "SELECT COUNT(*) FROM stock_picking p JOIN stock_picking_type t"
        " ON t.id = p.picking_type_id AND t.code = 'outgoing'"
        " WHERE t.warehouse_id = %s AND p.state = 'done' AND p.date_done >= %s",
        warehouse,
        to_utc(midnight, tz),
    )
    return env.execute_query(query)[0][0]


# ---------------------------------------------------------------------- what misses its truck


@dataclass(frozen=True, slots=True)
class Missing:
    """A delivery that keeps its promise only with the departure at ``cutoff`` and is not picked:
    ``since`` then it is told."""

    delivery: Delivery
    cutoff: datetime
    since: datetime


def read_missing(env, order_ids: list[int], now: datetime, ahead: timedelta) -> list[Missing]:
    """Of these orders, also those whose time to be told has not come yet."""
    found = read_deliveries(env, SQL("p.sale_id = ANY (%s)", order_ids), now)
    open_ = [d for d in found if d.work.ready and not d.work.picked and d.work.leave_by]
    by_warehouse = defaultdict(list)
    for delivery in open_:
        by_warehouse[delivery.warehouse].append(delivery)
    warehouses = env["stock.warehouse"].browse(by_warehouse)
    tables = env["order.dispatch.cutoff"]._of_all(warehouses)
    missing = []
    for delivery in open_:
        cutoffs = tables[delivery.warehouse][delivery.work.carrier]
        at = departure_before(cutoffs, delivery.tz, delivery.work.leave_by)
        if at:
            missing.append(Missing(delivery, at, at - ahead))
    return missing
