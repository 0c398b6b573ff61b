"""The main job in a real browser: staff work an order off, the customer follows it."""

from odoo.tests import tagged

from tests.order_tracking.common import TrackingCase

from .common import Staff


@tagged("-at_install", "post_install")
class TestWalk(Staff, TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_pack_ship"

    def test_three_steps_with_one_backorder(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10), confirm=False)
        self.tour(f"sales/{order.id}", "order_tracking_walk_first")
        self.stock(self.chair, 4)
        order.picking_ids.filtered(lambda p: p.state == "confirmed").action_assign()
        self.sync()
        self.tour(f"sales/{order.id}", "order_tracking_walk_second")
        self.assertEqual(order.tracking_state, "delivered")
        evidence = [m.evidence for m in order.milestone_ids if m.state == "reached"]
        self.assertEqual(evidence, ["system"] * 5 + ["staff"])
        stages = "Picked", "Packed", "On its way", "Delivered", "staff"
        self.customer_sees(order, "tracking", *stages)
