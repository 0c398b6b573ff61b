"""(i) Asking about 10,000 parcels at a source that takes 200 ms, and a million parcels.

The carrier simulator in a process of its own answers each question after 200 ms; the connector may
ask 40 at a time: concurrency allows 10,000 / 40 × 0.2 s. On a machine that is busy the source is
slower than that: beside this it is told which share of the time questions were under way, of all
that may be (it does not depend on how slow the source is), and what a parcel costs in CPU. Then
parcels are added, set-based, and what the jobs ask the database first is timed: the parcels that
are due. Usage:
``python bench_poll.py CONFIG [parcels] [at a time] [growth]``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

from common import ADDON, database  # isort: skip  (first: it starts Odoo)

from odoo.addons.order_tracking_logistics import asking
from odoo.addons.order_tracking_logistics.models.tracking_connector import LOCAL_SOURCES, utcnow

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 0.2
PREFIX = "POLL"
COLUMNS = (
    "number, company_id, connector_id, kind, status, closed, stopped, carrier_guessed, quiet,"
    " create_date, write_date, next_poll_at"
)


class Simulator:
    """Answers after ``SECONDS``, for the time of the block."""

    def __enter__(self) -> str:
        command = [sys.executable, "-m", "tests.carrier_simulator", "--port", "0", "--ago", "60"]
        self.child = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        address = self.child.stdout.readline().strip()
        wish = json.dumps({"delay": SECONDS}).encode()
        urllib.request.urlopen(f"{address}/control/mischief", wish, timeout=10).read()
        return address

    def __exit__(self, *_exception):
        self.child.terminate()
        self.child.wait()


def prepare(address: str, parcels: int, at_a_time: int) -> int:
    with database(ADDON, commit=True) as env:
        env["ir.config_parameter"].set_param(LOCAL_SOURCES, "benchmark")
        env["tracking.connector"].search([]).action_archive()
        connector = env["tracking.connector"].create(
            {
                "name": "Poll",
                "code": "easypost",
                "base_url": f"{address}/easypost",
                "account_key": "sim-key",
                "concurrency": at_a_time,
                "per_second": 100_000,
            }
        )
        due(env, connector.id, parcels)
        return connector.id


def due(env, connector: int, parcels: int) -> None:
    """So many parcels more, without orders, all of them due."""
    env.cr.execute(
        f"INSERT INTO order_shipment ({COLUMNS})"
        " SELECT %s || n, 1, %s, 'parcel', 'in_transit', FALSE, FALSE, FALSE, 0, now(), now(), %s"
        "   FROM generate_series(1, %s) n",
        [PREFIX, connector, utcnow() - timedelta(minutes=1), parcels],
    )


class Meter:
    """How long questions were under way, in all: seconds."""

    def __init__(self):
        self.under_way, self._send = 0.0, asking.send

    def __enter__(self):
        asking.send = self.send
        return self

    def send(self, request, **options):
        started = time.perf_counter()
        answer = self._send(request, **options)
        self.under_way += time.perf_counter() - started
        return answer

    def __exit__(self, *_exception):
        asking.send = self._send


def ask(connector: int) -> float:
    """Seconds until all were asked about and taken in."""
    started = time.perf_counter()
    for _ in range(60):
        with database(ADDON) as env:
            env["tracking.connector"].browse(connector)._poll()
        with database(ADDON) as env:
            env.cr.execute(
                "SELECT count(*) FROM order_shipment"
                " WHERE last_poll_at IS NULL AND connector_id = %s",
                [connector],
            )
            if not env.cr.fetchone()[0]:
                return time.perf_counter() - started
    raise SystemExit("Some parcels were never asked about.")


def growth(connector: int, sizes: list[int]) -> None:
    """What the cron looks up, among ever more parcels of which few are due."""
    for size in sizes:
        with database(ADDON, commit=True) as env:
            env.cr.execute("SELECT count(*) FROM order_shipment")
            more = size - env.cr.fetchone()[0]
            env.cr.execute(
                f"INSERT INTO order_shipment ({COLUMNS})"
                " SELECT 'G' || %s || '-' || n, 1, %s, 'parcel', 'in_transit', n %% 5 > 0, FALSE,"
                " FALSE, 0, now(), now(), %s FROM generate_series(1, %s) n",
                [size, connector, utcnow() + timedelta(days=2), max(more, 0)],
            )
            env.cr.execute("ANALYZE order_shipment")
        with database(ADDON) as env:
            own = env["tracking.connector"].browse(connector)
            timings = []
            due = lambda own=own: own._with_due_parcels(utcnow())  # noqa: E731
            for look in (due, lambda own=own: own._claim("next_poll_at", 100)):
                started = time.perf_counter()
                look()
                timings.append((time.perf_counter() - started) * 1000)
        print(
            f"{size} parcels: who has due parcels {timings[0]:.1f} ms, taking due parcels "
            f"{timings[1]:.1f} ms",
            flush=True,
        )


def main() -> None:
    parcels, at_a_time, most = [int(word) for word in sys.argv[2:]] + [10_000, 40, 1_000_000][
        len(sys.argv) - 2 :
    ]
    with Simulator() as address:
        connector = prepare(address, parcels, at_a_time)
        busy = time.process_time()
        with Meter() as meter:
            seconds = ask(connector)
        busy = time.process_time() - busy
    limit = parcels / at_a_time * SECONDS
    print(
        f"{parcels} parcels, {at_a_time} at a time, {SECONDS * 1000:.0f} ms an answer: "
        f"{seconds:.1f} s, {limit / seconds:.0%} of what concurrency allows ({limit:.1f} s); "
        f"goal >= 85 %; {meter.under_way / seconds / at_a_time:.0%} of the possible questions were "
        f"under way, {busy / parcels * 1000:.1f} ms of CPU for a parcel",
        flush=True,
    )
    growth(connector, [size for size in (10_000, 100_000, 1_000_000) if size <= most])


if __name__ == "__main__":
    main()
