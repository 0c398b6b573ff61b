"""Outcomes and reviews on the health page."""

from datetime import date, datetime, time, timedelta

from odoo.tools import SQL
from odoo.tools.misc import format_date

from .review_data import ReviewCase


class TestHealthLines(ReviewCase):
    def told(self, code):
        self.env.flush_all()
        page = self.env["order.health"]
        line = page._line(code, page._readers()[code])
        return line.level, line.reason

    def only_here(self):
        """Nothing of other companies counts in these tests."""
        self.env.cr.execute(
            SQL("DELETE FROM order_outcome WHERE company_id <> %s", self.company.id)
        )

    def test_outcomes(self):
        self.env.cr.execute("DELETE FROM order_outcome_due")
        self.assertEqual(self.told("outcomes"), ("ok", "ok"))
        order = self.orders()[:1]
        self.env.cr.execute("DELETE FROM order_outcome_due")
        self.env.cr.execute(
            SQL(
                "INSERT INTO order_outcome_due (order_id, due_at) VALUES (%s, %s)",
                order[0],
                datetime.now() - timedelta(hours=2),
            )
        )
        self.assertEqual(self.told("outcomes"), ("warn", "behind"))
        self.env.cr.execute("UPDATE order_outcome_due SET due_at = due_at - interval '5 hours'")
        self.assertEqual(self.told("outcomes"), ("fail", "behind"))

    def test_reviews(self):
        self.only_here()
        self.env.cr.execute("DELETE FROM order_review")
        self.company.write(
            {
                "order_review_week": False,
                "order_review_month": True,
                "order_review_quarter": False,
            }
        )
        self.assertEqual(self.told("reviews"), ("ok", "none"))
        first = date.today().replace(day=1)
        last = first - timedelta(days=1)
        self.outcome(ordered_at=datetime.combine(last, time(12)))
        late = (date.today() - first).days
        expected = ("ok", "none") if late < 1 else ("warn" if late < 3 else "fail", "late")
        self.assertEqual(self.told("reviews"), expected)
        values = {
            "company_id": self.company.id,
            "kind": "month",
            "date_from": last.replace(day=1),
            "date_to": last,
        }
        edition = {**values, "partner_id": self.buyer.id}  # is not the company's own review
        self.env["order.review"].create(edition).action_freeze()
        self.assertEqual(self.told("reviews"), expected)
        self.env["order.review"].create(values).action_freeze()
        self.assertEqual(self.told("reviews"), ("ok", "ok"))
        report = self.env["order.health"].with_context(lang="en_US")._report()
        [line] = [line for line in report["lines"] if line["code"] == "reviews"]
        self.assertEqual(line["figures"]["last"], last.isoformat(), "for programs")
        self.assertIn(format_date(self.env, last, "en_US", "medium"), line["text"])
