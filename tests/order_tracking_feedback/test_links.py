"""Feedback, complaints and returns know of each other."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.order_tracking_feedback.voice import Said

from ..order_tracking_logistics.test_scan_station import ScanCase
from .returns_common import ReturnCase
from .test_complaint import ComplaintCase, png


@tagged("post_install", "-at_install")
class TestFeedbackAndComplaint(ComplaintCase):
    def said(self, order, text="", channel="page", **scores):
        Feedback = self.env["order.feedback"]
        number = Feedback.search_count([])
        return Feedback._record(Said(scores, None, text), channel, f"test:{number}", order=order)

    def test_one_click_opens_a_complaint_in_their_words(self):
        told = self.said(self.order(), "Two chairs are damaged", product=1)
        self.assertFalse(told.complaint_id, "not by itself, unless the company says so")
        action = told.with_user(self.clerk).action_complain()
        complaint = told.complaint_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.description, "Two chairs are damaged")
        self.assertEqual(
            complaint.category_id, self.env.ref("order_tracking_feedback.category_damaged")
        )
        self.assertEqual(complaint.user_id, self.clerk)
        self.assertEqual(complaint.feedback_ids, told)
        told.with_user(self.clerk).action_complain()
        self.assertEqual(told.order_id.complaint_ids, complaint, "clicked twice")

    def test_what_is_said_again_belongs_to_the_open_one(self):
        order = self.order()
        first, second = self.said(order, "Late", delivery=1), self.said(order, "Still!", delivery=1)
        first.with_user(self.clerk).action_complain()
        second.with_user(self.clerk).action_complain()
        complaint = order.complaint_ids
        self.assertEqual(len(complaint), 1)
        self.assertEqual(complaint.feedback_ids, first | second)
        self.assertIn("Still!", "".join(complaint.message_ids.mapped("body")))
        self.assertFalse(complaint.answered_at, "the customer's words are no answer")

    def test_by_rule_for_low_scores_and_complaining_mails(self):
        self.env.company.order_feedback_complaint = True
        self.assertTrue(self.said(self.order(), product=2).complaint_id)
        self.assertFalse(self.said(self.order(), "Nothing to say", product=4).complaint_id)
        mail = self.said(self.order(), "One of the desks arrived broken.", "mail")
        self.assertTrue(mail.complaint_id)
        thanks = self.said(self.order(), "All fine, nothing is damaged. Thank you!", "mail")
        self.assertFalse(thanks.complaint_id)

    def test_a_mail_waits_for_its_order(self):
        self.env.company.order_feedback_complaint = True
        order, none = self.order(), self.env["sale.order"]
        told = self.said(none, "The desk is broken", "mail")
        self.assertFalse(told.complaint_id)
        told.with_user(self.clerk).order_id = order
        self.assertEqual(told.complaint_id.order_id, order)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_employees_without_the_role_open_none(self):
        told = self.said(self.order(), product=1)
        user = new_test_user(self.env, "no_role", groups="base.group_user")
        with self.assertRaises(AccessError):
            told.with_user(user).action_complain()
        self.assertFalse(told.complaint_id)


@tagged("post_install", "-at_install")
class TestComplaintAndReturn(ComplaintCase, ReturnCase):
    def test_a_complaint_opens_no_other_order(self):
        """The goods of an order are shown to whoever reads a complaint about that order."""
        complaint, other = self.damaged(), self.sold()
        dialog = self.env["order.return.new"].with_context(
            default_complaint_id=complaint.id, default_order_id=other.id
        )
        with self.assertRaises(UserError):
            dialog.default_get(["order_id", "complaint_id", "line_ids"])

    def test_from_the_count_to_the_money(self):
        order = self.sold((self.chair, 10), (self.desk, 2))
        photo = png().partition(b"<?php")[0]
        self.answer(
            order,
            files={f"line{self.count_of(order, self.chair).id}-photos": [("broken.png", photo)]},
            chair_good="8",
            chair_problem="damaged",
            chair_note="The legs",
        )
        self.sync()
        self.env.invalidate_all()
        complaint = order.complaint_ids
        found = self.return_of(complaint)
        line = found.line_ids
        self.assertEqual((line.product_id, line.quantity), (self.chair, 2))
        self.assertEqual(
            line.reason_id, self.env.ref("order_tracking_feedback.return_reason_damaged")
        )
        self.assertEqual(line.note, "The legs")
        self.assertEqual(
            [name.partition(".")[0] for name in line.photo_ids.mapped("name")], ["broken"]
        )
        self.assertEqual((found.complaint_id, complaint.return_ids), (complaint, found))
        self.assertEqual(found.with_user(self.clerk).action_complaint()["res_id"], complaint.id)
        found.action_approve()
        self.arrives(found)
        self.assertEqual(complaint.state, "open", "not before it is settled")
        self.settle(found)
        self.assertEqual(complaint.state, "resolved")
        self.assertEqual((complaint.reason, complaint.fault), ("handling", "transport"))
        self.assertIn("You get your money back.", complaint.resolution)
        told = complaint.message_ids.filtered(lambda m: self.customer in m.notified_partner_ids)
        self.assertFalse(told, "the return's own mail tells it")

    def count_of(self, order, product):
        lines = self.waiting(order).line_ids
        return lines.filtered(lambda line: line.product_id == product)

    def return_of(self, complaint):
        """What the one click and the dialog's button make."""
        action = complaint.with_user(self.clerk).action_return_goods()
        wizard = self.env["order.return.new"].with_user(self.clerk)
        wizard = wizard.with_context(**action["context"]).create({})
        wizard.line_ids.filtered(lambda line: not line.quantity).unlink()
        found = self.env["order.return"].browse(wizard.action_ask()["res_id"])
        self.sync()
        self.env.invalidate_all()
        return found

    def test_the_lot_of_the_complaint_goes_back(self):
        self.chair.tracking = "serial"
        lots = self.env["stock.lot"].create(
            [{"name": f"S{n}", "product_id": self.chair.id} for n in range(3)]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.chair, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self.order((self.chair, 3))
        self.ship(order)
        rows = order._complaint_lines([(order.order_line, 1, "defective", False)])
        rows[0]["lot_ids"] = [(6, 0, lots[1].ids)]
        complaint = self.env["order.complaint"]._open(order, self.late, {}, rows)
        self.assertEqual(self.return_of(complaint).line_ids.lot_id, lots[1])

    def test_what_is_missing_cannot_go_back(self):
        order = self.arrived()
        self.answer(order, chair_good="8", chair_problem="missing")
        goods = [one for one in order._return_goods() if one.left]
        self.assertFalse(order.complaint_ids._return_wishes(goods))

    def test_a_return_of_the_customer_finds_its_complaint(self):
        complaint = self.damaged(self.sold((self.chair, 10), (self.desk, 2)))
        other = self.asked(complaint.order_id, self.desk, "1")
        self.assertFalse(other.complaint_id, "about something else")
        found = self.asked(complaint.order_id, self.chair, "2")
        self.assertEqual(found.complaint_id, complaint)

    def test_refused_goods_leave_it_open(self):
        complaint = self.damaged(self.sold((self.chair, 10), (self.desk, 2)))
        self.returned(complaint.order_id, self.chair, "2", outcome="refusal")
        self.assertEqual(complaint.state, "open")

    def test_all_its_returns_come_first(self):
        complaint = self.damaged(self.sold((self.chair, 10), (self.desk, 2)))
        order = complaint.order_id
        later = self.asked(order, self.chair, "1")
        self.returned(order, self.chair, "1")
        self.assertEqual(complaint.state, "open")
        later.action_approve()
        self.arrives(later)
        self.settle(later)
        self.assertEqual(complaint.state, "resolved")

    def test_a_complaint_out_of_a_return(self):
        order = self.sold()
        found = self.asked(order)
        action = found.with_user(self.clerk).action_complaint()
        complaint = found.complaint_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.line_ids.mapped("problem"), ["defective"])
        self.assertEqual(complaint.line_ids.quantity, 3)
        found.with_user(self.clerk).action_complaint()
        self.assertEqual(order.complaint_ids, complaint)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_the_warehouse_opens_no_complaints(self):
        found = self.asked(self.sold())
        user = new_test_user(self.env, "stock_only", groups="stock.group_stock_user")
        with self.assertRaises(AccessError):
            found.with_user(user).action_complaint()
        self.assertFalse(found.complaint_id)


@tagged("post_install", "-at_install")
class TestWhoPacked(ComplaintCase, ScanCase):
    def test_whoever_scanned_it_last_not_whoever_validated(self):
        """Taken back does not count, and other goods of the same transfer have other hands."""
        picking = self.transfer((self.chair, 10), (self.desk, 2))
        order = picking.sale_id
        first, second = (
            self.picker,
            new_test_user(self.env, "second_picker", groups="stock.group_stock_user"),
        )
        self.codes(picking, *[self.chair.barcode] * 10, self.desk.barcode)
        self.picker = second
        self.codes(picking, self.desk.barcode)
        self.scan(picking, self.chair.barcode, factor=1)
        self.validate(picking)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()
        self.look(order)
        self.answer(
            order, chair_good="8", chair_problem="damaged", desk_good="1", desk_problem="wrong"
        )
        self.sync()
        hands = {line.product_id: line.packer_id for line in order.complaint_ids.line_ids}
        self.assertEqual(hands, {self.chair: first, self.desk: second})
