"""Builders for tests of receipts. The PDF is a fake one, but where a test asks for a real one."""

import os
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.base.tests.common import MockSmtplibCase
from odoo.addons.order_tracking.report import pdf

from .common import TrackingCase

REFUSALS = "odoo.addons.mail.models.mail_mail"


def lose_file(issued):
    """As after a restore without the filestore."""
    file = issued.pdf_attachment_id
    os.unlink(file._full_path(file.store_fname))
    issued.env.invalidate_all()


class ReceiptCase(TrackingCase, MockSmtplibCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"order_receipt_enabled": True, "order_receipt_sms": False})
        cls.env.company.email = "seller@example.com"
        cls.customer.write(
            {
                "email": "buyer@example.com",
                "phone": "+32 470 12 34 56",
                "street": "1 Long Road",
                "city": "Gent",
                "country_id": cls.env.ref("base.be").id,
            }
        )
        cls.printed = []
        cls.classPatch(pdf, "print_html", cls.fake_print)

    @classmethod
    def fake_print(cls, env, html, foot):
        cls.printed.append(html)
        return b"%PDF-1.4 " + foot.encode() + html.encode()

    def prepare(self, order):
        """What the job does for this order; its new receipt, maybe none."""
        self.sync()
        issued = order._receipt_prepare()
        self.sync()
        return issued

    def receipt(self, *lines, **values):
        """The first receipt of a new order."""
        return self.prepare(self.order(*lines, **values))

    @contextmanager
    def mail_server(self, refusal=None):
        """Catches what is sent in ``self.emails``; with ``refusal`` the server answers so."""
        with self.mock_smtplib_connection(), mute_logger(REFUSALS):
            if refusal:
                with patch.object(
                    type(self.testing_smtp_session), "send_message", side_effect=refusal
                ):
                    yield
            else:
                yield

    def send(self, receipt, refusal=None):
        """One attempt of the sending job at this receipt."""
        with self.mail_server(refusal):
            receipt._attempt()
            self.sync()
        receipt._tell_now()
        self.sync()
        self.env.invalidate_all()
        return self.emails

    def bounce(self, mail, status="5.1.1"):
        """What a mail server sends back that could not deliver ``mail``."""
        return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.com
To: bounce@example.com
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-{mail.id}@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

No such mailbox here
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; buyer@example.com
Action: failed
Status: {status}

--B
Content-Type: text/rfc822-headers

Message-Id: {mail.message_id}
Subject: {mail.subject}

--B--
"""

    def run_job(self, xmlid):
        """A scheduled action as the scheduler runs it, commits included."""
        with self.enter_registry_test_mode():
            done = self.env.ref(f"order_tracking.{xmlid}").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(done, True)
