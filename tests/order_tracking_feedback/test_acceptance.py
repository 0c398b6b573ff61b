"""The customer counts what arrived: asked once, answered once, and the journal says so."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import FeedbackCase


@tagged("post_install", "-at_install")
class TestAcceptance(FeedbackCase):
    def test_everything_is_fine(self):
        order = self.arrived((self.chair, 10), (self.desk, 2))
        waiting = self.waiting(order)
        self.assertEqual(sorted(waiting.line_ids.mapped("quantity")), [2, 10])
        self.assertEqual(self.states(order)["accepted"], "current")
        self.assertIsNone(self.answer(order))
        self.sync()
        self.env.invalidate_all()
        self.assertEqual((waiting.state, waiting.answered_by), ("accepted", "customer"))
        milestone = self.milestone(order, "accepted")
        self.assertEqual((milestone.state, milestone.evidence), ("reached", "customer"))

    def test_some_are_damaged(self):
        order = self.arrived((self.chair, 10), (self.desk, 2))
        waiting = self.waiting(order)
        refused = self.answer(order, chair_good="8")
        self.assertIn("Please choose what is wrong", refused)
        self.assertEqual(waiting.state, "open", "nothing is recorded of a form with a mistake")
        self.assertIsNone(
            self.answer(order, chair_good="8", chair_problem="damaged", chair_note="Scratched")
        )
        self.env.invalidate_all()
        chairs = waiting.line_ids.filtered(lambda line: line.product_id == self.chair)
        self.assertEqual(waiting.state, "differs")
        self.assertEqual((chairs.good_quantity, chairs.problem), (8, "damaged"))
        self.assertEqual((waiting.line_ids - chairs).good_quantity, 2)
        self.assertEqual(self.states(order)["accepted"], "current", "two chairs are not accepted")
        told = self.events(order, "acceptance_answered")
        self.assertEqual(told.evidence, "customer")
        self.assertIn("2", told.summary)

    def test_silence_accepts_after_the_period_and_not_before(self):
        now = fields.Datetime.now()
        order = self.arrived(at=now)
        waiting = self.waiting(order)
        self.assertEqual(waiting.due_at, now + timedelta(days=7))
        page = self.env["sale.order"]._acceptance_page(order.id)
        self.assertIn("count as accepted", page)
        token = order._portal_ensure_token()
        page = order.sudo()._tracking_page_values(full=True, token=token)
        (step,) = (stage for stage in page["stages"] if stage["trigger"] == "accepted")
        self.assertIn("if we hear nothing", step["when"], "not some planned day")
        with freeze_time(now + timedelta(days=6)):
            self.look(order)
            self.assertEqual(waiting.state, "open")
        with freeze_time(now + timedelta(days=7, seconds=1)):
            self.look(order)
        self.assertEqual((waiting.state, waiting.answered_by), ("accepted", "silence"))
        self.assertEqual(self.milestone(order, "accepted").evidence, "system")

    def test_a_second_answer_changes_nothing(self):
        order = self.arrived()
        first = self.waiting(order)
        sent = {"access_token": order._portal_ensure_token(), "acceptance": str(first.id)}
        self.assertIsNone(self.answer(order))
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        again = {**sent, f"line{first.line_ids.id}-problem": "missing"}
        self.assertIsNone(public._acceptance_answer(order.id, again, {}, trusted=False))
        self.env.invalidate_all()
        self.assertEqual(first.state, "accepted")
        self.assertEqual(len(self.events(order, "acceptance_answered")), 1)

    def test_staff_whose_page_is_old_do_not_accept_what_the_customer_found_damaged(self):
        order = self.arrived()
        waiting = self.waiting(order)
        self.assertIsNone(self.answer(order, chair_good="7", chair_problem="damaged"))
        waiting.action_accept()
        self.sync()
        self.env.invalidate_all()
        self.assertEqual((waiting.state, waiting.answered_by), ("differs", "customer"))
        self.assertEqual(len(self.events(order, "acceptance_answered")), 1)

    def test_a_later_parcel_is_asked_about_alone(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order)[0], Chair=6)
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage)
        self.sync()
        self.look(order)
        self.assertEqual(self.waiting(order).line_ids.quantity, 6)
        self.answer(order)
        self.ship(order)
        order._tracking_mark(stage)
        self.sync()
        self.look(order)
        self.assertEqual(self.waiting(order).line_ids.quantity, 4)
        self.assertEqual(self.states(order)["accepted"], "current")
        self.answer(order)
        self.assertEqual(self.states(order)["accepted"], "reached")

    def test_a_later_parcel_before_the_first_was_counted_is_counted_with_it(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order)[0], Chair=6)
        stage = self.milestone(order, "delivered").stage_id
        for quantity in (6, 10):
            order._tracking_mark(stage)
            self.sync()
            self.look(order)
            self.assertEqual(self.waiting(order).line_ids.quantity, quantity)
            if quantity == 6:
                self.ship(order)

    def test_a_voided_arrival_is_not_asked_about(self):
        order = self.arrived()
        order._tracking_void(self.events(order, "delivered"), "Wrong order")
        self.sync()
        self.look(order)
        self.assertFalse(order.acceptance_ids)

    def test_old_arrivals_are_not_asked_about(self):
        order = self.arrived(at=fields.Datetime.now() - timedelta(days=60))
        self.assertFalse(order.acceptance_ids)

    def test_companies_may_not_ask(self):
        self.env.company.order_acceptance_enabled = False
        self.assertFalse(self.arrived().acceptance_ids)


@tagged("post_install", "-at_install")
class TestWhoAnswers(FeedbackCase):
    def test_a_wrong_token_opens_nothing(self):
        order = self.arrived()
        with self.assertRaises(AccessError):
            self.answer(order, token="x" * 20)

    def test_a_receivers_link_does_not_answer_for_the_buyer(self):
        order = self.arrived()
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "receiver"})
        self.assertIn("Only the customer", self.answer(order, token=link.token))
        self.assertEqual(self.waiting(order).state, "open")

    def test_staff_read_and_do_not_write(self):
        order = self.arrived()
        user = new_test_user(self.env, "clerk", groups="order_tracking.group_user")
        found = self.waiting(order).with_user(user)
        self.assertEqual(found.order_id, order)
        with self.assertRaises(UserError):
            found.write({"state": "accepted"})

    def test_staff_accept_for_the_customer(self):
        order = self.arrived()
        one = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        two = new_test_user(self.env, "two", groups="sales_team.group_sale_salesman")
        order.user_id = one
        found = self.waiting(order)
        with self.assertRaises(AccessError):
            found.with_user(two).action_accept()
        found.with_user(one).action_accept()
        self.sync()
        self.assertEqual((found.state, found.answered_by), ("accepted", "staff"))
        self.assertEqual(self.states(order)["accepted"], "reached")
        told = self.events(order, "acceptance_answered")
        self.assertEqual((told.evidence, told.data["name"]), ("staff", one.name))

    def test_salespeople_see_their_own(self):
        order = self.arrived()
        order.user_id = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        other = new_test_user(self.env, "two", groups="sales_team.group_sale_salesman")
        found = self.env["order.acceptance"].search([("order_id", "=", order.id)])
        self.assertTrue(found)
        self.assertFalse(found.with_user(other).search([("order_id", "=", order.id)]))
        self.assertTrue(found.with_user(order.user_id).search([("order_id", "=", order.id)]))
