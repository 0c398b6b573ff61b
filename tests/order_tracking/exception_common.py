"""Builders for tests with exceptions."""

from datetime import timedelta

from odoo import fields

from .common import TrackingCase


class ExceptionCase(TrackingCase):
    def exceptions(self, order, kind=None, state="open"):
        self.env.invalidate_all()
        domain = [("order_id", "=", order.id), ("state", "=", state)]
        return self.env["order.exception"].search(domain + ([("kind", "=", kind)] if kind else []))

    def look(self):
        """What the job does with everything that is due."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("order_tracking.ir_cron_watch")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def waiting(self, order):
        """When the job looks at this order again."""
        self.env.invalidate_all()
        marks = self.env["order.tracking.watch"].search([("order_id", "=", order.id)])
        return marks.mapped("look_at")

    def old(self, *lines, days=60, **values):
        """An order confirmed so many days ago; nothing has been done since."""
        order = self.order(*lines, confirm=False, **values)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=days)
        self.sync()
        return order

    def short(self, **values):
        """An old order whose goods are not there, and its exception."""
        order = self.old(**values)
        self.look()
        return order, self.exceptions(order, "shortage")
