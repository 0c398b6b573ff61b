"""Carrier add-ons of the OCA, which write what they know on the delivery.

They are no dependency: a class with the fields and the method that all of them have stands in.
"""

import base64
from datetime import timedelta

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ShipmentCase
from .test_access import PIXEL

_COLUMNS = {
    "delivery_state": "varchar",
    "tracking_state": "varchar",
    "date_delivered": "timestamp",
    "pod_file": "bytea",
}


class AddonPicking(models.Model):
    _module = "fake_delivery_state"
    _name = "stock.picking"
    _inherit = ["stock.picking"]

    delivery_state = fields.Selection(
        [
            ("shipping_recorded_in_carrier", "Recorded"),
            ("in_transit", "In transit"),
            ("incident", "Incident"),
            ("customer_delivered", "Delivered"),
        ]
    )
    tracking_state = fields.Char()
    date_delivered = fields.Datetime()
    pod_file = fields.Binary(attachment=False)


class AddonCarrier(models.Model):
    _module = "fake_delivery_state"
    _name = "delivery.carrier"
    _inherit = ["delivery.carrier"]

    def fixed_tracking_state_update(self, picking):
        """As the add-ons do it: field by field; one code is none of the selection's."""
        code = {"PN0001": "in_transit", "PN0002": "incidence"}[picking.carrier_tracking_ref]
        picking.tracking_state = f"[07] {picking.carrier_tracking_ref}"
        picking.delivery_state = code


@tagged("post_install", "-at_install")
class TestCarrierAddon(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for column, kind in _COLUMNS.items():
            # rolled back with the class
            cls.cr.execute(f"ALTER TABLE stock_picking ADD COLUMN {column} {kind}")
        models_ = ("stock.picking", "delivery.carrier")
        before = {name: cls.registry[name]._base_classes__ for name in models_}
        for definition in (AddonPicking, AddonCarrier):
            add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.cr, models_)

        def restore():
            for name, classes in before.items():
                cls.registry[name]._base_classes__ = classes
            cls.registry._setup_models__(cls.cr, models_)

        cls.addClassCleanup(restore)
        cls.addon = cls.env["tracking.connector"].create(
            {"name": "Carrier add-on", "code": "delivery_state"}
        )
        cls.carrier.tracking_connector_id = cls.addon

    def delivery_(self, number):
        return self.shipped(number).picking_ids

    def write(self, delivery, **values):
        for name, value in values.items():
            delivery[name] = value
        self.sync()
        self.env.invalidate_all()

    def test_every_change_is_an_event(self):
        delivery = self.delivery_("PN0001")
        order, shipment = delivery.sale_id, delivery.shipment_ids
        self.write(delivery, delivery_state="shipping_recorded_in_carrier")
        self.write(delivery, tracking_state="[07] Madrid", delivery_state="in_transit")
        self.assertEqual((shipment.status, shipment.text), ("in_transit", "[07] Madrid"))
        self.assertEqual(len(shipment.event_ids), 2, "one for each transaction")
        at = fields.Datetime.now() - timedelta(hours=2)
        self.write(delivery, delivery_state="customer_delivered", date_delivered=at)
        self.assertEqual((shipment.status, shipment.delivered_at), ("delivered", at))
        self.assertEqual(self.milestone(order, "delivered").evidence, "carrier")
        self.write(delivery, tracking_state="[07] Madrid", delivery_state="customer_delivered")
        self.assertEqual(len(shipment.event_ids), 3, "the same again is nothing")

    def test_add_ons_that_know_only_the_date(self):
        delivery = self.delivery_("PN0001")
        self.write(delivery, date_delivered=fields.Datetime.now() - timedelta(hours=2))
        self.assertEqual(delivery.shipment_ids.status, "delivered")

    def test_a_proof_is_kept(self):
        delivery = self.delivery_("PN0001")
        self.write(delivery, pod_file=base64.b64encode(PIXEL))
        self.assertEqual(delivery.shipment_ids.proof_ids.raw, PIXEL)
        self.write(delivery, pod_file=base64.b64encode(b"%PDF-1.4 document"))
        self.assertEqual(len(delivery.shipment_ids.proof_ids), 1)

    def test_asking_goes_on_after_one_that_fails(self):
        bad, good = self.delivery_("PN0002"), self.delivery_("PN0001")
        bad.shipment_ids.next_poll_at = fields.Datetime.now() - timedelta(hours=1)
        good.shipment_ids.next_poll_at = fields.Datetime.now() - timedelta(minutes=1)
        logger = "odoo.addons.order_tracking_logistics.models.order_shipment_carrier_addon"
        with self.enter_registry_test_mode(), mute_logger(logger):
            self.env.ref("order_tracking_logistics.ir_cron_addons").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(good.shipment_ids.status, "in_transit")
        self.assertEqual(bad.shipment_ids.status, "pending")
        self.assertIn("Wrong value", bad.shipment_ids.source_problem)
        self.assertFalse(bad.tracking_state, "half of what failed is not kept")
        for delivery in (good, bad):
            self.assertGreater(delivery.shipment_ids.next_poll_at, fields.Datetime.now())
