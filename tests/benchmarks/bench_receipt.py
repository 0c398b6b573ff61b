"""(e) What a receipt costs, and how long a customer waits for it at 2,000 orders an hour.

The two jobs work through orders as they do in production, with wkhtmltopdf and a mail server on
loopback, each order committed alone. From the times measured the waiting time is worked out for
random arrivals (Poisson) at the rate of the goal, with each job one worker: a queue behind the
other, and the poll of the scheduler before it. Usage: ``python bench_receipt.py CONFIG [orders]``.
"""

from __future__ import annotations

import logging
import random
import statistics
import sys
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from common import ADDON, database

from odoo import Command

RATE = 2000 / 3600  # orders a second
LINES = 5
GOAL_SECONDS = 300
WAKE_SECONDS = 1.0  # a notified scheduler looks at once; this is generous


class Mailbox:
    def __init__(self):
        self.taken = 0

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        return "250 taken"


@contextmanager
def mail_server():
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every line
    server = Controller(Mailbox(), hostname="127.0.0.1", port=10525)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def prepare(count: int, port: int) -> list[int]:
    """Confirmed orders that wait for their receipts; their ids."""
    with database(ADDON, commit=True) as env:
        env.company.write({"order_verification_mode": "off", "email": "seller@example.com"})
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {
                "name": "Bench",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        products = env["product.product"].create(
            [{"name": f"Bench {i}", "is_storable": True, "list_price": 10} for i in range(LINES)]
        )
        buyer = env["res.partner"].create({"name": "Bench", "email": "buyer@example.com"})
        lines = [Command.create({"product_id": p.id, "product_uom_qty": 2}) for p in products]
        orders = env["sale.order"].create(
            [{"partner_id": buyer.id, "order_line": lines} for _ in range(count)]
        )
        orders.action_confirm()
        return orders.ids


def timed(model: str, method: str, ids: list[int]) -> list[float]:
    """Seconds for each record, commit included."""
    found = []
    with database(ADDON, commit=True) as env:
        for record in ids:
            started = time.perf_counter()
            getattr(env[model].browse(record), method)()
            env.cr.commit()
            found.append(time.perf_counter() - started)
    return found


def told(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=100)
    print(
        f"{name}: median {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, n={len(seconds)}"
    )


def waiting(preparing: list[float], sending: list[float], hours: int = 20) -> list[float]:
    """Seconds from confirmation to handed over of each order of so many simulated hours."""
    chance, now, free, posted, found = random.Random(7), 0.0, 0.0, 0.0, []
    for _order in range(round(hours * 3600 * RATE)):
        now += chance.expovariate(RATE)
        free = max(free, now + WAKE_SECONDS) + chance.choice(preparing)
        posted = max(posted, free + WAKE_SECONDS) + chance.choice(sending)
        found.append(posted - now)
    return found


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with mail_server() as server:
        ids = prepare(count + 5, server.port)
        preparing = timed("sale.order", "_receipt_prepare_alone", ids)[5:]
        with database(ADDON) as env:
            receipts = env["order.receipt"].search([("order_id", "in", ids)], order="number").ids
        sending = timed("order.receipt", "_send_alone", receipts)[5:]
        telling = timed("order.receipt", "_tell_alone", receipts)[5:]
        assert server.handler.taken == len(receipts), server.handler.taken
    told("prepare (content, PDF, seal, mail written)", preparing)
    told("hand over to the mail server", sending)
    told("tell the journal", telling)
    busy = statistics.mean(preparing) * RATE
    print(f"one worker prepares {3600 / statistics.mean(preparing):.0f} an hour; busy {busy:.0%}")
    seconds = waiting(preparing, [a + b for a, b in zip(sending, telling, strict=True)])
    cuts = statistics.quantiles(seconds, n=100)
    print(
        f"confirmation to handed over at 2,000 orders an hour: p50 {cuts[49]:.1f} s, "
        f"p99 {cuts[98]:.1f} s; goal <= {GOAL_SECONDS} s"
    )


if __name__ == "__main__":
    main()
