"""What is stored of a parcel is what its raw messages, read again, come to."""

import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import ShipmentCase

CODES = (
    "pre_transit",
    "in_transit",
    "out_for_delivery",
    "available_for_pickup",
    "delivered",
    "return_to_sender",
    "failure",
    "unknown",
)
NUMBERS = [f"PN{n:04}" for n in range(12)]


@tagged("post_install", "-at_install")
class TestRetelling(ShipmentCase):
    def random_messages(self, chance):
        """Messages about a few parcels: out of order, repeated, some with another estimate."""
        told = []
        for number in NUMBERS:
            begun = datetime(2026, 11, 1) + timedelta(minutes=chance.randrange(10_000))
            scans = [
                (
                    chance.choice(CODES),
                    (begun + timedelta(minutes=chance.randrange(5000))).isoformat() + "Z",
                    f"Scan {chance.randrange(4)}",
                )
                for _ in range(chance.randrange(1, 9))
            ]
            for _ in range(chance.randrange(1, 6)):
                some = [scan for scan in scans if chance.random() < 0.7]
                eta = chance.choice([None, "2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z"])
                status = chance.choice([None, *CODES])
                told.append(self.tracker(number, *some, status=status, eta=eta))
        return chance.choices(told, k=2 * len(told))

    def test_rebuilt_equals_stored(self):
        parcels = self.env["order.shipment"].create(
            [{"number": number, "connector_id": self.easypost.id} for number in NUMBERS]
        )
        for seed in range(3):
            chance = random.Random(seed)
            messages = self.random_messages(chance)
            while messages:
                some = chance.randrange(1, 9)
                self.receive(*messages[:some])
                messages = messages[some:]
                if chance.random() < 0.3:
                    by_hand = chance.choice(["delivered", "exception", "in_transit"])
                    chance.choice(parcels)._tell(by_hand, text="Told by telephone")
            self.assertFalse(parcels._differing())
        self.assertGreater(len(set(parcels.mapped("status"))), 2)

    def test_what_was_spoilt_is_seen_and_mended(self):
        order = self.shipped("PN0001", "PN0002")
        done = ("delivered", "2026-11-02T12:00:00Z", "Delivered")
        for number in ("PN0001", "PN0002"):
            self.receive(self.tracker(number, done))
        parcels = order.shipment_ids.sorted("number")
        self.env.cr.execute(
            "UPDATE order_shipment SET status = 'in_transit', delivered_at = NULL WHERE id = %s",
            [parcels[0].id],
        )
        self.assertEqual(parcels._differing(), parcels[0])
        parcels._rebuild_from_messages()
        self.assertFalse(parcels._differing())
        self.assertEqual(set(parcels.mapped("status")), {"delivered"})
