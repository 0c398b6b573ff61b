"""Ten minutes of a busy day: customers on their pages, pushes, staff confirming and scanning.

Each customer opens a page, reads for twenty seconds on average, opens it again; each of the staff
confirms an order and picks it once a minute; pushes come at a fixed rate whether the server keeps
up or not. Odoo with four worker processes and its usual two for crons, receipts and mails included.
Then the same customers and staff on stock Odoo: its own page of the order, its own delivery without
a scan station; it knows no pushes. Times count from when something was wanted: waiting for a free
worker is part of them. Usage: ``python bench_load.py CONFIG [seconds] [customers] [pushes a second]
[staff]``, ten minutes of 200, 50, 20 without; ``20 20 5 2`` to try it.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from common import ADDON, STOCK  # isort: skip  (first: it starts Odoo)
import load_fill
import psutil
from bench_receipt import mail_server
from server import PORT, Server

from odoo.sql_db import db_connect

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.carrier_simulator.sources import SOURCES
from tests.carrier_simulator.sources.base import PUSH_SECRET
from tests.carrier_simulator.truth import World

OPTIONS = ("--workers", "4", "--max-cron-threads", "2", "--limit-time-real-cron", "3600")
READING = 20.0  # seconds of a customer between two looks at the page
ORDER = 60.0  # seconds of one of the staff between two orders
PARCELS = 5000
PATIENCE = 120.0  # seconds after which a request counts as an error
SENDERS = 32  # connections for pushes
INBOX = """
SELECT count(*), COALESCE(extract(epoch FROM now() at time zone 'UTC' - min(received_at)), 0)
  FROM tracking_message WHERE state = 'received'"""
LAG = """
SELECT count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (
       ORDER BY extract(epoch FROM processed_at - received_at)::float8)
  FROM tracking_message WHERE processed_at IS NOT NULL"""


class Refused(Exception):
    """An answer that is no success."""


class Figures:
    """Seconds of each request by kind, and what went wrong."""

    def __init__(self):
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, list[str]] = defaultdict(list)

    def timed(self, kind: str, due: float, ask: Callable):
        """What ``ask()`` gives, None when it fails; it was wanted at ``due`` (monotonic)."""
        try:
            answer = ask()
        except (OSError, http.client.HTTPException, Refused) as error:
            self.errors[kind].append(f"{type(error).__name__}: {error}"[:200])
            return None
        self.seconds[kind].append(time.monotonic() - due)
        return answer

    def tell(self, name: str) -> None:
        for kind in sorted({*self.seconds, *self.errors}):
            found, wrong = sorted(self.seconds[kind]), self.errors[kind]
            cuts = (
                statistics.quantiles(found, n=100, method="inclusive")
                if len(found) > 1
                else (found or [0.0]) * 99
            )
            print(
                f"{name}, {kind}: {len(found)} answered, {len(wrong)} errors; p50 "
                f"{cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 "
                f"{cuts[98] * 1000:.0f} ms, longest {max(found, default=0) * 1000:.0f} ms"
            )
            if wrong:
                print(f"   the first of the errors: {wrong[0]}")


def send(method: str, path: str, body=None, headers=None) -> tuple[bytes, str]:
    """(body, cookie) of an answer; over a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)) as connection:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise Refused(f"{answer.status} {path.partition('?')[0]}")
        return content, (answer.getheader("Set-Cookie") or "").partition(";")[0]


class Person:
    """One of the staff, logged in."""

    def __init__(self, name: str, login: str):
        wish = {"db": name, "login": login, "password": load_fill.PASSWORD}
        self.cookie, self.device = "", f"load {login}"
        _result, self.cookie = self._rpc("/web/session/authenticate", wish)
        self.number = 0

    def _rpc(self, path: str, params: dict):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        content, cookie = send("POST", path, body, headers)
        answer = json.loads(content)
        if "error" in answer:
            raise Refused(answer["error"]["data"]["message"])
        return answer.get("result"), cookie

    def call(self, model: str, method: str, *arguments):
        """What a method of the server answers to the web client."""
        params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", params)[0]

    def confirm(self, order: int) -> int:
        """Confirms; id of the delivery."""
        self.call("sale.order", "action_confirm", [order])
        [found] = self.call("sale.order", "read", [order], ["picking_ids"])
        if not found["picking_ids"]:
            raise Refused("the order is not confirmed")
        return found["picking_ids"][0]

    def scan(self, picking: int, code: str, kind: str = "code", quantity: float = 1) -> None:
        self.number += 1
        read = {"id": str(uuid.uuid4()), "device": self.device, "number": self.number}
        read |= {"code": code, "kind": kind, "quantity": quantity}
        answer = self.call("stock.picking", "scan_station_take", [picking], [read], "Load")
        outcome = answer["answers"][read["id"]]["code"]
        if outcome not in ("ok", "closed"):
            raise Refused(outcome)

    def deliver(self, picking: int) -> None:
        """As in stock Odoo: by a button, without scanning."""
        if self.call("stock.picking", "button_validate", [picking]) is not True:
            raise Refused("a dialog came instead")


