"""What became of an order, from real orders."""

from datetime import date, timedelta

from odoo import Command, fields

from .common import utc
from .outcome_common import OutcomeCase


class TestOutcome(OutcomeCase):
    def test_running_order(self):
        order = self.order((self.chair, 4), (self.desk, 1))
        found = self.outcome(order)
        self.assertEqual((found.state, found.lines, found.amount), ("running", 2, 60.0))
        self.assertEqual(found.ordered_at, order.date_order)
        self.assertEqual(found.first_due_at, order.promise_first_at)
        self.assertFalse(found.delivered_at)
        self.assertTrue(found.delivery_known)
        self.assertTrue(found.documents_right)
        self.assertFalse(found.in_full)

    def test_quotations_have_no_outcome(self):
        order = self.order(confirm=False)
        self.assertEqual(self.refresh(order), 0)
        self.assertFalse(self.known(order))

    def test_delivered_in_full(self):
        order = self.arrived()
        found = self.outcome(order)
        arrived = self.milestone(order, "delivered").reached_at
        self.assertEqual((found.state, found.delivered_at), ("delivered", arrived))
        self.assertTrue(found.shipped_at)
        self.assertTrue(found.in_full and found.condition_good and found.documents_right)
        self.assertAlmostEqual(
            found.elapsed_hours, (arrived - found.ordered_at).total_seconds() / 3600
        )

    def test_back_order_is_delivered_with_its_last_goods(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10))
        self.ship(order)
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage)
        found = self.outcome(order)
        self.assertFalse(found.delivered_at)
        self.assertFalse(found.shipped_at)
        self.stock(self.chair, 4)
        order.picking_ids.filtered(lambda p: p.state != "done").action_assign()
        self.ship(order)
        order._tracking_mark(stage)
        found = self.outcome(order)
        self.assertTrue(found.delivered_at)
        self.assertTrue(found.in_full)

    def test_cancelled_rest_is_not_in_full(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order)[0], backorder=False, Chair=6)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        found = self.outcome(order)
        self.assertTrue(found.delivered_at)
        self.assertFalse(found.in_full)
        # what the customer no longer wants is not missing
        order.order_line.product_uom_qty = 6
        self.assertTrue(self.outcome(order).in_full)

    def test_cancelled(self):
        order = self.order()
        order._action_cancel()
        found = self.outcome(order)
        self.assertEqual(found.state, "cancelled")
        self.assertFalse(self.parts(order, "line"))

    def test_services_are_never_late(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        order = self.order((service, 1), requested_date="2030-01-01 10:00:00")
        found = self.outcome(order)
        self.assertFalse(found.requested_due_at or found.first_due_at or found.delivered_at)

    def test_currency_of_the_order(self):
        foreign = self.env["res.currency"].create({"name": "XBT", "symbol": "x"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4.0, "currency_id": foreign.id}
        )
        prices = self.env["product.pricelist"].create({"name": "X", "currency_id": foreign.id})
        order = self.order((self.chair, 2), pricelist_id=prices.id)
        order.order_line.price_unit = 100
        found = self.outcome(order)
        self.assertEqual(found.currency_id, foreign)
        self.assertAlmostEqual(found.amount, 50.0)
        self.assertAlmostEqual(self.parts(order, "line").amount, 50.0)

    def test_lines_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.chair.id, "product_uom_qty": 2, "product_uom_id": dozen.id}
        order = self.order((self.desk, 1), order_line=[Command.create(line)])
        self.outcome(order)
        found = self.parts(order, "line")
        self.assertEqual((found.product_id, found.quantity), (self.chair, 24))
        self.assertEqual(found.categ_id, self.chair.categ_id)
        self.assertTrue(found.ok)

    def test_imported_without_dates_of_arrival(self):
        order = self.shipped("HIST1")
        self.assertTrue(self.outcome(order).delivery_known)
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        self.env.cr.execute(
            "UPDATE order_tracking_event SET recorded_at = occurred_at + interval '30 days'"
            " WHERE order_id = %s",
            [order.id],
        )
        self.env.cr.execute("SET LOCAL session_replication_role = origin")
        self.assertFalse(self.outcome(order).delivery_known)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.assertTrue(self.outcome(order).delivery_known)


class TestOutcomeDays(OutcomeCase):
    def days(self, zone, at):
        """The day on which an order of this instant was ordered, in a company of this zone."""
        self.company.partner_id.tz = zone
        order = self.order()
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET reached_at = %s WHERE order_id = %s"
            " AND state = 'reached'",
            [at, order.id],
        )
        self.env.cr.execute(
            "UPDATE sale_order SET promise_last_at = %s WHERE id = %s", [at, order.id]
        )
        self.env.invalidate_all()
        found = self.outcome(order)
        self.assertEqual(found.ordered_on, found.last_due_on)
        return found.ordered_on

    def test_late_in_the_evening(self):
        # 23:30 in Shanghai is 15:30 UTC; 00:30 there is the evening before in UTC
        self.assertEqual(self.days("Asia/Shanghai", utc(2026, 5, 4, 15, 30)), date(2026, 5, 4))
        self.assertEqual(self.days("Asia/Shanghai", utc(2026, 5, 4, 16, 30)), date(2026, 5, 5))
        self.assertEqual(self.days("America/New_York", utc(2026, 5, 5, 3, 30)), date(2026, 5, 4))

    def test_daylight_saving(self):
        # Berlin: UTC+1 until 2026-03-29, then UTC+2 until 2026-10-25
        self.assertEqual(self.days("Europe/Berlin", utc(2026, 3, 28, 22, 30)), date(2026, 3, 28))
        self.assertEqual(self.days("Europe/Berlin", utc(2026, 3, 29, 22, 30)), date(2026, 3, 30))
        self.assertEqual(self.days("Europe/Berlin", utc(2026, 10, 24, 22, 30)), date(2026, 10, 25))
        self.assertEqual(self.days("Europe/Berlin", utc(2026, 10, 25, 22, 30)), date(2026, 10, 25))

    def test_zone_of_the_working_hours(self):
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        self.assertEqual(self.days(False, utc(2026, 5, 4, 15, 30)), date(2026, 5, 5))


