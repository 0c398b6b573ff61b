"""What the customer says is wrong with a receipt, and what becomes of it."""

import io
from datetime import timedelta
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_receipt_page import ReceiptPageCase
from .test_tracking_page import SCRIPT


def picture(kind="PNG", size=(4, 4)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


class DisputeCase(ReceiptPageCase):
    def setUp(self):
        super().setUp()
        self.target, self.issued = self.agreed((self.chair, 10), (self.desk, 2))
        self.chairs, self.desks = self.target.order_line
        self.here = f"line{self.chairs.id}"

    def form(self, token=None, **query):
        """The form's own key and document."""
        _status, _text, document = self.show(self.target, token, "/dispute", **query)
        return document.xpath("//input[@name='form_key']/@value")[0], document

    def dispute(self, *, files=None, key="", revision=1, token=None, **fields_):
        """Sends the form; ``line__value`` stands for the field of the chairs' line."""
        sent = {name.replace("line__", f"{self.here}__"): v for name, v in fields_.items()}
        return self.post(
            self.target,
            "/dispute",
            token,
            files=files,
            revision=str(revision),
            form_key=key or self.form()[0],
            **sent,
        )

    def told(self):
        return self.env["order.receipt.dispute"].search(
            [("order_id", "=", self.target.id)], order="id"
        )

    def one(self, **fields_):
        """A recorded correction of the chairs' quantity, or as told."""
        sent = fields_ or {"line__problem": "quantity", "line__value": "12"}
        before = self.told()
        self.assertRecorded(self.dispute(**sent), self.target)
        return self.told() - before

    def photos(self, *files, place=None):
        name = f"{place or self.here}-photos"
        return [(name, (label, data, "image/png")) for label, data in files]

    def mistakes(self, answer):
        self.assertEqual(answer.status_code, 422, answer.headers)
        document = html.fromstring(answer.content)
        return [" ".join(p.text_content().split()) for p in document.xpath("//*[@class='wrong']")]


@tagged("-at_install", "post_install")
class TestTelling(DisputeCase):
    def test_a_line(self):
        answer = self.dispute(
            line__problem="quantity",
            line__value="12",
            line__note="We said twelve\r\non the phone",
            files=self.photos(("slip.png", picture()), ("", b"")),
            name="Chen Yu",
        )
        self.assertRecorded(answer, self.target)
        told = self.told()
        self.assertEqual(
            (told.line_id, told.problem, told.state), (self.chairs, "quantity", "open")
        )
        self.assertEqual((told.stated, told.proposed, told.proposed_number), ("10 Units", "12", 12))
        self.assertEqual(told.note, "We said twelve\non the phone")
        self.assertEqual((told.author_name, told.via), ("Chen Yu", "order"))
        self.assertEqual(told.user_id, self.seller)
        self.assertEqual(told.activity_ids.user_id, self.seller)
        photo = told.photo_ids
        self.assertEqual(
            (photo.name, photo.mimetype, told.photo_count), ("slip.jpg", "image/jpeg", 1)
        )
        self.assertTrue(photo.raw.startswith(b"\xff\xd8"), "written anew, as JPEG")
        self.assertFalse(photo.access_token or photo.public)
        self.assertEqual((self.issued.answer, self.issued.answered_by), ("disputed", "Chen Yu"))
        event = self.events(self.target, "receipt_answered")
        self.assertEqual((event.evidence, event.data["answer"]), ("customer", "disputed"))
        self.assertIn("Chair", self.target.message_ids[0].body)

    def test_the_page_shows_it(self):
        self.one(line__problem="quantity", line__value="12", line__note="As agreed")
        _status, text, document = self.show(self.target)
        for words in ("We are checking what you told us", "Corrections still open: 1 of 1."):
            self.assertIn(words, text)
        for words in ("Chair · Quantity", "Being checked", "Should be: 12", "As agreed"):
            self.assertIn(words, text)
        self.assertFalse(document.xpath("//form"))  # nothing to accept meanwhile
        self.assertTrue(document.xpath("//a[contains(@href, '/dispute')]"))
        answer = self.accept(self.target)
        self.assertIn("Some corrections are still open", self.text(answer))
        self.assertEqual(self.issued.answer, "disputed")

    def test_several_lines_and_the_whole_order_at_once(self):
        day = fields.Date.today() + timedelta(days=30)
        answer = self.dispute(
            line__problem="price",
            line__value="9.5",
            **{f"line{self.desks.id}-problem": "product", f"line{self.desks.id}-note": "Blue"},
            date__value=fields.Date.to_string(day),
            address__value="Shennan Avenue 9",
            total__value="120",
            other__note="Wrong contact",
        )
        self.assertRecorded(answer, self.target)
        told = {(d.line_id.product_id.name, d.problem): d for d in self.told()}
        self.assertEqual(
            set(told),
            {("Chair", "price"), ("Desk", "product"), (False, "date"), (False, "address")}
            | {(False, "total"), (False, "other")},
        )
        self.assertEqual(told[False, "date"].proposed_day, day)
        self.assertEqual(told[False, "total"].stated, "140 USD")
        self.assertEqual(self.kinds(self.target).count("receipt_answered"), 1)

    def test_numbers_and_days_in_the_manner_of_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"].search([("code", "=", "de_DE")]).write(
            {"decimal_point": ",", "thousands_sep": ".", "date_format": "%d.%m.%Y"}
        )
        day = fields.Date.today() + timedelta(days=40)
        self.one(line__problem="price", line__value="1.500,25", lang="de_DE")
        self.one(line__problem="date", line__value=day.strftime("%d.%m.%Y"), lang="de_DE")
        price, date = self.told()
        self.assertEqual((price.proposed_number, date.proposed_day), (1500.25, day))
        self.one(line__problem="quantity", line__value="1,500", lang="zh_CN")
        self.assertEqual(self.told()[-1].proposed_number, 1500)

    def test_twice_is_once(self):
        key, _document = self.form()
        sent = {"line__problem": "quantity", "line__value": "12", "other__note": "x", "key": key}
        for _tap in range(3):
            self.assertRecorded(
                self.dispute(**sent, files=self.photos(("a.png", picture()))), self.target
            )
        self.assertEqual(len(self.told()), 2)
        self.assertEqual(len(self.told().activity_ids), 2)
        self.assertEqual(len(self.told().photo_ids), 1)
        self.assertEqual(self.kinds(self.target).count("receipt_answered"), 1)
        self.one()  # another form: another message
        self.assertEqual(len(self.told()), 3)

    def test_by_log_in(self):
        self.authenticate("page_buyer", "page_buyer")
        key, document = self.form("x")
        (sign,) = document.xpath("//input[@name='csrf_token']/@value")
        sent = {"line__problem": "quantity", "line__value": "12", "key": key, "token": ""}
        self.dispute(**sent)
        self.assertFalse(self.told())
        self.assertRecorded(self.dispute(**sent, csrf_token=sign), self.target)
        self.assertEqual((self.told().author_name, self.told().via), ("Wang Xiaoming", "portal"))

    def test_wrong_tokens_tell_nothing(self):
        revoked = self.buyer_link(self.target)
        revoked.action_revoke()
        other, _receipt = self.agreed()
        for token in ("wrong", revoked.token, other.access_token, self.issued.token):
            answer = self.dispute(token=token, line__problem="other", line__note="x")
            self.assertEqual(answer.status_code, 404)
        for role in ("receiver", "site_contact", "salesperson"):
            token = self.link(self.target, role=role).token
            answer = self.dispute(token=token, line__problem="other", line__note="x")
            self.assertIn("Only the buyer can answer", self.text(answer))
        self.assertFalse(self.told())
        self.assertFalse(self.issued.answer)

    def test_a_line_of_another_order_is_no_place(self):
        other, _receipt = self.agreed((self.desk, 1))
        name = f"line{other.order_line.id}"
        answer = self.dispute(**{f"{name}-problem": "quantity", f"{name}-value": "5"})
        self.assertIn("Nothing is filled in", self.text(answer))
        self.assertFalse(self.env["order.receipt.dispute"].search([("order_id", "=", other.id)]))

    def test_a_replaced_revision(self):
        self.desks.product_uom_qty = 3
        self.receipt(self.target)
        answer = self.dispute(line__problem="quantity", line__value="12")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("This receipt was replaced meanwhile", self.text(answer))
        self.assertIn("3 Units", self.text(answer))
        self.assertFalse(self.told())

    def test_not_without_end(self):
        path = "odoo.addons.order_tracking.models.sale_order_receipt_page.OPEN_AT_ONCE"
        with patch(path, 1):
            self.one()
            answer = self.dispute(line__problem="quantity", line__value="13")
            self.assertIn("Many corrections of this order are open already", self.text(answer))
        self.assertEqual(len(self.told()), 1)


