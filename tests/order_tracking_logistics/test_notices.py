"""What readers are told about parcels, and what not."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from odoo.addons.base.tests.common import MockSmtplibCase
from odoo.addons.order_tracking.mail_text import readable_text

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestParcelNotices(ShipmentCase, MockSmtplibCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"order_notice_window": 0, "order_receipt_enabled": False})
        cls.customer.email = "buyer@example.com"
        stages = cls.delivery.stage_ids
        stages.notify = False
        told = ("left_warehouse", "delivered")
        stages.filtered(lambda s: s.trigger in told).notify = True

    def scan(self, code, hours=0):
        """A carrier's scan so many hours from now."""
        at = fields.Datetime.now() + timedelta(hours=hours)
        return (code, f"{at.isoformat()}Z", code)

    def fail_at_the_door(self, number):
        at = fields.Datetime.now() - timedelta(minutes=30)
        self.shipment(number)._tell("attempt_failed", at=at, evidence="carrier")
        self.sync()

    def told(self, order):
        """Subjects of what the job sends, as readers get them."""
        self.env.flush_all()
        with self.mock_smtplib_connection(), self.enter_registry_test_mode():
            self.env.ref("order_tracking.ir_cron_notices").method_direct_trigger()
            count = len(self.emails)
        self.env.invalidate_all()
        mails = order.notice_ids.mail_id.sorted("id")
        sent = mails[len(mails) - count :] if count else mails.browse()
        self.texts = [readable_text(mail.body_html) for mail in sent]
        return [mail.subject.partition(": ")[2].rpartition(" (")[0] for mail in sent]

    def test_shipped_is_the_carrier_s_first_scan(self):
        order = self.shipped("PN0001")
        self.assertFalse(self.told(order), "a label is no journey")
        picked = self.scan("in_transit")
        self.receive(self.tracker("PN0001", picked))
        self.assertEqual(self.told(order), ["Your goods are with the carrier"])
        self.assertIn("PN0001 · Parcel service", self.texts[0])
        self.assertIn("https://parcels.example.com/PN0001", self.texts[0])
        self.assertEqual(len(order.notice_ids.mail_id), 1)  # “left the warehouse” is part of it
        self.assertEqual(set(order.notice_ids.mapped("state")), {"sent"})

    def test_without_a_scan_for_a_day_it_is_told_that_the_goods_left(self):
        order = self.shipped("PN0001")
        self.assertFalse(self.told(order))
        held = order.notice_ids
        self.assertEqual(held.state, "waiting")
        with freeze_time(held.send_at + timedelta(minutes=1)):
            self.assertEqual(self.told(order), ["Your goods are on their way to you"])

    def test_the_day_of_a_parcel(self):
        order = self.shipped("PN0001")
        scans = [self.scan("in_transit", -3), self.scan("out_for_delivery", -2)]
        self.receive(self.tracker("PN0001", *scans))
        # both at once: one message, the newest leads
        self.assertEqual(self.told(order), ["Your goods are out for delivery"])
        self.fail_at_the_door("PN0001")
        self.assertEqual(self.told(order), ["Delivery was tried and did not succeed"])
        scans.append(self.scan("delivered"))
        self.receive(self.tracker("PN0001", *scans))
        self.assertEqual(self.told(order), ["Your order has been delivered"])
        self.receive(self.tracker("PN0001", *scans).replace(b"updated", b"created"))
        self.assertFalse(self.told(order))

    def test_late_scans_are_no_news(self):
        order = self.shipped("PN0001")
        self.receive(self.tracker("PN0001", self.scan("in_transit", -3), self.scan("delivered")))
        self.assertEqual(self.told(order), ["Your order has been delivered"])
        out = self.scan("out_for_delivery", -1)
        done = self.scan("delivered")
        self.receive(self.tracker("PN0001", self.scan("in_transit", -3), out, done))
        self.assertFalse(self.told(order))
        self.assertEqual(
            {n.reason for n in order.notice_ids if n.topic == "out_for_delivery"}, {"superseded"}
        )

    def test_each_parcel_and_only_what_the_company_tells(self):
        order = self.shipped("PN0001", "PN0002")
        self.env.company.order_notice_parcels = False
        self.receive(self.tracker("PN0001", self.scan("in_transit", -2)))
        self.assertEqual(self.told(order), ["Your goods are on their way to you"])
        self.fail_at_the_door("PN0002")
        self.assertEqual(self.told(order), ["Delivery was tried and did not succeed"])

    def test_a_parcel_that_is_followed_may_be_called_late(self):
        order = self.shipped("PN0001")
        self.receive(self.tracker("PN0001", self.scan("in_transit")))
        self.told(order)
        missed = order.promise_last_at + timedelta(hours=1)
        with freeze_time(missed):
            self.env["order.tracking.milestone"]._mark_late(5000)
            self.assertEqual(self.told(order), ["Your order is late"])
