"""Queue, sources, inbox and questions on the health page."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tools import SQL

from odoo.addons.order_tracking_logistics import jobs
from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

from .common import ShipmentCase


class TestHealthLines(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tracking.connector"].search([("id", "!=", cls.easypost.id)]).active = False
        cls.env.cr.execute("UPDATE tracking_message SET state = 'done' WHERE state <> 'done'")

    def told(self, code):
        self.env.flush_all()
        page = self.env["order.health"]
        line = page._line(code, page._readers()[code])
        return line.level, line.reason

    def test_which_runs_the_work(self):
        with patch.object(jobs, "runner", lambda env: "cron"):
            idle = "queue.job" in self.env.registry
            self.assertEqual(self.told("queue"), ("warn", "idle") if idle else ("ok", "cron"))

    def test_sources(self):
        self.assertEqual(self.told("sources"), ("ok", "ok"))
        self.easypost.failures = 1
        self.assertEqual(self.told("sources"), ("warn", "failing"))
        self.easypost.open_until = utcnow() + timedelta(minutes=5)
        self.easypost.failures = 5
        self.assertEqual(self.told("sources"), ("warn", "silent"))
        self.easypost.state = "paused"
        self.assertEqual(self.told("sources"), ("fail", "paused"))

    def test_inbox(self):
        self.assertEqual(self.told("inbox"), ("ok", "ok"))
        number = self.env["tracking.message"]._receive(self.easypost.id, "push", b"nonsense")
        self.assertEqual(self.told("inbox"), ("ok", "ok"))
        self.env.cr.execute(
            SQL(
                "UPDATE tracking_message SET received_at = %s WHERE id = %s",
                utcnow() - timedelta(hours=1),
                number,
            )
        )
        self.assertEqual(self.told("inbox"), ("fail", "behind"))
        self.env["tracking.message"].browse(number)._process()
        self.assertEqual(self.told("inbox"), ("warn", "failed"))

    def test_asking(self):
        self.env.cr.execute("UPDATE order_shipment SET next_poll_at = NULL")
        self.assertEqual(self.told("asking"), ("ok", "ok"))
        parcel = self.shipped("HEALTH0001").shipment_ids
        parcel.sudo().write({"connector_id": self.easypost.id})
        self.env.flush_all()
        due = utcnow() - timedelta(hours=7)
        self.env.cr.execute(
            SQL("UPDATE order_shipment SET next_poll_at = %s WHERE id = %s", due, parcel.id)
        )
        self.assertEqual(self.told("asking"), ("fail", "behind"))
        self.easypost.open_until = utcnow() + timedelta(minutes=5)  # it is left alone for a while
        self.assertEqual(self.told("asking"), ("ok", "ok"))
        self.easypost.open_until = utcnow() - timedelta(minutes=5)
        parcel.sudo().closed = True  # nobody asks about it any more
        self.assertEqual(self.told("asking"), ("ok", "ok"))
        parcel.sudo().closed = False
        self.assertEqual(self.told("asking"), ("fail", "behind"))
        self.easypost.state = "paused"  # told by its own line
        self.assertEqual(self.told("asking"), ("ok", "ok"))

    def test_jobs_of_this_addon_count(self):
        self.assertIn("order_tracking_logistics", self.env["order.health"]._addons())
        self.assertIn("order_shipment", self.env["order.health"]._tables())
