"""What customers do once the goods are there, and what staff make of it, in a real browser: the
customer on a phone with the pages that have no scripts, staff in the web client."""

from odoo.tests import new_test_user, tagged

from tests.order_tracking_feedback.returns_common import ReturnCase

from .common import Staff

RETURNS = "action-order_tracking_feedback.order_return_action"


@tagged("-at_install", "post_install")
class TestFeedbackTours(Staff, ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env,
            "feedback_buyer",
            groups="base.group_portal",
            password="feedback_buyer",
            email="feedback_buyer@example.com",
            lang="en_US",
        )
        cls.customer = cls.buyer.partner_id

    def customer_does(self, order, tour):
        self.env.flush_all()
        self.start_tour(f"/my/orders/{order.id}", tour, login="feedback_buyer", timeout=600)
        self.env.invalidate_all()

    def test_everything_is_accepted(self):
        order = self.arrived()
        self.customer_does(order, "feedback_customer_accepts")
        self.assertEqual(order.acceptance_ids.mapped("state"), ["accepted"])
        self.assertEqual(self.states(order)["accepted"], "reached")
        self.assertFalse(order.complaint_ids)
        told = order.feedback_ids
        self.assertEqual((told.product_score, told.delivery_score, told.nps), (5, 2, 9))
        self.tour(f"sales/{order.id}", "feedback_staff_sees_accepted")

    def test_two_are_damaged(self):
        order = self.arrived((self.chair, 10), (self.desk, 2))
        self.customer_does(order, "feedback_customer_complains")
        complaint = order.complaint_ids
        self.assertEqual(complaint.line_ids.mapped("note"), ["Two legs are bent"])
        self.assertNotEqual(self.states(order)["accepted"], "reached")
        self.tour(f"order-complaints/{complaint.id}", "complaint_staff_resolves")
        self.assertEqual((complaint.state, complaint.reason), ("resolved", "handling"))
        self.assertTrue(complaint.answered_at)
        self.customer_does(order, "feedback_customer_opens_again")
        self.assertEqual(complaint.state, "progress")

    def test_money_for_what_came_back(self):
        order = self.sold()
        self.customer_does(order, "return_customer_wants_money")
        found = order.return_ids
        address = f"{RETURNS}/{found.id}"
        self.tour(address, "return_staff_approves")
        self.customer_sees(order, "returns", found.name, "Approved", "Please send the goods back")
        self.tour(address, "return_staff_receives")
        self.customer_sees(order, "returns", "Received", "The goods have arrived")
        self.tour(address, "return_staff_pays_back")
        note = found.credit_note_ids
        self.assertEqual((note.state, note.amount_total), ("posted", 30))
        self.assertEqual(order.order_line.qty_invoiced, 7)
        self.customer_sees(order, "returns", "Settled", "You get your money back", note.name)

    def test_an_exchange(self):
        order = self.sold()
        self.customer_does(order, "return_customer_exchanges")
        found = order.return_ids
        self.tour(f"{RETURNS}/{found.id}", "return_staff_replaces")
        again = found.transfer_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        self.assertEqual((again.sale_id, again.state), (order, "done"))
        self.assertEqual(again.move_ids.product_uom_qty, 3)
        line = order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (10, 10, 0))
        self.assertFalse(found.credit_note_ids)
        self.customer_sees(order, "returns", "Settled", "You get the same item again")
