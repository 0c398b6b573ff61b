"""The builder of rows, on which other tests of reviews rest."""

from datetime import date, datetime

from .review_data import ReviewCase


class TestReviewData(ReviewCase):
    def test_rows_have_what_follows_from_them(self):
        found = self.outcome(delivered_at=datetime(2026, 5, 6, 8), last_due_on=date(2026, 5, 7))
        outcome = self.env["order.outcome"].browse(found)
        self.assertEqual((outcome.state, outcome.elapsed_hours), ("delivered", 48))
        self.assertEqual(str(outcome.ordered_on), "2026-05-04")
        part = self.env["order.outcome.part"].browse(self.part(found, "line", quantity=2))
        self.assertEqual(part.company_id, self.company)
        self.assertEqual(outcome.part_ids, part)

    def test_many_orders(self):
        rows = [{"partner_id": self.other_buyer.id}, {}, {"state": "cancelled"}]
        outcomes = self.env["order.outcome"].browse(self.outcomes(rows))
        self.assertEqual(len(outcomes.order_id), 3)
        self.assertEqual(outcomes[0].order_id.partner_id, self.other_buyer)
