"""Replies by mail become feedback of the right order: real messages through Odoo's gateway."""

from base64 import b64encode
from email.message import EmailMessage

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_feedback import VoiceCase


@tagged("post_install", "-at_install")
class TestMailGateway(VoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "shop.example.com"})
        cls.env.company.alias_domain_id = cls.domain
        cls.alias = cls.env.ref("order_tracking_feedback.alias_feedback")
        cls.alias.alias_domain_id = cls.domain

    def mail(self, text="Good", subject="Re: How was your order?", sender=None, **headers):
        message = EmailMessage()
        message["From"] = sender or "Somebody <somebody@example.com>"
        message["To"] = "feedback@shop.example.com"
        message["Subject"] = subject
        message["Message-ID"] = headers.pop("Message_ID", f"<{id(message)}@mail.example.com>")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def receive(self, message):
        """The feedback that a message became, maybe none."""
        before = self.env["order.feedback"].search([])
        raw = message if isinstance(message, bytes) else message.as_bytes()
        self.env["mail.thread"].message_process(None, raw)
        self.env.invalidate_all()
        return self.env["order.feedback"].search([]) - before

    def test_a_reply_belongs_to_the_order_that_was_asked_about(self):
        order = self.accepted()
        request = self.asked(order)
        self.assertEqual(request.mail_id.reply_to, "feedback@shop.example.com")
        ref = request.message_ref
        text = "Very good.\n\nOn Tue, Mar 10, 2026 at 12:00 PM Shop <a@b.example> wrote:\n> How?"
        told = self.receive(self.mail(text, In_Reply_To=ref, References=f"<x@y> {ref}"))
        self.assertEqual((told.order_id, told.channel, told.text), (order, "mail", "Very good."))
        self.assertEqual((told.request_id, told.partner_id), (request, order.partner_id))
        self.assertEqual(request.state, "answered")
        self.assertIn("How?", told.message_ids[-1:].body or "", "the whole mail is kept with it")

    def test_by_number_and_known_sender(self):
        order = self.accepted()
        order.partner_id.email = "buyer@example.com"
        told = self.receive(self.mail(subject=f"订单{order.name}", sender="buyer@example.com"))
        self.assertEqual(told.order_id, order)

    def test_strangers_wait_for_a_person(self):
        order = self.accepted()
        told = self.receive(self.mail(subject=order.name, sender="stranger@example.com"))
        self.assertFalse(told.order_id)
        self.assertEqual(told.email_from, "stranger@example.com")
        told.with_user(self.env.ref("base.user_admin")).order_id = order
        self.assertEqual(told.partner_id, order.partner_id)

    def test_the_same_mail_twice_is_one(self):
        message = self.mail(Message_ID="<same@mail.example.com>")
        self.assertEqual(len(self.receive(message)), 1)
        self.assertFalse(self.receive(message))

    def test_machines_are_not_heard(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "auto_reply"},
            {"X_Auto_Response_Suppress": "All"},
            {"subject": "自动回复: 订单"},
            {"subject": "Undeliverable: How was it?"},
        ):
            self.assertFalse(self.receive(self.mail(**headers)), headers)

    def test_chinese_as_it_comes(self):
        text = '椅子很好，朱镕基 喆\n\n在 2026-03-10 12:00:00，"某店" <a@b.example> 写道：\n怎么样'
        for declared, real in (("gb2312", "gb18030"), ("gbk", "gbk"), ("gb18030", "gb18030")):
            subject = b64encode("回复：怎么样".encode(real)).decode()
            raw = (
                f"From: a@b.example\r\nTo: feedback@shop.example.com\r\n"
                f"Message-ID: <{declared}@b.example>\r\nSubject: =?{declared}?B?{subject}?=\r\n"
                f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={declared}\r\n"
                f"Content-Transfer-Encoding: base64\r\n\r\n"
            ).encode() + b64encode(text.encode(real))
            told = self.receive(raw)
            self.assertEqual((told.text, told.subject), ("椅子很好，朱镕基 喆", "回复：怎么样"))

    def test_html_only(self):
        message = self.mail()
        message.set_content(
            "<p>Good <b>one</b></p><script>alert(1)</script><blockquote>old</blockquote>",
            subtype="html",
        )
        self.assertEqual(self.receive(message).text, "Good one")

    def test_attachments_are_limited(self):
        message = self.mail()
        for number in range(8):
            message.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
        message.add_attachment(b"x" * 6_000_000, maintype="image", subtype="png", filename="b.png")
        told = self.receive(message)
        self.assertEqual(len(told.message_ids.attachment_ids), 5)
