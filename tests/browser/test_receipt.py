"""A receipt in a real browser: the customer says what is wrong, staff correct it, the customer
gets revision 2 and accepts it."""

from odoo.tests import HttpCase, tagged

from tests.order_tracking.receipt_common import ReceiptCase

from .common import english_buyer


@tagged("-at_install", "post_install")
class TestReceipt(HttpCase, ReceiptCase):
    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = english_buyer(cls.env, "receipt_buyer")
        cls.customer = cls.buyer.partner_id

    def job(self):
        """Prepares and sends what is due, as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.mail_server():
            for name in ("ir_cron_receipt_prepare", "ir_cron_receipt_send"):
                self.env.ref(f"order_tracking.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def customer_does(self, order, tour):
        self.start_tour(f"/my/orders/{order.id}", tour, login="receipt_buyer", timeout=600)
        self.env.invalidate_all()

    def test_a_line_is_disputed_and_corrected(self):
        order = self.order(
            (self.chair, 10), (self.desk, 2), user_id=self.env.ref("base.user_admin").id
        )
        self.job()
        first = order.current_receipt_id
        self.assertTrue(first.sent_at)
        self.customer_does(order, "receipt_customer_disputes")
        self.assertTrue(first.opened_at)
        dispute = order.dispute_ids
        self.assertEqual((dispute.proposed_number, dispute.photo_count), (12, 1))
        self.staff_accepts()
        self.assertEqual((dispute.state, order.order_line[0].product_uom_qty), ("accepted", 12))
        self.job()
        second = order.current_receipt_id
        self.assertEqual((second.revision, dispute.resolved_by_id), (2, second))
        self.customer_does(order, "receipt_customer_accepts")
        self.assertEqual((second.answer, second.answered_via), ("accepted", "portal"))

    def staff_accepts(self):
        self.browser_size, self.touch_enabled = "1400x900", False
        self.start_tour(
            "/odoo/order-corrections", "receipt_staff_corrects", login="admin", timeout=600
        )
        self.browser_size, self.touch_enabled = type(self).browser_size, True
        self.env.invalidate_all()
