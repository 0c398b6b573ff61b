"""Exceptions: from the fact that brings one to the fact that cures it."""

from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from .exception_common import ExceptionCase


class TestFromFactToCure(ExceptionCase):
    def test_late_until_delivered(self):
        self.stock(self.chair, 10)
        order = self.old()
        self.look()
        late = self.exceptions(order, "late")
        self.assertEqual(late.since, order.promise_last_at)
        self.assertEqual(late.partner_id, self.customer)
        self.assertIn("exception_opened", self.kinds(order))
        self.ship(order)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.look()
        self.assertFalse(self.exceptions(order, "late"))
        self.assertEqual(late.closed_event_id.kind, "delivered")
        self.assertTrue(late.closed_at)
        self.assertIn("exception_closed", self.kinds(order))

    def test_shortage_until_the_goods_come(self):
        order, shortage = self.short()
        self.assertEqual(shortage.data["missing"], 10)
        self.assertIn("10", shortage.text)
        self.stock(self.chair, 4)
        order.picking_ids.action_assign()
        self.sync()
        self.look()
        self.assertEqual(self.exceptions(order, "shortage"), shortage, "a part is no cure")
        self.assertEqual(shortage.data["missing"], 6)
        self.stock(self.chair, 6)
        order.picking_ids.action_assign()
        self.sync()
        self.look()
        self.assertFalse(self.exceptions(order, "shortage"))
        self.assertEqual(shortage.closed_event_id.kind, "stock_reserved")

    def test_a_stage_that_stands_still(self):
        self.stock(self.chair, 10)
        order = self.old()
        self.look()
        stalled = self.exceptions(order, "stalled")
        self.assertEqual(stalled.stage_id.trigger, "left_warehouse")
        self.ship(order)
        self.look()
        self.assertEqual(stalled.state, "closed")
        self.assertEqual(stalled.closed_event_id.kind, "left_warehouse")

    def test_a_new_promise_cures_the_broken_one(self):
        order, _shortage = self.short()
        late = self.exceptions(order, "late")
        order._tracking_repromise(fields.Datetime.now() + timedelta(days=90), "Supplier")
        self.sync()
        self.look()
        self.assertEqual(late.state, "closed")
        self.assertEqual(late.closed_event_id.kind, "promise_made")

    def test_promised_before_it_can_be_there(self):
        tomorrow = fields.Datetime.now() + timedelta(hours=20)
        self.stock(self.chair, 10)
        order = self.order(commitment_date=tomorrow)
        self.look()
        risk = self.exceptions(order, "at_risk")
        self.assertEqual(risk.since, order.promise_last_at)
        self.assertTrue(risk.text and risk.next_step)

    def test_goods_that_left_and_that_nobody_follows(self):
        self.stock(self.chair, 10)
        order = self.old()
        self.ship(order)
        self.look()
        self.assertEqual(self.exceptions(order).mapped("kind"), ["unconfirmed"])
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.look()
        self.assertFalse(self.exceptions(order, "unconfirmed"))

    def test_a_cancelled_order_needs_nobody(self):
        order, shortage = self.short()
        order._action_cancel()
        self.sync()
        self.look()
        self.assertFalse(self.exceptions(order))
        self.assertEqual(shortage.closed_event_id.kind, "order_cancelled")

    def test_looking_again_changes_nothing(self):
        order, _shortage = self.short()
        events, found = self.kinds(order), self.exceptions(order)
        self.env["order.tracking.watch"]._mark_now(order.ids)
        self.look()
        self.assertEqual(self.kinds(order), events)
        self.assertEqual(self.exceptions(order), found)

    def test_another_source_has_its_own(self):
        order, shortage = self.short()
        self.env["order.exception"]._reconcile("elsewhere", order, [])
        self.assertEqual(self.exceptions(order, "shortage"), shortage)


