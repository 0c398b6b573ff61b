"""What Odoo's documents prove, through real orders and transfers."""

from datetime import timedelta

from odoo import Command, fields

from .common import TrackingCase


class TestOrderFacts(TrackingCase):
    def test_one_step_leaves_out_what_the_warehouse_does_not_have(self):
        self.stock(self.chair, 10)
        order = self.order()
        stages = [stage for stage in self.states(order) if stage != "accepted"]  # another addon's
        self.assertEqual(
            stages,
            [
                "order_confirmed",
                "stock_reserved",
                "left_warehouse",
                "delivered",
                "invoiced",
                "paid",
            ],
        )
        self.assertEqual(self.states(order)["stock_reserved"], "reached")
        self.ship(order)
        self.assertEqual(self.states(order)["left_warehouse"], "reached")

    def test_leaving_the_warehouse_is_not_delivery(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.states(order)["delivered"], "current")
        self.assertNotIn("delivered", self.kinds(order))

    def test_three_steps_with_a_backorder(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10))
        self.assertEqual(self.states(order)["stock_reserved"], "current")
        self.ship(order)
        self.assertEqual(
            {t: (m.done_qty, m.total_qty) for t, m in self._quantities(order).items()},
            {"picked": (6, 10), "packed": (6, 10), "left_warehouse": (6, 10), "delivered": (0, 10)},
        )
        self.assertIn("backorder_created", self.kinds(order))
        self.stock(self.chair, 4)
        order.picking_ids.action_assign()
        self.sync()
        self.assertEqual(self.states(order)["stock_reserved"], "reached")
        self.ship(order)
        states = self.states(order)
        self.assertEqual(
            [states[t] for t in ("picked", "packed", "left_warehouse")], ["reached"] * 3
        )
        self.assertEqual(self.milestone(order, "left_warehouse").evidence, "system")

    def _quantities(self, order):
        triggers = ("picked", "packed", "left_warehouse", "delivered")
        return {trigger: self.milestone(order, trigger) for trigger in triggers}

    def test_refused_backorder_means_less_to_deliver(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order), backorder=False)
        left = self.milestone(order, "left_warehouse")
        self.assertEqual((left.state, left.done_qty, left.total_qty), ("reached", 6, 6))

    def test_staff_confirms_delivery_with_a_note(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage, note="call with the receiver")
        delivered = self.milestone(order, "delivered")
        self.assertEqual((delivered.state, delivered.evidence), ("reached", "staff"))
        self.assertEqual(self.events(order, "delivered").author_id, self.env.user)

    def test_signature_on_the_transfer_proves_delivery(self):
        self.stock(self.chair, 10)
        order = self.order()
        picking = self.ready(order)
        self.validate(picking)
        picking.signature = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
            "AABJRU5ErkJggg=="
        )
        self.sync()
        delivered = self.milestone(order, "delivered")
        self.assertEqual((delivered.state, delivered.evidence), ("reached", "customer"))

    def test_one_transfer_for_two_orders_is_told_to_both(self):
        self.stock(self.chair, 10)
        first, second = self.order((self.chair, 4)), self.order((self.chair, 6))
        picking = first.picking_ids
        second.picking_ids.move_ids.picking_id = picking
        self.validate(picking)
        for order, quantity in ((first, 4), (second, 6)):
            left = self.milestone(order, "left_warehouse")
            self.assertEqual(
                (left.state, left.done_qty, left.total_qty), ("reached", quantity, quantity)
            )

    def test_return_before_delivery_fails_the_delivery(self):
        self.stock(self.chair, 10)
        order = self.order()
        picking = self.ready(order)
        self.validate(picking)
        self.give_back(picking, Chair=10)
        self.assertEqual(self.milestone(order, "delivered").state, "failed")
        self.assertEqual(order.tracking_state, "returned")

    def test_return_after_delivery_keeps_the_delivery(self):
        self.stock(self.chair, 10)
        order = self.order()
        picking = self.ready(order)
        self.validate(picking)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.give_back(picking, Chair=3)
        self.assertEqual(self.milestone(order, "delivered").state, "reached")
        self.assertIn("goods_returned", self.kinds(order))

    def test_cancel_and_confirm_again(self):
        self.stock(self.chair, 10)
        order = self.order()
        order.action_cancel()
        self.sync()
        self.env.invalidate_all()
        self.assertEqual(order.tracking_state, "cancelled")
        self.assertFalse(order.tracking_stage_id)
        order.action_draft()
        self.confirm(order)
        self.assertEqual(order.tracking_state, "running")
        states = self.states(order)
        self.assertEqual(states["stock_reserved"], "reached")
        self.assertEqual(self.kinds(order).count("order_confirmed"), 2)
        self.ship(order)
        self.assertEqual(self.states(order)["left_warehouse"], "reached")

    def test_released_reservation_goes_back(self):
        self.stock(self.chair, 10)
        order = self.order()
        order.picking_ids.do_unreserve()
        self.sync()
        self.assertEqual(self.states(order)["stock_reserved"], "current")
        self.assertIn("stock_short", self.kinds(order))

    def test_more_ordered_later_reopens_what_was_reached(self):
        self.stock(self.chair, 20)
        order = self.order((self.chair, 10))
        self.ship(order)
        order.order_line.product_uom_qty = 12
        self.sync()
        left = self.milestone(order, "left_warehouse")
        self.assertEqual((left.done_qty, left.total_qty), (10, 12))
        self.ship(order)
        self.assertEqual(self.milestone(order, "left_warehouse").state, "reached")

    def test_invoiced_and_paid(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        invoice = self.invoice(order)
        self.assertEqual(self.states(order)["invoiced"], "reached")
        self.assertEqual(self.states(order)["paid"], "pending")
        self.pay(invoice)
        self.assertEqual(self.states(order)["paid"], "reached")
        invoice.button_draft()
        self.sync()
        self.assertEqual(self.states(order)["invoiced"], "pending")
        self.assertEqual(self.states(order)["paid"], "pending")

    def test_paid_in_advance_skips_nothing(self):
        chair = self.chair
        chair.invoice_policy = "order"
        order = self.order((chair, 2))
        self.pay(self.invoice(order))
        states = self.states(order)
        self.assertEqual((states["paid"], states["stock_reserved"]), ("reached", "current"))

    def test_services_have_no_goods_stages(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        order = self.order((service, 1))
        self.assertEqual(list(self.states(order)), ["order_confirmed", "invoiced", "paid"])

    def test_orders_of_two_companies_in_two_currencies(self):
        other = self.env["res.company"].create(
            {
                "name": "Other",
                "currency_id": self.env.ref("base.CNY").id,
                "order_verification_mode": "off",
            }
        )
        self.env.user.company_ids |= other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        warehouse.delivery_steps = "pick_ship"
        self.stock(self.chair, 5, warehouse)
        here = self.order((self.chair, 1))
        there = self.order((self.chair, 5), company_id=other.id, warehouse_id=warehouse.id)
        self.assertIn("picked", self.states(there))
        self.assertNotIn("picked", self.states(here))
        self.assertEqual(self.events(there).company_id, other)
        self.assertEqual(there.milestone_ids.company_id, other)

    def test_batch_confirmation(self):
        self.stock(self.chair, 100)
        orders = self.env["sale.order"].concat(
            *[self.order((self.chair, 2), confirm=False) for _ in range(5)]
        )
        self.confirm(orders)
        for order in orders:
            self.assertEqual(self.states(order)["stock_reserved"], "reached")

    def test_drafts_have_no_timeline(self):
        order = self.order(confirm=False)
        self.assertFalse(order.tracking_version_id)
        self.assertFalse(self.events(order))
        self.assertIs(order.tracking_timeline, False)

    def test_order_created_as_confirmed(self):
        order = self.order(confirm=False, state="sale")
        self.assertEqual(self.states(order)["order_confirmed"], "reached")

    def test_deleting_a_cancelled_order_takes_its_journal_along(self):
        order = self.order()
        order.action_cancel()
        self.sync()
        events = self.events(order)
        order.unlink()
        self.assertFalse(events.exists())

    def test_fact_in_the_future_is_refused(self):
        self.stock(self.chair, 10)
        order = self.order()
        stage = self.milestone(order, "delivered").stage_id
        with self.assertRaisesRegex(Exception, "future"):
            order._tracking_mark(stage, at=fields.Datetime.now() + timedelta(hours=1))
        with self.assertRaisesRegex(Exception, "documents"):
            order._tracking_mark(self.milestone(order, "left_warehouse").stage_id)

    def test_scan_told_twice_is_one_event(self):
        stage = self.by_hand()
        order = self.order(tracking_flow_id=self.pickup.id)
        for _ in range(2):
            order._tracking_mark(stage, evidence="scan", key="scanner-7:000123")
        marked = self.events(order, "stage_marked")
        self.assertEqual((len(marked), marked.evidence), (1, "scan"))

    def test_voided_mark_counts_for_nothing(self):
        stage = self.by_hand()
        order = self.order(tracking_flow_id=self.pickup.id)
        order._tracking_mark(stage)
        self.assertEqual(self.milestone(order, "manual").state, "reached")
        wizard = self.env["order.tracking.void"].create(
            {"event_id": self.events(order, "stage_marked").id, "reason": "wrong order"}
        )
        wizard.action_void()
        self.assertNotEqual(self.milestone(order, "manual").state, "reached")
        self.assertTrue(self.events(order, "stage_marked").is_voided)

    def test_lines_of_kits_and_notes_do_not_disturb(self):
        self.stock(self.chair, 10)
        order = self.order(confirm=False)
        order.order_line = [Command.create({"display_type": "line_note", "name": "Ring twice"})]
        self.confirm(order)
        self.assertEqual(self.states(order)["stock_reserved"], "reached")
