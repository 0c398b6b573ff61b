"""(b) The customer's tracking page / Odoo's own page of the same order.

Both pages are requested in turn from a real HTTP server in this process, by token, as a
customer's browser does; CPU time of the process, without the client's. Then the queries of the
tracking page for 10 and for 10,000 events. Usage: ``python bench_page.py CONFIG [runs]``.
"""

from __future__ import annotations

import statistics
import sys

from common import ADDON, Figure, database, ratio  # isort: skip  (first: it starts Odoo)
from server import Server

from odoo import Command


def prepare() -> tuple[int, str]:
    """(id, token) of an order of three lines that has left the warehouse."""
    with database(ADDON, commit=True) as env:
        warehouse = env["stock.warehouse"].search([], limit=1)
        products = env["product.product"].create(
            [{"name": f"Bench {i}", "is_storable": True} for i in range(3)]
        )
        for product in products:
            env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 100)
        partner = env["res.partner"].create({"name": "Bench"})
        lines = [Command.create({"product_id": p.id, "product_uom_qty": 2}) for p in products]
        order = env["sale.order"].create({"partner_id": partner.id, "order_line": lines})
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        order._portal_ensure_token()
        return order.id, order.access_token


def add_events(order: int, count: int) -> None:
    with database(ADDON, commit=True) as env:
        env.cr.execute(
            "INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at,"
            " recorded_at, evidence, source, dedup_key, data) SELECT %s, 1, 'stage_marked',"
            " now(), now(), 'scan', 'bench', 'scan:' || n || ':' || %s, '{\"stage\": 0}'"
            " FROM generate_series(1, %s) n",
            [order, count, count],
        )


def compare(order: int, token: str, runs: int) -> None:
    paths = {
        "tracking": f"/my/orders/{order}/tracking?access_token={token}",
        "odoo": f"/my/orders/{order}?access_token={token}",
    }
    figures = {name: Figure(name) for name in paths}
    with Server() as server:
        weights = {name: len(server.get(path)) for name, path in paths.items()}
        for _ in range(runs):
            for name, path in paths.items():
                figures[name].seconds.append(cost(server, path))
    print(
        f"page: CPU ratio {ratio(figures['tracking'], figures['odoo']):.3f} "
        f"({figures['tracking'].median * 1000:.1f} ms / {figures['odoo'].median * 1000:.1f} ms), "
        f"{weights['tracking']} bytes of HTML with everything in it / {weights['odoo']} bytes "
        f"without assets; goal <= 0.5"
    )


def cost(server: Server, path: str, times: int = 20) -> float:
    """CPU seconds of one request, from a row of ``times`` (the clock ticks in 10 ms)."""
    server.get(path)
    before = server.seconds()
    for _ in range(times):
        server.get(path)
    return (server.seconds() - before) / times


def queries(order: int, token: str) -> int:
    """Of rendering the page with warm caches, as a visitor with a token."""
    counts = []
    for _ in range(3):
        with database(ADDON) as env:
            public = env["sale.order"].with_user(env.ref("base.public_user"))
            before = env.cr.sql_log_count
            public._tracking_page(order, token)
            counts.append(env.cr.sql_log_count - before)
    return int(statistics.median(counts))


def main() -> None:
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    order, token = prepare()
    compare(order, token, runs)
    found = {}
    for count in (10, 10_000):
        add_events(order, count)
        found[count] = queries(order, token)
    print(
        f"queries of the page: {found[10]} with 10 events more, {found[10_000]} with 10,000; "
        "goal <= 15, the same"
    )


if __name__ == "__main__":
    main()
