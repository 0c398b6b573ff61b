"""Builders for tests with parcels."""

import json

from ..order_tracking.common import TrackingCase


class ShipmentCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.easypost = cls.env["tracking.connector"].create(
            {"name": "EasyPost", "code": "easypost", "push_secret": "seedsecret"}
        )
        fee = cls.env["product.product"].create({"name": "Delivery", "type": "service"})
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Parcel service",
                "product_id": fee.id,
                "tracking_connector_id": cls.easypost.id,
                "tracking_url": "https://parcels.example.com/<shipmenttrackingnumber>",
            }
        )

    def shipped(self, *numbers, quantity=10, order=None):
        """An order whose only delivery left with these tracking numbers."""
        self.stock(self.chair, quantity)
        order = order or self.order((self.chair, quantity))
        delivery = self.ready(order)[0]
        delivery.carrier_id = self.carrier
        self.validate(delivery)
        delivery.carrier_tracking_ref = ",".join(numbers)
        self.sync()
        return order

    def shipment(self, number):
        found = self.env["order.shipment"].search([("number", "=", number)], order="id desc")
        return found[:1]

    def tracker(self, number, *scans, status=None, eta=None):
        """A message of EasyPost: (status, instant, text) of each scan."""
        details = [
            {
                "object": "TrackingDetail",
                "status": code,
                "datetime": at,
                "message": text,
                "tracking_location": {"city": "Berlin", "country": "DE"},
            }
            for code, at, text in scans
        ]
        result = {
            "object": "Tracker",
            "id": f"trk_{number}",
            "tracking_code": number,
            "status": status or (scans[-1][0] if scans else "unknown"),
            "est_delivery_date": eta,
            "tracking_details": details,
        }
        return json.dumps({"description": "tracker.updated", "result": result}).encode()

    def trackers(self, *told):
        """One message about several parcels: the arguments of :meth:`tracker` for each."""
        found = [json.loads(self.tracker(*one))["result"] for one in told]
        return json.dumps({"trackers": found}).encode()

    def receive(self, *bodies, connector=None):
        """What pushes do, without HTTP: the inbox takes them and is worked off."""
        messages = self.env["tracking.message"]
        for body in bodies:
            messages._receive((connector or self.easypost).id, "push", body)
        todo = messages.search([("state", "=", "received")], order="id")
        todo._process()
        self.sync()
        self.env.invalidate_all()
        return todo
