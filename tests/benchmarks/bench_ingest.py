"""(c) Recording and projecting 100,000 events / inserting the same rows with ``execute_values``.

One database, one transaction each, in turn, rolled back. The bare insert writes the same
values into a table of the same columns and indexes, without reading, deduplicating in Python
or projecting. Usage: ``python bench_ingest.py CONFIG [events] [runs]``.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from common import ADDON, Figure, database, measured, ratio
from psycopg2.extras import Json, execute_values

from odoo import Command

from odoo.addons.order_tracking.models.order_tracking_event import _COLUMNS
from odoo.addons.order_tracking.timeline import facts
from odoo.addons.order_tracking.touched import Touched

PER_ORDER = 10


def prepare(orders: int) -> list[int]:
    """Confirmed orders with a timeline; their ids."""
    with database(ADDON, commit=True) as env:
        product = env["product.product"].create({"name": "Bench", "is_storable": True})
        partner = env["res.partner"].create({"name": "Bench"})
        line = Command.create({"product_id": product.id, "product_uom_qty": PER_ORDER})
        seed = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
        seed.action_confirm()
        env.cr.flush()
        return copies(env, seed, orders)


def copies(env, seed, orders: int) -> list[int]:
    """Copies of an order and its journal, set-based: only the tables that the sync reads."""
    columns = (
        "company_id, partner_id, partner_invoice_id, partner_shipping_id, state, date_order,"
        " warehouse_id, picking_policy, tracking_flow_id, tracking_version_id, currency_id"
    )
    env.cr.execute(
        f"INSERT INTO sale_order (name, {columns}) SELECT 'B' || n, {columns}"
        " FROM sale_order, generate_series(1, %s) n WHERE id = %s RETURNING id",
        [orders, seed.id],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    journal = env["order.tracking.event"]._journal([seed.id])[seed.id]
    headers = {i: header for i in ids for header in [dict(env_header(env, seed), id=i)]}
    for part in range(0, orders, 1000):
        some = ids[part : part + 1000]
        env["sale.order"]._tracking_append(
            {i: headers[i] for i in some}, {i: journal for i in some}, {}
        )
    env.cr.execute("ANALYZE")
    return ids


def env_header(env, seed) -> dict:
    return env["sale.order"]._tracking_headers(Touched(1, orders={seed.id}))[seed.id]


def events(ids: list[int], line: str) -> dict[int, list]:
    """``PER_ORDER`` transfers of one piece each, by order."""
    at = datetime(2026, 11, 1)
    return {
        order: [
            facts.goods_moved(
                "left_warehouse",
                at=at + timedelta(minutes=n),
                document=("stock.picking", order * 100 + n),
                number=0,
                lines={line: 1.0},
            )
            for n in range(PER_ORDER)
        ]
        for order in ids
    }


def ours(env, ids: list[int], batch: int = 2000) -> None:
    journal = env["order.tracking.event"]._journal(ids[:1])[ids[0]]
    line = next(line for event in journal for line in event.lines)
    header = env_header(env, env["sale.order"].browse(ids[0]))
    for part in range(0, len(ids), batch):
        some = ids[part : part + batch]
        headers = {i: dict(header, id=i) for i in some}
        env["sale.order"]._tracking_append(headers, events(some, line))


def theirs(env, ids: list[int]) -> None:
    env.cr.execute("CREATE TEMP TABLE bare (LIKE order_tracking_event INCLUDING ALL)")
    env.cr.execute("CREATE SEQUENCE bare_id")
    env.cr.execute("ALTER TABLE bare ALTER id SET DEFAULT nextval('bare_id')")
    now = datetime(2026, 11, 2)
    rows = [
        (order, 1, e.kind, e.occurred_at, now, e.evidence, e.source, e.key, None)
        + (Json(dict(e.data)), *e.document, None)
        for order, found in events(ids, "1").items()
        for e in found
    ]
    execute_values(
        env.cr._obj, f"INSERT INTO bare ({', '.join(_COLUMNS)}) VALUES %s", rows, page_size=2000
    )


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    ids = prepare(count // PER_ORDER)
    product, bare = Figure("record and project"), Figure("bare insert")
    for _ in range(runs):
        for figure, action in ((bare, theirs), (product, ours)):
            with database(ADDON) as env, measured(figure, env.cr, wall=True):
                action(env, ids)
    print(
        f"{count} events of {len(ids)} orders: wall ratio {ratio(product, bare):.2f} "
        f"({product.median:.1f} s / {bare.median:.1f} s, n={runs}); goal <= 3"
    )


if __name__ == "__main__":
    main()