class TestWhenToLook(ExceptionCase):
    def test_an_order_in_time_is_looked_at_when_it_may_stand_still(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.look()
        [at] = self.waiting(order)
        self.assertGreater(at, self.milestone(order, "left_warehouse").due_at)
        self.look()
        self.assertEqual(self.waiting(order), [at], "it is not due")

    def test_an_order_that_is_over_is_never_looked_at_again(self):
        order = self.order()
        order._action_cancel()
        self.sync()
        self.look()
        self.assertFalse(self.waiting(order))

    def test_the_sweep_of_late_stages_has_them_looked_at(self):
        order = self.old()
        self.look()
        self.env.cr.execute("DELETE FROM order_tracking_watch")
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET late = FALSE WHERE order_id = %s", [order.id]
        )
        self.env["order.tracking.milestone"]._mark_late(100)
        self.assertTrue(self.waiting(order))

    def test_an_order_that_cannot_be_looked_at_fails_alone(self):
        first, bad, last = self.old(), self.old(), self.old()
        find = type(self.env["order.exception"])._find_in_timeline

        def failing(model, orders, now):
            if bad in orders:
                raise ValueError("cannot be read")
            return find(model, orders, now)

        with (
            patch.object(type(self.env["order.exception"]), "_find_in_timeline", failing),
            mute_logger("odoo.addons.order_tracking.models.order_tracking_watch"),
        ):
            self.look()
        self.assertTrue(self.exceptions(first) and self.exceptions(last))
        self.assertFalse(self.exceptions(bad))
        self.assertGreater(self.waiting(bad), [fields.Datetime.now()], "it is tried again")

    def test_the_same_number_of_queries_for_one_and_for_many(self):
        def cost(count):
            orders = [self.old() for _ in range(count)]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["order.tracking.watch"]._look([order.id for order in orders])
            self.env.flush_all()
            found = self.env["order.exception"].search(
                [("order_id", "in", [order.id for order in orders])]
            )
            self.assertEqual(len(found), 2 * count)
            return self.env.cr.sql_log_count - before

        team = self.env.ref("order_tracking.team_warehouse")
        team.write({"member_ids": [(5,)], "leader_id": self.env.user.id})  # one owner for all
        cost(1)
        one = cost(1)
        self.assertLessEqual(cost(25), one + 2)


