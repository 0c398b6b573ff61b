"""(k) What people and jobs wait for, as the history of shipments grows.

So many shipments in one database, almost all of them history: arrived, with their events, raw
messages, orders, journals, milestones and settled exceptions. The work in hand stays the same at
each size: parcels under way with real orders, some of them due, late or with an open exception,
as an older company has more history and not more time. Everything is filled in by SQL;
``fill`` says how much of what. Each thing is done a few times and rolled back; elapsed time
(the median), CPU time with PostgreSQL's, each with its ratio to the smallest size, and queries.
The ratio of CPU time is what holds on a busy machine.
Usage: ``python bench_growth_shipments.py CONFIG [sizes]``.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import ADDON, Figure, database, measured  # isort: skip  (first: it starts Odoo)
import growth_fill
import populate
from screens import specification

from odoo.addons.order_tracking import hooks
from odoo.addons.order_tracking_logistics import ingest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET
from tests.carrier_simulator.truth import World

SIZES = (10_000, 100_000, 1_000_000)
UNDER_WAY = 1000  # parcels that have not arrived, at every size
BATCH = 100
RUNS = 5
GOAL = 1.2


def prepare() -> tuple[int, int]:
    """Parcels under way; ids of their connector and of somebody who looks at the screens."""
    with database(ADDON, commit=True) as env:
        orders = populate.orders(env, UNDER_WAY)
        env.cr.commit()
        hooks.backfill(env, commit=True)
        connector = env["tracking.connector"].create({"name": "easypost", "code": "easypost"})
        populate.shipments(env, connector, orders, prefix="OPEN")
        growth_fill.in_hand(env, connector.id)
        return connector.id, person(env).id


def person(env):
    groups = (
        "order_tracking.group_manager",
        "sales_team.group_sale_salesman_all_leads",
        "stock.group_stock_user",
    )
    return env["res.users"].create(
        {"name": "B", "login": "bench", "group_ids": [env.ref(name).id for name in groups]}
    )


def screens(env) -> dict:
    """What staff open, as the web client asks for it."""
    shipments, exceptions = env["order.shipment"], env["order.exception"]
    connectors = env["tracking.connector"]
    open_ = [("closed", "=", False), ("status", "not in", ("delivered", "returned", "cancelled"))]
    form = specification(shipments, "form")
    one = shipments.search([("number", "=", "OPEN0000007")])

    def listed(records, domain):
        rows = specification(records, "list")
        return lambda: records.web_search_read(domain, rows, limit=80, count_limit=10001)

    return {
        "shipments, list": listed(shipments, open_),
        "open ones by number": listed(
            shipments, [*open_, ("display_name", "ilike", "open 0000123")]
        ),
        "any by its last digits": listed(shipments, [("display_name", "ilike", "0000321")]),
        "shipment, form": lambda: one.web_read(form),
        "connectors, health": listed(connectors, []),
        "exceptions, list": listed(exceptions, [("state", "=", "open")]),
    }


def jobs(env, connector: int) -> dict:
    source = env["tracking.connector"].browse(connector)
    watch = env["order.tracking.watch"]
    messages = received(env, connector)
    return {
        "who has due parcels": lambda: source._with_due_parcels(ingest._now()),
        "taking due parcels": lambda: source._claim("next_poll_at", BATCH),
        f"{BATCH} pushes taken in": lambda: (ingest.process(env, messages), env.flush_all()),
        "who waited for a parcel": lambda: env["tracking.message"]._wake_waiting(["NONE1"], 1),
        "overlooked messages": lambda: ingest.overlooked(env),
        f"{BATCH} orders looked at": lambda: watch._look_safely(watch._take(BATCH)),
    }


def received(env, connector: int) -> list[int]:
    """Messages about parcels under way, in the inbox."""
    source, began = SOURCES["easypost"], datetime(2026, 6, 1, tzinfo=UTC)
    world, now = World(1, began, timedelta(days=1)), datetime(2026, 9, 1, tzinfo=UTC)
    names = [f"OPEN{number:07}" for number in range(1, BATCH + 1)]
    made = [
        source.push(world.told(name, now), now, delivery=name, secret=PUSH_SECRET) for name in names
    ]
    inbox = env["tracking.message"]
    return [
        inbox._receive(connector, "push", push.body, None, f"p{n}") for n, push in enumerate(made)
    ]


def page(env) -> dict:
    shipment = env["order.shipment"].search([("number", "=", "OPEN0000007")])
    order = shipment.order_ids
    token = order._portal_ensure_token()
    env.flush_all()
    public = env["sale.order"].with_user(env.ref("base.public_user"))
    return {"customer's page": lambda: public._tracking_page(order.id, token)}


def look(connector: int, user: int) -> dict[str, tuple[float, float, int]]:
    """(seconds, CPU seconds, queries) of each thing."""
    found: dict[str, tuple[list, Figure]] = {}
    for run in range(-1, RUNS):  # the first warms up
        for make in (
            lambda env: screens(env(user=user, su=False)),
            lambda env: jobs(env, connector),
            page,
        ):
            with database(ADDON) as env:
                for name, action in make(env).items():
                    elapsed, figure = found.setdefault(name, ([], Figure(name)))
                    env.invalidate_all()
                    started = time.perf_counter()
                    with measured(figure, env.cr, database=True):
                        action()
                    elapsed.append(time.perf_counter() - started)
                    if run < 0:
                        elapsed.clear()
                        figure.seconds.clear()
                        figure.queries.clear()
    return {
        name: (sorted(elapsed)[RUNS // 2], figure.median, figure.queries[-1])
        for name, (elapsed, figure) in found.items()
    }


def main() -> None:
    sizes = [int(size) for size in sys.argv[2:]] or list(SIZES)
    connector, user = prepare()
    first: dict = {}
    for size in sizes:
        started = time.perf_counter()
        with database(ADDON, commit=True) as env:
            growth_fill.history(env, connector, size)
        with database(ADDON) as env:
            env.cr.execute("ANALYZE")
            env.cr.commit()
        print(f"== {size} shipments (filled in {time.perf_counter() - started:.0f} s)", flush=True)
        found = look(connector, user)
        first = first or found
        for name, (seconds, cpu, queries) in found.items():
            growth = cpu / first[name][1]
            mark = "" if growth <= GOAL else "  more than 1.2"
            print(
                f"{name:24} {seconds * 1000:8.1f} ms {seconds / first[name][0]:6.2f}"
                f"{cpu * 1000:9.1f} ms CPU {growth:6.2f} {queries:4} queries{mark}",
                flush=True,
            )


if __name__ == "__main__":
    main()
