"""A flow that waits for the carrier's first scan."""

from .common import ShipmentCase

PICKED = ("in_transit", "2026-11-02T08:00:00Z", "Picked up")


class TestShippedStage(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        left = cls.delivery.stage_ids.filtered(lambda s: s.trigger == "left_warehouse")
        cls.stage = left.copy(
            {
                "flow_id": cls.delivery.id,
                "name": "With the carrier",
                "trigger": "shipped",
                "sequence": left.sequence,
            }
        )

    def test_it_waits_for_the_scan_and_not_for_the_transfer(self):
        order = self.shipped("PN0001")
        states = self.states(order)
        self.assertEqual((states["left_warehouse"], states["shipped"]), ("reached", "current"))
        self.receive(self.tracker("PN0001", PICKED))
        self.assertEqual(self.states(order)["shipped"], "reached")
        milestone = self.milestone(order, "shipped")
        self.assertEqual(milestone.evidence, "carrier")
        self.assertEqual(str(milestone.reached_at), "2026-11-02 08:00:00")

    def test_delivered_without_a_scan_needs_none(self):
        order = self.shipped("PN0001")
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()
        self.assertEqual(self.states(order)["shipped"], "skipped")

    def test_an_order_without_goods_has_no_such_stage(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        self.assertNotIn("shipped", self.states(self.order((service, 1))))

    def test_flows_as_installed_wait_for_no_scan(self):
        self.stage.unlink()
        order = self.shipped("PN0001")
        self.assertNotIn("shipped", self.states(order))
        self.receive(self.tracker("PN0001", PICKED))
        self.assertEqual(self.states(order)["delivered"], "current")
