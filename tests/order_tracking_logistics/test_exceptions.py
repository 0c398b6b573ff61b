"""Exceptions of parcels: brought by what a carrier says or keeps silent about, and cured."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..order_tracking.exception_common import ExceptionCase
from .common import ShipmentCase


def iso(hours):
    """An instant so many hours from now, as a carrier writes it."""
    at = datetime.fromisoformat(fields.Datetime.to_string(fields.Datetime.now()))
    return (at + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


@tagged("post_install", "-at_install")
class TestParcelExceptions(ExceptionCase, ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["order.exception.rule"].search([])
        rules.tolerance = 0  # whatever the hour at which the tests run

    def told(self, number, *scans, **more):
        """The carrier's history: (status, hours from now, text)."""
        self.receive(
            self.tracker(number, *[(code, iso(h), text) for code, h, text in scans], **more)
        )
        self.look()

    def test_a_failed_attempt_until_it_is_delivered(self):
        order = self.shipped("PN1")
        first = ("in_transit", -30, "Picked up"), ("failure", -20, "Address not found")
        self.told("PN1", *first)
        shipment = self.shipment("PN1")
        [found] = self.exceptions(order)
        self.assertEqual(found.kind, "parcel_problem")
        self.assertEqual(found.opened_event_id.kind, "parcel_problem")
        self.assertIn("Address not found", found.text)
        self.assertEqual(found.action_open_document()["res_id"], shipment.id)
        self.told("PN1", *first, ("delivered", -1, "Delivered"))
        self.assertFalse(self.exceptions(order))
        self.assertIn(found.closed_event_id.kind, ("parcel_delivered", "delivered"))

    def test_an_attempt_that_failed(self):
        order = self.shipped("PN1")
        shipment = self.shipment("PN1")
        shipment._tell("out_for_delivery", at=fields.Datetime.now() - timedelta(hours=9))
        shipment._tell("attempt_failed", at=fields.Datetime.now() - timedelta(hours=8))
        self.look()
        failed = self.exceptions(order, "attempt_failed")
        self.assertEqual(failed.opened_event_id.kind, "attempt_failed")
        shipment._tell("in_transit", at=fields.Datetime.now() - timedelta(hours=6))
        self.look()
        self.assertEqual(self.exceptions(order, "attempt_failed"), failed, "back at the depot")
        shipment._tell("out_for_delivery", at=fields.Datetime.now() - timedelta(hours=1))
        self.look()
        self.assertFalse(self.exceptions(order, "attempt_failed"))
        self.assertEqual(failed.closed_event_id.kind, "out_for_delivery")

    def test_silence_until_the_next_scan(self):
        order = self.shipped("PN1")
        scan = ("in_transit", -400, "Picked up")
        self.told("PN1", scan)
        silent = self.exceptions(order, "silent")
        self.assertEqual(silent.since, self.shipment("PN1").silent_after)
        self.assertIn("PN1", silent.text)
        self.told("PN1", scan, ("out_for_delivery", -1, "On the van"))
        self.assertFalse(self.exceptions(order, "silent"))
        self.assertTrue(silent.closed_event_id)

    def test_the_job_comes_back_when_silence_begins(self):
        order = self.shipped("PN1")
        self.told("PN1", ("in_transit", -1, "Picked up"))
        self.assertFalse(self.exceptions(order, "silent"))
        now = fields.Datetime.now()
        _found, looks = self.env["order.exception"]._find_in_parcels(order, now)
        self.assertEqual(looks, {order.id: self.shipment("PN1").silent_after})
        self.assertLessEqual(min(self.waiting(order)), self.shipment("PN1").silent_after)

    def test_other_expectations_have_the_order_looked_at(self):
        order = self.shipped("PN1")
        self.look()
        self.env.cr.execute("DELETE FROM order_tracking_watch")
        self.shipment("PN1")._watch_orders()
        self.assertLessEqual(max(self.waiting(order)), fields.Datetime.now())

    def test_a_number_that_nobody_knows(self):
        order = self.shipped("PN1")
        self.look()
        unknown = self.exceptions(order, "unknown_number")
        self.assertTrue(unknown)
        self.told("PN1", ("in_transit", -1, "Picked up"))
        self.assertEqual(unknown.state, "closed")

    def test_a_parcel_that_comes_back(self):
        order = self.shipped("PN1")
        shipment = self.shipment("PN1")
        shipment._tell("returning", at=fields.Datetime.now() - timedelta(hours=9))
        self.look()
        returning = self.exceptions(order, "returning")
        shipment._tell("returned", at=fields.Datetime.now() - timedelta(hours=1))
        self.look()
        self.assertEqual(returning.state, "closed")
        self.assertEqual(returning.closed_event_id.kind, "parcel_returned")
        returned = self.exceptions(order, "returned")
        self.give_back(order.picking_ids, Chair=10)
        self.look()
        self.assertEqual(returned.state, "closed", "the goods are back in stock")

    def test_late_by_the_carriers_estimate(self):
        order = self.shipped("PN1")
        promised = order.promise_last_at
        late = (promised + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.told("PN1", ("in_transit", -1, "Picked up"), eta=late)
        [risk] = self.exceptions(order)
        self.assertEqual(risk.kind, "at_risk")
        self.assertEqual(datetime.fromisoformat(risk.data["expected_at"]), self.shipment("PN1").eta)
        soon = (promised - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.told("PN1", ("in_transit", -1, "Picked up"), eta=soon)
        self.assertEqual(risk.state, "closed")

    def test_each_parcel_has_its_own(self):
        order = self.shipped("PN1", "PN2", "PN3")
        for number in ("PN1", "PN2"):
            self.shipment(number)._tell("attempt_failed")
        self.look()
        failed = self.exceptions(order, "attempt_failed")
        numbers = {e.document_id for e in failed}
        self.assertEqual(numbers, {self.shipment("PN1").id, self.shipment("PN2").id})
        self.shipment("PN2")._tell("delivered")
        self.look()
        [left] = self.exceptions(order, "attempt_failed")
        self.assertEqual(left.document_id, self.shipment("PN1").id)

    def test_a_parcel_of_two_orders_concerns_both(self):
        order = self.shipped("PN1")
        other = self.order()
        self.shipment("PN1").order_ids |= other
        self.shipment("PN1")._tell("attempt_failed")
        self.look()
        for one in (order, other):
            self.assertTrue(self.exceptions(one, "attempt_failed"))

    def test_a_followed_parcel_is_late_not_unconfirmed(self):
        order = self.shipped("PN1")
        order._tracking_repromise(fields.Datetime.now() - timedelta(days=2), "Past")
        self.sync()
        self.told("PN1", ("in_transit", -1, "Picked up"))
        self.assertTrue(self.exceptions(order, "late"))
        self.assertFalse(self.exceptions(order, "unconfirmed"))

    def test_a_parcel_that_is_given_up_needs_nobody(self):
        order = self.shipped("PN1")
        self.shipment("PN1")._tell("attempt_failed")
        self.look()
        self.shipment("PN1").closed = True
        self.look()
        self.assertFalse(self.exceptions(order, "attempt_failed"))

    def test_a_salesperson_sees_those_of_own_orders(self):
        seller = new_test_user(self.env, "par_seller", groups="sales_team.group_sale_salesman")
        own = self.shipped("PN1", order=None)
        foreign = self.shipped("PN2")
        own.user_id, foreign.user_id = seller, self.env.ref("base.user_admin")
        for number in ("PN1", "PN2"):
            self.shipment(number)._tell("attempt_failed")
        self.look()
        domain = [("kind", "=", "attempt_failed"), ("order_id", "in", (own | foreign).ids)]
        found = self.env["order.exception"].with_user(seller).search(domain)
        self.assertEqual(found.order_id, own)
        self.assertTrue(found.text and found.next_step)

    def test_every_kind_has_words_and_a_rule(self):
        kinds = self.env["order.exception"]._fields["kind"].get_values(self.env)
        rules = self.env["order.exception.rule"].search([("company_id", "=", False)])
        self.assertEqual(set(rules.mapped("kind")), set(kinds))
        order = self.shipped("PN1")
        self.shipment("PN1")._tell("attempt_failed")
        self.look()
        [one] = self.exceptions(order, "attempt_failed")
        for kind in kinds:
            one.sudo().kind = kind
            self.assertTrue(one.text and one.next_step, kind)

    def test_the_same_number_of_queries_for_one_and_for_many(self):
        def cost(count, start):
            numbers = [f"Q{start + n}" for n in range(count)]
            orders = [self.shipped(number) for number in numbers]
            for number in numbers:
                self.shipment(number)._tell("attempt_failed")
            self.env.flush_all()
            self.env.invalidate_all()
            ids = [order.id for order in orders]
            before = self.env.cr.sql_log_count
            self.env["order.tracking.watch"]._look(ids)
            self.env.flush_all()
            spent = self.env.cr.sql_log_count - before
            found = [("order_id", "in", ids), ("kind", "=", "attempt_failed")]
            self.assertEqual(self.env["order.exception"].search_count(found), count)
            return spent

        team = self.env.ref("order_tracking.team_warehouse")
        team.write({"member_ids": [(5,)], "leader_id": self.env.user.id})  # one owner for all
        cost(1, 0)
        one = cost(1, 10)
        self.assertLessEqual(cost(12, 20), one + 2)
