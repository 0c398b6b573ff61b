"""Orders that come in as documents and files."""

import base64
import csv
import io

from odoo.exceptions import UserError

from odoo.addons.order_tracking.intake.problem import Problem
from odoo.addons.order_tracking.presentation.intake import intake_problem

from .test_intake import IntakeCase

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>
  <cbc:ID>UBL-1</cbc:ID><cbc:IssueDate>2026-11-01</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>
  <cac:BuyerCustomerParty><cac:Party>
    <cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID>
    <cac:PartyLegalEntity><cbc:RegistrationName>Buyer</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:BuyerCustomerParty>
  <cac:OrderLine><cac:LineItem>
    <cbc:ID>1</cbc:ID><cbc:Quantity>{quantity}</cbc:Quantity>
    <cac:Price><cbc:PriceAmount currencyID="USD">5</cbc:PriceAmount></cac:Price>
    <cac:Item><cbc:Name>Chair</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>CHAIR-01</cbc:ID></cac:SellersItemIdentification>
    </cac:Item>
  </cac:LineItem></cac:OrderLine>
</Order>"""


class TestDocuments(IntakeCase):
    def upload(self, quantity=5, user=None):
        env = self.env if not user else self.env(user=user)
        attachment = env["ir.attachment"].create(
            {
                "name": "order.xml",
                "raw": UBL.format(quantity=quantity).encode(),
                "mimetype": "application/xml",
            }
        )
        action = env["sale.order"].create_document_from_attachment(attachment.ids)
        return self.env["sale.order"].browse(action["res_id"])

    def test_a_seller_uploads_an_order_document(self):
        order = self.upload(user=self.seller)
        self.assertEqual((order.order_channel, order.intake_key), ("edi", "UBL-1"))
        self.assertEqual(self.upload(user=self.seller), order)

    def test_an_order_document_is_one_order(self):
        order = self.upload()
        self.assertEqual((order.order_channel, order.intake_key), ("edi", "UBL-1"))
        self.assertEqual(order.intake_sender, "buyer:7300010000001")
        self.assertEqual(order.order_line.product_id, self.chair)
        self.assertEqual(order.intake_message_ids.state, "done")
        self.assertEqual(self.upload(), order)

    def test_another_content_is_refused(self):
        order = self.upload()
        with self.assertRaisesRegex(UserError, rf"Quantity: .*{order.name}.*“5” before, “6” now"):
            self.upload(quantity=6)

    def test_a_file_that_is_no_order_document_stays_with_the_staff(self):
        attachment = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"hello"})
        action = self.env["sale.order"].create_document_from_attachment(attachment.ids)
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual((order.order_channel, order.intake_key), ("staff", False))


class TestFiles(IntakeCase):
    HEADING = "reference,customer_ref,product_code,quantity,price\n"

    def load(self, text, encoding="utf-8", **values):
        wizard = self.env["order.intake.import"].with_user(self.seller)
        wizard = wizard.create({"file": base64.b64encode(text.encode(encoding)), **values})
        wizard.action_import()
        return wizard

    def test_orders_of_a_file(self):
        wizard = self.load(
            self.HEADING + "A,C-1,CHAIR-01,2,\nA,,DESK-100,1,15\nB,C-1,CHAIR-01,1,\n"
        )
        self.assertEqual(wizard.order_ids.mapped("order_channel"), ["csv", "csv"])
        self.assertEqual(len(wizard.order_ids[0].order_line), 2)
        self.assertFalse(wizard.errors)
        again = self.load(self.HEADING + "B,C-1,CHAIR-01,1,\n")
        self.assertEqual(again.order_ids, wizard.order_ids[1])
        self.assertEqual(again.summary, "0 orders made, 1 known already, 0 refused.")

    def test_an_order_with_a_mistake_is_left_out_whole(self):
        wizard = self.load(
            self.HEADING
            + "A,C-1,CHAIR-01,2,\nA,C-1,NOTHING,1,\nA,C-1,CHAIR-01,many,\nB,C-1,CHAIR-01,1,\n"
            + ",C-1,CHAIR-01,1,\n"
        )
        self.assertEqual(wizard.order_ids.mapped("intake_key"), ["B"])
        self.assertEqual(
            [error[:3] for error in wizard.errors],
            [[3, "A", "Product Code"], [4, "A", "Quantity"], [6, "", "Order Reference"]],
        )
        self.assertIn("“many” is no number", wizard.errors[1][3])

    def test_chinese_files(self):
        self.chair.default_code = "椅子"
        for encoding in ("gbk", "utf-8", "utf-8-sig"):
            wizard = self.load(self.HEADING + f"{encoding},C-1,椅子,1,\n", encoding)
            self.assertEqual(wizard.order_ids.order_line.product_id, self.chair)

    def test_western_files(self):
        self.chair.default_code = "Stühle"
        for encoding in ("cp1252", "latin-1"):
            wizard = self.load(self.HEADING + f"{encoding},C-1,Stühle,1,\n", encoding)
            self.assertEqual(wizard.order_ids.order_line.product_id, self.chair)

    def test_bad_files(self):
        with self.assertRaisesRegex(UserError, "Choose a CSV file"):
            self.load("")
        with self.assertRaisesRegex(UserError, "no text in UTF-8 or GBK"):
            self.load("ä\0", "latin-1")
        wizard = self.load("reference,quantity,colour\nA,1,red\n")
        self.assertEqual([error[0] for error in wizard.errors], [1])
        self.assertIn("“colour”", wizard.errors[0][3])

    def test_what_is_written_is_no_formula(self):
        wizard = self.load(self.HEADING + "=cmd|A,C-1,NOTHING,1,\n")
        rows = csv.reader(io.StringIO(base64.b64decode(wizard.error_file).decode("utf-8-sig")))
        self.assertIn("'=cmd|A", [cell for row in rows for cell in row])

    def test_the_template_is_read_again(self):
        wizard = self.env["order.intake.import"].with_user(self.seller).create({})
        text = base64.b64decode(wizard.template).decode("utf-8-sig")
        text = text.replace("C-100", "C-1").replace("DESK-02", "DESK-100")
        loaded = self.load(text)
        self.assertEqual(loaded.errors or [], [])
        self.assertEqual(loaded.order_ids.order_line.mapped("product_uom_qty"), [10, 2])

    def test_confirming(self):
        wizard = self.load(self.HEADING + "A,C-1,CHAIR-01,2,\n", confirm=True)
        self.assertEqual(wizard.order_ids.state, "sale")


class TestWords(IntakeCase):
    def test_what_is_expected_is_said_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for expected, said in (
            ("a number above 0 and up to 1,000", "大于 0 且不超过 1,000"),
            ("a number from 0 and up to 9", "0 至 9"),
            ("up to 2 decimals", "不超过 2 位小数"),
            ("one of: a, b", "以下之一：a, b"),
            ("“own words”", "“own words”"),
        ):
            problem = Problem("lines[0].quantity", "out_of_range", -2, expected).as_dict()
            for lang, words in (("zh_CN", said), ("en_US", "It must be")):
                env = self.env(context={"lang": lang})
                self.assertIn(words, intake_problem(env, problem))
