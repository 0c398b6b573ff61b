"""(m) The archive: bytes per order, and what reading an archived order costs.

So many orders that are over, each with twelve events such as an order with one delivery has, filled
in by SQL and archived by the addon's own job, batch by batch. Bytes are those of the table with its
indexes, freshly filled before and after. Reading is of single orders all over the table, elapsed.
Usage: ``python bench_archive.py CONFIG [orders]``.
"""

from __future__ import annotations

import statistics
import sys
import time

from common import ADDON, database  # isort: skip  (first: it starts Odoo)
import populate

from odoo.addons.order_tracking import cold

ORDERS = 10_000
READ = 200  # orders
BATCH = 500
# (kind, source, key, data, seconds after the order) of one order
_KINDS = """(VALUES
 ('order_confirmed', 'odoo', 'life:0000:confirmed', '{}', 0),
 ('plan_made', 'odoo', 'plan:0000', '{"planned": {"1": "2024-05-02T08:00:00",
   "2": "2024-05-03T08:00:00", "3": "2024-05-04T08:00:00", "4": "2024-05-06T08:00:00",
   "5": "2024-05-07T08:00:00", "6": "2024-05-09T08:00:00"}}', 0),
 ('promise_made', 'odoo', 'promise:0000',
   '{"promise": "first", "date": "2024-05-06T08:00:00", "reason": ""}', 0),
 ('goods_expected', 'odoo', 'expected:0000', '{"lines": {"100001": 4.0, "100002": 1.0}}', 0),
 ('stock_reserved', 'odoo', 'stock:0000',
   '{"lines": {"100001": 4.0, "100002": 1.0}, "short": {}}', 60),
 ('picked', 'odoo', 'stock.picking:10001:picked:0000', '{"lines": {"100001": 4.0}}', 80000),
 ('left_warehouse', 'odoo', 'stock.picking:10001:left_warehouse:0000',
   '{"lines": {"100001": 4.0, "100002": 1.0}}', 90000),
 ('in_transit', 'shipment:10001', '08bec70f7f816bdeb17236117f1dde6f1d86069f#0',
   '{"text": "Arrived at the depot", "location": "Berlin, DE"}', 120000),
 ('out_for_delivery', 'shipment:10001', '21cb02c455c117a6cc0f3df36f4b28bfca57a7d0#0',
   '{"text": "With the driver", "location": "Berlin, DE"}', 150000),
 ('delivered', 'odoo', 'arrived:10001#0',
   '{"lines": {"100001": 4.0, "100002": 1.0}, "by": "carrier"}', 160000),
 ('invoice_posted', 'odoo', 'invoice:10001:0000', '{"amount": 121.0, "currency": "USD"}', 170000),
 ('paid', 'odoo', 'paid:0000', '{}', 900000)) AS k (kind, source, key, data, after)"""
# As they come in: day after day, orders among each other.
_JOURNAL = f"""
INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at, recorded_at, evidence,
       source, dedup_key, data)
SELECT o.id, o.company_id, k.kind, o.date_order + k.after * interval '1 second',
       o.date_order + k.after * interval '1 second', 'system', k.source, k.key, k.data::jsonb
  FROM sale_order o, {_KINDS} WHERE o.id > %(far)s ORDER BY o.date_order + k.after * interval
       '1 second', o.id"""
_AGE = """
UPDATE sale_order SET date_order = timestamp '2020-01-01'
       + (id - %(far)s) %% 365 * interval '1 day' + id %% 1000 * interval '1 second',
       tracking_state = 'done', tracking_stage_id = NULL
 WHERE id > %(far)s"""


def fill(env, orders: int) -> list[int]:
    """Ids of so many orders of long ago, with their journals."""
    populate.real_order(env)
    populate.over(env, 1, 4 * orders)
    far = {"far": populate.FAR}
    env.cr.execute(_AGE, far)
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(_JOURNAL, far)
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.cr.execute("SELECT id FROM sale_order WHERE id > %(far)s ORDER BY date_order, id", far)
    return [row[0] for row in env.cr.fetchall()]


def sizes(env, table: str) -> tuple[int, int]:
    """Bytes of a table and of its indexes."""
    env.cr.execute("SELECT pg_table_size(%(t)s), pg_indexes_size(%(t)s)", {"t": table})
    return env.cr.fetchone()


def archive(orders: list[int]) -> float:
    """Seconds of archiving these orders, each batch committed."""
    started = time.perf_counter()
    for first in range(0, len(orders), BATCH):
        with database(ADDON, commit=True) as env:
            some = env["sale.order"].browse(orders[first : first + BATCH])
            some.lock_for_update()
            some._tracking_archive()
    return time.perf_counter() - started


def reading(env, orders: list[int]) -> tuple[float, float]:
    """Milliseconds (median) of an order's journal, and of its list in the client."""
    Event, journal, listed = env["order.tracking.event"], [], []
    for order in orders[:: max(1, len(orders) // READ)]:
        started = time.perf_counter()
        Event._journal([order])
        journal.append(time.perf_counter() - started)
        env.invalidate_all()
        started = time.perf_counter()
        Event.search_fetch([("order_id", "=", order)], ["kind", "occurred_at", "data"], limit=80)
        listed.append(time.perf_counter() - started)
    return statistics.median(journal) * 1000, statistics.median(listed) * 1000


def vacuum() -> None:
    """What PostgreSQL does by itself, now: figures do not depend on when."""
    with database(ADDON) as env:
        env.cr.rollback()
        env.cr._cnx.autocommit = True
        for table in (cold.JOURNAL, cold.COLD):
            env.cr.execute(f"VACUUM ANALYZE {table}")  # pylint: disable=sql-injection
        env.cr._cnx.autocommit = False


def told(name: str, number: int, bytes_: tuple[int, int], times: tuple[float, float]) -> None:
    table, indexes = (size // number for size in bytes_)
    print(
        f"archive: {name}: {table + indexes:,} bytes an order (table {table:,}, indexes"
        f" {indexes:,}); journal of one {times[0]:.2f} ms, list {times[1]:.2f} ms",
        flush=True,
    )


def main(words: list[str]) -> None:
    number = int(words[0]) if words else ORDERS
    with database(ADDON, commit=True) as env:
        orders = fill(env, number)
    vacuum()
    with database(ADDON) as env:
        reading(env, orders)
        told("in the journal", number, sizes(env, cold.JOURNAL), reading(env, orders))
    seconds = archive(orders)
    vacuum()
    with database(ADDON) as env:
        reading(env, orders)
        told("archived", number, sizes(env, cold.COLD), reading(env, orders))
    print(f"archive: {number / seconds:,.0f} orders a second, {12 * number / seconds:,.0f} events")


if __name__ == "__main__":
    main(sys.argv[2:])
