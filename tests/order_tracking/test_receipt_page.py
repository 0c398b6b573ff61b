"""The customer's page of a receipt: who may open it, what it says, accepting, what it costs."""

from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .receipt_common import lose_file
from .test_tracking_page import SCRIPT, PageCase


class ReceiptPageCase(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "buyer@example.com"
        cls.env.company.order_receipt_enabled = True
        # the file has tests of its own; here it would only take time
        fake = patch.object(
            type(cls.env["order.receipt"]), "_print", lambda *args: b"%PDF-1.4 the receipt"
        )
        cls.startClassPatcher(fake)

    def receipt(self, order):
        """What the job does."""
        issued = order._receipt_prepare()
        self.sync()
        self.env.invalidate_all()
        return issued

    def agreed(self, *lines, **values):
        """(order, its first receipt)."""
        order = self.order(*lines, **values)
        return order, self.receipt(order)

    def buyer_link(self, order):
        return self.link(order, role="buyer", partner_id=self.customer.id)

    def url(self, order, token=None, path="", **query):
        """Of the receipt's page, or of a page below it."""
        query = {**({"access_token": token} if token else {}), **query}
        text = "&".join(f"{key}={value}" for key, value in query.items())
        return f"/my/orders/{order.id}/receipt{path}" + (f"?{text}" if text else "")

    def show(self, order, token=None, path="", **query):
        """(status, text of the page, its document)."""
        answer = self.get(self.url(order, token or order.access_token, path, **query))
        return answer.status_code, self.text(answer), html.fromstring(answer.content)

    def text(self, answer):
        return " ".join(html.fromstring(answer.content).body.text_content().split())

    def post(self, order, path, token=None, files=None, follow=False, **fields):
        """Sends a form; ``token`` None: that of the order, empty: none."""
        token = order.access_token if token is None else token
        sent = {name.replace("__", "-"): value for name, value in fields.items()}
        if token:
            sent["access_token"] = token
        self.sync()
        answer = self.url_open(
            self.url(order, path=path), data=sent, files=files, allow_redirects=follow
        )
        self.env.invalidate_all()
        return answer

    def accept(self, order, revision=1, **more):
        return self.post(order, "/accept", revision=str(revision), **more)

    def assertRecorded(self, answer, order):
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertIn(f"/my/orders/{order.id}/receipt/answered", answer.headers["Location"])


@tagged("-at_install", "post_install")
class TestWhoMayRead(ReceiptPageCase):
    def setUp(self):
        super().setUp()
        self.target, self.issued = self.agreed()

    def paths(self):
        return ("", "/1", "/answered", "/dispute", "/1/pdf")

    def test_owner_sees_everything(self):
        self.authenticate("page_buyer", "page_buyer")
        answer = self.get(self.url(self.target))
        self.assertEqual(answer.status_code, 200)
        for text in ("Wang Xiaoming", "Keji Road 18", "13800130000", self.issued.name):
            self.assertIn(text, answer.text)
        self.assertIn('href="/my/orders"', answer.text)
        self.assertEqual(self.get(self.url(self.target, path="/1/pdf")).content[:5], b"%PDF-")

    @mute_logger("odoo.addons.order_tracking.models.order_receipt_proof")
    def test_a_file_that_is_lost(self):
        """No empty PDF: the page says the same as the file, and that the file cannot be had."""
        lose_file(self.issued)
        self.authenticate("page_buyer", "page_buyer")
        answer = self.get(self.url(self.target, path="/1/pdf"))
        self.assertEqual(answer.status_code, 503)
        self.assertIn("The PDF file cannot be read at the moment", answer.text)
        self.assertIn(self.issued.name, answer.text)
        with self.assertRaisesRegex(UserError, "Restore the filestore"):
            self.issued.action_pdf()

    def test_a_token_shows_it_masked(self):
        self.target.note = "<p>Ring 138 0013 0000 at gate 2</p>"
        self.receipt(self.target)
        for token in (self.target.access_token, self.buyer_link(self.target).token):
            for path in ("", "/1", "/dispute"):
                answer = self.get(self.url(self.target, token, path))
                self.assertEqual(answer.status_code, 200)
                for secret in ("Xiaoming", "Keji", "13800130000", "138 0013", "buyer@example"):
                    self.assertNotIn(secret, answer.text)
            self.assertIn("at gate 2", self.show(self.target, token)[1])
            self.assertIn("Shenzhen", self.show(self.target, token)[1])

    def test_a_changed_address_is_masked_in_the_changes_too(self):
        other = self.env["res.partner"].create(
            {"name": "Li Lei", "street": "Shennan Avenue 9", "city": "Dongguan"}
        )
        self.target.partner_shipping_id = other
        self.receipt(self.target)
        for path in ("", "/2"):
            answer = self.get(self.url(self.target, self.target.access_token, path))
            for secret in ("Keji", "Shennan", "Li Lei", "Xiaoming"):
                self.assertNotIn(secret, answer.text)
            self.assertIn(
                "Delivery address: L*** L***, ***, Dongguan (was: ***)", self.text(answer)
            )

    def test_only_those_of_odoos_own_page_get_the_file(self):
        self.assertEqual(
            self.get(self.url(self.target, self.target.access_token, "/1/pdf")).status_code, 200
        )
        for role in ("buyer", "receiver", "site_contact"):
            link = self.link(self.target, role=role)
            answer = self.get(self.url(self.target, link.token, "/1/pdf"))
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("/pdf", self.get(self.url(self.target, link.token)).text)
        self.assertEqual(
            self.get(self.url(self.target, self.target.access_token, "/7/pdf")).status_code, 404
        )

    def test_who_only_receives_the_goods_sees_no_prices(self):
        order, _receipt = self.agreed((self.chair, 7))
        order.order_line.price_unit = 12.34
        self.receipt(order)
        for role in ("receiver", "site_contact"):
            link = self.link(order, role=role)
            for path in ("", "/1", "/2"):
                answer = self.get(self.url(order, link.token, path))
                self.assertIn("7 Units", self.text(answer))
                for figure in ("12.34", "86.38", "10.00", "70.00", "$", "Payment terms"):
                    self.assertNotIn(figure, self.text(answer))
        self.assertIn("86.38", self.show(order, self.buyer_link(order).token)[1])

    def test_others_see_nothing(self):
        stranger = self.portal_user("page_other", "Other")
        stranger.partner_id.company_id = False
        self.authenticate("page_other", "page_other")
        for path in self.paths():
            answer = self.get(self.url(self.target, path=path))
            self.assertEqual((answer.status_code, answer.headers["Location"][-3:]), (303, "/my"))
            self.assertEqual(self.get(self.url(self.target, "wrong", path)).status_code, 404)

    def test_whatever_is_wrong_the_answer_is_the_same(self):
        other, _receipt = self.agreed()
        revoked = self.buyer_link(self.target)
        revoked.action_revoke()
        wrong = ["wrong", "%00%C3%A9", revoked.token, other.access_token, self.issued.token]
        for path in self.paths():
            seen = {self.get(self.url(self.target, token, path)).content for token in wrong}
            seen.add(self.get(f"/my/orders/999999999/receipt{path}?access_token=x").content)
            self.assertEqual(len(seen), 1)
        for path in self.paths():
            self.assertEqual(self.get(self.url(self.target, path=path)).status_code, 303)

    def test_a_colleague_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other company"})
        new_test_user(
            self.env,
            "far_seller",
            groups="sales_team.group_sale_manager",
            password="far_seller",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.authenticate("far_seller", "far_seller")
        self.assertEqual(self.get(self.url(self.target)).status_code, 303)
        self.assertEqual(self.get(self.url(self.target, path="/1/pdf")).status_code, 303)

    def test_headers_keep_token_and_content_private(self):
        for path in ("", "/dispute", "/1/pdf", "/1/opened"):
            headers = self.get(self.url(self.target, self.target.access_token, path)).headers
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cache-Control"], "private, no-store")
            self.assertIn("script-src 'none'", headers["Content-Security-Policy"])
            self.assertIn("form-action 'self'", headers["Content-Security-Policy"])

    def test_orders_without_a_receipt(self):
        quotation = self.order(confirm=False)
        self.assertIn("This is a quotation", self.show(quotation)[1])
        waiting = self.order()
        self.assertIn("Your receipt is being prepared", self.show(waiting)[1])
        self.assertIn("Your receipt is being prepared", self.show(waiting, path="/dispute")[1])
        waiting.receipt_due_at = False
        self.assertIn("There is no receipt of this order", self.show(waiting)[1])
        self.assertEqual(self.accept(waiting).status_code, 422)

    def test_other_pages_lead_there(self):
        url = f'href="/my/orders/{self.target.id}/receipt?access_token={self.target.access_token}"'
        tracking = self.get(
            f"/my/orders/{self.target.id}/tracking?access_token={self.target.access_token}"
        )
        self.assertIn(url, tracking.text)
        page = self.url_open(f"/my/orders/{self.target.id}?access_token={self.target.access_token}")
        self.assertIn(url, page.text)


@tagged("-at_install", "post_install")
class TestWhatItSays(ReceiptPageCase):
    def test_first_revision(self):
        order, receipt = self.agreed(
            (self.chair, 10), (self.desk, 2), client_order_ref="PO 7", note="<p>Gate 2</p>"
        )
        _status, text, document = self.show(order)
        for words in (
            receipt.name,
            "Revision 1",
            "Valid",
            "Please check what we agreed",
            "PO 7",
            "10 Units × $ 10.00",
            "$ 100.00",
            "2 Units × $ 20.00",
            "$ 140.00",
            "Gate 2",
            "Lin Mei",
            "+86 755 2345",
            "What happens next Goods set aside",
        ):
            self.assertIn(words, text.replace("\xa0", " "))
        self.assertNotIn("What has changed", text)
        self.assertTrue(document.xpath("//form[contains(@action, '/receipt/accept')]"))

    def test_changes_and_older_revisions(self):
        order, first = self.agreed((self.chair, 10))
        order.order_line.product_uom_qty = 12
        second = self.receipt(order)
        _status, text, _document = self.show(order)
        self.assertIn("Please check what has changed", text)
        self.assertIn("Chair, quantity: 12 (was: 10)", text)
        self.assertIn("Total: $ 120.00 (was: $ 100.00)", text.replace("\xa0", " "))
        status, text, document = self.show(order, path="/1")
        self.assertEqual(status, 200)
        self.assertIn("This receipt has been replaced", text)
        self.assertIn("Revision 2 of", text)
        self.assertIn("10 Units", text)
        self.assertFalse(document.xpath("//form"))
        self.assertIn(first.name, text)
        self.assertIn(second.name, self.show(order, path="/99")[1])

    def test_language_of_the_reader(self):
        order, _receipt = self.agreed()
        answer = self.get(self.url(order, order.access_token, lang="zh_CN"))
        document = html.fromstring(answer.content)
        self.assertEqual(document.get("lang"), "zh-CN")
        for link in document.xpath("//main//a[starts-with(@href, '/my/orders/')]/@href"):
            self.assertIn("lang=zh_CN", link)
        self.assertEqual(document.xpath("//form//input[@name='lang']/@value"), ["zh_CN"])
        self.assertEqual(self.get(self.url(order, order.access_token, lang="xx")).status_code, 200)

    def test_cancelled_order(self):
        order, _receipt = self.agreed()
        order._action_cancel()
        self.receipt(order)
        _status, text, document = self.show(order)
        self.assertIn("This order was cancelled", text)
        self.assertFalse(document.xpath("//form"))
        self.assertEqual(self.accept(order, 2).status_code, 422)

    def test_html_in_content_is_text(self):
        self.chair.name = SCRIPT
        self.customer.name = SCRIPT
        order, _receipt = self.agreed(
            (self.chair, 1),
            client_order_ref=SCRIPT,
            note="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        )
        order.order_line.name = f"{SCRIPT}\n{SCRIPT}"
        self.receipt(order)
        self.authenticate("page_buyer", "page_buyer")
        for path in ("", "/1", "/dispute"):
            answer = self.get(self.url(order, path=path))
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("<script", answer.text)
            self.assertIn("&lt;script&gt;", answer.text)

    def test_it_is_a_document_that_everybody_can_read(self):
        order, _receipt = self.agreed((self.chair, 1), (self.desk, 1))
        for path in ("", "/dispute"):
            _status, _text, document = self.show(order, path=path)
            self.assertEqual(len(document.xpath("//main")), 1)
            self.assertEqual(len(document.xpath("//h1")), 1)
            ids = document.xpath("//@id")
            self.assertEqual(len(ids), len(set(ids)))
            self.assertLessEqual({x[1:] for x in document.xpath("//use/@href")}, set(ids))
            self.assertFalse(document.xpath("//script | //link[@rel='stylesheet']"))
            for field in document.xpath("//input[not(@type='hidden')] | //select | //textarea"):
                self.assertTrue(document.xpath(f"//label[@for='{field.get('id')}']"))
            told = {x for value in document.xpath("//@aria-describedby") for x in value.split()}
            self.assertLessEqual(told | set(document.xpath("//@aria-labelledby")), set(ids))


@tagged("-at_install", "post_install")
class TestOpened(ReceiptPageCase):
    def pixel(self, order, token=None):
        _status, _text, document = self.show(order, token)
        return document.xpath("//img[contains(@src, '/opened')]/@src")

    def test_opening_is_told_once_and_not_by_the_page_itself(self):
        order, receipt = self.agreed()
        (url,) = self.pixel(order)
        self.env.invalidate_all()
        self.assertFalse(receipt.opened_at)
        answer = self.get(url)
        self.assertEqual(answer.headers["Content-Type"], "image/gif")
        self.env.invalidate_all()
        self.assertTrue(receipt.opened_at)
        self.assertEqual(receipt.state, "opened")
        self.get(url)
        self.assertEqual(self.kinds(order).count("receipt_opened"), 1)
        self.assertFalse(self.pixel(order))

    def test_we_ourselves_do_not_count(self):
        order, receipt = self.agreed()
        self.assertFalse(self.pixel(order, self.link(order, role="salesperson").token))
        new_test_user(
            self.env, "seller2", groups="sales_team.group_sale_manager", password="seller2"
        )
        self.authenticate("seller2", "seller2")
        self.assertFalse(self.pixel(order))
        self.get(self.url(order, order.access_token, "/1/opened"))
        self.env.invalidate_all()
        self.assertFalse(receipt.opened_at)

    def test_nobody_else_can_tell(self):
        order, receipt = self.agreed()
        self.assertEqual(self.get(self.url(order, "wrong", "/1/opened")).status_code, 404)
        self.assertEqual(self.get(self.url(order, path="/1/opened")).status_code, 404)
        self.assertEqual(
            self.get(self.url(order, order.access_token, "/9/opened")).status_code, 200
        )
        self.assertFalse(receipt.opened_at)


@tagged("-at_install", "post_install")
class TestAccept(ReceiptPageCase):
    def test_by_the_orders_own_link(self):
        order, receipt = self.agreed()
        self.assertRecorded(self.accept(order, name=" Chen\x00 Yu "), order)
        self.assertEqual((receipt.answer, receipt.state), ("accepted", "answered"))
        self.assertEqual((receipt.answered_by, receipt.answered_via), ("Chen Yu", "order"))
        self.assertTrue(receipt.opened_at)
        event = self.events(order, "receipt_answered")
        self.assertEqual((event.evidence, event.data["answer"]), ("customer", "accepted"))
        self.assertIn("Chen Yu accepted", order.message_ids[0].body)
        _status, text, document = self.show(order)
        self.assertIn("You accepted this receipt", text)
        self.assertIn("Accepted by C*** Y***", text)
        self.assertFalse(document.xpath("//form"))

    def test_the_page_after_it_is_read_where_it_was_written(self):
        order, _receipt = self.agreed()
        answer = self.accept(order, lang="zh_CN", follow=True)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("lang=zh_CN", answer.url)
        self.assertIn(f"access_token={order.access_token}", answer.url)

    def test_by_a_personal_link(self):
        order, receipt = self.agreed()
        link = self.buyer_link(order)
        self.assertRecorded(self.accept(order, token=link.token), order)
        self.assertEqual((receipt.answered_by, receipt.answered_via), ("Wang Xiaoming", "link"))

    def test_again_changes_nothing(self):
        order, receipt = self.agreed()
        self.accept(order, name="First")
        self.assertRecorded(self.accept(order, name="Second"), order)
        self.assertEqual(receipt.answered_by, "First")
        self.assertEqual(self.kinds(order).count("receipt_answered"), 1)

    def test_a_replaced_revision_cannot_be_accepted(self):
        order, first = self.agreed()
        order.order_line.product_uom_qty = 12
        second = self.receipt(order)
        answer = self.accept(order, 1)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("This receipt was replaced meanwhile", self.text(answer))
        self.assertIn("12 Units", self.text(answer))
        self.assertFalse(first.answer or second.answer)
        revision = html.fromstring(answer.content).xpath("//form//input[@name='revision']/@value")
        self.assertEqual(revision, ["2"])
        for wrong in ("0", "-1", "x", "9" * 40, ""):
            self.assertEqual(self.accept(order, wrong).status_code, 422)

    def test_wrong_tokens_accept_nothing(self):
        order, receipt = self.agreed()
        other, _receipt = self.agreed()
        revoked = self.buyer_link(order)
        revoked.action_revoke()
        for token in ("wrong", "é", revoked.token, other.access_token, receipt.token):
            self.assertEqual(self.accept(order, token=token).status_code, 404)
        self.assertEqual(self.accept(order, token="").status_code, 303)
        self.assertFalse(receipt.answer)

    def test_who_only_receives_the_goods_cannot_accept(self):
        order, receipt = self.agreed()
        for role in ("receiver", "site_contact", "salesperson"):
            link = self.link(order, role=role)
            self.assertFalse(self.show(order, link.token)[2].xpath("//form"))
            answer = self.accept(order, token=link.token)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("Only the buyer can answer", self.text(answer))
        self.assertFalse(receipt.answer)

    def test_staff_cannot_accept_for_the_customer(self):
        order, receipt = self.agreed()
        new_test_user(
            self.env, "seller3", groups="sales_team.group_sale_manager", password="seller3"
        )
        self.authenticate("seller3", "seller3")
        _status, text, document = self.show(order)
        self.assertIn("This is what the customer sees", text)
        self.assertFalse(document.xpath("//form"))
        self.assertEqual(self.accept(order).status_code, 422)
        self.assertFalse(receipt.answer)

    def test_log_in_alone_is_no_proof_of_a_form_of_ours(self):
        order, receipt = self.agreed()
        self.authenticate("page_buyer", "page_buyer")
        answer = self.accept(order, token="")
        self.assertTrue(answer.headers["Location"].endswith("/my"))
        self.accept(order, token="", csrf_token="0" * 40 + "o9999999999")
        self.assertFalse(receipt.answer)
        (sign,) = self.show(order, "x")[2].xpath("//form//input[@name='csrf_token']/@value")
        self.assertRecorded(self.accept(order, token="", csrf_token=sign, name="Somebody"), order)
        self.assertEqual((receipt.answered_by, receipt.answered_via), ("Wang Xiaoming", "portal"))

    def test_only_by_post(self):
        order, receipt = self.agreed()
        url = self.url(order, order.access_token, "/accept", revision="1")
        self.assertEqual(self.get(url).status_code, 405)
        self.assertFalse(receipt.answer)


@tagged("-at_install", "post_install")
class TestWhatItCosts(ReceiptPageCase):
    def test_long_orders_stay_light(self):
        self.chair.name = "长" * 60
        text = "说明" * 200
        short, _receipt = self.agreed((self.chair, 1))
        long, _receipt = self.agreed(*[(self.chair, 1 + i) for i in range(200)])
        long.order_line.name = f"{self.chair.name}\n{text}"
        self.receipt(long)
        for path in ("", "/dispute"):
            few, _size = self.cost(self.url(short, short.access_token, path))
            many, size = self.cost(self.url(long, long.access_token, path))
            self.assertLessEqual(many, few + 1)  # the revisions of the longer one
            self.assertLessEqual(many, 25)
            self.assertLessEqual(size, 100_000)

    def test_every_line_of_a_long_receipt_can_be_reached(self):
        order, _receipt = self.agreed(*[(self.chair, 1 + i) for i in range(120)])
        _status, text, document = self.show(order)
        self.assertNotIn("119 Units", text)
        pages = document.xpath("//nav[@aria-label='Lines']/a/@href")
        self.assertEqual(len(pages), 2)
        answer = self.get(pages[-1].partition("#")[0])
        self.assertIn("119 Units", self.text(answer))
        link = html.fromstring(answer.content).xpath("//a[contains(@href, 'line=')]/@href")[-1]
        form = html.fromstring(self.get(link).content)
        self.assertEqual(len(form.xpath("//details[@open]")), 1)
        self.assertEqual(len(form.xpath("//select")), 1)
        for start in ("x", "-5", "9" * 5000, "120"):
            self.assertEqual(self.show(order, start=start)[0], 200)
