"""Activities for the team that owns a stage, what teams say, and escalation when it is late."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user

from .common import TrackingCase


class HandOverCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "order_tracking.group_user,sales_team.group_sale_salesman_all_leads"
        cls.ann, cls.bob, cls.eve, cls.sam = (
            new_test_user(cls.env, name, groups=groups, lang="en_US")
            for name in ("ann", "bob", "eve", "sam")
        )
        cls.team = cls.env.ref("order_tracking.team_warehouse")
        cls.team.write({"member_ids": (cls.ann | cls.bob).ids, "leader_id": cls.eve.id})
        cls.sales = cls.env.ref("order_tracking.team_sales")
        cls.sales.leader_id = cls.sam

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.assertIs(self.env.ref(f"order_tracking.{name}").method_direct_trigger(), True)
        self.env.invalidate_all()

    def activities(self, order):
        return order.activity_ids.filtered(lambda a: a.activity_type_id.res_model == "sale.order")


class TestHandOver(HandOverCase):
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

    def test_deadline_is_the_planned_lead_in_the_working_time_of_the_team(self):
        self.team.calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Late shift",
                "tz": "UTC",
                "company_id": False,
                "attendance_ids": [
                    (0, 0, {"name": day, "dayofweek": day, "hour_from": 14, "hour_to": 16})
                    for day in "01234"
                ],
            }
        )
        with freeze_time("2026-03-02 15:00:00"):  # a Monday; four hours are one, two and one
            order = self.order()
            self.run_cron("ir_cron_hand_over")
        stage = self.milestone(order, "stock_reserved")
        self.assertEqual(str(stage.deadline_at), "2026-03-04 15:00:00")
        self.assertEqual(str(self.activities(order).date_deadline), "2026-03-04")

    def test_a_stage_that_begins_anew_is_given_anew(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.run_cron("ir_cron_hand_over")
        self.ready(order).do_unreserve()
        self.sync()
        for _ in range(2):
            self.run_cron("ir_cron_hand_over")
        self.assertEqual(self.activities(order).mapped("summary"), ["Stock reserved"])
        order.action_cancel()
        self.sync()
        self.run_cron("ir_cron_hand_over")
        self.assertFalse(self.activities(order))

    def test_giving_costs_the_same_for_one_and_for_many(self):
        def cost(count):
            orders = [self.order() for _ in range(count)]
            milestones = self.env["order.tracking.milestone"].search(
                [("order_id", "in", [o.id for o in orders]), ("state", "=", "current")]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            milestones._give_activity()
            self.env.flush_all()
            self.assertEqual(len(milestones.activity_id), count)
            return self.env.cr.sql_log_count - before

        cost(2)  # both people of the team
        self.assertLessEqual(cost(12), cost(2) + 1)


class TestAcceptance(HandOverCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("order_tracking.stage_delivery_reserved").needs_acceptance = True

    def setUp(self):
        super().setUp()
        self.now = self.startPatcher(freeze_time("2026-03-02 08:00:00"))  # a Monday
        self.waiting = self.handed()

    def handed(self):
        """An order that waits for the warehouse to take it over."""
        order = self.order()
        self.run_cron("ir_cron_hand_over")
        return self.milestone(order, "stock_reserved")

    def refuse(self, milestones, user, reason="information", note="no street"):
        action = milestones.with_user(user).action_refuse()
        wizard = Form(
            self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        )
        wizard.reason = reason
        wizard.note = note
        wizard.save().action_refuse()
        self.env.invalidate_all()

    def test_accepting(self):
        self.assertEqual(self.waiting.handover, "offered")
        self.now.tick(timedelta(hours=2))
        self.waiting.with_user(self.bob).action_accept()
        self.env.invalidate_all()
        self.assertEqual(self.waiting.handover, "accepted")
        self.assertEqual(str(self.waiting.accepted_at), "2026-03-02 10:00:00")
        [event] = self.events(self.waiting.order_id, "handover_accepted")
        self.assertEqual((event.evidence, event.author_id), ("staff", self.bob))
        self.assertEqual(event.summary, "Stock reserved")
        with self.assertRaises(UserError):
            self.waiting.with_user(self.ann).action_accept()

    def test_giving_back_and_handing_over_again(self):
        order = self.waiting.order_id
        self.now.tick(timedelta(hours=1))
        self.refuse(self.waiting, self.ann)
        self.assertEqual((self.waiting.handover, self.waiting.holder_id), ("refused", self.sales))
        self.assertEqual(self.waiting.team_id, self.team)
        self.assertEqual(order.tracking_team_id, self.sales, "the next step is theirs")
        self.assertEqual(len(self.activities(order)), 1)
        told = self.activities(order)
        self.assertEqual((told.user_id, told.summary), (self.sam, "Given back: Stock reserved"))
        self.assertIn("Information is missing", told.note)
        self.assertIn("no street", told.note)
        [event] = self.events(order, "handover_refused")
        self.assertEqual(event.summary, "Stock reserved: Information is missing: no street")
        self.now.tick(timedelta(hours=3))
        self.waiting.with_user(self.sam).action_offer()
        self.env.invalidate_all()
        self.assertEqual((self.waiting.handover, self.waiting.refusals), ("offered", 1))
        self.assertIn(self.activities(order).user_id, self.ann | self.bob)
        self.assertEqual(len(self.activities(order)), 1)

    def test_times_are_kept_and_follow_from_the_journal(self):
        order = self.waiting.order_id
        self.now.tick(timedelta(hours=1))
        self.refuse(self.waiting, self.ann)
        self.now.tick(timedelta(hours=1))
        self.waiting.with_user(self.sam).action_offer()
        self.now.tick(timedelta(hours=1))
        self.waiting.with_user(self.ann).action_accept()
        self.now.tick(timedelta(hours=22))
        self.stock(self.chair, 10)
        order.picking_ids.action_assign()
        self.sync()
        self.env.invalidate_all()
        names = ("dwell_elapsed_hours", "touch_elapsed_hours", "dwell_hours", "touch_hours")
        own = [self.waiting[name] for name in names]
        # 8–17 without 12–13: the second day ends at 9, the first hour of sales is not the team's
        self.assertEqual([round(hours, 2) for hours in own], [24.0, 22.0, 8.0, 6.0])
        confirmed = self.milestone(order, "order_confirmed")
        self.assertEqual(round(confirmed.dwell_elapsed_hours, 2), 1.0)
        order._tracking_rebuild()
        self.env.invalidate_all()
        self.assertEqual([self.waiting[name] for name in names], own)

    def test_only_the_team_speaks(self):
        for user in (self.sam, self.env.ref("base.user_admin")):
            self.assertEqual(
                self.waiting.with_user(user).can_accept,
                user.has_group("order_tracking.group_manager"),
            )
        for act in ("action_accept", "action_refuse", "action_offer"):
            with self.assertRaises(UserError):
                getattr(self.waiting.with_user(self.sam), act)()
        self.assertFalse(self.events(self.waiting.order_id, "handover_accepted"))

    def test_something_else_needs_words(self):
        with self.assertRaises(UserError):
            self.refuse(self.waiting, self.ann, reason="other", note=" ")

    def test_many_at_once_cost_the_same(self):
        def cost(count):
            milestones = self.waiting.union(*[self.handed() for _ in range(count - 1)])
            self.waiting = self.handed()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            milestones.with_user(self.ann).action_accept()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(set(milestones.mapped("handover")), {"accepted"})
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(8), cost(1) + 2)

    def test_panel_says_what_the_reader_may_do(self):
        def acts(user):
            stages = self.waiting.order_id.with_user(user).tracking_timeline["stages"]
            return next(s["handover"] for s in stages if s["state"] == "current")["acts"]

        self.assertEqual(acts(self.ann), ["accept", "refuse"])
        self.assertEqual(acts(self.sam), [])
        self.refuse(self.waiting, self.ann)
        self.assertEqual(acts(self.ann), ["accept"])
        self.assertEqual(acts(self.sam), ["offer"])

    def test_an_order_goes_on_whatever_was_said(self):
        self.refuse(self.waiting, self.ann)
        self.stock(self.chair, 10)
        self.waiting.order_id.picking_ids.action_assign()
        self.sync()
        self.run_cron("ir_cron_hand_over")
        self.assertEqual(self.waiting.state, "reached")
        self.assertFalse(self.waiting.holder_id)
        self.assertEqual(
            self.activities(self.waiting.order_id).mapped("summary"), ["Left the warehouse"]
        )