class TestOutcomeParts(OutcomeCase):
    def test_time_adds_up_by_who_had_the_order(self):
        order = self.arrived()
        self.backdate(
            order,
            order_confirmed=(0, 0),
            stock_reserved=(0, 5),
            left_warehouse=(5, 12),
            delivered=(12, 40),
        )
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET dwell_elapsed_hours = 7, touch_elapsed_hours = 4,"
            " dwell_hours = 3, touch_hours = 2 WHERE id = %s",
            [self.milestone(order, "left_warehouse").id],
        )
        found = self.outcome(order)
        stages = self.parts(order, "stage")
        held = {(s.cause, s.holder): s.hours for s in stages if s.ended_at <= found.delivered_at}
        self.assertEqual(
            held,
            {
                ("stock_reserved", "stock"): 5,
                ("left_warehouse", "team"): 4,
                ("left_warehouse", "handover"): 3,
                ("delivered", "carrier"): 28,
            },
        )
        self.assertEqual(sum(held.values()), found.elapsed_hours)
        team, between = stages.filtered(lambda s: s.cause == "left_warehouse").sorted("hours")[::-1]
        self.assertEqual((team.working_hours, between.working_hours), (2, 1))
        self.assertEqual((team.planned_hours, between.planned_hours), (4, 0))

    def test_customers_hold_what_they_collect_and_accept(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10), tracking_flow_id=self.pickup.id)
        self.ship(order)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.look(order)
        self.answer(order)
        self.outcome(order)
        held = {s.cause: s.holder for s in self.parts(order, "stage")}
        self.assertEqual((held["delivered"], held["accepted"]), ("customer", "customer"))

    def test_complaint_about_what_was_counted(self):
        order = self.arrived()
        self.answer(order, chair_good="7", chair_problem="damaged")
        complaint = order.complaint_ids
        self.assertEqual(complaint.line_ids.problem, "damaged")
        found = self.outcome(order)
        self.assertFalse(found.condition_good)
        self.assertTrue(found.in_full)
        part = self.parts(order, "complaint")
        self.assertEqual((part.cause, part.complained, part.ok), ("damaged", 3, False))
        self.assertEqual(part.product_id, self.chair)
        line = self.parts(order, "line")
        self.assertEqual((line.complained, line.ok), (3, False))

    def test_unfounded_complaints_do_not_count(self):
        order = self.arrived()
        self.answer(order, chair_good="7", chair_problem="missing")
        self.assertFalse(self.outcome(order).in_full)
        order.complaint_ids._resolve("unfounded", "customer", "They were in the other parcel.")
        found = self.outcome(order)
        self.assertTrue(found.in_full)
        part = self.parts(order, "complaint")
        self.assertEqual((part.ok, part.reason), (True, "unfounded"))
        self.assertTrue(self.parts(order, "line").ok)

    def test_parcels_are_judged_by_the_promise_that_stood(self):
        order = self.shipped("PARCEL1")
        parcel = self.shipment("PARCEL1")
        now = fields.Datetime.now()
        self.env.cr.execute(
            "UPDATE order_shipment SET shipped_at = %s, delivered_at = %s, status = 'delivered',"
            " origin_zone = 'DE/BE/10', destination_zone = 'FR/-/75' WHERE id = %s",
            [now + timedelta(minutes=1), now + timedelta(hours=9), parcel.id],
        )
        self.env.invalidate_all()
        self.outcome(order)
        part = self.parts(order, "shipment")
        self.assertEqual(part.lane, "DE/BE → FR")
        self.assertAlmostEqual(part.hours, 9 - 1 / 60)
        self.assertEqual(part.due_at, order.promise_first_at)
        self.assertEqual(part.ok, now + timedelta(hours=9) <= order.promise_first_at)

    def test_lots_have_their_own_rows(self):
        self.chair.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.chair.id} for name in ("A", "B")]
        )
        location = self.warehouse.lot_stock_id
        for lot, quantity in zip(lots, (4, 6), strict=True):
            self.env["stock.quant"]._update_available_quantity(
                self.chair, location, quantity, lot_id=lot
            )
        order = self.order((self.chair, 10))
        self.outcome(order)
        self.assertEqual(self.parts(order, "line").mapped("quantity"), [10])
        self.ship(order)
        self.outcome(order)
        found = {part.lot: (part.quantity, part.amount) for part in self.parts(order, "line")}
        self.assertEqual(found, {"A": (4, 40), "B": (6, 60)})

    def test_feedback_and_what_checks_missed(self):
        order = self.arrived()
        self.env["order.feedback"].create(
            {
                "order_id": order.id,
                "company_id": self.company.id,
                "channel": "phone",
                "product_score": 5,
                "nps": 9,
            }
        )
        order._verification_missed("quantity_high", note="Seen")
        found = self.outcome(order)
        told, check = self.parts(order, "feedback"), self.parts(order, "verification")
        self.assertEqual((told.cause, told.product_score, told.nps), ("phone", 5, 9))
        self.assertEqual((check.cause, check.ok), ("quantity_high", False))
        self.assertFalse(found.documents_right)