@tagged("-at_install", "post_install")
class TestBadInput(DisputeCase):
    def test_the_form_comes_back_as_it_was_typed(self):
        key, _document = self.form()
        answer = self.dispute(
            key=key,
            line__problem="quantity",
            line__value="a dozen",
            line__note=f"Not ten {SCRIPT}",
            address__value='Keji Road "19" <b>',
            name="Chen Yu",
            lang="zh_CN",
        )
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("<script", answer.text)
        document = html.fromstring(answer.content)
        self.assertEqual(document.get("lang"), "zh-CN")

        def value(name):
            (field,) = document.xpath(f"//*[@name='{name}']")
            return field.value

        self.assertEqual(value("form_key"), key)
        self.assertEqual(value(f"{self.here}-problem"), "quantity")
        self.assertEqual(value(f"{self.here}-value"), "a dozen")
        self.assertEqual(value(f"{self.here}-note").strip(), f"Not ten {SCRIPT}")
        self.assertEqual(value("address-value").strip(), 'Keji Road "19" <b>')
        self.assertEqual(value("name"), "Chen Yu")
        (field,) = document.xpath("//*[@aria-invalid='true']")
        (wrong,) = document.xpath(f"//*[@id='{field.get('aria-describedby')}']")
        self.assertTrue(wrong.text)
        self.assertEqual(len(document.xpath("//details[@open]")), 2)
        links = document.xpath("//*[@role='alert']//a/@href")
        self.assertEqual(links, [f"#{field.get('id')}"])
        self.assertFalse(self.told())
        self.assertFalse(self.issued.answer)
        self.assertRecorded(
            self.dispute(key=key, line__problem="quantity", line__value="12"), self.target
        )

    def test_mistakes_in_words(self):
        for sent, said in (
            ({}, "Nothing is filled in"),
            ({"line__value": "12"}, "Choose what is wrong."),
            ({"line__problem": "price", "line__value": "x"}, "Write a number, for example 12.5."),
            ({"line__problem": "price", "line__value": "-1"}, "not below zero"),
            ({"line__problem": "price", "line__value": "10"}, "The receipt says this already"),
            ({"line__problem": "date", "line__value": "x"}, "Write a date, for example "),
            ({"date__value": "2020-01-01"}, "This day is over"),
            ({"date__value": "2999-01-01"}, "too far away"),
            ({"line__problem": "other"}, "Write what is right, here or in the note."),
            ({"other__note": "x" * 1001}, "1000 characters at most"),
            ({"address__value": "x" * 301}, "300 characters at most"),
            ({"address__value": "x" * 2_000_000}, "300 characters at most"),
        ):
            answer = self.dispute(**sent)
            self.assertEqual(answer.status_code, 422, sent)
            self.assertIn(said, self.text(answer))
            self.assertLess(len(answer.content), 100_000)
        self.assertFalse(self.told())

    def test_files(self):
        good = ("a.png", picture())
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        big = ("big.png", picture() + b"\0" * 5 * 1024 * 1024)
        for files, said in (
            ([("photo.jpg", b"<html><script>alert(1)</script></html>")], "“photo.jpg” is no photo"),
            ([("photo.svg", svg)], "is no photo"),
            ([("photo.png", b"%PDF-1.4")], "is no photo"),
            ([good, big], "“big.png” is larger than 5 MB"),
        ):
            answer = self.dispute(
                line__problem="other", line__note="See", files=self.photos(*files)
            )
            (mistake,) = self.mistakes(answer)
            self.assertIn(said, mistake)
            self.assertIn("choose them again", self.text(answer))
        for files in (
            self.photos(*[good] * 6),
            self.photos(*[good] * 3) + self.photos(*[good] * 3, place="other"),
        ):
            sent = {"line__problem": "other", "line__note": "x", "other__note": "y"}
            answer = self.dispute(**sent, files=files)
            self.assertIn("Choose 5 photos at most in one message", self.text(answer))
        self.assertFalse(self.told())
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", "order.receipt.dispute")])
        )

    def test_a_file_is_what_its_content_says(self):
        files = self.photos(("../../evil.html", picture("JPEG")))
        told = self.one(line__problem="other", line__note="x", files=files)
        self.assertEqual((told.photo_ids.name, told.photo_ids.mimetype), ("evil.jpg", "image/jpeg"))

    def test_a_text_field_sent_as_a_file(self):
        files = [(f"{self.here}-value", ("a.txt", b"12", "text/plain"))]
        answer = self.dispute(line__problem="quantity", files=files)
        self.assertEqual(self.mistakes(answer), ["Write a number, for example 12.5."])

    def test_notes_are_text_wherever_they_are_read(self):
        bad = f"{SCRIPT}<img src=x onerror=alert(1)"  # what is no whole tag stays, as text
        told = self.one(line__problem="other", line__value=bad, line__note=bad, name=bad)
        self.assertEqual(told.note, "alert(1)<img src=x onerror=alert(1)")
        for page in (self.get(self.url(self.target, self.target.access_token)),):
            self.assertNotIn("<script", page.text)
            self.assertNotIn("<img src=x", page.text)
            self.assertIn("&lt;img src=x", page.text)
        self.assertNotIn("<script", self.target.message_ids[0].body)
        self.assertNotIn("<script", told.activity_ids.summary.replace(told.display_name, ""))
        told.decision_note = SCRIPT
        told.with_user(self.env.ref("base.user_admin")).action_refuse()
        self.assertNotIn("<script", self.get(self.url(self.target, self.target.access_token)).text)
        mail = self.env["mail.mail"].search([("subject", "ilike", "Your correction")])
        self.assertNotIn("<script", mail.body_html)


