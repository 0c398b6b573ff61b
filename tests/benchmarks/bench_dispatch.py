"""The dispatch board of a warehouse with many open deliveries, and what they add to it.

Usage: ``python bench_dispatch.py CONFIG [deliveries …]``. Orders of one line, promised over three
weeks, 20 delivery methods each with its own cut-off; then the board as its user opens it, and the
cut-off warnings of one batch of 500 orders as the watch looks for them.
"""

from __future__ import annotations

import sys

from common import ADDON, Figure, database, measured  # isort: skip  (first: it starts Odoo)
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


def timed(env, work) -> Figure:
    """CPU of this process and of the database's in each run, from an empty cache."""
    figure = Figure("")
    for _run in range(RUNS):
        env.invalidate_all()
        with measured(figure, env.cr, database=True):
            work()
    return figure


def measure(count: int) -> str:
    with database(ADDON) as env:
        warehouse, ids = fill(env, count)
        part = ids[:500]
        board = timed(env, lambda: warehouse.dispatch_board(warehouse.id))
        read = timed(env, lambda: dispatching.read_day(env, warehouse, utcnow()))
        looks = timed(env, lambda: dispatching.read_missing(env, part, utcnow(), WARN))
    return (
        f"{count} open deliveries: board in {board.median:.2f} s of CPU with {board.queries[-1]}"
        f" queries, of which reading and planning {read.median:.2f} s; warnings of {len(part)}"
        f" orders in {looks.median * 1000:.0f} ms with {looks.queries[-1]} queries"
    )


def main() -> None:
    for count in [int(word) for word in sys.argv[2:]] or [1_000, 10_000]:
        print(measure(count), flush=True)


if __name__ == "__main__":
    main()
