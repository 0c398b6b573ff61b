"""From a tracking number on a delivery to a delivered order, through all layers."""

from odoo.tests import tagged

from .common import ShipmentCase

PICKED = ("in_transit", "2026-11-01T10:00:00Z", "Picked up")
OUT = ("out_for_delivery", "2026-11-02T07:00:00Z", "Out for delivery")
DONE = ("delivered", "2026-11-02T12:00:00Z", "Delivered")


@tagged("post_install", "-at_install")
class TestWalk(ShipmentCase):
    def test_a_parcel_delivers_its_order(self):
        order = self.shipped("PN0001")
        shipment = self.shipment("PN0001")
        self.assertEqual(shipment.order_ids, order)
        self.assertEqual(shipment.status, "pending")
        self.receive(self.tracker("PN0001", PICKED, OUT))
        self.assertEqual(shipment.status, "out_for_delivery")
        self.assertEqual(self.states(order)["delivered"], "current")
        self.receive(self.tracker("PN0001", PICKED, OUT, DONE))
        self.assertEqual(shipment.status, "delivered")
        self.assertEqual(self.states(order)["delivered"], "reached")
        self.assertEqual(self.milestone(order, "delivered").evidence, "carrier")

    def test_three_parcels_deliver_with_the_last(self):
        order = self.shipped("PN0001", "PN0002", "PN0003")
        self.receive(self.tracker("PN0001", DONE), self.tracker("PN0003", DONE))
        self.assertEqual(self.states(order)["delivered"], "current")
        self.receive(self.tracker("PN0002", PICKED, DONE))
        self.assertEqual(self.states(order)["delivered"], "reached")

    def test_a_repeated_message_is_one(self):
        order = self.shipped("PN0001")
        body = self.tracker("PN0001", PICKED, DONE)
        self.assertEqual(len(self.receive(body)), 1)
        events = len(self.events(order))
        self.assertEqual(len(self.receive(body)), 0)
        # the same history in another envelope adds nothing either
        self.receive(body.replace(b"tracker.updated", b"tracker.created"))
        self.assertEqual(len(self.events(order)), events)

    def test_a_message_waits_for_its_parcel(self):
        message = self.receive(self.tracker("PN0009", PICKED, DONE))
        self.assertEqual(message.state, "waiting")
        order = self.shipped("PN0009")
        self.env.invalidate_all()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.states(order)["delivered"], "reached")

    def test_what_staff_said_and_the_carrier_says_arrives_once(self):
        order = self.shipped("PN0001")
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage)
        self.receive(self.tracker("PN0001", PICKED, DONE))
        self.assertEqual(self.milestone(order, "delivered").done_qty, 10)
        self.assertEqual(self.kinds(order).count("delivered"), 1)
