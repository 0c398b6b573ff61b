"""The review as people read it: on paper, on screen and in their mail."""

import io
from datetime import date, datetime
from unittest.mock import patch

from pdfminer.high_level import extract_text

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.order_tracking.report import pdf

from .review_data import ReviewCase

LOGGER = "odoo.addons.order_tracking_feedback.models.order_review_mail"
AS_OF = datetime(2026, 6, 1, 6)
# metric, statistic, unit, n, (value, low, high), before and last year: n, value, low, high
FIGURES = (
    ("orders", "", "orders", 1204, (1204, 1137, 1274), (1150, 1150, 1085, 1218), ()),
    ("order_amount", "", "money", 1180, (98765.4, 0, 0), (1120, 91000.0, 0, 0), ()),
    ("kept_first", "", "percent", 420, (81.3, 77.3, 84.8), (400, 92.1, 89.0, 94.4), ()),
    ("kept_last", "", "percent", 420, (90.0, 86.8, 92.5), (400, 89.5, 86.1, 92.2), ()),
    ("in_full", "", "percent", 418, (97.1, 95.0, 98.4), (400, 90.2, 86.9, 92.8), ()),
    (
        *("cycle_hours", "p50", "hours", 398, (54.0, 50.0, 60.0)),
        *((390, 53.0, 49.0, 59.0), (300, 96.0, 90.0, 99.0)),
    ),
    ("nps", "", "points", 0, None, (), ()),
    ("csat_product", "", "percent", 12, (75.0, 46.8, 91.1), (9, 11.0, 2.0, 43.5), ()),
)


class DocumentCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"name": "Seller & Sons", "email": "seller@example.com"})
        cls.reader = cls.worker("reader", "order_tracking.group_user")
        cls.manager = cls.worker("manager", "order_tracking.group_manager")
        cls.printed = []
        cls.real_print = staticmethod(pdf.print_html)
        cls.classPatch(pdf, "print_html", cls.fake_print)

    def setUp(self):
        super().setUp()
        self.printed.clear()

    @classmethod
    def fake_print(cls, env, html, foot):
        cls.printed.append(html)
        return b"%PDF-1.4 " + foot.encode() + html.encode()

    @classmethod
    def worker(cls, name, group, **values):
        return new_test_user(
            cls.env,
            f"{name}@example.com",
            f"base.group_user,{group}",
            name=f"Worker {name}",
            email=f"{name}@example.com",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **{"lang": "en_US", **values},
        )

    def review(self, *extra, figures=FIGURES, **values):
        """A review of May with its figures, as a draft."""
        review = self.env["order.review"].create(
            {
                "company_id": self.company.id,
                "kind": "month",
                "date_from": date(2026, 5, 1),
                "date_to": date(2026, 5, 31),
                **values,
            }
        )
        rows = [self.figure(review, *row) for row in figures]
        rows += [{"review_id": review.id, "n": 40, "has_value": True, **row} for row in extra]
        for sequence, row in enumerate(rows):
            row["sequence"] = sequence
        self.env["order.review.figure"].create(rows)
        return review

    def figure(self, review, metric, statistic, unit, n, value, previous, year):
        row = {"review_id": review.id, "metric": metric, "unit": unit, "n": n}
        row |= {"statistic": statistic or False, "has_value": value is not None}
        row |= dict(zip(("value", "low", "high"), value or (), strict=False))
        for side, known in (("previous", previous), ("year", year)):
            row |= dict(
                zip((f"{side}_{x}" for x in ("n", "value", "low", "high")), known, strict=False)
            )
        return row

    def freeze(self, review):
        """What freezing leaves behind, without counting anything anew."""
        review.write({"state": "frozen", "as_of": AS_OF})
        self.env.flush_all()
        return review

    def frozen(self, *extra, **values):
        return self.freeze(self.review(*extra, **values))

    def text_of(self, review, lang="en_US"):
        """What a PDF printed by wkhtmltopdf says."""
        with patch.object(pdf, "print_html", self.real_print):
            file = review._printed(lang).attachment_id.raw
        return " ".join(extract_text(io.BytesIO(file)).split())


