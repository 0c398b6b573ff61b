"""The forms of the customer's pages over HTTP, as a browser without scripts sends them."""

import http.client
import io
import zlib
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from PIL import Image

from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import mute_logger

from odoo.addons.order_tracking.controllers.order_receipt_page import MOST_BYTES
from odoo.addons.order_tracking_feedback.models.sale_order_message_limit import LIMIT

from .returns_common import ReturnCase

PAGES = ("acceptance", "complaints", "returns", "feedback")
SECRETS = (b"Exif", b"GPS", b"hidden")


def jpeg():
    """A photo that tells where it was taken."""
    exif, written = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 32.0, 1.5), 3: "E", 4: (114.0, 3.0, 2.0)})
    Image.new("RGB", (8, 8), "red").save(written, "JPEG", exif=exif, comment=b"hidden")
    assert Image.open(written).getexif().get_ifd(0x8825)
    return written.getvalue()


def png():
    """A picture with a script behind it."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG")
    return written.getvalue() + b"<script>hidden()</script>"


def bomb():
    """A PNG that says it has 100,000 × 100,000 pixels."""
    head = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + zlib.crc32(head).to_bytes(4, "big")


class CustomerFormCase(HttpCase, ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "customer@example.com"
        cls.late = cls.env.ref("order_tracking_feedback.category_late")

    def setUp(self):
        super().setUp()
        self.target = self.sold()
        self.token = self.target._portal_ensure_token()

    def good(self, page, order=None):
        """What the form of a page sends about an order, without who sends it."""
        order = order or self.target
        fields_ = {
            "acceptance": lambda: {"acceptance": str(self.waiting(order).id), "everything": "1"},
            "complaints": lambda: {"category": str(self.late.id), "text": "Where is it?"},
            "returns": lambda: self.sent(order),
            "feedback": lambda: {"product": "4", "text": "Fine"},
        }[page]()
        fields_.pop("access_token", None)
        return fields_

    def bad_chairs(self, page):
        """The form with one bad chair of ten, and the prefix of its fields."""
        if page == "acceptance":
            waiting = self.waiting(self.target)
            key = f"line{waiting.line_ids.id}"
            return {
                "acceptance": str(waiting.id),
                f"{key}-good": "9",
                f"{key}-problem": "damaged",
            }, f"{key}-photos"
        sent = self.good(page)
        if page == "complaints":
            return sent, "photos"
        return sent, next(name for name in sent if "-" in name).partition("-")[0] + "-photos"

    def post(self, page, sent, token=None, order=None, files=None, **more):
        sent = {"access_token": self.token if token is None else token, **sent}
        number = order if isinstance(order, int) else (order or self.target).id
        path = f"/my/orders/{number}/{page}"
        answer = self.url_open(path, data=sent, files=files, allow_redirects=False, **more)
        self.env.invalidate_all()
        return answer

    def said(self):
        """Everything that forms leave behind."""
        found = [
            self.env[model].search_count([])
            for model in ("order.complaint", "order.return", "order.feedback", "ir.attachment")
        ]
        answered = [("state", "!=", "open")]
        messages = self.env["mail.message"].search_count([("model", "=", "order.complaint")])
        return [*found, self.env["order.acceptance"].search_count(answered), messages]

    def assertRecorded(self, answer, page):
        self.assertEqual(answer.status_code, 303, answer.text[-2000:])
        path = urlsplit(answer.headers["Location"])
        self.assertTrue(path.path.endswith(f"/{page}/done"), path.path)
        shown = self.url_open(f"{path.path}?{path.query}")
        self.assertEqual(shown.status_code, 200)
        self.assertNotIn("<script", shown.text)

    def assertRefused(self, answer, says=""):
        self.assertEqual(answer.status_code, 422, answer.headers)
        self.assertIn(says, answer.text)


@tagged("-at_install", "post_install")
class TestCustomerForms(CustomerFormCase):
    def test_what_customers_say_is_recorded(self):
        before = self.said()
        for page in PAGES:
            self.assertRecorded(self.post(page, self.good(page)), page)
        self.assertEqual(
            [after - first for after, first in zip(self.said()[:3], before, strict=False)],
            [1, 1, 1],
        )
        self.assertEqual(self.target.acceptance_ids.state, "accepted")
        self.assertEqual(self.target.feedback_ids.text, "Fine")
        complaint = self.target.complaint_ids
        answer = self.post("complaints/answer", {"complaint": complaint.id, "text": "And late"})
        self.assertRecorded(answer, "complaints")
        self.assertIn("And late", complaint.message_ids[0].body)

    def test_looking_changes_nothing(self):
        before = self.said()
        for page in PAGES:
            for path in (page, f"{page}/done"):
                query = urlencode({"access_token": self.token, "wrong": "1", **self.good(page)})
                answer = self.url_open(f"/my/orders/{self.target.id}/{path}?{query}")
                self.assertEqual(answer.status_code, 200, path)
                self.assertEqual(answer.headers["Cache-Control"], "private, no-store")
                self.assertIn("script-src 'none'", answer.headers["Content-Security-Policy"])
                self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        answer = self.url_open(f"/my/orders/{self.target.id}/complaints/answer?text=x")
        self.assertIn(answer.status_code, (404, 405))
        self.assertEqual(self.said(), before)

    def test_markup_is_taken_out_of_all_words(self):
        bad = "<b>Late</b><script>alert(1)</script><img src=x onerror=alert(2)>, 5 < 6"
        clean = "Latealert(1), 5 < 6"
        name = {"name": "<i>Wang</i>"}
        sent, _photos = self.bad_chairs("acceptance")
        line = next(key for key in sent if "-good" in key).removesuffix("good")
        self.post("acceptance", {**sent, f"{line}note": bad, **name})
        self.assertEqual(self.target.acceptance_ids.line_ids.note, clean)
        self.assertEqual(self.target.acceptance_ids.author_name, "Wang")
        self.post("complaints", {**self.good("complaints"), "text": bad, **name})
        complaint = self.target.complaint_ids[0]
        self.assertEqual((complaint.description, complaint.author_name), (clean, "Wang"))
        self.post("complaints/answer", {"complaint": complaint.id, "text": bad, **name})
        self.assertNotIn("<b>", complaint.message_ids[0].body)
        sent = self.good("returns")
        key = next(name for name in sent if "-" in name).partition("-")[0]
        self.post("returns", {**sent, f"{key}-note": bad, **name})
        self.assertEqual(self.target.return_ids.line_ids.note, clean)
        self.post("feedback", {"text": bad, **name})
        told = self.target.feedback_ids
        self.assertEqual((told.text, told.author_name), (clean, "Wang"))


@tagged("-at_install", "post_install")
class TestPhotosOfCustomers(CustomerFormCase):
    def kept(self, page):
        """The files that a form left behind."""
        records = {
            "acceptance": self.target.acceptance_ids.line_ids,
            "complaints": self.target.complaint_ids,
            "returns": self.target.return_ids.line_ids,
        }[page]
        return self.env["ir.attachment"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def test_nothing_but_the_picture_is_kept(self):
        for page in ("acceptance", "complaints", "returns"):
            sent, field = self.bad_chairs(page)
            files = [
                (field, ("photo.jpg", jpeg(), "image/jpeg")),
                (field, ("../../evil.html", png(), "text/html")),
                (field, ("", b"", "application/octet-stream")),
            ]
            self.assertRecorded(self.post(page, sent, files=files), page)
            kept = self.kept(page)
            self.assertEqual(sorted(kept.mapped("name")), ["evil.jpg", "photo.jpg"], page)
            for file in kept:
                self.assertEqual(file.mimetype, "image/jpeg")
                for secret in SECRETS:
                    self.assertNotIn(secret, file.raw, page)
                with Image.open(io.BytesIO(file.raw)) as image:
                    self.assertEqual((image.format, image.size), ("JPEG", (8, 8)))
                    self.assertFalse(image.getexif())
            path = f"/web/image/{kept[0].id}"
            self.assertNotIn(kept[0].raw, self.url_open(path).content, "not for everybody")

    def test_what_is_no_photo_refuses_the_form(self):
        before = self.said()
        html = b"<html><script>alert(1)</script></html>"
        for page in ("acceptance", "complaints", "returns"):
            sent, field = self.bad_chairs(page)
            for name, data in (("a.jpg", html), ("b.png", bomb()), ("c.jpg", b"%PDF-1.4")):
                files = [(field, ("good.png", png(), "image/png")), (field, (name, data))]
                answer = self.post(page, sent, files=files)
                self.assertRefused(answer, "is no photo that we can read")
                self.assertIn(f"“{name}”", answer.text)
        self.assertEqual(self.said(), before)

    def test_too_many_and_too_large(self):
        before = self.said()
        for page in ("acceptance", "complaints", "returns"):
            sent, field = self.bad_chairs(page)
            many = [(field, (f"{number}.png", png(), "image/png")) for number in range(6)]
            self.assertRefused(self.post(page, sent, files=many), "5 photos at most")
            large = [(field, ("large.png", png() + b"\0" * 5 * 1024 * 1024, "image/png"))]
            self.assertRefused(self.post(page, sent, files=large), "larger than 5 MB")
        self.assertEqual(self.said(), before)

    @mute_logger("odoo.http")
    def test_a_body_beyond_measure_is_not_even_read(self):
        for page in PAGES:
            with self.allow_requests():
                key = self.opener.cookies[TEST_CURSOR_COOKIE_NAME]
                connection = http.client.HTTPConnection("127.0.0.1", self.http_port(), timeout=30)
                connection.putrequest("POST", f"/my/orders/{self.target.id}/{page}")
                connection.putheader("Cookie", f"{TEST_CURSOR_COOKIE_NAME}={key}")
                connection.putheader("Content-Type", "application/x-www-form-urlencoded")
                connection.putheader("Content-Length", str(MOST_BYTES + 1))
                connection.endheaders()
                self.assertEqual(connection.getresponse().status, 413, page)
                connection.close()


@tagged("-at_install", "post_install")
class TestWhoMaySend(CustomerFormCase):
    def test_whatever_is_wrong_the_answer_is_the_same(self):
        other, before = self.sold(), self.said()
        revoked = self.env["order.tracking.link"].create(
            {"order_id": self.target.id, "role": "buyer"}
        )
        revoked.action_revoke()
        lookup = parse_qs(urlsplit(self.env["sale.order"]._lookup_path(self.target.id)).query)
        wrong = ("", "wrong", "é", other._portal_ensure_token(), revoked.token)
        for page in PAGES:
            unknown = self.post(page, self.good(page), order=999_999_999)
            self.assertEqual(unknown.status_code, 404)
            for token in (*wrong, lookup["access_token"][0], self.token[:-1]):
                for sent in (self.good(page), {}):
                    answer = self.post(page, sent, token=token)
                    self.assertEqual((answer.status_code, answer.text), (404, unknown.text), token)
                query = urlencode({"access_token": token})
                answer = self.url_open(f"/my/orders/{self.target.id}/{page}?{query}")
                self.assertEqual((answer.status_code, answer.text), (404, unknown.text), token)
        self.assertEqual(self.said(), before)

    def test_the_link_to_tell_how_it_was_opens_nothing_else(self):
        request = self.env["order.feedback.request"].create(
            {
                "order_id": self.target.id,
                "company_id": self.target.company_id.id,
                "partner_id": self.customer.id,
                "kind": "survey",
                "due_at": fields.Datetime.now(),
            }
        )
        token = parse_qs(urlsplit(request._url()).query)["access_token"][0]
        before = self.said()
        for page in ("acceptance", "complaints", "complaints/answer", "returns"):
            answer = self.post(page, self.good(page.partition("/")[0]), token=token)
            self.assertEqual(answer.status_code, 404, page)
        self.assertEqual(self.said(), before)
        self.assertRecorded(self.post("feedback", {"product": "5"}, token=token), "feedback")
        request.action_revoke()
        self.assertEqual(self.post("feedback", {"product": "1"}, token=token).status_code, 404)

    def test_being_logged_in_counts_only_with_the_sign_of_the_session(self):
        new_test_user(self.env, "buyer_x", "base.group_portal", partner_id=self.customer.id)
        before = self.said()
        self.authenticate("buyer_x", "buyer_x")
        for page in PAGES:
            for sign in ("", "0" * 40 + "o9999999999"):
                sent = {**self.good(page), "csrf_token": sign}
                self.assertEqual(self.post(page, sent, token="").status_code, 404, page)
        self.assertEqual(self.said(), before)
        for page in PAGES:
            sent = {**self.good(page), "csrf_token": Request.csrf_token(self)}
            self.assertRecorded(self.post(page, sent, token=""), page)

    def test_other_customers_see_and_send_nothing(self):
        new_test_user(self.env, "stranger_x", "base.group_portal")
        before = self.said()
        self.authenticate("stranger_x", "stranger_x")
        for page in PAGES:
            sent = {**self.good(page), "csrf_token": Request.csrf_token(self)}
            self.assertEqual(self.post(page, sent, token="").status_code, 404, page)
            answer = self.url_open(f"/my/orders/{self.target.id}/{page}")
            self.assertEqual(answer.status_code, 404, page)
        self.assertEqual(self.said(), before)

    def test_staff_and_receivers_do_not_answer_for_the_customer(self):
        link = self.env["order.tracking.link"].create(
            {"order_id": self.target.id, "role": "receiver"}
        )
        before = self.said()
        for page in PAGES:
            self.assertRefused(self.post(page, self.good(page), token=link.token), "Only the")
        new_test_user(self.env, "clerk_x", "order_tracking.group_user")
        self.authenticate("clerk_x", "clerk_x")
        for page in PAGES:
            sent = {**self.good(page), "csrf_token": Request.csrf_token(self)}
            self.assertRefused(self.post(page, sent, token=""), "Only the customer")
        self.assertEqual(self.said(), before)

    def test_what_belongs_to_another_order_is_not_touched(self):
        other = self.sold((self.desk, 2))
        there, mine = self.waiting(other), self.waiting(self.target)
        forged = {"acceptance": str(there.id), "everything": "1"}
        self.post("acceptance", forged)
        line = f"line{there.line_ids.id}"
        forged = {"acceptance": str(mine.id), f"{line}-good": "0", f"{line}-problem": "missing"}
        self.assertRefused(self.post("acceptance", forged), "Say at least")
        self.assertEqual((there.state, mine.state), ("open", "open"))
        forged = {**self.good("complaints"), "item": str(other.order_line.id)}
        self.assertRefused(self.post("complaints", forged), "choose an item of this order")
        returned = self.asked(other, self.desk, "1")
        complaint = self.env["order.complaint"]._open(other, self.late, {"description": "x"})
        before = self.said()
        answer = self.post("complaints/answer", {"complaint": complaint.id, "text": "Never mind"})
        self.assertRefused(answer, "Only the customer")
        sent = {**self.sent(other, self.desk, "1"), "access_token": self.token}
        self.assertRefused(self.post("returns", sent), "how many of at least one item")
        for step in ("cancel", "parcel"):
            sent = {"step": step, "return": str(returned.id), "number": "1Z999AA10123456784"}
            self.assertRefused(self.post("returns", sent), "does not exist")
        self.assertEqual(self.said(), before)
        self.assertEqual(returned.state, "requested")


@tagged("-at_install", "post_install")
class TestMessageLimits(CustomerFormCase):
    def used(self, left=0, order=None):
        """So many messages were sent about an order that few are left."""
        attempts = self.env["order.tracking.lookup"]
        for number in range(LIMIT.per_order - left):
            address = f"192.0.2.{number}"
            key = str((order or self.target).id)
            self.assertIsNone(attempts._blocked_until(address, key, LIMIT, "message."))

    def test_too_many_messages_about_an_order(self):
        other = self.sold()
        complaint = self.env["order.complaint"]._open(self.target, self.late, {"description": "x"})
        self.used()
        before = self.said()
        for page in PAGES:
            answer = self.post(page, {**self.good(page), "text": "Mind <b>this</b>"})
            self.assertEqual(answer.status_code, 429, page)
            self.assertTrue(3500 < int(answer.headers["Retry-After"]) <= 3601)
            self.assertIn("Please try again after", answer.text)
            self.assertIn("Mind this", answer.text, "what was written is not lost")
            self.assertNotIn("<script", answer.text)
            self.assertEqual(answer.headers["Cache-Control"], "private, no-store")
        again = {"complaint": str(complaint.id), "again": "1", "text": "x"}
        self.assertEqual(self.post("complaints/answer", again).status_code, 429)
        self.assertEqual(self.said(), before)
        sent = {"product": "5"}
        answer = self.post("feedback", sent, token=other._portal_ensure_token(), order=other)
        self.assertRecorded(answer, "feedback")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            self.assertRecorded(self.post("feedback", sent), "feedback")

    def test_the_time_is_when_the_oldest_is_forgotten(self):
        now, attempts = fields.Datetime.now(), self.env["order.tracking.lookup"]
        with freeze_time(now - timedelta(minutes=50)):
            self.used(left=LIMIT.per_order - 2)
        self.used(left=2)
        until = attempts._blocked_until("198.51.100.1", str(self.target.id), LIMIT, "message.")
        self.assertAlmostEqual(until, now + timedelta(minutes=10), delta=timedelta(seconds=30))

    def test_too_many_messages_from_one_network(self):
        small = LIMIT._replace(per_address=1)
        place = "odoo.addons.order_tracking_feedback.models.sale_order_message_limit.LIMIT"
        other = self.sold()
        with patch(place, small):
            self.assertRecorded(self.post("feedback", {"product": "5"}), "feedback")
            token = other._portal_ensure_token()
            answer = self.post("feedback", {"product": "5"}, token=token, order=other)
        self.assertEqual(answer.status_code, 429)
        path = self.url_open("/track", data={"number": "S9", "secret": "x@y.example"})
        self.assertEqual(path.status_code, 422, "looking orders up is counted by itself")

    def test_nobody_uses_up_the_limit_of_others(self):
        attempts = self.env["order.tracking.lookup"]
        before = attempts.search_count([])
        for page in PAGES:
            self.post(page, self.good(page), token="wrong")
            self.url_open(f"/my/orders/{self.target.id}/{page}?access_token={self.token}")
        self.assertEqual(attempts.search_count([]), before)

    def test_keys_of_links_are_not_logged(self):
        with self.assertLogs("werkzeug") as logs:
            self.assertRecorded(self.post("feedback", {"product": "5"}), "feedback")
            self.url_open(
                f"/my/orders/{self.target.id}/returns?lang=en_US&access_token={self.token}"
            )
        written = "\n".join(logs.output)
        self.assertIn(f"/my/orders/{self.target.id}/returns?lang=en_US&access_token=***", written)
        self.assertNotIn(self.token, written)