@tagged("-at_install", "post_install")
class TestDeciding(DisputeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.group_ids = [Command.link(cls.env.ref("sales_team.group_sale_salesman").id)]

    def decide(self, told, action, user=None):
        getattr(told.with_user(user or self.seller), action)()
        self.sync()
        self.env.invalidate_all()

    def test_applied_by_one_click(self):
        told = self.one()
        self.assertFalse(told.obstacle)
        self.assertEqual(told.present, "10 Units")
        self.decide(told, "action_apply")
        self.assertEqual(self.chairs.product_uom_qty, 12)
        self.assertEqual((told.state, told.decided_by_id), ("accepted", self.seller))
        self.assertFalse(told.activity_ids)
        self.assertTrue(self.target.receipt_due_at)
        self.assertIn("Your corrections are accepted", self.show(self.target)[1])
        second = self.receipt(self.target)
        self.assertEqual((second.revision, told.resolved_by_id), (2, second))
        self.assertIn("Corrected as you asked: Chair, Quantity: 12", second.changes_text)
        self.assertIn("Corrected as you asked: Chair, Quantity: 12", second.mail_id.body_html)
        _status, text, document = self.show(self.target)
        for words in ("Revision 2", "Please check what has changed", "Corrected as you asked"):
            self.assertIn(words, text)
        self.assertIn("Chair, quantity: 12 (was: 10)", text)
        self.assertIn("Made true by revision 2", text)
        self.assertTrue(document.xpath("//form"))
        self.assertRecorded(self.accept(self.target, 2), self.target)
        # nothing is left to tell again
        self.target.receipt_due_at = fields.Datetime.now()
        self.assertFalse(self.receipt(self.target))

    def test_price_and_date(self):
        day = fields.Date.today() + timedelta(days=20)
        told = self.one(line__problem="price", line__value="9", date__value=str(day))
        for dispute in told:
            self.decide(dispute, "action_apply")
        self.assertEqual(self.chairs.price_unit, 9)
        at = fields.Datetime.context_timestamp(
            self.target.with_context(tz="Asia/Shanghai"), self.target.commitment_date
        )
        self.assertEqual(at.date(), day)
        self.assertEqual(
            self.target.promise_ids.sorted("id")[-1].reason, "The customer corrected the receipt."
        )
        second = self.receipt(self.target)
        self.assertEqual(told.resolved_by_id, second)
        self.assertEqual(second.changes_text.count("Corrected as you asked"), 2)

    def test_quantity_keeps_the_agreed_price(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Many are cheap",
                "item_ids": [
                    Command.create({"compute_price": "fixed", "fixed_price": 1, "min_quantity": 12})
                ],
            }
        )
        self.target, self.issued = self.agreed((self.chair, 10), pricelist_id=pricelist.id)
        self.chairs = self.target.order_line
        self.here = f"line{self.chairs.id}"
        self.decide(self.one(), "action_apply")
        self.assertEqual((self.chairs.product_uom_qty, self.chairs.price_unit), (12, 10))

    def test_what_staff_must_do_themselves(self):
        told = self.one(line__problem="product", line__value="Blue ones")
        self.assertEqual(told.obstacle, "Change the order yourself, then accept.")
        with self.assertRaises(UserError):
            told.with_user(self.seller).action_apply()
        self.decide(told, "action_accept")
        second = self.receipt(self.target)  # it names the correction, whatever else changed
        self.assertEqual(
            second.changes_text,
            "Corrected as you asked: Chair, Product or specification: Blue ones",
        )

    def test_accepting_needs_the_order_to_be_changed(self):
        told = self.one()
        with self.assertRaisesRegex(UserError, "The order still says 10 Units"):
            told.with_user(self.seller).action_accept()
        self.chairs.product_uom_qty = 11
        self.decide(told, "action_accept")
        self.assertIn("Chair, quantity: 11 (was: 10)", self.receipt(self.target).changes_text)

    def test_obstacles(self):
        told = self.one(line__problem="quantity", line__value="3")
        self.stock(self.chair, 10)
        self.stock(self.desk, 10)
        self.target.picking_ids.action_assign()
        self.ship(self.target)
        told.invalidate_recordset()
        self.assertIn("delivered already", told.obstacle)
        self.target.locked = True
        told.invalidate_recordset()
        self.assertIn("locked", told.obstacle)
        with self.assertRaises(UserError):
            told.with_user(self.seller).action_apply()
        self.assertEqual(told.state, "open")

    def test_after_delivery_an_accepted_correction_still_makes_a_receipt(self):
        self.stock(self.chair, 10)
        self.stock(self.desk, 10)
        self.target.picking_ids.action_assign()
        self.ship(self.target)
        told = self.one(line__problem="price", line__value="9")
        self.decide(told, "action_apply")
        self.assertEqual(self.receipt(self.target).revision, 2)

    def test_refusing_needs_a_reason_which_the_customer_reads(self):
        told = self.one()
        with self.assertRaisesRegex(UserError, "Answer to the Customer"):
            told.with_user(self.seller).action_refuse()
        told.with_user(self.seller).decision_note = "Ten are packed in one case."
        self.decide(told, "action_refuse")
        self.assertEqual(told.state, "refused")
        self.assertFalse(told.activity_ids)
        self.assertFalse(self.target.receipt_due_at)
        _status, text, document = self.show(self.target)
        for words in (
            "We have answered your corrections",
            "Not accepted",
            "Ten are packed in one case.",
        ):
            self.assertIn(words, text)
        mail = self.env["mail.mail"].search(
            [("subject", "=", f"Your correction of order {self.target.name}")]
        )
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("Ten are packed in one case.", mail.body_html)
        self.assertIn(f"/my/orders/{self.target.id}/receipt/1?access_token=", mail.body_html)
        # in the frame of all our mails: it says why it comes, and fits a phone
        self.assertIn("because you asked us to correct order", mail.body_html)
        self.assertIn("max-width: 600px", mail.body_html)
        self.assertTrue(document.xpath("//form"))
        self.assertRecorded(self.accept(self.target), self.target)
        self.assertEqual(self.issued.answer, "accepted")

    def test_decided_once(self):
        told = self.one()
        self.decide(told, "action_apply")
        for action in ("action_apply", "action_accept", "action_refuse"):
            with self.assertRaisesRegex(UserError, "decided already"):
                getattr(told.with_user(self.seller), action)()
        with self.assertRaises(UserError):
            told.with_user(self.seller).decision_note = "Something else"

    def test_a_miss_of_the_rule_that_let_it_pass(self):
        self.decide(self.one(line__problem="quantity", line__value="3"), "action_apply")
        issue = self.env["order.verification.issue"].search(
            [("order_id", "=", self.target.id), ("missed", "=", True)]
        )
        self.assertEqual(issue.rule, "quantity_high")

    def test_the_owner(self):
        team = self.env["crm.team"].create({"name": "Team"})
        first, second = (
            new_test_user(self.env, f"member{n}", groups="sales_team.group_sale_salesman")
            for n in (1, 2)
        )
        self.assertEqual(self.one().user_id, self.seller)
        self.target.write({"user_id": False, "team_id": team.id})
        team.member_ids = first | second
        owners = [self.one(other__note=f"No. {n}").user_id for n in range(4)]
        self.assertEqual(owners, [first, second, first, second])
        told = self.told()[-1]
        told.with_user(second).user_id = first
        self.assertEqual(told.activity_ids.user_id, first)
        team.member_ids = False
        self.target.team_id = False
        self.env.ref("order_tracking.team_sales").write({"member_ids": False, "leader_id": False})
        nobody = self.one(other__note="Whose is it?")
        self.assertFalse(nobody.user_id)
        self.assertEqual(len(nobody.activity_ids), 1)


