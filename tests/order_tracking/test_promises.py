"""The promise ledger of real orders."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import TrackingCase


class TestPromises(TrackingCase):
    def ledger(self, order):
        self.env.invalidate_all()
        return [(p.kind, p.date, p.reason or "") for p in order.promise_ids.sorted("number")]

    def test_first_promise_is_the_later_of_plan_and_expected_date(self):
        order = self.order()
        planned = self.milestone(order, "delivered").planned_at
        self.assertEqual(self.ledger(order), [("first", planned, "")])
        self.chair.sale_delay = 90
        slow = self.order()
        self.assertEqual(self.ledger(slow)[0][1], slow.expected_date)

    def test_leads_count_in_working_time(self):
        # Thursday 16:00 in Shanghai; 8 working hours a day; weekend off.
        self.warehouse.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-05 08:00:00"):
            order = self.order()
            delivered = self.milestone(order, "delivered").planned_at
        # 4 + 4 + 16 hours after it: one day left of Thursday 16:00-17:00, Friday, then Monday.
        self.assertEqual(delivered.date().isoformat(), "2026-03-10")

    def test_commitment_date_is_the_promise(self):
        date = fields.Datetime.now() + timedelta(days=40)
        order = self.order(commitment_date=date)
        self.assertEqual(self.ledger(order), [("first", date, "")])

    def test_later_promise_keeps_reason_and_author(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_manager")
        order = self.order()
        first = order.promise_last_at
        date = first + timedelta(days=7)
        self.env["order.tracking.repromise"].with_user(seller).create(
            {"order_id": order.id, "date": date, "reason": "supplier is late"}
        ).action_promise()
        self.sync()
        self.assertEqual(self.ledger(order)[1:], [("later", date, "supplier is late")])
        self.assertEqual(order.promise_ids.sorted("number")[1].author_id, seller)
        self.assertEqual((order.promise_first_at, order.promise_last_at), (first, date))
        self.assertEqual(self.milestone(order, "delivered").promised_at, date)

    def test_changed_commitment_date_is_a_promise_too(self):
        order = self.order()
        order.commitment_date = order.promise_last_at + timedelta(days=3)
        self.sync()
        self.assertEqual([kind for kind, *_ in self.ledger(order)], ["first", "later"])

    def test_same_date_again_is_no_new_promise(self):
        order = self.order(commitment_date=fields.Datetime.now() + timedelta(days=9))
        order.commitment_date = order.commitment_date
        self.sync()
        self.assertEqual(len(self.ledger(order)), 1)

    def test_requested_date_is_kept_apart(self):
        date = fields.Datetime.now() + timedelta(days=2)
        order = self.order(requested_date=date)
        self.assertEqual([kind for kind, *_ in self.ledger(order)], ["requested", "first"])
        self.assertEqual(order.promise_requested_at, date)
        self.assertNotEqual(order.promise_first_at, date)

    def test_promise_in_the_past_is_refused(self):
        order = self.order()
        wizard = self.env["order.tracking.repromise"].create(
            {"order_id": order.id, "date": "2020-01-01", "reason": "typing error"}
        )
        with self.assertRaisesRegex(UserError, "in the past"):
            wizard.action_promise()
