"""What stands on a receipt, in the customer's language, as data and on paper."""

import io
import re
import time
from unittest.mock import patch

from pdfminer.high_level import extract_text

from odoo import Command

from odoo.addons.order_tracking.receipt import digest
from odoo.addons.order_tracking.report import pdf

from .receipt_common import ReceiptCase


class TestReceiptContent(ReceiptCase):
    def full_order(self, **values):
        tax = self.env["account.tax"].create({"name": "Tax 10", "amount": 10})
        attribute = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [Command.create({"name": c}) for c in ("Red", "Blue")]}
        )
        template = self.env["product.template"].create(
            {
                "name": "Lamp <b>",
                "list_price": 12.5,
                "taxes_id": [Command.set(tax.ids)],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        lamp = template.product_variant_ids[1]
        lamp.default_code = "L-2"
        lines = [
            {"display_type": "line_section", "name": "Hall"},
            {"product_id": lamp.id, "product_uom_qty": 2.5, "discount": 20},
            {"display_type": "line_note", "name": "Mounted & tested"},
        ]
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "client_order_ref": "PO-1",
                "note": "<p>Ring <b>twice</b></p>",
                "special_requests": "Gift wrap",
                "commitment_date": "2030-05-01 20:00:00",
                "order_line": [Command.create(line) for line in lines],
                **values,
            }
        )
        self.confirm(order)
        return order

    def test_content(self):
        self.customer.tz = "Asia/Shanghai"
        issued = self.prepare(self.full_order())
        content = issued._content()
        agreement = content["agreement"]
        section, lamp, note = agreement["lines"]
        self.assertEqual((section["type"], section["quantity"]), ("section", None))
        self.assertEqual(note["description"], "Mounted & tested")
        self.assertEqual(lamp["product"]["code"], "L-2")
        self.assertEqual(lamp["product"]["attributes"], [{"name": "Colour", "value": "Blue"}])
        figures = [lamp[key] for key in ("quantity", "price", "discount", "untaxed", "total")]
        self.assertEqual(figures, ["2.5", "12.5", "20", "25", "27.5"])
        self.assertEqual([tax["text"] for tax in lamp["taxes"]], ["Tax 10"])
        self.assertEqual(agreement["totals"]["total"], "27.5")
        self.assertEqual(agreement["totals"]["taxes"][0]["amount"], "2.5")
        self.assertEqual(agreement["totals"]["currency"], self.env.company.currency_id.name)
        self.assertEqual(agreement["promise"]["promised"], "2030-05-01T20:00:00Z")
        self.assertEqual(agreement["promise"]["zone"], "Asia/Shanghai")
        self.assertEqual(agreement["requests"], "Gift wrap\nRing *twice*")
        self.assertEqual(agreement["delivery"]["address"]["street"], "1 Long Road")
        self.assertEqual(content["customer"]["email"], "buyer@example.com")
        self.assertIn("Delivered", content["guidance"]["stages"][-2:])  # accepted, with that addon
        self.assertEqual(content["receipt"]["previous"], None)
        self.assertEqual(issued.content_hash, digest(issued.content))

    def test_the_day_is_said_in_the_zone_of_the_place(self):
        self.customer.tz = "Asia/Shanghai"
        self.prepare(self.full_order())
        self.assertIn("May 2, 2030", self.printed[-1])  # 20:00 UTC is the next day there
        self.assertIn("Asia/Shanghai", self.printed[-1])

    def test_what_comes_from_outside_is_escaped(self):
        self.prepare(self.full_order(client_order_ref="<script>alert(1)</script>"))
        self.assertIn("&lt;script&gt;", self.printed[-1])
        self.assertIn("Lamp &lt;b&gt;", self.printed[-1])
        self.assertNotIn("<script", self.printed[-1])

    def test_hidden_prices_stay_hidden(self):
        order = self.full_order()
        order.order_line[0].collapse_prices = True
        agreement = self.prepare(order)._content()["agreement"]
        self.assertEqual(agreement["lines"][1]["price"], None)
        self.assertEqual(agreement["lines"][0]["total"], "27.5")
        self.assertNotIn("12.50", self.printed[-1])

    def test_in_the_language_of_the_customer(self):
        self.customer.lang = "zh_CN"
        self.customer.country_id = self.env.ref("base.cn")
        order = self.full_order()
        issued = self.prepare(order)
        self.assertEqual(issued.lang, "zh_CN")
        self.assertIn("中国", self.printed[-1])
        self.assertIn("2030年5月", self.printed[-1])
        self.assertIn('lang="zh-CN"', self.printed[-1])
        # the language changes: told in the new one, and no revision for that alone
        self.customer.lang = "en_US"
        order.order_line[1].product_uom_qty = 3
        second = self.prepare(order)
        self.assertEqual(second.lang, "en_US")
        self.assertEqual(len(second.changes), 2)
        self.assertIn("quantity: 3 (was: 2.5)", second.changes_text)

    def test_the_company_s_own_words(self):
        self.env.company.order_receipt_next = "<p>We call you <b>first</b>.</p>"
        self.env.company.order_receipt_footer = "<p>Thank you!</p>"
        content = self.prepare(self.full_order())._content()
        self.assertEqual(content["guidance"]["next"], "We call you *first*.")
        self.assertIn("We call you", self.printed[-1])
        self.assertIn("<p>Thank you!</p>", self.printed[-1])

    def test_orders_without_a_timeline_have_receipts_too(self):
        self.env["order.tracking.flow"].search([]).active = False
        issued = self.receipt()
        self.assertFalse(issued.order_id.tracking_version_id)
        self.assertEqual(issued._content()["guidance"]["stages"], [])

    def test_real_pdf(self):
        """wkhtmltopdf itself: readable text, two pages when it is long, in a moment."""
        self.customer.lang = "zh_CN"
        order = self.full_order()
        order.write(
            {
                "order_line": [
                    Command.create({"product_id": self.desk.id, "product_uom_qty": n + 1})
                    for n in range(60)
                ]
            }
        )
        with self.real_paper():
            started = time.monotonic()
            issued = self.prepare(order)
            seconds = time.monotonic() - started
        file = issued.pdf_attachment_id.raw
        self.assertTrue(file.startswith(b"%PDF"))
        self.assertEqual(digest(file), issued.pdf_hash)
        text = extract_text(io.BytesIO(file))
        for part in (issued.name, order.name, "Desk", "PO-1"):
            self.assertIn(part, text)
        self.assertTrue(re.search(r"2 / [2-9]", text), "no second page")
        self.assertLess(seconds, 20)  # a hanging one takes 60; the benchmark measures

    def test_pages_that_were_counted_wrong_are_counted_again(self):
        """As wkhtmltopdf counts before it keeps rows together, “8 / 7” was at the foot."""
        for counted, times in (("1", 2), ("[topage]", 1)):
            text, printed = self.two_pages(counted)
            self.assertRegex(text, r"1 ?/ ?2\b")
            self.assertRegex(text, r"2 ?/ ?2\b")
            self.assertEqual(printed, times, "printed twice only when it has to be")

    def two_pages(self, counted):
        """What is printed, and how often it was, where wkhtmltopdf counts so."""
        printed, really = [], pdf._print

        def counting(env, html, foot, total):
            printed.append(total)
            return really(env, html, foot, total.replace("[topage]", counted))

        html = "<p>One</p><p style='page-break-before: always'>Two</p>"
        with patch.object(pdf, "_print", counting):
            text = extract_text(io.BytesIO(self.real_print(self.env, html, foot="Foot")))
        return text, len(printed)

    def real_paper(self):
        return patch.object(pdf, "print_html", self.real_print)

    @classmethod
    def setUpClass(cls):
        cls.real_print = staticmethod(pdf.print_html)
        super().setUpClass()
