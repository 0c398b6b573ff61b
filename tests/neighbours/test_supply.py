"""Suppliers behind late orders in reviews, where the Purchase app is installed."""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.order_tracking_feedback import metrics

from ..order_tracking.common import TrackingCase

KEYS = ("supplier_in_time", "supplier_delay_hours")


class TestSupply(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"
        buy, to_order = (
            cls.env.ref("purchase_stock.route_warehouse0_buy"),
            cls.env.ref("stock.route_warehouse0_mto"),
        )
        (buy | to_order).active = True
        cls.slow, cls.quick = cls.env["res.partner"].create([{"name": "Slow"}, {"name": "Quick"}])
        cls.lamp, cls.shade = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "taxes_id": False,
                    "route_ids": [Command.set((buy | to_order).ids)],
                    "seller_ids": [Command.create({"partner_id": vendor.id, "price": 5})],
                }
                for name, vendor in (("Lamp", cls.slow), ("Shade", cls.quick))
            ]
        )
        cls.now = fields.Datetime.now()

    def bought(self, product, days, promised=-1):
        """An order whose purchase is planned in so many days; its promise likewise."""
        promise = self.now + timedelta(days=promised)
        order = self.order((product, 2), commitment_date=promise)
        purchase = order.stock_reference_ids.purchase_ids
        purchase.button_confirm()
        purchase.order_line.date_planned = self.now + timedelta(days=days)
        self.sync()
        return order, purchase

    def receive(self, purchase):
        self.validate(purchase.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")))

    def figures(self, orders, *keys):
        """{(metric, statistic, supplier): figure} of today and the days before."""
        self.env["order.outcome"]._refresh(orders.ids)
        today = self.now.date()
        rows = self.env["order.review"]._compute(
            self.env.company,
            today - timedelta(days=20),
            today + timedelta(days=20),
            fields.Datetime.now(),
            keys=keys or KEYS,
        )
        return {
            (row["metric"], row["statistic"], row["subject_name"]): row
            for row in rows
            if row["dimension"] in (None, "supplier_id")
        }

    def test_a_purchase_that_came_after_its_day(self):
        late, purchase = self.bought(self.lamp, -3)
        self.receive(purchase)
        good, purchase = self.bought(self.shade, 0)
        self.receive(purchase)
        found = self.figures(late | good)
        whole = found["supplier_in_time", None, None]
        self.assertEqual((whole["n"], whole["hits"]), (2, 1))
        self.assertEqual(found["supplier_in_time", None, "Slow"]["hits"], 0)
        self.assertEqual(found["supplier_in_time", None, "Quick"]["hits"], 1)
        delay = found["supplier_delay_hours", "p50", "Slow"]
        self.assertEqual(delay["n"], 1)
        # from the end of the planned day: two days and what has passed of today
        self.assertTrue(48 <= delay["value"] < 72.1, delay["value"])
        self.assertNotIn(("supplier_delay_hours", "p50", "Quick"), found)

    def test_only_behind_orders_that_are_late(self):
        order, purchase = self.bought(self.lamp, -3, promised=9)
        self.receive(purchase)
        found = self.figures(order)
        self.assertEqual(found["supplier_in_time", None, None]["n"], 1)
        self.assertEqual(found["supplier_delay_hours", "p50", None]["n"], 0)

    def test_what_is_not_here_yet(self):
        overdue, _purchase = self.bought(self.lamp, -3)
        waiting, _purchase = self.bought(self.shade, 5)
        found = self.figures(overdue | waiting)
        self.assertEqual(found["supplier_in_time", None, None]["n"], 1)
        self.assertEqual(found["supplier_delay_hours", "p50", "Slow"]["n"], 1)

    def test_a_line_for_somebody_else_is_not_waited_for(self):
        order, purchase = self.bought(self.lamp, -3)
        other = {"product_id": self.shade.id, "product_qty": 5, "price_unit": 1}
        purchase.order_line = [Command.create({**other, "date_planned": self.now})]
        self.sync()
        self.assertEqual(self.figures(order)["supplier_in_time", None, None]["n"], 1)

    def test_a_receipt_counts_the_order_again_and_opens_its_lines(self):
        order, purchase = self.bought(self.lamp, -3)
        Outcome = self.env["order.outcome"].sudo()
        Outcome._refresh(order.ids)
        self.receive(purchase)
        kinds = self.kinds(order)
        self.assertIn("purchase_received", kinds)
        Outcome._refresh(order.ids)
        today = self.now.date()
        days = {"date_from": today - timedelta(days=20), "date_to": today}
        review = self.env["order.review"].create({"company_id": self.env.company.id, **days})
        review.action_freeze()
        place = "supplier_delay_hours", "p50", "supplier_id"
        figure = review.figure_ids.filtered(lambda f: (f.metric, f.statistic, f.dimension) == place)
        behind = self.env["order.outcome.part"].search([("figure_id", "=", figure.id)])
        self.assertEqual((behind.order_id, behind.supplier_id), (order, self.slow))
        self.assertTrue(metrics.BY_KEY[figure.metric].app)
