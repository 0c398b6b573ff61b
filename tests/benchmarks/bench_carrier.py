"""(h) Taking in what carriers say / inserting the same rows with ``execute_values``.

So many parcels with ten scans each, one message each:
parsed, recorded once, the parcels' state and the journals of their orders brought up to date.
The bare insert writes the rows of all scans into a table of the same columns and indexes, without
parsing, reading, or projecting. In turn, on one database, rolled back; CPU time of this process
and of PostgreSQL's. Usage:
``python bench_carrier.py CONFIG [events] [runs]``.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import ADDON, Figure, database, measured, ratio  # isort: skip  (first: it starts Odoo)
import populate
from psycopg2.extras import execute_values

from odoo.addons.order_tracking import hooks
from odoo.addons.order_tracking_logistics import ingest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET
from tests.carrier_simulator.truth import JOURNEYS, World

PER_PARCEL = 10
LATER = datetime(2026, 9, 1, tzinfo=UTC)
BATCH = 500


def prepare(parcels: int, code: str = "easypost") -> int:
    """Orders with a timeline, their parcels, and a full inbox; the connector's id."""
    with database(ADDON, commit=True) as env:
        orders = populate.orders(env, parcels)
        env.cr.commit()
        hooks.backfill(env, commit=True)
        connector = env["tracking.connector"].create({"name": code, "code": code})
        populate.shipments(env, connector, orders)
        env.cr.commit()
        env.cr.execute("ANALYZE")
        return connector.id


def fill_inbox(env, connector: int, parcels: int) -> list[int]:
    messages = env["tracking.message"]
    return [
        messages._receive(connector, "push", body, None, f"b{number}")
        for number, body in enumerate(bodies(parcels))
    ]


def bodies(parcels: int):
    JOURNEYS["long"] = (*JOURNEYS["straight"][:4], *[("in_transit", 1, 5)] * 3,
                        *JOURNEYS["straight"][4:])  # fmt: skip
    world = World(1, datetime(2026, 6, 1, tzinfo=UTC), timedelta(days=1))
    source = SOURCES["easypost"]
    for number in range(1, parcels + 1):
        name = f"BENCH{number:07}"
        world.place(name, journey="long", began=datetime(2026, 6, 1, tzinfo=UTC))
        told = world.told(name, LATER)
        yield source.push(told, LATER, delivery=name, secret=PUSH_SECRET).body


def ours(env, ids: list[int]) -> None:
    for part in range(0, len(ids), BATCH):
        ingest.process(env, ids[part : part + BATCH])
        env.flush_all()
        env.invalidate_all()


def theirs(env, rows: list[tuple]) -> None:
    columns = ", ".join(ingest._COLUMNS)
    env.cr.execute("CREATE TEMP TABLE bare (LIKE order_shipment_event INCLUDING ALL)")
    env.cr.execute("CREATE SEQUENCE bare_id")
    env.cr.execute("ALTER TABLE bare ALTER id SET DEFAULT nextval('bare_id')")
    query = f"INSERT INTO bare ({columns}) VALUES %s"
    for part in range(0, len(rows), 20 * BATCH):
        execute_values(env.cr._obj, query, rows[part : part + 20 * BATCH], page_size=2000)


def recorded(env, connector: int) -> list[tuple]:
    """The rows that taking in has made."""
    columns = ", ".join(ingest._COLUMNS)
    env.cr.execute(
        f"SELECT {columns} FROM order_shipment_event WHERE connector_id = %s", [connector]
    )
    return env.cr.fetchall()


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    parcels = count // PER_PARCEL
    connector = prepare(parcels)
    product, bare = Figure("take in"), Figure("bare insert")
    for _ in range(runs):
        with database(ADDON) as env:
            ids = fill_inbox(env, connector, parcels)
            before = len(env["order.tracking.event"].search([]))
            with measured(product, env.cr, database=True):
                ours(env, ids)
            rows = recorded(env, connector)
            journal = len(env["order.tracking.event"].search([])) - before
        with database(ADDON) as env, measured(bare, env.cr, database=True):
            theirs(env, rows)
    print(
        f"{len(rows)} rows of {parcels} parcels, {journal} lines of journals: CPU ratio "
        f"{ratio(product, bare):.2f} ({product.median:.1f} s / {bare.median:.1f} s, n={runs}), "
        f"{product.queries[0]} queries; goal <= 3"
    )


if __name__ == "__main__":
    main()