class Load:
    """All of them at once, for ``seconds``."""

    def __init__(self, name: str, shop: load_fill.Shop, seconds: float):
        self.name, self.shop, self.seconds = name, shop, seconds
        self.figures, self.chance = Figures(), Random(1)
        self.drafts, self.lock = iter(shop.drafts), threading.Lock()
        self.people = [Person(name, login) for login in shop.people]
        self.backlog: list[tuple[int, float]] = []

    def run(self, pushes=(), rate: float = 0, path: str = "") -> None:
        self.end = time.monotonic() + self.seconds
        jobs = [(self._customer, page) for page in self.shop.pages]
        jobs += [(self._person, person) for person in self.people]
        jobs += [(self._pushing, pushes, rate, path), (self._watching,)] if pushes else []
        threads = [threading.Thread(target=do, args=given, daemon=True) for do, *given in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(self.seconds + 2 * PATIENCE)
        self.figures.tell(self.name)

    def _turns(self, pause: float):
        """When it is this one's turn, again and again; the first at random."""
        chance, due = Random(self.chance.random()), time.monotonic()
        due += chance.random() * pause
        while due < self.end:
            time.sleep(max(0.0, due - time.monotonic()))
            yield due
            due = time.monotonic() + chance.expovariate(1 / pause)

    def _customer(self, page: str) -> None:
        for due in self._turns(READING):
            self.figures.timed("page", due, lambda: send("GET", page))

    def _person(self, person: Person) -> None:
        for due in self._turns(ORDER):
            with self.lock:
                order = next(self.drafts)
            picking = self.figures.timed("confirm", due, lambda: person.confirm(order))  # noqa: B023
            if picking and self.name == ADDON:
                self._pick(person, picking)
            elif picking:
                now = time.monotonic()
                self.figures.timed("deliver", now, lambda: person.deliver(picking))  # noqa: B023

    def _pick(self, person: Person, picking: int) -> None:
        person.number = 0  # of the scans of a transfer
        for kind, code, quantity in (("scan", load_fill.BARCODE, 2), ("close", "", 1)):
            what = "close" if kind == "close" else "code"
            done = self.figures.timed(
                kind,
                time.monotonic(),
                lambda: person.scan(picking, code, what, quantity) or True,  # noqa: B023
            )
            if not done:
                return

    def _pushing(self, pushes, rate: float, path: str) -> None:
        chance, due = Random(2), time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            for push in pushes:
                due += chance.expovariate(rate)
                if due > self.end:
                    return
                time.sleep(max(0.0, due - time.monotonic()))
                pool.submit(self._push, due, path, push)

    def _push(self, due: float, path: str, push) -> None:
        self.figures.timed("push", due, lambda: send("POST", path, push.body, push.headers))

    def _watching(self) -> None:
        """What waits in the inbox, every second."""
        while time.monotonic() < self.end:
            self.backlog.append(row(INBOX))
            time.sleep(1)


def row(statement: str) -> tuple:
    """What the database answers, without a change to it."""
    with db_connect(ADDON).cursor() as cr:
        cr.execute(statement)
        return cr.fetchone()


def pushes(count: int) -> list:
    """Signed pushes: each parcel's journey, told bit by bit over the whole load."""
    source, began = SOURCES["easypost"], datetime(2026, 6, 1, tzinfo=UTC)
    world, rounds = World(1, began, timedelta(days=1)), -(-count // PARCELS)
    made = []
    for number in range(count):
        now = began + timedelta(days=1 + 14 * (number // PARCELS + 1) / rounds)
        parcel = world.told(f"B{number % PARCELS}", now, chinese=source.chinese)
        made.append(source.push(parcel, now, delivery=f"b{number}", secret=PUSH_SECRET))
    return made


def settle() -> None:
    """Waits until everything pushed is in its parcel; tells how long that took."""
    began = time.monotonic()
    while True:
        waiting, _oldest = row(INBOX)
        count, cuts = row(LAG)
        if not waiting or time.monotonic() - began > 600:
            break
        time.sleep(1)
    p50, p95, p99, longest = cuts or [0.0] * 4
    print(
        f"inbox: {count} messages taken in, {waiting} left; from received to in its parcel p50 "
        f"{p50:.1f} s, p95 {p95:.1f} s, p99 {p99:.1f} s, longest {longest:.1f} s; empty "
        f"{time.monotonic() - began:.0f} s after the load"
    )


def loaded(name: str, shop: load_fill.Shop, seconds: float, *pushing) -> None:
    with Server(*OPTIONS, database=name):
        load = Load(name, shop, seconds)
        with ThreadPoolExecutor(8) as pool:  # every process has loaded what it needs
            list(pool.map(lambda page: send("GET", page), shop.pages[:40]))
        began, before = time.monotonic(), psutil.cpu_times()
        load.run(*pushing)
        idle = psutil.cpu_times().idle - before.idle
        busy = psutil.cpu_count() - idle / (time.monotonic() - began)
        print(
            f"{name}: {busy:.2f} of {psutil.cpu_count()} processors busy, the customers' included"
        )
        if pushing:
            most = max(load.backlog, default=(0, 0))
            oldest = max((age for _count, age in load.backlog), default=0)
            print(f"inbox: at most {most[0]} waiting, the oldest for {oldest:.1f} s")
            settle()


def main() -> None:
    given = [int(word) for word in sys.argv[2:]]
    seconds, customers, rate, staff = given + [600, 200, 50, 20][len(given) :]
    drafts = int(staff * (seconds / ORDER * 1.5 + 5))
    with mail_server() as mail:
        for name in (ADDON, STOCK):
            shop = load_fill.fill(name, customers, drafts, staff, mail.port)
            if name == ADDON:
                count = int(seconds * rate * 1.1) + 10
                path = load_fill.parcels(shop.pages, min(PARCELS, count), PUSH_SECRET)
                loaded(name, shop, seconds, pushes(count), rate, path)
            else:
                loaded(name, shop, seconds)


if __name__ == "__main__":
    main()