class TestPeople(ExceptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.env
        cls.seller = new_test_user(make, "exc_seller", groups="sales_team.group_sale_salesman")
        cls.tracker, cls.other = (
            new_test_user(make, name, groups="order_tracking.group_user")
            for name in ("exc_tracker", "exc_other")
        )
        cls.employee = new_test_user(make, "exc_employee", groups="base.group_user")
        elsewhere = make["res.company"].create({"name": "Elsewhere"})
        cls.stranger = new_test_user(
            make,
            "exc_stranger",
            groups="order_tracking.group_manager,sales_team.group_sale_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        cls.warehouse_team = make.ref("order_tracking.team_warehouse")

    def test_who_gets_what(self):
        self.warehouse_team.write({"leader_id": self.other.id, "member_ids": self.tracker.ids})
        order, shortage = self.short(user_id=self.seller.id)
        self.assertEqual(self.exceptions(order, "late").user_id, self.seller)
        self.assertEqual(shortage.user_id, self.other)
        self.assertEqual(shortage.team_id, self.warehouse_team)
        self.assertGreater(shortage.deadline, shortage.opened_at)

    def test_work_is_shared_among_the_members(self):
        rule = self.env["order.exception.rule"].search([("kind", "=", "shortage")])
        rule.team_id = self.warehouse_team
        self.warehouse_team.member_ids = self.tracker | self.other
        first, second = self.old(), self.old()
        self.look()
        owners = (self.exceptions(first, "shortage") | self.exceptions(second, "shortage")).user_id
        self.assertEqual(owners, self.tracker | self.other)

    def test_the_owner_has_one_activity_while_it_is_open(self):
        order, shortage = self.short()
        shortage.user_id = self.tracker
        self.assertEqual(shortage.activity_ids.user_id, self.tracker)
        shortage.with_user(self.other).action_take()
        self.assertEqual(shortage.activity_ids.user_id, self.other)
        self.assertEqual(len(shortage.activity_ids), 1)
        order._action_cancel()
        self.sync()
        self.look()
        self.assertFalse(shortage.activity_ids)

    def test_reading(self):
        own, _ = self.short(user_id=self.seller.id)
        foreign, _ = self.short(user_id=self.env.ref("base.user_admin").id)
        for user, sees in (
            (self.seller, [True, False]),
            (self.tracker, [True, True]),
            (self.stranger, [False, False]),
        ):
            model = self.env["order.exception"].with_user(user)
            found = [bool(model.search([("order_id", "=", o.id)])) for o in (own, foreign)]
            self.assertEqual(found, sees, user.login)
        with self.assertRaises(AccessError):
            self.env["order.exception"].with_user(self.employee).search([])

    def test_staff_change_what_is_theirs(self):
        _order, shortage = self.short()
        mine = shortage.with_user(self.tracker)
        mine.write({"cause": "supplier"})
        mine.message_post(body="Called the supplier")
        for values in ({"state": "closed"}, {"kind": "late"}, {"since": False}):
            with self.assertRaises(UserError):
                mine.write(values)
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaises(AccessError):
            mine.create({"order_id": shortage.order_id.id})

    def test_the_root_cause_stays_for_the_reviews(self):
        order, shortage = self.short()
        shortage.cause = "supplier"
        order._action_cancel()
        self.sync()
        self.look()
        self.assertEqual((shortage.state, shortage.cause), ("closed", "supplier"))

    def decide(self, exception, decision, user=None, **values):
        action = exception.with_user(user or self.tracker).action_snooze()
        Wizard = self.env["order.exception.decide"].with_user(user or self.tracker)
        context = {**action["context"], "default_decision": decision}
        form = Form(Wizard.with_context(**context))
        form.reason = "Agreed on the phone"
        for name, value in values.items():
            form[name] = value
        form.save().action_decide()
        self.env.invalidate_all()

    def test_snoozing(self):
        order, shortage = self.short()
        shortage.user_id = self.tracker
        self.decide(shortage, "snooze", until=fields.Datetime.now() + timedelta(hours=3))
        self.assertEqual(shortage.state, "snoozed")
        self.assertFalse(shortage.activity_ids)
        self.look()
        self.assertEqual(shortage.state, "snoozed", "nobody is asked")
        self.assertEqual(self.waiting(order), [shortage.snoozed_until])
        self.env.cr.execute(
            "UPDATE order_exception SET snoozed_until = now() at time zone 'utc' - interval '1 h'"
        )
        self.env["order.tracking.watch"]._mark_now(order.ids)
        self.look()
        self.assertEqual(shortage.state, "open")
        self.assertEqual(shortage.activity_ids.user_id, self.tracker)

    def test_the_cure_ends_a_snoozed_one(self):
        order, shortage = self.short()
        self.decide(shortage, "snooze")
        order._action_cancel()
        self.sync()
        self.look()
        self.assertEqual(shortage.state, "closed")
        self.assertFalse(self.waiting(order))

    def test_no_snooze_into_the_past(self):
        _order, shortage = self.short()
        with self.assertRaises(UserError):
            self.decide(shortage, "snooze", until=fields.Datetime.now() - timedelta(hours=1))

    def test_closed_by_hand_comes_back_only_when_it_begins_anew(self):
        order, _shortage = self.short()
        late = self.exceptions(order, "late")
        self.decide(late, "close")
        self.assertEqual(late.state, "closed")
        event = self.events(order, "exception_closed")
        self.assertEqual((event.evidence, event.author_id), ("staff", self.tracker))
        self.env["order.tracking.watch"]._mark_now(order.ids)
        self.look()
        self.assertFalse(self.exceptions(order, "late"), "it was settled")
        order._tracking_repromise(fields.Datetime.now() - timedelta(days=1), "Again")
        self.sync()
        self.look()
        self.assertNotEqual(self.exceptions(order, "late"), late)
        self.assertTrue(self.exceptions(order, "late"))
        with self.assertRaises(UserError):
            late.with_user(self.tracker)._settle("Twice")

    def test_strangers_cannot_decide(self):
        _order, shortage = self.short()
        with self.assertRaises(AccessError):
            shortage.with_user(self.stranger)._settle("No business of mine")


class TestRules(ExceptionCase):
    def rule(self, kind):
        return self.env["order.exception.rule"].search(
            [("kind", "=", kind), ("company_id", "=", False)]
        )

    def test_what_is_not_watched_for_is_no_exception(self):
        order, shortage = self.short()
        self.rule("shortage").enabled = False
        self.env["order.tracking.watch"]._mark_now(order.ids)
        self.look()
        self.assertEqual(shortage.state, "closed")
        self.assertTrue(self.exceptions(order, "late"))

    def test_a_company_has_its_own_rule(self):
        self.rule("shortage").copy({"company_id": self.env.company.id, "hours": 0.0})
        _order, shortage = self.short()
        self.assertEqual(shortage.deadline, shortage.opened_at)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        settings = self.env["order.exception.rule"]._settings(other.id)
        self.assertEqual(settings["shortage"].hours, 8)

    def test_tolerance_keeps_quiet(self):
        self.rule("shortage").tolerance = 10_000
        order = self.old()
        self.look()
        self.assertFalse(self.exceptions(order, "shortage"))


class TestScreens(ExceptionCase):
    def test_the_order_shows_them(self):
        order, shortage = self.short()
        shown = order.tracking_timeline["exceptions"]
        self.assertEqual({e["id"] for e in shown}, set(self.exceptions(order).ids))
        self.assertEqual(order.exception_count, 2)
        self.assertTrue(all(e["text"] and e["next"] and e["label"] for e in shown))
        self.assertEqual(shortage.action_open_order()["res_id"], order.id)

    def test_overdue_can_be_searched(self):
        order, shortage = self.short()
        overdue = [("overdue", "=", True), ("order_id", "=", order.id)]
        Exception_ = self.env["order.exception"]
        self.assertNotIn(shortage, Exception_.search(overdue))
        shortage.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        self.env.flush_all()
        self.assertIn(shortage, Exception_.search(overdue))
        self.assertTrue(shortage.overdue)

    def test_projections_do_not_depend_on_them(self):
        order, _shortage = self.short()
        before = self.states(order)
        order._tracking_rebuild()
        self.assertEqual(self.states(order), before)


class TestOverdue(ExceptionCase):
    def setUp(self):
        super().setUp()
        groups = "order_tracking.group_user"
        self.leader = new_test_user(self.env, "exception_leader", groups=groups)
        self.worker = new_test_user(self.env, "exception_worker", groups=groups)
        self.team = self.env["order.tracking.team"].create(
            {"name": "Stock", "leader_id": self.leader.id, "member_ids": self.worker.ids}
        )
        rule = self.env["order.exception.rule"].search([("kind", "=", "shortage")])
        rule.team_id = self.team

    def overdue(self):
        order, shortage = self.short()
        shortage.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.look()
        return order, shortage

    def told(self, exception):
        kind = self.env.ref("order_tracking.mail_activity_exception_late")
        return exception.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_the_leader_is_told_once(self):
        _order, shortage = self.overdue()
        self.assertEqual(self.told(shortage).user_id, self.leader)
        self.assertTrue(shortage.overdue_told_at)
        self.told(shortage).unlink()
        self.look()
        self.assertFalse(self.told(shortage), "the leader has dealt with it")

    def test_nobody_is_told_before_the_deadline(self):
        _order, shortage = self.short()
        self.look()
        self.assertFalse(self.told(shortage))
        self.assertFalse(shortage.overdue_told_at)

    def test_who_gave_it_away_or_snoozed_it_is_told_of(self):
        _order, shortage = self.overdue()
        shortage.user_id = self.leader
        shortage._snooze(fields.Datetime.now() + timedelta(days=1), "tomorrow")
        self.assertEqual(len(self.told(shortage)), 1)

    def test_a_snoozed_one_waits(self):
        _order, shortage = self.short()
        shortage._snooze(fields.Datetime.now() + timedelta(days=1), "tomorrow")
        shortage.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.look()
        self.assertFalse(self.told(shortage))
        shortage.sudo().state = "open"
        self.look()
        self.assertTrue(self.told(shortage))

    def test_the_cure_ends_it(self):
        order, shortage = self.overdue()
        self.stock(self.chair, 10)
        order.picking_ids.action_assign()
        self.sync()
        self.look()
        self.assertEqual(shortage.state, "closed")
        self.assertFalse(shortage.activity_ids)

    def test_without_a_leader_a_manager_is_told(self):
        self.team.leader_id = False
        _order, shortage = self.overdue()
        self.assertTrue(self.told(shortage).user_id.has_group("order_tracking.group_manager"))

    def test_overdue_ones_come_first(self):
        _order, shortage = self.overdue()
        other = self.exceptions(self.short()[0], "shortage")
        exceptions = self.env["order.exception"]
        order = etree.fromstring(exceptions.get_view(view_type="list")["arch"]).get("default_order")
        found = exceptions.search([("id", "in", (shortage | other).ids)], order=order)
        self.assertEqual(found, shortage | other)
        self.assertEqual([e.overdue for e in found], [True, False])

    def test_queries_do_not_grow(self):
        costs = []
        made = self.env["order.exception"].sudo().with_context(tracking_disable=True)
        for count in (2, 20):
            values = self.short()[1].copy_data()[0]
            overdue = made.create([{**values, "key": f"more{i}"} for i in range(count)])
            overdue.deadline = fields.Datetime.now() - timedelta(minutes=1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(made._tell_overdue(100), count)
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLess(costs[1] - costs[0], 6)
