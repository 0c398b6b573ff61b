"""The dispatch board of a warehouse with many open deliveries, and what they add to it.

Usage: ``python bench_dispatch.py CONFIG [deliveries …]``. Orders of one line, promised over three
weeks, 20 delivery methods each with its own cut-off; then the board as its user opens it, and the
cut-off warnings of one batch of 500 orders as the watch looks for them.
"""

from __future__ import annotations

import statistics
import sys
import time

from common import ADDON, database  # isort: skip  (first: it starts Odoo)
import populate

from odoo.addons.order_tracking_logistics import dispatching
from odoo.addons.order_tracking_logistics.dispatch import WARN
from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

METHODS, RUNS = 20, 3


def fill(env, count: int):
    """The warehouse with ``count`` open deliveries, and the ids of their orders."""
    product = env["product.product"].create({"name": "Fee", "type": "service"})
    methods = env["delivery.carrier"].create(
        [{"name": f"Bench {n}", "product_id": product.id} for n in range(METHODS)]
    )
    ids = populate.orders(env, count)
    warehouse = env["sale.order"].browse(ids[0]).warehouse_id
    env["order.dispatch.cutoff"].create(
        [
            {"warehouse_id": warehouse.id, "carrier_id": m.id, "hour": 8 + n / 2}
            for n, m in enumerate(methods)
        ]
    )
    env.cr.execute(
        "UPDATE stock_picking SET carrier_id = (%s)[1 + id %% %s], state = 'assigned'"
        " WHERE sale_id = ANY (%s)",
        [methods.ids, METHODS, ids],
    )
    env.cr.execute(
        "UPDATE sale_order SET promise_last_at = now() AT TIME ZONE 'UTC'"
        " + (id %% 21 - 2) * interval '1 day' WHERE id = ANY (%s)",
        [ids],
    )
    env.cr.execute("ANALYZE stock_picking, stock_move, sale_order")
    env.invalidate_all()
    return warehouse, ids


def timed(env, work) -> tuple[float, int]:
    """Median seconds and the queries of the last run, each from an empty cache."""
    seconds = []
    for _run in range(RUNS):
        env.invalidate_all()
        before, started = env.cr.sql_log_count, time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), env.cr.sql_log_count - before


def measure(count: int) -> str:
    with database(ADDON) as env:
        warehouse, ids = fill(env, count)
        part = ids[:500]
        board, queries = timed(env, lambda: warehouse.dispatch_board(warehouse.id))
        read, _queries = timed(env, lambda: dispatching.read_day(env, warehouse, utcnow()))
        looked, looks = timed(env, lambda: dispatching.read_missing(env, part, utcnow(), WARN))
    return (
        f"{count} open deliveries: board in {board:.2f} s with {queries} queries, of which reading"
        f" and planning {read:.2f} s; warnings of {len(part)} orders in {looked * 1000:.0f} ms"
        f" with {looks} queries"
    )


def main() -> None:
    for count in [int(word) for word in sys.argv[2:]] or [1_000, 10_000]:
        print(measure(count), flush=True)


if __name__ == "__main__":
    main()
