"""The carrier simulator and whole Odoo deployments, for faults between them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import psutil

from odoo import Command
from odoo.tools import config

from ..carrier_simulator.sources.base import PUSH_SECRET
from . import harness

REPOSITORY = Path(__file__).resolve().parents[2]
STORED = """
SELECT number, status, status_at, raw_code, text, location, problem, shipped_at, delivered_at,
       last_event_at, eta, eta_until, signed_by FROM order_shipment ORDER BY id
"""
BY_ORDER = """
SELECT r.sale_order_id, array_agg(s.number) FROM order_shipment s
  JOIN order_shipment_sale_order_rel r ON r.order_shipment_id = s.id GROUP BY 1
"""


class Director:
    """The simulator's control address."""

    def __init__(self, address: str):
        self.address = address

    def ask(self, what: str, **wish):
        body = json.dumps(wish).encode()
        with urllib.request.urlopen(f"{self.address}/control/{what}", body, timeout=120) as answer:
            return json.loads(answer.read())


@contextlib.contextmanager
def simulator(journey, seconds: float):
    """A simulator in a process of its own, in which ``journey`` (a timedelta) takes so long.

    All of it lies in the past: what a carrier says of the future is not believed.
    """
    speed = journey.total_seconds() / seconds
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.carrier_simulator", "--port", "0"]
        + ["--speed", str(speed), "--spread", "240", "--ago", "60"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Director(child.stdout.readline().strip())
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()


# ---------------------------------------------------------------------- what is in the database


def prepare(env, shares: dict[str, float], parcels: int, orders: int) -> dict[str, list[str]]:
    """Connectors, and parcels of orders that have left; numbers by source."""
    env["tracking.connector"].search([]).action_archive()
    numbers = {}
    goods = _product(env, orders)
    for code, share in shares.items():
        made = [f"{code.upper()}{n:06}" for n in range(max(1, round(parcels * share)))]
        connector = env["tracking.connector"].create(
            # asking would ask the real source
            {"name": code, "code": code, "push_secret": PUSH_SECRET, "state": "paused"}
        )
        shipments = env["order.shipment"].create(
            [{"number": number, "connector_id": connector.id} for number in made]
        )
        own = max(1, round(orders * share))
        for order, some in zip(_orders(env, goods, own), _parts(shipments, own), strict=True):
            some.order_ids = [Command.link(order.id)]
            some.picking_ids = [Command.link(order.picking_ids[:1].id)]
        numbers[code] = made
    return numbers


def _product(env, count: int):
    product = env["product.product"].create({"name": "Chair", "is_storable": True})
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(product, place, 10 * count + 100)
    return product


def _orders(env, product, count: int):
    """Orders whose goods have left the warehouse."""
    env.company.order_verification_mode = "off"
    partner = env["res.partner"].create({"name": "Buyer"})
    line = Command.create({"product_id": product.id, "product_uom_qty": 5})
    orders = env["sale.order"].create(
        [{"partner_id": partner.id, "order_line": [line]} for _ in range(count)]
    )
    orders.action_confirm()
    for picking in orders.picking_ids:
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
    return orders


def _parts(records, count: int):
    """A few of them for each of ``count``."""
    size = max(1, len(records) // count)
    return [records[n * size : (n + 1) * size] for n in range(count)]


def addresses(env) -> dict[str, str]:
    """Paths to push to, by source."""
    return {c.code: f"/logistics/push/{c.code}/{c.push_token}"
            for c in env["tracking.connector"].search([])}  # fmt: skip


def parcels_by_order(database: str) -> dict[int, list[str]]:
    return dict(harness.query(database, BY_ORDER))


# ---------------------------------------------------------------------- deployments


class Server:
    """An Odoo server as people run it, with HTTP and scheduled actions."""

    def __init__(self, database: str, *options: str):
        self.database, self.port = database, harness.free_port()
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="odoo-faults-")
        self.log = os.path.join(self.folder, "odoo.log")
        self.child: subprocess.Popen | None = None

    def start(self) -> None:
        known = {
            "--addons-path": ",".join(config["addons_path"]),
            "--data-dir": self.folder,
            "--db_host": config["db_host"],
            "--db_port": config["db_port"],
            "--db_user": config["db_user"],
            "--db_password": config["db_password"],
        }
        given = [f"{name}={value}" for name, value in known.items() if value]
        name = self.database
        # no place to talk to browsers: two servers would want the same port for it
        given += [f"--gevent-port={harness.free_port()}", f"--http-port={self.port}"]
        with open(self.log, "a") as output:
            self.child = subprocess.Popen(
                # no filter: Odoo would ask PostgreSQL for its databases at every push
                [*harness.ODOO, "server", "-d", name, "--db-filter="]
                + ["--http-interface=127.0.0.1", "--log-level=warn", *given, *self.options],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                # fewer than processes that answer requests: a job holds one of them
                env=os.environ | {"ODOO_QUEUE_JOB_CHANNELS": "root:1"},
            )

    def install(self, module: str) -> None:
        """Installs a module before the server runs."""
        self.options, kept = ("-i", module, "--stop-after-init", "--no-http"), self.options
        self.start()
        self.child.wait()
        self.options = kept
        if self.child.returncode:
            raise AssertionError(f"{module} cannot be installed: {self.tail()}")

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/web/health"
            return urllib.request.urlopen(address, timeout=20).status == 200
        return False

    def ensure(self) -> None:
        """Started anew when it was killed."""
        if not self.child or self.child.poll() is not None:
            self.start()

    def kill(self, chance) -> None:
        """SIGKILL for one process of it; its only one, if it has no workers."""
        workers = psutil.Process(self.child.pid).children()
        victim = chance.choice(workers).pid if workers else self.child.pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if not workers:
            self.child.wait()

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            for worker in psutil.Process(self.child.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    worker.kill()
            self.child.kill()
            self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tail(self) -> str:
        with open(self.log, errors="replace") as file:
            return "".join(file.readlines()[-40:])


class Threaded:
    """One process, threads for everything."""

    options: tuple[tuple[str, ...], ...] = (("--workers=0", "--max-cron-threads=2"),)

    def __init__(self, database: str):
        self.database = database
        self.servers = [Server(database, *options) for options in self.options]

    def url_of(self, turn: int) -> str:
        """Where to push to: the servers in turn, as a load balancer does."""
        return f"http://127.0.0.1:{self.servers[turn % len(self.servers)].port}"

    def start(self) -> None:
        self.ensure()
        for server in self.servers:
            if not harness.wait_for(server.answers, 240):
                raise AssertionError(f"The server does not start: {server.tail()}")

    def ensure(self) -> None:
        for server in self.servers:
            server.ensure()

    def kill(self, chance) -> None:
        chance.choice(self.servers).kill(chance)
        self.ensure()

    def wake(self) -> None:
        """Has waiting work looked at now, not within a minute."""
        harness.query(
            self.database,
            "INSERT INTO ir_cron_trigger (cron_id, call_at) SELECT c.id, now() at time zone 'UTC'"
            " FROM ir_cron c JOIN ir_model_data d ON d.model = 'ir.cron' AND d.res_id = c.id"
            " WHERE d.name = 'ir_cron_process' AND d.module = 'order_tracking_logistics'",
        )
        harness.query("postgres", "SELECT pg_notify('cron_trigger', %s)", self.database)

    def stop(self) -> None:
        for server in self.servers:
            server.stop()

    def tail(self) -> str:
        return "\n".join(server.tail() for server in self.servers)


class Workers(Threaded):
    """Processes for requests, others for scheduled actions."""

    options = (("--workers=2", "--max-cron-threads=2"),)


class QueueJob(Threaded):
    """Two servers with the runner of queue_job, one of which leads."""

    options = (("--workers=2", "--max-cron-threads=1", "--load=base,rpc,web,queue_job"),) * 2

    def __init__(self, database: str):
        super().__init__(database)
        self.servers[0].install("queue_job")

    def wake(self) -> None:
        """Jobs are found by the runner; what no job took is the cron's, a minute later."""
