"""How a review is read: words beside each figure, better and worse, files for other programs."""

import csv
import io
from datetime import date, datetime

from openpyxl import load_workbook

from odoo.tests import HttpCase, new_test_user

from odoo.addons.order_tracking_feedback import metrics
from odoo.addons.order_tracking_feedback.presentation import metric_words, review_words

from .review_data import ReviewCase


class ScreenCase(ReviewCase):
    def promised(self, month, kept, late):
        """So many orders promised for the 20th of a month of 2026, kept and late."""
        due = datetime(2026, month, 20, 12)
        values = {"first_due_at": due, "ordered_at": datetime(2026, month, 2)}
        self.outcomes(
            [{**values, "delivered_at": due}] * kept
            + [{**values, "delivered_at": datetime(2026, month, 21)}] * late
        )

    def frozen(self, month=5):
        span = metrics.period("month", date(2026, month, 1))
        review = self.env["order.review"].create(
            {"company_id": self.company.id, "date_from": span.first, "date_to": span.last}
        )
        review.action_freeze()
        return review

    def figure(self, review, key, statistic=False):
        return review.figure_ids.filtered(
            lambda f: (f.metric, f.statistic, f.dimension) == (key, statistic, False)
        )


class TestWords(ScreenCase):
    def test_each_figure_says_what_it_is(self):
        """Nobody has to know what RL.2.1 means, or look it up elsewhere."""
        self.assertEqual(set(metric_words.METRICS), set(metrics.BY_KEY))
        self.assertEqual(set(review_words.SECTIONS), set(metrics.SECTIONS))
        dimensions = {name for metric in metrics.CATALOGUE for name in metric.by}
        self.assertLessEqual(dimensions, set(review_words.DIMENSIONS))
        for figure in self.frozen().figure_ids:
            self.assertTrue(figure.name and figure.definition, figure.metric)
            self.assertIn(figure.name, figure.label)

    def test_each_stands_in_one_section(self):
        review = self.frozen()
        shown = [f for key in metrics.SECTIONS for f in review[f"{key}_ids"].ids]
        self.assertEqual(sorted(shown), sorted(review.figure_ids.ids))

    def test_no_data_is_said_so(self):
        self.assertEqual(self.figure(self.frozen(), "kept_first").value_text, "no data")

    def test_better_and_worse_are_told_only_beyond_chance(self):
        self.promised(4, 60, 60)
        self.promised(5, 110, 10)
        self.promised(6, 108, 12)
        may, june = self.frozen(5), self.frozen(6)
        kept = self.figure(may, "kept_first")
        self.assertEqual((kept.change, kept.change_text), ("better", "▲ better"))
        self.assertEqual(kept.previous_text, "50%")
        again = self.figure(june, "kept_first")
        self.assertEqual((again.change, again.change_text), ("same", "= no clear change"))
        self.assertEqual(again.year_change, "")

    def test_splits(self):
        self.promised(5, 30, 0)
        review = self.frozen()
        found = self.env["order.review.figure"].search(
            self.figure(review, "kept_first").action_split()["domain"]
        )
        channel = found.filtered(lambda f: f.dimension == "channel")
        self.assertEqual((channel.subject_text, channel.split_name), ("Staff", "Channel"))


class TestFiles(ScreenCase):
    def setUp(self):
        super().setUp()
        self.evil = self.env["res.partner"].create({"name": '=HYPERLINK("http://x")'})
        self.chinese = self.env["res.partner"].create({"name": "北京客户"})
        self.outcomes([{"partner_id": self.evil.id}, {"partner_id": self.chinese.id}])
        self.outcomes([{"amount": 5.5, "partner_id": self.chinese.id}])

    def test_csv(self):
        _name, content = self.frozen()._export("csv")
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))  # else Excel reads no Chinese
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(rows[0][:4], ["Figure", "Split By", "Of", "Unit"])
        self.assertEqual(len({len(row) for row in rows}), 1)
        names = {row[2] for row in rows}
        self.assertIn("北京客户", names)
        self.assertIn("'" + self.evil.name, names)
        self.assertNotIn(self.evil.name, names)

    def test_no_data_is_an_empty_cell(self):
        rows = list(csv.reader(io.StringIO(self.frozen()._export("csv")[1].decode("utf-8-sig"))))
        [nps] = [row for row in rows if row[14] == "nps" and not row[1]]
        self.assertEqual(nps[4:8], ["0", "", "", ""])

    def test_xlsx(self):
        review = self.frozen()
        sheet = load_workbook(io.BytesIO(review._export("xlsx")[1])).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), len(review.figure_ids) + 1)
        [amount] = [row for row in rows if row[14] == "order_amount" and not row[1]]
        self.assertEqual((amount[4], amount[5]), (3, 205.5))
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == self.evil.name]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})  # text, no formula


class TestDownload(HttpCase, ScreenCase):
    def test_readers_download_others_do_not(self):
        review = self.frozen()
        for login, group in (
            ("file_reader", "order_tracking.group_user"),
            ("file_sales", "sales_team.group_sale_salesman"),
        ):
            new_test_user(
                self.env,
                login,
                groups=f"base.group_user,{group}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
        self.authenticate("file_reader", "file_reader")
        for kind in ("csv", "xlsx"):
            answer = self.url_open(f"/order_review/{review.id}/figures.{kind}")
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f".{kind}", answer.headers["Content-Disposition"])
        self.authenticate("file_sales", "file_sales")
        self.assertEqual(self.url_open(f"/order_review/{review.id}/figures.csv").status_code, 403)