@tagged("-at_install", "post_install")
class TestAccess(DisputeCase):
    def test_who_reads_and_who_decides(self):
        told = self.one(
            files=self.photos(("a.png", picture())), line__problem="other", line__note="x"
        )
        photo = told.photo_ids
        seller2 = new_test_user(self.env, "seller4", groups="sales_team.group_sale_salesman")
        all_leads = new_test_user(
            self.env, "seller5", groups="sales_team.group_sale_salesman_all_leads"
        )
        follower = new_test_user(self.env, "follower", groups="order_tracking.group_user")
        nobody = new_test_user(self.env, "clerk", groups="base.group_user")
        for user in (self.buyer, seller2, nobody, self.env.ref("base.public_user")):
            for record in (told, photo):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        for user in (all_leads, follower):
            told.with_user(user).read([])
            self.assertTrue(photo.with_user(user).raw)
        told.with_user(all_leads).decision_note = "We cannot."
        with self.assertRaises(AccessError):
            told.with_user(follower).action_refuse()
        told.with_user(all_leads).action_refuse()
        for user in (all_leads, follower, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                told.with_user(user).unlink()
            with self.assertRaises(AccessError):
                told.with_user(user).copy()

    def test_other_companies(self):
        told = self.one()
        company = self.env["res.company"].create({"name": "Other company"})
        far = new_test_user(
            self.env,
            "far",
            groups="sales_team.group_sale_manager,order_tracking.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRaises(AccessError):
            told.with_user(far).read(["note"])
        self.assertFalse(told.with_user(far).search([("id", "=", told.id)]))

    def test_the_customers_words_stay(self):
        told = self.one()
        admin = self.env.ref("base.user_admin")
        for values in ({"proposed": "99"}, {"state": "accepted"}, {"note": "x"}, {"receipt_id": 1}):
            with self.assertRaisesRegex(UserError, "not changed"):
                told.with_user(admin).write(values)
        told.with_user(admin).message_post(body="Ask the warehouse")

    def test_photos_are_not_public(self):
        told = self.one(
            files=self.photos(("a.png", picture())), line__problem="other", line__note="x"
        )
        self.assertNotEqual(self.get(f"/web/image/{told.photo_ids.id}").content, picture())
        self.assertEqual(self.get(f"/web/content/{told.photo_ids.id}").status_code, 404)
