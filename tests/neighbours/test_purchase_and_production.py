"""Purchase and production in the timeline, where those apps are installed."""

from odoo import Command
from odoo.tests import Form, new_test_user

from ..order_tracking.common import TrackingCase


class StepsCase(TrackingCase):
    """A flow with the steps of both apps, and what is bought or made for an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buy = cls.env.ref("purchase_stock.route_warehouse0_buy")
        cls.make = cls.env.ref("mrp.route_warehouse0_manufacture")
        cls.to_order = cls.env.ref("stock.route_warehouse0_mto")
        (cls.buy | cls.make | cls.to_order).active = True
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.bought = cls.product("Lamp", cls.buy)
        cls.bought.seller_ids = [Command.create({"partner_id": cls.vendor.id, "price": 5})]
        cls.made = cls.product("Table", cls.make)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.made.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": cls.desk.id, "product_qty": 1})],
            }
        )
        triggers = (
            "purchase_ordered purchase_received production_confirmed production_started "
            "production_done"
        )
        for sequence, trigger in enumerate(triggers.split(), 11):
            cls.env["order.tracking.stage"].create(
                {
                    "flow_id": cls.delivery.id,
                    "name": trigger,
                    "trigger": trigger,
                    "sequence": sequence,
                    "lead_hours": 8,
                }
            )

    @classmethod
    def product(cls, name, route):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "taxes_id": False,
                "route_ids": [Command.set((route | cls.to_order).ids)],
            }
        )

    def step_states(self, order):
        """State by trigger, of the steps of other apps that the order goes through."""
        states = self.states(order)
        return {t: s for t, s in states.items() if t.split("_")[0] in ("purchase", "production")}

    def check_rebuilt(self, order):
        before = self.states(order)
        count = len(self.events(order))
        order._tracking_rebuild()
        order._tracking_backfill(order.ids)
        self.assertEqual(self.states(order), before)
        self.assertEqual(len(self.events(order)), count)


class TestPurchase(StepsCase):
    def purchase(self, order):
        return order.stock_reference_ids.purchase_ids

    def receive(self, purchase):
        picking = purchase.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        self.validate(picking)

    def test_ordered_and_received(self):
        order = self.order((self.bought, 2))
        purchase = self.purchase(order)
        self.assertEqual(
            self.step_states(order),
            {"purchase_ordered": "current", "purchase_received": "pending"},
        )
        [event] = self.events(order, "purchase_requested")
        self.assertEqual((event.document_model, event.document_id), (purchase._name, purchase.id))
        purchase.button_confirm()
        self.sync()
        self.assertEqual(self.step_states(order)["purchase_ordered"], "reached")
        self.assertEqual(self.step_states(order)["purchase_received"], "current")
        self.check_rebuilt(order)
        self.receive(purchase)
        self.assertEqual(self.step_states(order)["purchase_received"], "reached")
        self.assertEqual(self.states(order)["stock_reserved"], "reached")
        self.check_rebuilt(order)

    def test_received_in_part_is_not_received(self):
        order = self.order((self.bought, 4))
        purchase = self.purchase(order)
        purchase.button_confirm()
        self.sync()
        self.validate(purchase.picking_ids, **{"Lamp": 1})
        self.assertEqual(self.step_states(order)["purchase_received"], "current")
        self.receive(purchase)
        self.assertEqual(self.step_states(order)["purchase_received"], "reached")

    def test_a_cancelled_request_is_no_more(self):
        order = self.order((self.bought, 2))
        self.purchase(order).button_cancel()
        self.sync()
        self.assertEqual(set(self.step_states(order).values()), {"skipped"})
        self.assertTrue(self.events(order, "purchase_requested").is_voided)

    def test_an_order_from_stock_has_no_such_steps(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 1))
        self.assertFalse(self.step_states(order))
        self.assertEqual(self.states(order)["stock_reserved"], "reached")

    def test_the_plan_counts_with_them(self):
        leads = {m.stage_id.trigger: m for m in self.order((self.bought, 1)).milestone_ids}
        first = leads["order_confirmed"].planned_at
        self.assertGreater(leads["purchase_ordered"].planned_at, first)
        self.assertGreater(
            leads["stock_reserved"].planned_at, leads["purchase_received"].planned_at
        )


class TestProduction(StepsCase):
    def test_confirmed_started_and_done(self):
        self.stock(self.desk, 5)
        order = self.order((self.made, 2))
        production = order.stock_reference_ids.production_ids
        self.assertEqual(len(production), 1)
        self.assertEqual(self.step_states(order)["production_confirmed"], "reached")
        self.assertEqual(self.step_states(order)["production_started"], "current")
        form = Form(production)
        form.qty_producing = 1
        production = form.save()
        self.sync()
        self.assertEqual(production.state, "progress")
        self.assertEqual(self.step_states(order)["production_started"], "reached")
        self.check_rebuilt(order)
        form = Form(production)
        form.qty_producing = 2
        form.save().button_mark_done()
        self.sync()
        self.assertEqual(self.step_states(order)["production_done"], "reached")
        self.assertEqual(self.states(order)["stock_reserved"], "reached")
        self.check_rebuilt(order)

    def test_a_work_order_that_begins_starts_the_production(self):
        center = self.env["mrp.workcenter"].create({"name": "Bench"})
        self.made.bom_ids.operation_ids = [
            Command.create({"name": "Glue", "workcenter_id": center.id})
        ]
        self.stock(self.desk, 5)
        order = self.order((self.made, 2))
        production = order.stock_reference_ids.production_ids
        production.button_plan()
        self.sync()
        self.assertEqual(self.step_states(order)["production_started"], "current")
        production.workorder_ids.button_start()
        self.sync()
        self.assertEqual(production.state, "progress")
        self.assertEqual(self.step_states(order)["production_started"], "reached")

    def test_a_worker_scans_the_production_order(self):
        stage = self.env["order.tracking.stage"].create(
            {"flow_id": self.delivery.id, "name": "Painted", "sequence": 15, "trigger": "manual"}
        )
        order = self.order((self.made, 2))
        production = order.stock_reference_ids.production_ids
        worker = new_test_user(self.env, "worker", groups="mrp.group_mrp_user")
        station = self.env["sale.order"].with_user(worker)
        self.assertIn(stage.id, [found["id"] for found in station.scan_station_stages()])
        told = station.scan_station_mark(stage.id, [{"id": "m1", "code": production.name}], "Booth")
        self.assertEqual(told["m1"], {"ok": True, "text": f"{order.name}: Painted"})
        [event] = self.events(order, "stage_marked")
        self.assertEqual((event.author_id, event.data["note"]), (worker, "Booth"))

    def test_a_cancelled_production_is_no_more(self):
        order = self.order((self.made, 2))
        order.stock_reference_ids.production_ids.action_cancel()
        self.sync()
        self.assertEqual(set(self.step_states(order).values()), {"skipped"})

    def test_cost_does_not_grow_with_the_number_of_orders(self):
        def cost(orders):
            self.env.flush_all()
            self.sync()
            before = self.env.cr.sql_log_count
            headers = orders._tracking_headers_of()
            self.env["sale.order"]._tracking_sync(headers)
            return self.env.cr.sql_log_count - before

        one = self.order((self.made, 1), (self.bought, 1))
        many = one.union(*[self.order((self.made, 1), (self.bought, 1)) for _ in range(8)])
        cost(one)
        self.assertLessEqual(cost(many), cost(one) + 1)
