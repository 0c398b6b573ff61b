"""What counts and what does not, at its limits: each of these cases changes one figure."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.order_tracking.report import pdf

from .outcome_common import OutcomeCase
from .returns_common import ReturnCase

DAY = timedelta(days=1)


class TestOrders(OutcomeCase):
    def test_the_country_is_where_the_goods_go(self):
        site = self.env["res.partner"].create(
            {
                "name": "Site",
                "parent_id": self.customer.id,
                "type": "delivery",
                "country_id": self.env.ref("base.fr").id,
            }
        )
        self.customer.country_id = self.env.ref("base.be")
        found = self.outcome(self.order(partner_shipping_id=site.id))
        self.assertEqual(found.country_id.code, "FR")
        site.country_id = False
        self.assertEqual(self.outcome(self.order(partner_id=site.id)).partner_id, self.customer)

    def test_delivery_fees_are_no_lines(self):
        order = self.order((self.chair, 4), (self.desk, 1), confirm=False)
        order.order_line[1].is_delivery = True
        self.confirm(order)
        self.assertEqual(self.outcome(order).lines, 1)
        self.assertEqual(self.parts(order, "line").product_id, self.chair)

    def test_a_cancelled_order_has_neither_right_nor_wrong_documents(self):
        order = self.order()
        order._action_cancel()
        self.outcome(order)
        self.env.cr.execute(
            "SELECT documents_right, in_full, condition_good FROM order_outcome"
            " WHERE order_id = %s AND known_until IS NULL",
            [order.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None, None))

    def test_complaints_about_our_papers(self):
        for fault, right in (("order", False), ("invoicing", False), ("packing", True)):
            order = self.arrived()
            self.answer(order, chair_good="7", chair_problem="missing")
            order.complaint_ids._resolve("other", fault, "Seen to.")
            self.assertEqual(self.outcome(order).documents_right, right, fault)

    def test_teams_have_an_order_until_it_is_delivered(self):
        order = self.arrived()
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET dwell_hours = 1 WHERE order_id = %s"
            " AND state = 'reached'",
            [order.id],
        )
        self.env.invalidate_all()
        until = order.milestone_ids.filtered(
            lambda m: m.reached_at and m.reached_at <= self.milestone(order, "delivered").reached_at
        )
        self.assertIn("delivered", until.stage_id.mapped("trigger"))
        self.assertEqual(self.outcome(order).working_hours, len(until))


class TestReturns(OutcomeCase, ReturnCase):
    def test_only_our_fault_and_only_what_was_not_refused(self):
        for reason, refused, good in (
            (self.broken, False, False),
            (self.mind, False, True),
            (self.broken, True, True),
        ):
            order = self.sold()
            found = self.asked(order, reason=reason)
            found.complaint_id.sudo().unlink()  # what customers complain about counts by itself
            if refused:
                self.env.cr.execute(
                    "UPDATE order_return SET state = 'refused' WHERE id = %s", [found.id]
                )
                self.env.invalidate_all()
            with self.subTest(reason=reason.name, refused=refused):
                self.assertEqual(self.outcome(order).condition_good, good)


class TestParcels(OutcomeCase):
    def setUp(self):
        super().setUp()
        self.target = self.shipped("PARCEL9")
        self.parcel = self.shipment("PARCEL9")
        self.due = self.target.promise_first_at
        self.given = (
            self.env["order.tracking.promise"]
            .search([("order_id", "=", self.target.id), ("kind", "=", "first")])
            .given_at
        )

    def counted(self, **values):
        """The case of the parcel with these columns."""
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE order_shipment SET {name} = %s WHERE id = %s", [value, self.parcel.id]
            )
        self.env.invalidate_all()
        self.outcome(self.target)
        return self.parts(self.target, "shipment")

    def test_at_the_last_instant_is_in_time(self):
        part = self.counted(shipped_at=self.given, delivered_at=self.due)
        self.assertEqual((part.due_at, part.ok), (self.due, True))
        late = self.due + timedelta(seconds=1)
        self.assertFalse(self.counted(delivered_at=late).ok)

    def test_what_was_promised_after_it_left_or_had_passed_is_not_the_carrier_s(self):
        before = self.given - timedelta(seconds=1)
        self.assertFalse(self.counted(shipped_at=before, delivered_at=self.due).due_at)
        self.assertFalse(self.counted(shipped_at=self.due, delivered_at=self.due).due_at)

    def test_lost_counts_until_it_arrives(self):
        now = fields.Datetime.now()
        self.env["order.exception"].create(
            {
                "order_id": self.target.id,
                "company_id": self.company.id,
                "kind": "lost",
                "source": "test",
                "key": "lost",
                "document_model": "order.shipment",
                "document_id": self.parcel.id,
                "since": now,
                "opened_at": now,
                "state": "open",
            }
        )
        self.assertEqual(self.counted(shipped_at=now - DAY).cause, "lost")
        self.assertEqual(self.counted(delivered_at=now, status="delivered").cause, "delivered")

    def test_what_was_called_off_is_no_case(self):
        self.assertEqual(len(self.counted(status="in_transit")), 1)
        self.assertFalse(self.counted(status="cancelled"))


class TestReceipts(OutcomeCase):
    def setUp(self):
        super().setUp()
        self.company.order_receipt_enabled = True
        self.startPatcher(patch.object(pdf, "print_html", lambda *a, **k: b"%PDF-1.4 receipt"))
        self.target = self.order()
        self.issued = self.target._receipt_prepare()
        self.sync()

    def counted(self, **values):
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE order_receipt SET {name} = %s WHERE id = %s", [value, self.issued.id]
            )
        self.env.invalidate_all()
        self.outcome(self.target)
        return self.parts(self.target, "receipt")

    def test_by_its_due_time_however_it_came(self):
        due = self.issued.due_at
        self.assertTrue(self.counted(sent_at=due).ok)
        self.assertFalse(self.counted(sent_at=due + timedelta(seconds=1)).ok)
        part = self.counted(opened_at=due)  # on our page, before the mail
        self.assertEqual((part.ended_at, part.ok), (due, True))

    def test_replaced_before_it_was_sent_is_no_case(self):
        now = fields.Datetime.now()
        self.assertFalse(self.counted(sent_at=None, opened_at=None, replaced_at=now))
        self.assertTrue(self.counted(opened_at=now))

    def test_only_accepted_corrections_make_documents_wrong(self):
        line = self.target.order_line
        dispute = self.env["order.receipt.dispute"].create(
            {
                "receipt_id": self.issued.id,
                "order_id": self.target.id,
                "company_id": self.company.id,
                "place": "line1",
                "form_key": "form",
                "problem": "quantity",
                "line_id": line.id,
            }
        )
        for state, right in (("open", True), ("refused", True), ("accepted", False)):
            self.env.cr.execute(
                "UPDATE order_receipt_dispute SET state = %s WHERE id = %s", [state, dispute.id]
            )
            self.assertEqual(self.outcome(self.target).documents_right, right, state)
