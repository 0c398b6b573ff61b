"""What customers read in their mail after the goods arrived: once, in their language, with what
to do next."""

import email
from datetime import timedelta
from email.policy import default

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..order_tracking.test_notices import NoticeCase
from .returns_common import ReturnCase
from .test_complaint import ComplaintCase


class AfterwardsCase(ReturnCase, ComplaintCase, NoticeCase):
    def setUp(self):
        super().setUp()
        self.env.company.order_notice_per_day = 0

    def quiet(self, order):
        """What was told about the order so far is out."""
        self.run_notices()
        return order

    def text(self, mail):
        return " ".join(mail.get_body(("plain",)).get_content().split())

    def buyer(self, order):
        return order.tracking_link_ids.filtered(lambda link: link.role == "buyer")


@tagged("post_install", "-at_install")
class TestComplaintMails(AfterwardsCase):
    def test_received_with_number_promise_and_link(self):
        order = self.quiet(self.arrived())
        self.told(order, text="Where is the desk?")
        complaint = order.complaint_ids
        (mail,) = self.run_notices()
        self.assertEqual(self.readers([mail]), ["customer@example.com"])
        self.assertIn(complaint.name, mail["Subject"])
        self.assertIn("We have your complaint", mail["Subject"])
        text = self.text(mail)
        self.assertIn("Where is the desk?", text)
        self.assertIn("We answer by", text)
        page = f"/my/orders/{order.id}/complaints?access_token={self.buyer(order).token}"
        self.assertIn(page, text)
        self.assertIn("See your complaint", text)
        self.look_again(order)
        self.assertFalse(self.run_notices(), "once")

    def test_the_promise_is_in_working_time(self):
        order = self.arrived()
        friday = fields.Datetime.from_string("2026-03-06 14:00:00")
        with freeze_time(friday):
            self.told(order)
        complaint = order.complaint_ids
        clock = complaint._clock(complaint.company_id, complaint.team_id)
        self.assertEqual(complaint.answer_due, clock.add(friday, self.late.answer_hours))
        self.assertGreater(complaint.answer_due - friday, timedelta(days=2), "over the weekend")

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.late.with_context(lang="zh_CN").name = "晚了"
        self.customer.lang = "zh_CN"
        order = self.quiet(self.arrived())
        self.told(order)
        (mail,) = self.run_notices()
        self.assertIn("晚了", self.text(mail))

    def test_only_the_buyer_hears_of_it(self):
        order = self.arrived()
        self.link(order)
        self.quiet(order)
        self.told(order)
        self.assertEqual(self.readers(self.run_notices()), ["customer@example.com"])

    def test_an_answer_leads_to_the_page(self):
        order = self.arrived()
        self.told(order)
        complaint = order.complaint_ids
        with self.mail_server():
            self.write(complaint, "It comes tomorrow")
            (sent,) = [m for m in self.emails if "customer@example.com" in str(m["smtp_to_list"])]
        text = self.text(email.message_from_string(sent["message"], policy=default))
        self.assertIn(f"/my/orders/{order.id}/complaints?access_token=", text)
        self.assertIn("It comes tomorrow", text)

    def test_an_answer_s_subject_is_in_the_customer_s_language_whoever_writes(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        order = self.arrived()
        self.told(order)
        complaint = order.complaint_ids.with_context(lang="en_US")
        self.assertIn("Complaint", complaint._message_compute_subject())
        self.customer.lang = "zh_CN"
        self.assertIn("投诉", complaint._message_compute_subject())

    def test_resolved_is_told_once_with_the_way_back(self):
        order = self.quiet(self.arrived())
        self.told(order)
        complaint = order.complaint_ids
        self.quiet(order)
        self.resolve(complaint)
        message = complaint.message_ids.filtered(lambda m: self.customer in m.notified_partner_ids)
        self.assertEqual(len(message), 1)
        self.assertIn(complaint.name, message.subject)
        self.assertIn("New ones are coming", message.body)
        self.assertIn("open the complaint again on its page until", message.body)
        self.assertFalse(self.run_notices(), "the thread has told it")

    def test_opened_again_is_told(self):
        order = self.arrived()
        self.told(order)
        self.resolve(order.complaint_ids)
        self.quiet(order)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            self.says(order.complaint_ids, again="1", text="No")
            self.sync()
            (mail,) = self.run_notices()
        self.assertIn("open again", mail["Subject"])

    def test_what_we_made_a_complaint_of(self):
        order = self.quiet(self.arrived())
        self.env["order.complaint"]._open(order, self.late, {"description": "Late"})
        self.sync()
        (mail,) = self.run_notices()
        self.assertIn("We look into what you told us", mail["Subject"])

    def test_companies_may_not_tell(self):
        order = self.arrived()
        self.env.company.order_notice_afterwards = False
        self.told(order)
        self.assertNotIn("complaint", str([mail["Subject"] for mail in self.run_notices()]))


@tagged("post_install", "-at_install")
class TestReturnMails(AfterwardsCase):
    def test_from_request_to_money(self):
        self.policy.instructions = "Use a sturdy box."
        order = self.quiet(self.sold())
        found = self.asked(order)
        (mail,) = self.run_notices()
        self.assertIn("request for a return", mail["Subject"])
        found.action_approve()
        self.sync()
        (mail,) = self.run_notices()
        text = self.text(mail)
        self.assertIn(found.name, mail["Subject"])
        self.assertIn("Use a sturdy box.", text)
        self.assertIn("3 Units Chair", text)
        self.assertIn("Our address:", text)
        until = fields.Date.today() + timedelta(days=14)
        self.assertEqual(found.send_by, until)
        self.assertIn(f"Please send it by {until.strftime('%b')} {until.day}, {until.year}", text)
        self.assertIn(f"/my/orders/{order.id}/returns?access_token=", text)
        self.arrives(found)
        self.sync()
        (mail,) = self.run_notices()
        self.assertIn("Your goods are back with us", mail["Subject"])
        self.settle(found)
        (mail,) = self.run_notices()
        self.assertIn("You get your money back", self.text(mail))
        self.look_again(order)
        self.assertFalse(self.run_notices())

    def test_what_staff_write_leads_to_the_page(self):
        order = self.sold()
        found = self.asked(order)
        self.quiet(order)
        with self.mail_server():
            found.message_post(
                body="Please add the screws",
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
            (sent,) = [m for m in self.emails if "customer@example.com" in str(m["smtp_to_list"])]
        mail = email.message_from_string(sent["message"], policy=default)
        self.assertIn(f"Return {found.name} ({order.name})", mail["Subject"])
        self.assertIn(f"/my/orders/{order.id}/returns?access_token=", self.text(mail))

    def test_approved_at_once_is_one_mail(self):
        self.policy.approve_up_to = 100
        order = self.quiet(self.sold())
        self.asked(order)
        (mail,) = self.run_notices()
        self.assertIn("Your return is approved", mail["Subject"])
        html = mail.get_body(("html",)).get_content()
        self.assertRegex(html, r"display: ?none[^>]*>\s*Please send it by")  # beside the subject

    def test_a_label_added_later_is_told_once(self):
        order = self.quiet(self.sold())
        found = self.asked(order)
        found.action_approve()
        self.sync()
        self.run_notices()
        values = {"raw": b"%PDF-1.4", "res_model": found._name, "res_id": found.id}
        labels = self.env["ir.attachment"].create([{"name": f"{n}.pdf", **values} for n in "ab"])
        found.label_ids = labels[0]
        self.sync()
        (mail,) = self.run_notices()
        self.assertIn("Your return label is here", mail["Subject"])
        found.label_ids = labels
        self.sync()
        self.assertFalse(self.run_notices())

    def test_refused_says_why(self):
        order = self.quiet(self.sold())
        found = self.asked(order)
        self.run_notices()
        found.refusal = "They were used."
        found.action_refuse()
        self.sync()
        (mail,) = self.run_notices()
        self.assertIn("cannot take your goods back", mail["Subject"])
        self.assertIn("They were used.", self.text(mail))
        self.assertIn("Return refused", self.text(mail))
        self.assertNotIn("settled", self.text(mail))

    def test_exchange_and_fee(self):
        self.policy.fee_percent = 10
        order = self.quiet(self.sold())
        self.returned(order, outcome="replacement")
        self.assertIn("You get the same item again", self.text(self.run_notices()[-1]))
        self.returned(order, reason=self.mind, quantity="1")
        self.assertIn("We keep 10% of the price.", self.text(self.run_notices()[-1]))


@tagged("post_install", "-at_install")
class TestBeforeSilenceAccepts(AfterwardsCase):
    def test_told_two_days_before_and_never_taken_back(self):
        order = self.quiet(self.arrived())
        opened = self.waiting(order)
        before = opened.due_at - timedelta(days=2)
        with freeze_time(before - timedelta(minutes=1)):
            self.look(order)
            self.assertFalse(self.run_notices(), "too early")
        with freeze_time(before + timedelta(minutes=1)):
            self.look(order)
            (mail,) = self.run_notices()
            self.assertIn("Is everything all right", mail["Subject"])
            text = self.text(mail)
            self.assertIn("everything counts as accepted on", text)
            self.assertIn(f"/my/orders/{order.id}/acceptance?access_token=", text)
            self.look(order)
            self.assertFalse(self.run_notices(), "once")
            self.answer(order)
            self.look(order)
            self.look_again(order)
            self.assertFalse(self.run_notices(), "answered: nothing to correct")

    def test_the_job_comes_back_for_it(self):
        order = self.arrived()
        opened = self.waiting(order)
        looks = order._acceptance_sync()
        self.assertEqual(looks[order.id], opened.due_at - timedelta(days=2))
        with freeze_time(opened.due_at - timedelta(days=1)):
            self.assertEqual(order._acceptance_sync()[order.id], opened.due_at)

    def test_who_answered_is_not_reminded(self):
        order = self.quiet(self.arrived())
        due_at = self.waiting(order).due_at
        self.answer(order)
        with freeze_time(due_at - timedelta(days=1)):
            self.look_again(order)
            self.assertFalse(self.run_notices())
