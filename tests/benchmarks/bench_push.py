"""(g) Acknowledging a push / a bare Odoo route without login, and how long it takes under load.

A real server in a process of its own; each push is another one of a parcel with six scans, signed,
from another connection. CPU time of the server's process. The bare route is Odoo's ``/web/health``:
the same dispatcher, the same kind of authentication, no statement of its own. Then pushes about
known parcels at a fixed rate, over at most eight connections, while the same server takes them in:
threads in one process, and two worker processes with one for crons. Usage:
``python bench_push.py CONFIG [pushes a row] [runs] [seconds of load] [pushes a second]``.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from common import ADDON, Figure, database, ratio  # isort: skip  (first: it starts Odoo)
from server import PORT, Server

from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET
from tests.carrier_simulator.truth import World

SOURCES_MEASURED = ("easypost", "kuaidi100")
FIRST = 1_000_000  # number of the first parcel of a load
CONNECTIONS = 8
DEPLOYMENTS = {
    "threads": ("--workers", "0", "--max-cron-threads", "2"),
    "two workers": ("--workers", "2", "--max-cron-threads", "1"),
}


def prepare() -> dict[str, str]:
    """Push addresses by source."""
    with database(ADDON, commit=True) as env:
        made = env["tracking.connector"].create(
            [{"name": code, "code": code, "push_secret": PUSH_SECRET} for code in SOURCES_MEASURED]
        )
        # nobody is asked: the sources are not those of a benchmark
        env.ref("order_tracking_logistics.ir_cron_poll").active = False
        return {c.code: f"/logistics/push/{c.code}/{c.push_token}" for c in made}


def parcels(first: int, count: int) -> None:
    """Those that the next pushes are about."""
    with database(ADDON, commit=True) as env:
        connector = env["tracking.connector"].search([("code", "=", "easypost")])
        known = {"connector_id": connector.id, "subscribed_at": utcnow()}
        numbers = range(first, first + count)
        env["order.shipment"].create([{"number": f"B{number}", **known} for number in numbers])


def pushes(code: str, count: int, start: int) -> list:
    """Signed pushes, each of another parcel that has arrived."""
    source, began = SOURCES[code], datetime(2026, 6, 1, tzinfo=UTC)
    world, now = World(1, began, timedelta(days=1)), datetime(2026, 9, 1, tzinfo=UTC)
    return [
        source.push(
            world.told(f"B{number}", now, chinese=source.chinese),
            now,
            delivery=f"b{number}",
            secret=PUSH_SECRET,
        )
        for number in range(start, start + count)
    ]


def send(path: str, push=None) -> float:
    """Seconds until the answer was read."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    if push:
        connection.request("POST", path, push.body, dict(push.headers))
    else:
        connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path.rpartition('/')[0]}: {answer.status}")
    return time.perf_counter() - started


def cost(server: Server, path: str, row: list) -> float:
    """CPU seconds of one request of a row."""
    before = server.seconds()
    for push in row:
        send(path, push)
    return (server.seconds() - before) / len(row)


def compare(server: Server, paths: dict[str, str], length: int, runs: int) -> None:
    for code, path in paths.items():
        ours, bare = Figure("push"), Figure("bare")
        sent = 0
        for run in range(-1, runs):  # the first warms up
            row = pushes(code, length, sent)
            sent += length
            measured = cost(server, "/web/health", [None] * length), cost(server, path, row)
            if run >= 0:
                bare.seconds.append(measured[0])
                ours.seconds.append(measured[1])
        print(
            f"push of {code} ({len(row[0].body)} bytes): CPU ratio {ratio(ours, bare):.2f} "
            f"({ours.median * 1000:.2f} ms / {bare.median * 1000:.2f} ms, {runs} rows of {length});"
            " goal <= 1.5",
            flush=True,
        )


def load(name: str, path: str, first: int, seconds: float, rate: float) -> None:
    """``rate`` pushes a second on average, at random distances, whether the server keeps up or
    not: time counts from when a push was due."""
    chance, row = Random(1), pushes("easypost", int(seconds * rate), first)

    def at(due: float, push) -> float:
        time.sleep(max(0.0, due - time.perf_counter()))
        send(path, push)
        return time.perf_counter() - due

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        due, waiting = time.perf_counter() + 0.5, []
        for push in row:
            due += chance.expovariate(rate)
            waiting.append(pool.submit(at, due, push))
        taken = sorted(future.result() for future in waiting)
    p99 = taken[int(len(taken) * 0.99)]
    print(
        f"{name}: {rate:.0f} pushes a second for {seconds:.0f} s: median "
        f"{statistics.median(taken) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest "
        f"{taken[-1] * 1000:.0f} ms; goal p99 <= 300 ms",
        flush=True,
    )


def main() -> None:
    length, runs, seconds, rate = [int(word) for word in sys.argv[2:]] + [200, 7, 30, 50][
        len(sys.argv) - 2 :
    ]
    paths = prepare()
    with Server() as server:  # without crons: what taking in costs is another benchmark
        compare(server, paths, length, runs)
    for first, (name, options) in enumerate(DEPLOYMENTS.items(), 1):
        parcels(first * FIRST, seconds * rate)
        with Server(*options):
            warm_up(paths["easypost"], first)
            load(name, paths["easypost"], first * FIRST, seconds, rate)


def warm_up(path: str, first: int) -> None:
    """Every process has loaded what it needs; a worker does so with its first request."""
    row = pushes("easypost", 20 * CONNECTIONS, first * FIRST // 2)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda push: send(path, push), row))
    time.sleep(5)  # until these are taken in, too


if __name__ == "__main__":
    main()
