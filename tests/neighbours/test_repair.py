"""A return that is settled by repair, where that app is installed."""

from ..order_tracking_feedback.returns_common import ReturnCase


class TestRepair(ReturnCase):
    def test_a_repair_order_and_the_way_back(self):
        order = self.sold()
        found = self.returned(order, wish="repair")
        repair = found.line_ids.repair
        self.assertEqual((repair.product_id, repair.product_qty), (self.chair, 3))
        self.assertEqual(repair.partner_id, order.partner_id)
        self.assertEqual(found.repair_count, 1)
        self.assertFalse(found.credit_note_ids, "nothing is paid back")
        self.assertEqual(order.order_line.qty_delivered, 7)
        repair.action_validate()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        found.action_send_repaired()
        back = found.transfer_ids.filtered(lambda p: p.state == "assigned")
        self.validate(back)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertFalse(order.order_line.qty_to_invoice, "nothing is charged again")
