"""The health page: figures set-based, condition in words, buttons that do what they say."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import new_test_user
from odoo.tools import config

from odoo.addons.order_tracking_logistics import jobs
from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

from .source import PollCase, usps
from .test_polling import ARRIVED, number, token_or

SHOWN = ["condition", "condition_text", "quota_text", "due_count", "failed_count", "lag"]


@tagged("post_install", "-at_install")
class TestHealth(PollCase):
    def usps(self, answer=None, **values):
        answer = answer or (lambda asked: (200, usps(number(asked), ARRIVED)))
        self.asked = self.source(token_or(answer))
        return self.connector("usps", self.asked, **values)

    def triggers(self, cron):
        cron = self.env.ref(f"order_tracking_logistics.{cron}")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_figures(self):
        connector = self.usps(daily_limit=10)
        self.assertEqual(connector.condition, "new")
        parcels = self.parcels(connector, "GOOD000001", "GOOD000002")
        self.receive(b"nonsense", b'{"trackingNumber": "X1", "trackingEvents": []}')
        self.receive(b"nonsense", connector=connector)
        self.env["tracking.message"]._receive(connector.id, "push", b"later")
        self.env.invalidate_all()
        figures = ("parcel_count", "due_count", "failed_count", "received_count")
        self.assertEqual([connector[name] for name in figures], [2, 2, 1, 1])
        self.assertEqual(connector.due_oldest, min(parcels.mapped("next_poll_at")))
        self.poll()
        self.assertEqual(connector.due_count, 0)
        self.assertEqual(connector.condition, "ok")
        self.assertEqual(connector.quota_text, "8 requests left")
        self.assertEqual(connector.error_rate, 0)

    def test_lag_is_of_the_last_hour_and_of_its_own_source(self):
        slow, other = self.usps(), self.usps()
        for connector, minutes, seconds in ((slow, 5, 40), (slow, 90, 3000), (other, 5, 2)):
            self.receive(f"{connector.id} {seconds}".encode(), connector=connector)
            message = self.env["tracking.message"].search([], order="id desc", limit=1)
            received = message.processed_at - timedelta(minutes=minutes)
            processed = received + timedelta(seconds=seconds)
            message.sudo().write({"received_at": received, "processed_at": processed})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((slow.lag, other.lag), (40, 2))

    def test_figures_cost_the_same_for_any_number_of_connectors(self):
        few = self.connector("usps", self.source(None)) + self.connector("ups", self.source(None))
        many = few
        for count in range(10):
            many += self.connector("usps", self.source(None), name=str(count))
        for connector in many:
            self.parcels(connector, f"GOOD{connector.id}")
        counts = []
        for some in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(SHOWN)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_conditions_are_said_in_words(self):
        connector = self.usps()
        connector.write({"last_success_at": utcnow(), "failures": 2})
        self.assertEqual(connector.condition, "failing")
        self.assertIn("2 failures", connector.condition_text)
        connector.open_until = utcnow() + timedelta(minutes=5)
        self.assertEqual(connector.condition, "open")
        self.assertIn("Left alone until", connector.condition_text)
        connector._pause("Key expired")
        self.assertEqual(connector.condition, "paused")
        self.assertIn("Key expired", connector.condition_text)
        connector.action_resume()
        self.assertEqual(connector.condition, "ok")

    def test_testing_the_connection(self):
        connector = self.usps(lambda asked: (404, {"error": {"code": "404", "message": "No"}}))
        self.assertEqual(connector.action_test()["params"]["type"], "success")
        self.assertTrue(connector.access_token, "a token is kept")
        wrong = self.usps(lambda asked: (403, ""))
        told = wrong.action_test()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn("403", told["message"])
        self.assertEqual(wrong.state, "running", "it was only a test")
        self.asked.close()
        self.assertEqual(wrong.action_test()["params"]["type"], "danger")

    def test_asking_now_respects_the_source(self):
        connector = self.usps()
        parcels = self.parcels(connector, "GOOD000001", "GOOD000002")
        parcels[0].last_poll_at = utcnow() - timedelta(minutes=10)
        parcels.next_poll_at = utcnow() + timedelta(days=1)
        before = self.triggers("ir_cron_poll")
        user = new_test_user(self.env, "poll_user", groups="order_tracking.group_user")
        connector.with_user(user).action_poll()
        self.assertGreater(parcels[0].next_poll_at, utcnow() + timedelta(minutes=49))
        self.assertLess(parcels[0].next_poll_at, utcnow() + timedelta(minutes=51))
        self.assertLessEqual(parcels[1].next_poll_at, utcnow())
        self.assertGreater(self.triggers("ir_cron_poll"), before)

    def test_failed_messages_are_retried(self):
        connector = self.usps()
        message = self.receive(b"nonsense", connector=connector)
        self.assertEqual(message.state, "failed")
        connector.action_retry_failed()
        self.assertEqual(message.state, "received")
        self.assertTrue(self.triggers("ir_cron_process"))
        with self.enter_registry_test_mode():
            cron = self.env.ref("order_tracking_logistics.ir_cron_process")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(message.state, "failed")

    def test_a_new_push_address_replaces_the_old_one(self):
        connector = self.usps()
        old = connector.push_token
        connector.action_new_push_token()
        targets = self.env["tracking.connector"]
        self.assertIsNone(targets._push_target("usps", old))
        self.assertEqual(targets._push_target("usps", connector.push_token)[0], connector.id)

    def test_who_runs_the_work_is_said(self):
        connector = self.usps()
        self.assertEqual(jobs.runner(self.env), "cron")
        modules = ["base", "rpc", "web", "queue_job"]
        with patch.dict(config.options, {"server_wide_modules": modules}):
            # loaded in the server, and not installed in this database
            self.assertEqual(jobs.runner(self.env), "cron")
        self.assertEqual(connector.runner_text, "Scheduled actions")

    def test_a_new_day_begins_a_new_ledger(self):
        connector = self.usps(daily_limit=10, monthly_limit=100)
        connector.write(
            {
                "counted_on": fields.Date.today() - timedelta(days=40),
                "request_count": 10,
                "month_count": 100,
                "error_count": 3,
            }
        )
        self.assertEqual(connector._requests_left(), 10)
        self.assertEqual(connector.error_rate, 0)
