"""The journal and the promise ledger only grow: for the ORM and for plain SQL."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.order_tracking import appendonly

from .common import TrackingCase


class TestAppendOnly(TrackingCase):
    def setUp(self):
        super().setUp()
        self.subject = self.order()
        self.event = self.events(self.subject)[0]

    def test_orm(self):
        for model in (self.event, self.subject.promise_ids[0]):
            for attempt in (
                lambda m=model: m.sudo().write({"company_id": 1}),
                lambda m=model: m.sudo().unlink(),
                lambda m=model: m.sudo().create({}),
                lambda m=model: m.sudo().copy(),
            ):
                with self.subTest(model=model._name), self.assertRaises(UserError):
                    attempt()

    def test_milestones_cannot_be_typed_in(self):
        milestone = self.subject.milestone_ids[0]
        with self.assertRaises(UserError):
            milestone.sudo().write({"state": "reached"})
        with self.assertRaises(UserError):
            milestone.sudo().unlink()

    def test_flow_version(self):
        with self.assertRaises(UserError):
            self.subject.tracking_version_id.sudo().content = []

    @mute_logger("odoo.sql_db")
    def test_sql(self):
        for table in ("order_tracking_event", "order_tracking_promise"):
            for statement in (
                f"UPDATE {table} SET order_id = order_id",
                f"UPDATE {table} SET author_id = NULL, company_id = 2",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with (
                    self.subTest(statement),
                    self.assertRaisesRegex(psycopg2.Error, "never changed or deleted"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)

    def test_personal_data_can_be_taken_away_and_nothing_else(self):
        with appendonly.allow(self.env.cr):
            self.env.cr.execute(
                "UPDATE order_tracking_event SET data = %s WHERE id = %s",
                ['{"name": "Wang", "by": "customer", "lines": {"7": 2}}', self.event.id],
            )
        for change in (
            """data = '{"by": "customer", "lines": {"7": 2}, "name": "Li"}'""",
            """data = '{"by": "staff", "lines": {"7": 2}}'""",
            """data = '{"by": "customer", "lines": {}}'""",
            """data = '{"by": "customer"}'""",
            """data = '{"name": "Wang", "by": "customer", "lines": {"7": 2}, "text": "x"}'""",
            "data = NULL",
            "data = data - 'name', kind = 'delivered'",
            "occurred_at = now()",
        ):
            self.assertRefused(
                f"UPDATE order_tracking_event SET {change} WHERE id = {self.event.id}"
            )
        self.assertRefused(f"DELETE FROM order_tracking_event WHERE id = {self.event.id}")
        self.env["order.tracking.event"]._erase_words(self.subject.ids)
        self.assertEqual(self.event.data, {"by": "customer", "lines": {"7": 2}})

    @mute_logger("odoo.sql_db")
    def assertRefused(self, statement):
        with (
            self.subTest(statement),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
            appendonly.erasing(self.env.cr),
        ):
            self.env.cr.execute(statement)

    def test_author_may_be_deleted(self):
        user = new_test_user(
            self.env, "gone", groups="order_tracking.group_user,sales_team.group_sale_manager"
        )
        stage = self.by_hand()
        order = self.order(tracking_flow_id=self.pickup.id)
        order.with_user(user)._tracking_mark(stage)
        marked = self.events(order, "stage_marked")
        self.assertEqual(marked.author_id, user)
        user.unlink()
        self.env.invalidate_all()
        self.assertTrue(marked.exists())
        self.assertFalse(marked.author_id)
