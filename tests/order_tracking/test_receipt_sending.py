"""How a receipt reaches the customer, and what is said when it does not."""

import smtplib
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .receipt_common import ReceiptCase, lose_file

BUSY = smtplib.SMTPRecipientsRefused({"buyer@example.com": (450, b"4.2.1 busy")})
NOBODY = smtplib.SMTPRecipientsRefused({"buyer@example.com": (550, b"5.1.1 no such user <b>")})
CUT = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
SEND = "ir_cron_receipt_send"


class TestReceiptSending(ReceiptCase):
    def kinds_of(self, receipt):
        kinds = self.kinds(receipt.order_id)
        return [kind for kind in kinds if kind.startswith("receipt_")]

    # ------------------------------------------------------------------ by mail

    def test_by_mail(self):
        issued = self.receipt()
        self.assertEqual((issued.state, issued.channel), ("prepared", "mail"))
        (mail,) = self.send(issued)
        self.assertEqual(mail["smtp_to_list"], ["buyer@example.com"])
        text = mail["message"]
        self.assertIn(f"Message-Id: {issued.mail_id.message_id}", text)
        self.assertIn(f'filename="{issued.name}.pdf"', text)
        self.assertEqual((issued.state, issued.error), ("sent", False))
        self.assertTrue(issued.sent_at and issued.in_time)
        self.assertFalse(issued.send_at)
        self.assertEqual(self.kinds_of(issued), ["receipt_prepared", "receipt_sent"])
        sent = self.events(issued.order_id, "receipt_sent")
        self.assertEqual(sent.summary, f"{issued.display_name} · E-mail")

    @mute_logger("odoo.addons.order_tracking.models.order_receipt_proof")
    def test_a_file_that_is_lost_is_not_mailed_empty(self):
        issued = self.receipt()
        lose_file(issued)
        self.assertFalse(self.send(issued))
        self.assertEqual((issued.channel, issued.mail_id.state), ("person", "cancel"))
        self.assertIn("Restore Odoo's filestore", issued.error)
        self.assertIn("Restore Odoo's filestore", issued.activity_id.note)

    def test_it_links_to_the_buyer_s_page(self):
        issued = self.receipt()
        link = issued.order_id.tracking_link_ids
        self.assertEqual((link.role, link.partner_id), ("buyer", self.customer))
        self.assertIn(link.token, issued.mail_id.body_html)
        self.assertIn(issued._page_url(link).split("?")[0], issued.mail_id.body_html)
        issued.order_id.note = "x"
        self.prepare(issued.order_id)
        self.assertEqual(issued.order_id.tracking_link_ids, link)

    def test_the_mail_speaks_the_customer_s_language(self):
        self.env.ref("order_tracking.mail_template_receipt").with_context(
            lang="zh_CN"
        ).body_html = "<p>您好</p>"
        self.customer.lang = "zh_CN"
        issued = self.receipt()
        self.assertIn("您好", issued.mail_id.body_html)

    def test_the_mail_of_a_revision_says_what_changed(self):
        order = self.order()
        self.send(self.prepare(order))
        order.order_line.product_uom_qty = 12
        issued = self.prepare(order)
        self.assertIn("quantity: 12 (was: 10)", issued.mail_id.body_html)
        self.assertIn("has changed", issued.mail_id.body_html)
        order._action_cancel()
        cancelled = self.prepare(order).mail_id
        self.assertIn("was cancelled", cancelled.body_html)
        self.assertIn(f"cancellation of your order {order.name}", cancelled.subject)

    def test_the_mail_looks_as_all_others_to_the_customer(self):
        issued = self.receipt()
        name = self.customer.name
        body = issued.mail_id.body_html
        self.assertIn(f"Hello {name}", body)
        self.assertIn("because you ordered from", body)
        self.assertNotRegex(body, r"<p[^>]*>\s*[a-z]", "a sentence begins with a capital letter")

    def test_an_address_without_a_name_is_greeted_as_whose_it_is(self):
        house = self.env["res.partner"].create({"name": "House of Books", "is_company": True})
        self.customer.write({"parent_id": house.id, "type": "invoice", "name": False})
        self.assertRegex(self.receipt().mail_id.body_html, r"Hello\s+House of Books,")

    def test_one_mail_however_often_it_is_tried(self):
        issued = self.receipt()
        with self.mail_server():
            issued._attempt()
            issued._attempt()
            issued.mail_id.send()
            self.env["mail.mail"].process_email_queue(email_ids=issued.mail_id.ids)
            self.assertEqual(len(self.emails), 1)
        issued._tell_now()
        self.assertEqual(self.kinds_of(issued).count("receipt_sent"), 1)

    def test_odoo_s_queue_may_be_the_one_to_send_it(self):
        issued = self.receipt()
        with self.mail_server():
            self.env["mail.mail"].process_email_queue(email_ids=issued.mail_id.ids)
        self.assertEqual(issued.state, "sent")
        self.assertFalse(self.send(issued))

    def test_the_job(self):
        first, second = self.receipt(), self.receipt()
        with self.mail_server():
            self.run_job(SEND)
            self.run_job(SEND)
            self.assertEqual(len(self.emails), 2)
        self.assertEqual((first | second).mapped("state"), ["sent", "sent"])
        for issued in first | second:
            self.assertEqual(self.kinds_of(issued), ["receipt_prepared", "receipt_sent"])

    def test_the_journal_that_cannot_be_told_now_is_told_later(self):
        issued = self.receipt()
        broken = patch.object(
            type(self.env["sale.order"]), "_tracking_append", side_effect=ValueError("busy")
        )
        with self.mail_server():
            with broken, mute_logger("odoo.addons.order_tracking.models.order_receipt_sending"):
                self.run_job(SEND)
            self.assertEqual((issued.state, self.kinds_of(issued)), ("sent", ["receipt_prepared"]))
            self.run_job(SEND)
            self.assertEqual(self.kinds_of(issued), ["receipt_prepared", "receipt_sent"])
            self.assertEqual(len(self.emails), 1)

    # ------------------------------------------------------------------ when it fails

    def test_a_busy_server_is_tried_again(self):
        issued = self.receipt()
        message = issued.mail_id.message_id
        for attempt in (1, 2):
            self.send(issued, BUSY)
            self.assertEqual((issued.state, issued.attempts), ("failed", attempt))
            self.assertEqual(issued.channel, "mail")
            self.assertGreater(issued.send_at, issued.failed_at)
            self.assertEqual(issued.mail_id.scheduled_date, issued.send_at)
        self.assertIn("4.2.1 busy", issued.error)
        self.assertEqual(self.kinds_of(issued), ["receipt_prepared"])
        (mail,) = self.send(issued)
        self.assertIn(message, mail["message"])
        self.assertEqual((issued.state, issued.error), ("sent", False))

    def test_a_final_refusal_goes_to_a_person(self):
        issued = self.receipt(user_id=self.env.ref("base.user_admin").id)
        self.send(issued, NOBODY)
        self.assertEqual((issued.state, issued.channel), ("failed", "person"))
        self.assertFalse(issued.send_at)
        self.assertEqual(self.kinds_of(issued), ["receipt_prepared", "receipt_failed"])
        activity = issued.order_id.activity_ids
        self.assertEqual(activity.user_id, issued.order_id.user_id)
        self.assertIn(issued.name, activity.summary)
        self.assertIn("no such user &lt;b&gt;", activity.note)

    def test_a_server_that_stays_busy_ends_with_a_person(self):
        issued = self.receipt()
        for _attempt in range(20):
            if issued.channel == "mail":
                self.send(issued, BUSY)
        self.assertEqual(issued.channel, "person")
        self.assertEqual(issued.attempts, 0)
        self.assertEqual(self.kinds_of(issued).count("receipt_failed"), 1)

    def test_a_server_that_cannot_be_reached(self):
        issued = self.receipt()
        with (
            patch("smtplib.SMTP", side_effect=ConnectionRefusedError(111, "refused")),
            patch.object(type(self.env["ir.mail_server"]), "_disable_send", lambda _: False),
        ):
            issued._attempt()
        self.assertEqual((issued.channel, issued.attempts), ("mail", 1))
        self.assertEqual(issued.mail_id.state, "outgoing")
        self.assertEqual(issued.state, "failed")

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_connection_that_breaks_is_one_attempt_and_only_this_one_s(self):
        cut, fine = self.receipt(), self.receipt()
        send, calls = [], []

        def break_first(session, message, *args):
            calls.append(message["Message-Id"])
            if len(calls) == 1:
                raise CUT
            send.append(message["Message-Id"])

        with self.mail_server():
            with patch.object(type(self.testing_smtp_session), "send_message", break_first):
                self.run_job(SEND)
        self.assertEqual((cut.state, cut.attempts, cut.mail_id.state), ("failed", 1, "outgoing"))
        self.assertEqual((fine.state, send), ("sent", [fine.mail_id.message_id]))

    def test_a_mail_that_somebody_cancelled(self):
        issued = self.receipt()
        issued.mail_id.cancel()
        self.assertFalse(self.send(issued))
        self.assertEqual(issued.channel, "person")

    # ------------------------------------------------------------------ other ways

    def test_no_address_goes_to_a_person_at_once(self):
        for email in (False, "nonsense"):
            self.customer.email = email
            issued = self.receipt()
            self.assertEqual((issued.channel, issued.state), ("person", "prepared"))
            self.assertTrue(issued.order_id.activity_ids)
            self.assertFalse(issued.mail_id)

    def test_the_company_s_address_will_do(self):
        firm = self.env["res.partner"].create(
            {"name": "Firm", "is_company": True, "email": "office@example.com"}
        )
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": firm.id})
        (mail,) = self.send(self.receipt(partner_id=contact.id))
        self.assertEqual(mail["smtp_to_list"], ["office@example.com"])

    def test_sms_where_the_company_wants_it(self):
        self.env.company.order_receipt_sms = True
        self.customer.email = False
        issued = self.receipt()
        self.assertEqual(issued.channel, "sms")
        sms = self.env["sms.sms"].search([("uuid", "=", issued.sms_uuid)])
        self.assertEqual(sms.number, "+32470123456")
        self.assertIn(issued.order_id.tracking_link_ids.token, sms.body)
        issued._attempt()
        self.assertEqual(issued.state, "prepared")  # still in Odoo's queue
        sms.state = "pending"
        issued._attempt()
        self.assertEqual((issued.state, issued.channel), ("sent", "sms"))

    def test_sms_that_fails_goes_to_a_person(self):
        self.env.company.order_receipt_sms = True
        issued = self.receipt()
        self.send(issued, NOBODY)
        self.assertEqual(issued.channel, "sms")
        self.env["sms.sms"].search([("uuid", "=", issued.sms_uuid)]).write(
            {"state": "error", "failure_type": "sms_credit"}
        )
        issued._attempt()
        issued._tell_now()
        self.assertEqual(issued.channel, "person")
        self.assertIn("Credit", issued.error)
        self.assertEqual(self.kinds_of(issued).count("receipt_failed"), 2)

    def test_handed_over_by_a_person(self):
        self.customer.email = False
        issued = self.receipt()
        issued.action_handed_over()
        self.assertEqual((issued.state, issued.channel), ("sent", "person"))
        self.assertFalse(issued.order_id.activity_ids)
        event = self.events(issued.order_id, "receipt_sent")
        self.assertEqual(event.evidence, "staff")

    def test_sent_again_after_the_address_was_corrected(self):
        issued = self.receipt()
        self.send(issued, NOBODY)
        mail = issued.mail_id
        with self.assertRaises(UserError):
            self.customer.email = False
            issued.action_send_again()
        self.customer.email = "right@example.com"
        issued.action_send_again()
        (sent,) = self.send(issued)
        self.assertEqual(sent["smtp_to_list"], ["right@example.com"])
        self.assertEqual(issued.state, "sent")
        self.assertNotEqual(issued.mail_id.message_id, mail.message_id)
        self.assertEqual(self.kinds_of(issued)[-2:], ["receipt_failed", "receipt_sent"])
        self.assertFalse(issued.order_id.activity_ids)

    def test_only_who_may_change_the_order_sends(self):
        issued = self.receipt(user_id=self.env.ref("base.user_admin").id)
        reader = new_test_user(self.env, "reader", "order_tracking.group_user")
        for method in ("action_send_again", "action_handed_over"):
            with self.assertRaises(UserError):
                getattr(issued.with_user(reader), method)()

    # ------------------------------------------------------------------ afterwards

    def test_a_bounce(self):
        issued = self.receipt()
        self.send(issued)
        order = issued.order_id
        messages = len(order.message_ids)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(None, self.bounce(issued.mail_id))
        self.assertEqual((issued.state, issued.channel), ("failed", "person"))
        self.assertTrue(issued.bounced_at)
        self.assertIn("No such mailbox", issued.error)
        self.assertFalse(issued.in_time)
        self.assertEqual(
            self.kinds_of(issued), ["receipt_prepared", "receipt_sent", "receipt_bounced"]
        )
        self.assertTrue(order.activity_ids)
        self.assertLessEqual(len(order.message_ids), messages + 1)

    def test_an_old_receipt_that_bounces_starts_nothing(self):
        order = self.order()
        old = self.prepare(order)
        self.send(old)
        order.note = "x"
        new = self.prepare(order)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(None, self.bounce(old.mail_id))
        self.assertTrue(old.bounced_at)
        self.assertEqual(old.channel, "mail")
        self.assertFalse(new.bounced_at)
        self.assertFalse(order.activity_ids)

    def test_what_was_replaced_is_not_sent_any_more(self):
        order = self.order()
        old = self.prepare(order)
        self.send(old, BUSY)
        order.note = "x"
        new = self.prepare(order)
        self.assertEqual((old.state, old.send_at), ("replaced", False))
        self.assertFalse(self.send(old))
        self.assertTrue(self.send(new))

    def test_nor_where_its_turn_comes_all_the_same(self):
        order = self.order()
        old = self.prepare(order)
        self.send(old, BUSY)
        order.note = "x"
        self.prepare(order)
        old.send_at = fields.Datetime.now()
        old.mail_id.state = "outgoing"  # somebody has it sent again from the list of mails
        self.assertFalse(self.send(old))
        self.assertEqual((old.send_at, old.mail_id.state), (False, "cancel"))
        self.assertFalse(order.activity_ids, "nobody has to see to it")

    def test_opened_and_answered(self):
        issued = self.receipt()
        self.send(issued)
        issued._record_opened()
        issued._record_opened()
        self.assertEqual(issued.state, "opened")
        issued._record_answer("disputed")
        issued._record_answer("accepted")
        self.assertEqual((issued.state, issued.answer), ("answered", "accepted"))
        self.assertEqual(
            self.kinds_of(issued),
            ["receipt_prepared", "receipt_sent", "receipt_opened"] + 2 * ["receipt_answered"],
        )
        told = self.events(issued.order_id, "receipt_answered")
        self.assertEqual(told[0].summary, f"{issued.display_name} · Disputed")
        self.assertEqual(set(told.mapped("evidence")), {"customer"})

    def test_opened_before_the_mail_went_out(self):
        issued = self.receipt()
        issued._record_opened()
        self.assertTrue(issued.in_time)
        self.assertTrue(self.send(issued))  # the mail with the file follows all the same
        self.assertEqual(issued.state, "opened")

    def test_the_customer_s_page_does_not_tell_of_receipts(self):
        issued = self.receipt()
        page = issued.order_id._tracking_page(issued.order_id.id)
        self.assertNotIn(issued.name, page)

    def test_the_clock_of_the_company(self):
        self.env.company.order_receipt_sla_hours = 2
        issued = self.receipt()
        issued.sudo().sent_at = issued.due_at
        self.assertTrue(issued.in_time)
        self.assertAlmostEqual(issued.hours, 2, places=2)
        issued.sudo().sent_at = issued.due_at.replace(year=issued.due_at.year + 1)
        self.assertFalse(issued.in_time)
