"""Exactly one mail per receipt: kill -9, refusals, broken connections, a slow server, restarts.

A real Odoo process with a real mail server between its commits and the customer. What is not
possible is not claimed: a process that is killed after the mail server took a message, and before
it could write that down, sends it again – with the same Message-ID, by which the receiving side
knows it (``test_killed_after_the_server_took_it``).

ORDER_TRACKING_FAULTS=full runs it at full size.
"""

import os
import random
from collections import deque
from typing import ClassVar

from odoo import Command

from . import harness

FULL = os.environ.get("ORDER_TRACKING_FAULTS") == "full"
ORDERS = 60 if FULL else 5
PATIENCE = 1200 if FULL else 240  # seconds, on a busy machine
STATES = """
SELECT state, channel, count(*) FROM order_receipt WHERE order_id IN %s GROUP BY 1, 2
"""
MESSAGES = """
SELECT m.message_id FROM order_receipt r JOIN mail_mail q ON q.id = r.mail_id
  JOIN mail_message m ON m.id = q.mail_message_id
 WHERE r.sent_at IS NOT NULL AND r.order_id IN %s
"""
ERRORS = "SELECT name, receipt_due_at, receipt_error FROM sale_order WHERE id IN %s"
HURRY = """
UPDATE sale_order SET receipt_retry_at = NULL WHERE receipt_retry_at IS NOT NULL;
UPDATE order_receipt SET send_at = now() at time zone 'UTC'
 WHERE send_at > now() at time zone 'UTC'
"""


class TestReceiptMail(harness.MailCase):
    jobs = ("order_tracking.ir_cron_receipt_prepare", "order_tracking.ir_cron_receipt_send")
    # the copy has no files
    settings: ClassVar = {"order_receipt_enabled": True, "external_report_layout_id": False}

    def setUp(self):
        super().setUp()
        self.box.accepted.clear()
        self.box.killed.clear()

    def confirm(self, count):
        """Confirms orders of as many customers; their addresses."""
        with harness.environment(self.database) as env:
            product = env["product.product"].create({"name": "Chair", "list_price": 10})
            line = [Command.create({"product_id": product.id})]
            people = env["res.partner"].create(
                [
                    {"name": f"Buyer {n}", "email": f"b{n}@{self._testMethodName}.example"}
                    for n in range(count)
                ]
            )
            orders = env["sale.order"].create(
                [{"partner_id": person.id, "order_line": line} for person in people]
            )
            orders.action_confirm()
            self.orders = tuple(orders.ids)
            return people.mapped("email")

    def work_until(self, done):
        """Lets the worker work, starting it again whenever it was killed."""

        def look():
            self.box.victim = self.worker.ensure()
            harness.query(self.database, HURRY)
            self.worker.wake()
            return done()

        if not harness.wait_for(look, PATIENCE, every=1):
            told = harness.query(self.database, ERRORS, self.orders)
            self.fail(f"{self.states()} {told} {self.box.accepted} {self.worker.tail()}")

    def states(self):
        rows = harness.query(self.database, STATES, self.orders)
        return {(state, channel): count for state, channel, count in rows}

    def handed_over(self, count):
        return lambda: self.states().get(("sent", "mail"), 0) >= count and not self.box.kills

    def test_kills_refusals_cuts_and_a_slow_server(self):
        addresses = self.confirm(ORDERS)
        kills = random.Random(3).choices(harness.STAGES[:3], k=15) if FULL else ["connect", "data"]
        self.box.kills.extend(kills)
        self.box.cuts = 3 if FULL else 1
        self.box.seconds = 5 if FULL else 1
        lost = addresses[-1]
        self.box.answers = {
            addresses[0]: deque(["451 4.3.0 later", "450 4.2.1 busy"]),
            lost: deque(["550 5.1.1 no such user"]),
        }
        self.work_until(self.handed_over(ORDERS - 1))
        self.assertEqual(self.box.killed, kills)
        # a while longer: whatever would go out twice has its chance
        self.work_until(harness.Countdown(5))
        self.assert_one_each(addresses[:-1])
        self.assertEqual(self.states(), {("sent", "mail"): ORDERS - 1, ("failed", "person"): 1})
        self.assert_no_gaps()

    def assert_one_each(self, addresses):
        self.assertEqual(set(self.box.counts().values()), {1}, self.box.accepted)
        self.assertEqual(sorted(to for _id, to in self.box.accepted), sorted(addresses))
        known = harness.query(self.database, MESSAGES, self.orders)
        self.assertEqual({row[0] for row in known}, set(self.box.counts()))

    def assert_no_gaps(self):
        rows = harness.query(self.database, "SELECT number FROM order_receipt ORDER BY number")
        numbers = [row[0] for row in rows]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_killed_after_the_server_took_it(self):
        """The one case in which a mail goes out twice: it is recognisably the same one."""
        self.box.seconds = 0
        addresses = self.confirm(2)
        self.box.kills.append("accepted")
        self.work_until(self.handed_over(2))
        self.assertEqual(sorted(self.box.counts().values()), [1, 2])
        self.assertEqual({to for _id, to in self.box.accepted}, set(addresses))
        self.assertEqual(len(set(self.box.accepted)), 2)
