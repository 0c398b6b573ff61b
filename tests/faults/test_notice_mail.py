"""Exactly one mail per reader and news: kill -9, refusals, a broken connection, restarts.

As for receipts (``test_receipt_mail``), whose way of sending notices share.
"""

from collections import deque
from typing import ClassVar

from odoo import Command

from . import harness

ORDERS = 4
PATIENCE = 240  # seconds, on a busy machine
STATES = "SELECT state, count(*) FROM order_notice WHERE order_id IN %s GROUP BY 1"
TOLD = """
SELECT l.partner_id, count(*), count(DISTINCT n.mail_id)
  FROM order_notice n JOIN order_tracking_link l ON l.id = n.link_id
 WHERE n.state = 'sent' AND n.order_id IN %s GROUP BY 1
"""
HURRY = """
UPDATE order_notice SET send_at = now() at time zone 'UTC'
 WHERE send_at > now() at time zone 'UTC'
"""


class TestNoticeMail(harness.MailCase):
    jobs = ("order_tracking.ir_cron_notices",)
    settings: ClassVar = {
        "order_receipt_enabled": False,
        "order_notice_enabled": True,
        "order_notice_window": 0,
    }

    @classmethod
    def prepare_company(cls, env, port):
        super().prepare_company(env, port)
        stages = env.ref("order_tracking.flow_delivery").stage_ids
        stages.filtered(lambda s: s.trigger in ("left_warehouse", "delivered")).notify = True

    def deliver(self, count):
        """Orders of as many customers that leave and arrive; the customers' addresses."""
        with harness.environment(self.database) as env:
            product = env["product.product"].create({"name": "Chair", "list_price": 10})
            people = env["res.partner"].create(
                [{"name": f"Buyer {n}", "email": f"b{n}@notices.example"} for n in range(count)]
            )
            line = [Command.create({"product_id": product.id})]
            orders = env["sale.order"].create(
                [{"partner_id": person.id, "order_line": line} for person in people]
            )
            orders.action_confirm()
            env.cr.flush()
            for move in orders.picking_ids.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            orders.picking_ids.with_context(skip_backorder=True, skip_sms=True).button_validate()
            env.cr.flush()
            arrival = env.ref("order_tracking.stage_delivery_delivered")
            for order in orders:
                order._tracking_mark(arrival)
            self.orders = tuple(orders.ids)
            return people.mapped("email")

    def states(self):
        return dict(harness.query(self.database, STATES, self.orders))

    def work_until(self, done):
        """Lets the worker work, starting it again whenever it was killed."""

        def look():
            self.box.victim = self.worker.ensure()
            harness.query(self.database, HURRY)
            self.worker.wake()
            return done()

        if not harness.wait_for(look, PATIENCE, every=1):
            self.fail(f"{self.states()} {self.box.accepted} {self.worker.tail()}")

    def settled(self):
        return not self.box.kills and sum(self.states().values()) and "waiting" not in self.states()

    def test_kills_refusals_and_cuts(self):
        addresses = self.deliver(ORDERS)
        self.box.kills.extend(["connect", "data"])
        self.box.cuts = 1
        lost = addresses[-1]
        self.box.answers = {
            addresses[0]: deque(["451 4.3.0 later"]),
            lost: deque(["550 5.1.1 no such user"]),
        }
        self.work_until(self.settled)
        # a while longer: whatever would go out twice has its chance
        self.work_until(harness.Countdown(4))
        self.assertEqual(set(self.box.counts().values()), {1}, self.box.accepted)
        self.assertEqual(sorted(to for _id, to in self.box.accepted), sorted(addresses[:-1]))
        # left and arrived within a moment: one message for both
        told = harness.query(self.database, TOLD, self.orders)
        self.assertEqual({row[1:] for row in told}, {(2, 1)})
        self.assertEqual(self.states(), {"sent": 2 * (ORDERS - 1), "failed": 2})