class TestDocument(DocumentCase):
    def test_it_says_what_changed_and_no_more(self):
        review = self.frozen()
        summary = review.with_user(self.reader).summary
        self.assertIn("“Delivered by the first promise” got worse: from 92.1%", summary)
        self.assertIn("“Delivered in full” improved from 90.2%", summary)
        self.assertIn("is better than a year ago: 54 h, then 4 days", summary)
        # 90.0 after 89.5 and 12 answers are no news
        self.assertNotIn("“Delivered by the last promise”", summary)
        self.assertNotIn("“Satisfied with the product”", summary)
        self.assertIn("clear change from the period before", summary)

    def test_without_a_clear_change_it_says_so(self):
        calm = [row for row in FIGURES if row[0] in ("orders", "kept_last")]
        summary = self.frozen(figures=calm).summary
        self.assertIn("Nothing improved beyond chance.", summary)
        self.assertIn("Nothing got worse beyond chance.", summary)
        self.assertIn("New orders: 1,204.", summary)
        self.assertIn("between 86.8% and 92.5%", summary)

    def test_charts_survive_on_the_screen(self):
        row = {"metric": "held_hours", "unit": "hours", "dimension": "holder", "value": 12.0}
        review = self.frozen({**row, "subject": "carrier", "subject_name": "carrier"})
        for months in (1, 2):
            self.frozen(date_from=date(2026, 5 - months, 1), date_to=date(2026, 5 - months, 28))
        review = review.with_user(self.reader).with_context(lang="en_US")
        data = review.read(["summary"])[0]["summary"]
        self.assertIn('src="data:image/svg+xml;base64,', data)
        self.assertIn("May 2026: 81.3%", data, "who does not see the line hears it")
        self.assertNotIn("<script", data)

    def test_paper_of_the_internal_edition(self):
        row = {"metric": "held_hours", "unit": "hours", "dimension": "holder", "value": 12.0}
        review = self.frozen({**row, "subject": "carrier", "subject_name": "carrier"})
        text = self.text_of(review)
        for part in (
            *("Seller & Sons", "May 2026", "Internal", "81.3%", "77.3% to 84.8%", "n = 420"),
            *("92.1%", "$ 98,765.40" if "$ 98" in text else "98,765.40", "no data", "Carrier"),
            *("How to read this review", "SCOR RL.2.2", "1 / "),
        ):
            self.assertIn(part, text)

    def test_both_languages_have_the_same_figures(self):
        review = self.frozen()
        english, chinese = self.text_of(review), self.text_of(review, "zh_CN")
        for part in ("81.3%", "77.3%", "84.8%", "92.1%", "97.1%", "420"):
            self.assertEqual(english.count(part), chinese.count(part), part)
            self.assertIn(part, english)
        self.assertIn("2026年5月", chinese)
        self.assertIn("May 2026", english)

    def test_the_page_speaks_the_reader_s_language(self):
        for name, english, chinese in (
            ("review_document", "How to read this review", "如何阅读本回顾"),
            ("review_mail", "Open the review", "打开回顾"),
        ):
            view = self.env.ref(f"order_tracking_feedback.{name}")
            view.update_field_translations("arch_db", {"zh_CN": {english: chinese}})
        review = self.frozen()
        self.assertIn("如何阅读本回顾", self.text_of(review, "zh_CN"))
        self.assertIn("打开回顾", review._mail_values("zh_CN")["body"])
        self.assertIn("Open the review", review._mail_values("en_US")["body"])

    def test_printed_once_and_never_changed(self):
        review = self.frozen()
        first = review.with_user(self.reader)._printed("en_US")
        self.env.cr.execute("UPDATE order_review_figure SET value = 12.3 WHERE unit = 'percent'")
        self.env.invalidate_all()
        review.company_id.name = "Renamed"
        again = review.with_user(self.manager)._printed("en_US")
        self.assertEqual(first, again)
        self.assertEqual(len(self.printed), 1)
        self.assertIn(b"81.3%", again.attachment_id.raw)
        file = first.attachment_id
        for change in (
            lambda: file.sudo().write({"raw": b"%PDF other"}),
            lambda: file.sudo().write({"res_model": "res.partner"}),
            lambda: file.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_actions_in_both_languages_are_those_of_the_first_print(self):
        action = self.env["order.improvement"].create(
            {
                "name": "Pack before noon",
                "company_id": self.company.id,
                "metric": "kept_first",
                "user_id": self.manager.id,
                "due_on": date(2026, 6, 30),
            }
        )
        review = self.frozen()
        review._printed("en_US")
        action.state = "dropped"
        review._printed("zh_CN")
        for html in self.printed:
            self.assertIn("Pack before noon", html)
        self.assertIn("2026年6月30日", self.printed[-1])

    def test_frozen_from_real_orders(self):
        """From rows of outcomes to the page: counted, frozen, told, and the same ever after."""
        may = {"ordered_at": datetime(2026, 5, 4), "first_due_at": datetime(2026, 5, 10)}
        april = {"ordered_at": datetime(2026, 4, 4), "first_due_at": datetime(2026, 4, 10)}
        self.outcomes(
            [{**may, "delivered_at": datetime(2026, 5, 9 if i < 60 else 12)} for i in range(100)]
            + [
                {**april, "delivered_at": datetime(2026, 4, 9 if i < 95 else 12)}
                for i in range(100)
            ]
        )
        review = self.review(figures=())
        review.with_user(self.manager).action_freeze()
        self.assertTrue(review.mail_due)
        self.assertEqual(review.document_facts["actions"], [])
        summary = review.with_user(self.reader).with_context(lang="en_US").summary
        self.assertIn("“Delivered by the first promise” got worse: from 95%", summary)
        self.assertIn("in the period before to 60%", summary)
        self.outcomes([{**may, "delivered_at": datetime(2026, 5, 9)}] * 50)
        self.env.invalidate_all()
        self.assertIn("60%", self.text_of(review))
        with self.assertRaises(UserError):
            review.with_user(self.manager).write({"told_ids": [(5, 0, 0)]})

    def test_drafts_have_no_document(self):
        with self.assertRaises(UserError):
            self.review()._printed("en_US")

    def test_only_who_may_read_the_review_reads_its_file(self):
        file = self.frozen()._printed("en_US").attachment_id
        self.assertTrue(file.with_user(self.reader).raw)
        stranger = new_test_user(self.env, "stranger@example.com", "base.group_user")
        with self.assertRaises(AccessError):
            file.with_user(stranger).read(["raw"])

    def test_orders_under_way_are_the_outlook(self):
        due = {"last_due_at": datetime(2026, 5, 20), "last_due_on": date(2026, 5, 20)}
        soon = {"last_due_at": datetime(2026, 6, 20), "last_due_on": date(2026, 6, 20)}
        later = {"known_from": datetime(2026, 6, 2)}
        self.outcomes([due, soon, {**soon, "delivered_at": datetime(2026, 5, 30)}, later])
        summary = self.frozen().summary
        self.assertIn("Orders under way when the figures were taken: 2.", summary)
        self.assertIn("Of them past their last promised date: 1.", summary)
        self.assertIn("Of them promised for the period that follows: 1.", summary)


class TestCustomerEdition(DocumentCase):
    def edition(self, **values):
        """A review of one customer whose figures hold more than that customer may know."""
        share = {"unit": "percent", "value": 50.0}
        return self.review(
            {
                **share,
                "metric": "kept_first",
                "dimension": "partner_id",
                "subject_name": "Other Buyer",
            },
            {
                **share,
                "metric": "return_rate",
                "dimension": "packer_id",
                "subject_name": "Worker packer",
            },
            {**share, "metric": "held_hours", "dimension": "team_id", "subject_name": "Night Team"},
            {
                **{"metric": "held_hours", "dimension": "holder", "unit": "hours"},
                **{"subject": "carrier", "subject_name": "carrier", "value": 7.0},
            },
            partner_id=self.buyer.id,
            **values,
        )

    def test_it_tells_nothing_of_others(self):
        review = self.freeze(self.edition())
        self.env["order.improvement"].create(
            {
                "name": "Ask Worker packer",
                "company_id": self.company.id,
                "metric": "kept_first",
                "user_id": self.manager.id,
            }
        )
        self.env["order.review.finding"].create(
            {
                "review_id": review.id,
                "rank": 1,
                "kind": "lost_hours",
                "dimension": "stage_id",
                "subject_name": "Night Team",
                "data": {"hours": 9.0, "share": 0.5, "cases": 3, "n": 4},
            }
        )
        text = self.text_of(review)
        for part in ("Buyer", "81.3%", "Your Orders in Review", "Carrier"):
            self.assertIn(part, text)
        for secret in ("Other Buyer", "Worker", "Night Team", "98,765", "Internal", "Order amount"):
            self.assertNotIn(secret, text)
            self.assertNotIn(secret, review.summary)
            self.assertNotIn(secret, review._mail_values("en_US")["body"])

    def test_only_this_customer_s_orders_are_under_way(self):
        self.outcomes([{}, {"partner_id": self.other_buyer.id}])
        self.assertIn("when the figures were taken: 1.", self.freeze(self.edition()).summary)

    def test_sent_on_a_manager_s_click_only(self):
        self.buyer.email = "buyer@example.com"
        review = self.freeze(self.edition())
        self.company.order_review_month_user_ids = self.reader
        self.assertFalse(review.mail_due)
        with self.assertRaises(UserError):
            review.with_user(self.reader).action_send_customer()
        wizard = (
            self.env["order.review.send"].with_user(self.manager).create({"review_id": review.id})
        )
        self.assertEqual(wizard.partner_ids, self.buyer)
        self.assertIn("got worse", wizard.preview)
        self.assertFalse(review.told_ids)
        wizard.action_send()
        mail = self.env["mail.mail"].search(
            [("model", "=", review._name), ("res_id", "=", review.id)]
        )
        self.assertEqual(mail.recipient_ids, self.buyer)
        self.assertEqual(mail.attachment_ids, review.document_ids.attachment_id)
        self.assertNotIn("/mail/view", mail.body_html)
        with self.assertRaises(UserError):  # not twice
            wizard.action_send()

    def test_nobody_else_s_contact_gets_it(self):
        self.other_buyer.email = "other@example.com"
        review = self.freeze(self.edition())
        wizard = (
            self.env["order.review.send"].with_user(self.manager).create({"review_id": review.id})
        )
        wizard.partner_ids = self.other_buyer
        with self.assertRaises(UserError):
            wizard.action_send()

    def test_a_draft_is_not_sent(self):
        with self.assertRaises(UserError):
            self.edition().with_user(self.manager).action_send_customer()


class TestMail(DocumentCase):
    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            job = self.env.ref("order_tracking_feedback.ir_cron_review_mail")
            self.assertIs(job.method_direct_trigger(), True)
        self.env.invalidate_all()

    def mails(self, review):
        mails = self.env["mail.mail"].sudo()
        return mails.search([("model", "=", review._name), ("res_id", "=", review.id)], order="id")

    def test_once_for_each_subscriber_in_their_language(self):
        chinese = self.worker("chinese", "order_tracking.group_user", lang="zh_CN")
        gone = self.worker("gone", "order_tracking.group_user")
        outsider = self.worker("outsider", "base.group_user")
        follower = self.worker("follower", "order_tracking.group_user")
        self.company.order_review_month_user_ids = self.reader | chinese | gone | outsider
        gone.active = False
        review = self.review()
        review.message_subscribe([follower.partner_id.id, self.buyer.id])
        self.run_job()
        self.assertFalse(self.mails(review), "a draft is not sent")
        self.freeze(review)
        self.run_job()
        english, other = self.mails(review).sorted(lambda mail: -len(mail.recipient_ids))
        self.assertLessEqual((self.reader | follower).partner_id, english.recipient_ids)
        self.assertEqual(other.recipient_ids, chinese.partner_id)
        told = review.told_ids
        for nobody in (gone.partner_id, outsider.partner_id, self.buyer):
            self.assertNotIn(nobody, told)
        self.assertIn("“Delivered by the first promise” got worse", english.subject)
        self.assertIn("2026年5月", other.subject)
        self.assertEqual(set(review.document_ids.mapped("lang")), {"en_US", "zh_CN"})
        self.assertEqual(english.attachment_ids.mimetype, "application/pdf")
        self.assertIn(f"res_id={review.id}", english.body_html)
        review.mail_due = True
        self.run_job()
        self.assertEqual(len(self.mails(review)), 2, "nobody gets it twice")

    def test_the_edition_of_a_customer_goes_to_nobody_by_itself(self):
        self.company.order_review_month_user_ids = self.reader
        edition = self.frozen(partner_id=self.buyer.id)
        self.assertFalse(edition.mail_due)
        self.run_job()
        self.assertFalse(self.mails(edition) or edition.told_ids)

    def test_those_who_do_not_work_here_get_nothing(self):
        """Whatever list they stand on: neither a customer's login nor a colleague elsewhere."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        colleague = self.worker("colleague", "order_tracking.group_user")
        colleague.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        here = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        customer = new_test_user(self.env, "portal_reader", groups="base.group_portal", **here)
        self.company.order_review_month_user_ids = self.reader | colleague | customer
        review = self.frozen()
        self.assertIn(self.reader.partner_id, review._subscribers())
        self.assertFalse(review._subscribers() & (colleague | customer).partner_id)

    def test_without_a_printer_it_is_sent_later(self):
        self.company.order_review_month_user_ids = self.reader
        review = self.frozen()

        def refuse(env, html, foot):
            raise UserError("No PDF")

        with patch.object(pdf, "print_html", refuse), self.assertLogs(LOGGER, "WARNING"):
            self.run_job()
        self.assertTrue(review.mail_due)
        self.assertFalse(review.told_ids)
        self.run_job()
        self.assertFalse(review.mail_due)
        self.assertIn(self.reader.partner_id, review.told_ids)

    def test_only_reviews_of_the_kind_that_was_asked_for(self):
        self.company.order_review_quarter_user_ids = self.reader
        review = self.frozen()
        self.run_job()
        self.assertNotIn(self.reader.partner_id, review.told_ids)
