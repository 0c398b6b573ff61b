"""A sale over the counter: confirmed, and delivered at once, while jobs write about the order.

One person confirms an order and presses the delivery's button after each of ``PAUSES``, in turn;
Odoo with its usual two processes for crons, receipts and mails included. A delivery that met a job
is repeated by Odoo after up to two seconds: how many took longer than half a second is told, too.
Usage: ``python bench_counter.py CONFIG [orders of each pause]``; 30 without.
"""

from __future__ import annotations

import statistics
import sys
import time

from common import ADDON, STOCK  # isort: skip  (first: it starts Odoo)
import load_fill
from bench_load import Person
from bench_receipt import mail_server
from server import Server

OPTIONS = ("--workers", "2", "--max-cron-threads", "2", "--limit-time-real-cron", "3600")
PAUSES = (0.1, 0.3, 0.5, 1.0)  # seconds from confirmed to the button
QUIET = 1.5  # seconds until the next customer
REPEATED = 0.5  # seconds; what takes longer waited for somebody
WARM = 4  # orders that are not counted


def deliver(name: str, orders: int, port: int) -> dict[float, list[float]]:
    """Seconds of each delivery, by pause."""
    shop = load_fill.fill(name, 1, WARM + orders * len(PAUSES), 1, port)
    taken: dict[float, list[float]] = {pause: [] for pause in PAUSES}
    with Server(*OPTIONS, database=name):
        person = Person(name, shop.people[0])
        for number, order in enumerate(shop.drafts, -WARM):
            pause = PAUSES[number % len(PAUSES)]
            picking = person.confirm(order)
            time.sleep(pause)
            began = time.monotonic()
            person.deliver(picking)
            if number >= 0:
                taken[pause].append(time.monotonic() - began)
            time.sleep(QUIET)
    return taken


def tell(name: str, pause: float, seconds: list[float]) -> None:
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[18]
    slow = sum(one > REPEATED for one in seconds)
    print(
        f"{name}, delivered {pause} s after confirming: p50 {p50 * 1000:.0f} ms,"
        f" p95 {p95 * 1000:.0f} ms; {slow} of {len(seconds)} over {REPEATED} s"
    )


def main() -> None:
    orders = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    with mail_server() as mail:
        found = {name: deliver(name, orders, mail.port) for name in (STOCK, ADDON)}
    for pause in PAUSES:
        for name, taken in found.items():
            tell(name, pause, taken[pause])
        ours, theirs = (statistics.median(found[name][pause]) for name in (ADDON, STOCK))
        print(f"   ratio of the medians {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
