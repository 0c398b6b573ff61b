"""Who is told what about an order, once and in their language."""

from odoo import fields
from odoo.tests import tagged

from .receipt_common import ReceiptCase


@tagged("post_install", "-at_install")
class TestNotices(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.order_notice_window = 0

    def on_its_way(self, **values):
        self.stock(self.chair, 10)
        order = self.order(**values)
        self.ship(order)
        return order

    def arrive(self, order):
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()

    def run_notices(self):
        with self.mail_server():
            self.run_job("ir_cron_notices")
            return list(self.emails)

    def test_delivered_is_told_once_with_the_buyer_s_own_link(self):
        order = self.on_its_way()
        self.run_notices()
        self.arrive(order)
        (mail,) = self.run_notices()
        self.assertEqual(mail["smtp_to_list"], ["buyer@example.com"])
        (link,) = order.tracking_link_ids
        self.assertEqual((link.role, link.partner_id), ("buyer", self.customer))
        self.assertIn("Your order has been delivered", mail["message"])
        told = order.notice_ids[0]
        self.assertIn(link.token, told.mail_id.body_html)
        self.assertEqual((told.state, told.topic_name), ("sent", "Delivered"))
        self.assertLessEqual(told.sent_at, fields.Datetime.now())
        order.notice_due_at = fields.Datetime.now()
        self.assertFalse(self.run_notices())
