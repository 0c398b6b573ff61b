"""(h) Taking in what carriers say / inserting the same rows with ``execute_values``.

So many parcels with ten scans each, one message each: parsed, recorded once, the parcels' state
and the journals of their orders brought up to date.
The bare insert writes the rows that are recorded for good into the very same tables, with their
indexes and foreign keys: the scans, what they add to the journals of orders, and the messages'
state. It parses, reads, folds and projects nothing; the product's projections (parcels,
milestones, orders, whom to look at) have no counterpart there and count on its side alone.
Until November 2026 the bare insert left out foreign keys, journals and messages' state; the ratio
to that, the scans alone into a table without foreign keys, is told behind it.
In turn, on one database, rolled back; CPU time of this process and of PostgreSQL's. Usage:
``python bench_carrier.py CONFIG [events] [runs]``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import ADDON, Figure, database, measured, ratio  # isort: skip  (first: it starts Odoo)
import populate
from psycopg2.extras import execute_values

from odoo.addons.order_tracking import hooks
from odoo.addons.order_tracking.models.order_tracking_event import _COLUMNS as JOURNAL
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


def insert(env, table: str, columns, rows: list[tuple]) -> None:
    query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s"
    execute_values(env.cr._obj, query, rows, page_size=2000)


def theirs(env, made: Made) -> None:
    insert(env, "order_shipment_event", ingest._COLUMNS, made.scans)
    insert(env, "order_tracking_event", JOURNAL, made.journal)
    query = (
        "UPDATE tracking_message m SET state = v.state, processed_at = v.at, attempts = 1"
        " FROM (VALUES %s) AS v (id, state, at) WHERE m.id = v.id"
    )
    execute_values(
        env.cr._obj, query, made.messages, template="(%s, %s, %s::timestamp)", page_size=2000
    )


def scans_alone(env, made: Made) -> None:
    env.cr.execute("CREATE TEMP TABLE bare (LIKE order_shipment_event INCLUDING ALL)")
    env.cr.execute("CREATE SEQUENCE bare_id")
    env.cr.execute("ALTER TABLE bare ALTER id SET DEFAULT nextval('bare_id')")
    insert(env, "bare", ingest._COLUMNS, made.scans)


@dataclass
class Made:
    """Rows that taking in has recorded for good."""

    scans: list[tuple]
    journal: list[tuple]
    messages: list[tuple]

    @classmethod
    def since(cls, env, ids: list[int], last: int) -> Made:
        """:param last: id of the journal's last row before."""
        cr = env.cr
        columns = ", ".join(ingest._COLUMNS)
        cr.execute(f"SELECT {columns} FROM order_shipment_event WHERE message_id = ANY (%s)", [ids])
        scans = cr.fetchall()
        kept = ", ".join("data::text" if name == "data" else name for name in JOURNAL)
        cr.execute(f"SELECT {kept} FROM order_tracking_event WHERE id > %s", [last])
        journal = cr.fetchall()
        cr.execute(
            "SELECT id, state, processed_at FROM tracking_message WHERE id = ANY (%s)", [ids]
        )
        return cls(scans, journal, cr.fetchall())

    def moved(self, ids: dict[int, int]) -> Made:
        """The same of other messages."""
        place = list(ingest._COLUMNS).index("message_id")
        return Made(
            [(*row[:place], ids[row[place]], *row[place + 1 :]) for row in self.scans],
            self.journal,
            [(ids[number], *values) for number, *values in self.messages],
        )


def last_line(env) -> int:
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM order_tracking_event")
    return env.cr.fetchone()[0]


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    parcels = count // PER_PARCEL
    connector = prepare(parcels)
    product, bare, scans = Figure("take in"), Figure("bare insert"), Figure("scans alone")
    for _ in range(runs):
        with database(ADDON) as env:
            ids, last = fill_inbox(env, connector, parcels), last_line(env)
            with measured(product, env.cr, database=True):
                ours(env, ids)
            made = Made.since(env, ids, last)
        with database(ADDON) as env:
            others = fill_inbox(env, connector, parcels)
            same = made.moved(dict(zip(ids, others, strict=True)))
            with measured(bare, env.cr, database=True):
                theirs(env, same)
        with database(ADDON) as env, measured(scans, env.cr, database=True):
            scans_alone(env, made)
    print(
        f"{len(made.scans)} rows of {parcels} parcels, {len(made.journal)} lines of journals: CPU "
        f"ratio {ratio(product, bare):.2f} ({product.median:.1f} s / {bare.median:.1f} s, n={runs}"
        f"), {product.queries[-1]} queries; goal <= 3; to the scans alone without foreign keys "
        f"{ratio(product, scans):.2f} ({scans.median:.1f} s)"
    )


if __name__ == "__main__":
    main()
