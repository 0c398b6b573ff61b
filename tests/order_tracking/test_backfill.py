"""Installing into a running company: open orders get a timeline from their documents."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.order_tracking import appendonly, hooks

from .common import TrackingCase


class TestBackfill(TrackingCase):
    def forget(self, orders):
        """As if the addon had not been there when these orders were made."""
        with appendonly.allow(self.env.cr):
            for table in ("event", "promise", "milestone"):
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE order_id IN %s",
                        SQL.identifier(f"order_tracking_{table}"),
                        tuple(orders.ids),
                    )
                )
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_version_id = NULL, tracking_flow_id = NULL,"
            " tracking_state = NULL, tracking_stage_id = NULL WHERE id IN %s",
            [tuple(orders.ids)],
        )
        self.env.invalidate_all()

    def test_open_orders_in_batches(self):
        self.stock(self.chair, 50)
        left, partly, waiting = (self.order((self.chair, n)) for n in (5, 60, 10))
        self.ship(partly)
        self.ship(left)
        invoice = self.invoice(left)
        cancelled = self.order()
        cancelled.action_cancel()
        self.sync()
        orders = waiting | partly | left | cancelled
        past = fields.Datetime.now() - timedelta(days=20)
        orders.date_order = past
        self.sync()
        before = {order: self.states(order) for order in orders}
        self.forget(orders)
        hooks.backfill(self.env, batch=2)
        for order in (waiting, partly):
            self.assertEqual(self.states(order), before[order])
        self.assertEqual(self.events(partly, "order_confirmed").occurred_at, past)
        self.assertFalse(self.events(cancelled))
        self.assertFalse(self.events(left), "delivered and invoiced: not open")
        # a closed order gets its timeline when something happens to it again
        self.pay(invoice)
        self.assertEqual(self.states(left)["paid"], "reached")

    def test_again_changes_nothing(self):
        order = self.order()
        events = self.events(order)
        hooks.backfill(self.env)
        order._tracking_backfill(order.ids)
        self.assertEqual(self.events(order), events)
