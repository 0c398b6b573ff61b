"""Who sees receipts: staff by their orders, the buyer by link, the public one word."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .receipt_common import ReceiptCase

HARD = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, no-store",
}
LIMIT = 5 * 1024 * 1024


class TestReceiptAccess(ReceiptCase):
    def setUp(self):
        super().setUp()
        self.ann = self.seller("ann")
        self.bob = self.seller("bob")
        self.issued = self.receipt(user_id=self.ann.id)

    def seller(self, name, groups="sales_team.group_sale_salesman", **values):
        return new_test_user(self.env, name, groups=groups, **values)

    def seen_by(self, user):
        self.env.invalidate_all()
        return self.env["order.receipt"].with_user(user).search([("id", "=", self.issued.id)])

    def test_staff(self):
        self.assertTrue(self.seen_by(self.ann).content)
        self.assertFalse(self.seen_by(self.bob))
        leader = self.seller("leader", "sales_team.group_sale_salesman_all_leads")
        follower = self.seller("follower", "order_tracking.group_user")
        for user in (leader, follower):
            self.assertTrue(self.seen_by(user))
        with self.assertRaises(AccessError):
            self.issued.with_user(self.bob).read(["name"])

    def test_strangers(self):
        portal = self.seller("portal", "base.group_portal")
        other = self.env["res.company"].create({"name": "Other"})
        abroad = self.seller(
            "abroad",
            "order_tracking.group_manager",
            company_id=other.id,
            company_ids=[other.id],
        )
        employee = self.seller("employee", "base.group_user")
        for user in (portal, self.env.ref("base.public_user"), employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.seen_by(user)
        self.assertFalse(self.seen_by(abroad))

    def test_the_file_follows_the_receipt(self):
        file = self.issued.pdf_attachment_id
        self.env.invalidate_all()
        self.assertTrue(file.with_user(self.ann).raw)
        for user in (self.bob, self.seller("portal", "base.group_portal")):
            self.env.invalidate_all()
            with self.subTest(user.login), self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_only_managers_check_and_see_tokens(self):
        with self.assertRaises(AccessError):
            self.issued.with_user(self.ann).verify()
        with self.assertRaises(AccessError):
            self.issued.with_user(self.ann).read(["token"])
        manager = self.seller("manager", "order_tracking.group_manager")
        self.assertEqual(self.issued.with_user(manager).verify()["params"]["type"], "success")
        told = self.issued.with_user(manager).action_verify_chain()["params"]
        self.assertEqual(told["type"], "success")

    def test_one_word_for_the_public(self):
        Receipt = self.env["order.receipt"].with_user(self.env.ref("base.public_user"))
        token, code = self.issued.sudo().token, self.issued.content_hash[:16]
        file = self.issued.pdf_attachment_id.raw
        self.assertEqual(Receipt._public_state(token), "valid")
        self.assertEqual(Receipt._public_state(token, code), "valid")
        self.assertEqual(Receipt._public_state(token, "0" * 16), "altered")
        for wrong in (code[:-1], code + "0", "é"):
            self.assertEqual(Receipt._public_state(token, wrong), "altered")
        self.assertEqual(Receipt._public_state(token, file=file), "valid")
        self.assertEqual(Receipt._public_state(token, file=file + b" "), "altered")
        self.assertEqual(Receipt._public_state(token, file=b""), "altered")
        for wrong in ("", "x", "é" * 10, token[:-1], token + "x", "%", "_" * 32, "x" * 5000):
            self.assertEqual(Receipt._public_state(wrong), "unknown")
        self.issued.order_id.note = "x"
        newer = self.prepare(self.issued.order_id)
        self.assertEqual(Receipt._public_state(token, code, file), "superseded")
        self.assertEqual(Receipt._public_state(newer.sudo().token), "valid")


@tagged("post_install", "-at_install")
class TestReceiptPages(HttpCase, ReceiptCase):
    def setUp(self):
        super().setUp()
        self.issued = self.receipt()
        self.path = f"/receipt/{self.issued.token}"

    def test_the_page_behind_the_code(self):
        url = self.issued._verify_url("", self.issued.token, self.issued.content_hash)
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("<h1>Valid</h1>", page.text)
        for name, value in HARD.items():
            self.assertEqual(page.headers[name], value)
        self.assertIn("script-src 'none'", page.headers["Content-Security-Policy"])
        for secret in (self.issued.name, self.issued.order_id.name, "Customer", "Long Road"):
            self.assertNotIn(secret, page.text)
        self.assertLess(len(page.content), 60_000)

    def test_a_page_for_nothing(self):
        page = self.url_open("/receipt/not-a-token")
        self.assertEqual(page.status_code, 404)
        self.assertIn("<h1>Unknown</h1>", page.text)
        self.assertNotIn("<form", page.text)

    def test_in_another_language(self):
        page = self.url_open(f"{self.path}?lang=zh_CN&c={self.issued.content_hash[:16]}")
        self.assertIn('lang="zh-CN"', page.text)
        self.assertIn("c=" + self.issued.content_hash[:16], page.text)

    def test_comparing_a_file(self):
        known = self.issued.pdf_attachment_id.raw
        for data, word in ((known, "Valid"), (known + b"x", "Altered"), (b"", "Altered")):
            page = self.url_open(self.path, files={"file": ("receipt.pdf", data)})
            self.assertIn(f"<h1>{word}</h1>", page.text)
        page = self.url_open(self.path, data={"file": "not a file"})
        self.assertIn("<h1>Altered</h1>", page.text)
        page = self.url_open(self.path, files={"file": ("a.pdf", b"x" * (LIMIT + 20_000))})
        self.assertEqual(page.status_code, 413)
