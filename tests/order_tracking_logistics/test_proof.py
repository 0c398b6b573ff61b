"""Proof of delivery that carriers send."""

import base64
import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ShipmentCase
from .test_access import PIXEL

NUMBER = "1Z204W4R0308071865"
PROOF = "odoo.addons.order_tracking_logistics.models.order_shipment_proof"


@tagged("post_install", "-at_install")
class TestProofOfCarriers(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ups = cls.env["tracking.connector"].create({"name": "UPS", "code": "ups"})
        cls.carrier.tracking_connector_id = cls.ups

    def answer(self, image):
        package = {
            "trackingNumber": NUMBER,
            "activity": [
                {
                    "date": "20261101",
                    "time": "091519",
                    "gmtDate": "20261101",
                    "gmtTime": "08:15:19",
                    "status": {"type": "D", "code": "FS", "description": "Delivered"},
                }
            ],
            "deliveryInformation": {"receivedBy": "MILLER", "signature": {"image": image}},
        }
        shipment = {"inquiryNumber": NUMBER, "package": [package]}
        return json.dumps({"trackResponse": {"shipment": [shipment]}}).encode()

    def ask(self, image):
        message = self.env["tracking.message"]
        number = message._receive(self.ups.id, "query", self.answer(image))
        message.browse(number)._process()
        self.env.invalidate_all()

    def test_a_signature_is_kept_once(self):
        self.shipped(NUMBER)
        shipment = self.shipment(NUMBER)
        picture = base64.b64encode(PIXEL).decode()
        self.ask(picture)
        self.assertEqual((shipment.status, shipment.signed_by), ("delivered", "MILLER"))
        self.assertEqual(shipment.proof_ids.raw, PIXEL)
        self.ask(picture + "\n")  # the next answer, which has it again
        self.assertEqual(len(shipment.proof_ids), 1)

    @mute_logger(PROOF)
    def test_what_is_no_picture_harms_nothing(self):
        self.shipped(NUMBER)
        shipment = self.shipment(NUMBER)
        for image in ("!!!", base64.b64encode(b"<svg onload=alert(1)>").decode()):
            self.ask(image)
        self.assertEqual(shipment.status, "delivered")
        self.assertFalse(shipment.proof_ids)
