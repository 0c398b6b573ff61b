"""Activities for the team that owns a stage, and escalation when it is late."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .common import TrackingCase


class TestHandOver(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "order_tracking.group_user,sales_team.group_sale_salesman_all_leads"
        cls.ann, cls.bob, cls.eve = (
            new_test_user(cls.env, name, groups=groups) for name in ("ann", "bob", "eve")
        )
        cls.team = cls.env.ref("order_tracking.team_warehouse")
        cls.team.write({"member_ids": (cls.ann | cls.bob).ids, "leader_id": cls.eve.id})

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.assertIs(self.env.ref(f"order_tracking.{name}").method_direct_trigger(), True)
        self.env.invalidate_all()

    def activities(self, order):
        return order.activity_ids.filtered(lambda a: a.activity_type_id.res_model == "sale.order")

    def test_each_member_gets_a_share_and_each_stage_once(self):
        orders = [self.order(), self.order()]
        self.run_cron("ir_cron_hand_over")
        self.run_cron("ir_cron_hand_over")
        self.assertEqual({self.activities(order).user_id for order in orders}, {self.ann, self.bob})
        for order in orders:
            self.assertEqual(len(self.activities(order)), 1)
            current = self.milestone(order, "stock_reserved")
            self.assertEqual(current.user_id, self.activities(order).user_id)

    def test_activity_ends_with_the_stage(self):
        order = self.order()
        self.run_cron("ir_cron_hand_over")
        before = self.activities(order)
        self.stock(self.chair, 10)
        order.picking_ids.action_assign()
        self.sync()
        self.run_cron("ir_cron_hand_over")
        after = self.activities(order)
        self.assertNotEqual(after, before)
        self.assertEqual(after.summary, "Left the warehouse")

    def test_team_without_members_waits(self):
        self.team.write({"member_ids": False, "leader_id": False})
        order = self.order()
        self.run_cron("ir_cron_hand_over")
        self.assertFalse(self.activities(order))
        self.team.member_ids = self.ann
        self.run_cron("ir_cron_hand_over")
        self.assertEqual(self.activities(order).user_id, self.ann)

    def test_late_stage_is_marked_and_escalated_once(self):
        order = self.order(confirm=False)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=60)
        self.sync()
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET late = FALSE WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        self.run_cron("ir_cron_sweep_late")
        for _ in range(2):
            self.run_cron("ir_cron_watch")
        self.assertTrue(self.milestone(order, "stock_reserved").late)
        self.assertTrue(order.tracking_late)
        [shortage] = self.env["order.exception"].search(
            [("order_id", "=", order.id), ("kind", "=", "shortage")]
        )
        self.assertEqual(shortage.user_id, self.eve)
        self.assertEqual(shortage.activity_ids.user_id, self.eve)

    def test_stage_in_time_is_left_alone(self):
        order = self.order()
        self.run_cron("ir_cron_sweep_late")
        self.assertFalse(any(order.milestone_ids.mapped("late")))
        self.assertFalse(order.tracking_late)
