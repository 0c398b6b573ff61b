"""Exceptions: from the fact that brings one to the fact that cures it."""

from datetime import timedelta

from odoo import fields

from .common import TrackingCase


class ExceptionCase(TrackingCase):
    def exceptions(self, order, kind=None, state="open"):
        self.env.invalidate_all()
        domain = [("order_id", "=", order.id), ("state", "=", state)]
        return self.env["order.exception"].search(domain + ([("kind", "=", kind)] if kind else []))

    def look(self, *orders):
        """What the job does once the orders are due."""
        ids = [order.id for order in orders]
        self.env["order.tracking.watch"]._look(ids)
        self.env.invalidate_all()

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.assertIs(self.env.ref(f"order_tracking.{name}").method_direct_trigger(), True)
        self.env.invalidate_all()

    def old(self, days=60, **values):
        """An order confirmed so many days ago; nothing has been done since."""
        order = self.order(confirm=False, **values)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=days)
        self.sync()
        return order


class TestWalk(ExceptionCase):
    def test_late_order_until_it_is_delivered(self):
        self.stock(self.chair, 10)
        order = self.old()
        self.run_cron("ir_cron_watch")
        late = self.exceptions(order, "late")
        self.assertEqual(late.since, order.promise_last_at)
        self.assertIn("exception_opened", self.kinds(order))
        self.ship(order)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.run_cron("ir_cron_watch")
        self.assertFalse(self.exceptions(order, "late"))
        self.assertEqual(late.state, "closed")
        self.assertEqual(late.closed_event_id.kind, "delivered")
        self.assertIn("exception_closed", self.kinds(order))
