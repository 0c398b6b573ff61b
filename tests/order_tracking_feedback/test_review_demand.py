"""What a review finds about demand, and that it keeps finding the same."""

from datetime import date, datetime, timedelta

from odoo.tests import tagged

from odoo.addons.order_tracking_feedback import demand

from .review_data import ReviewCase

MAY = date(2026, 5, 1)
# of each month of a year, and what is more or less in the years
SEASON = [60, 55, 70, 90, 100, 110, 130, 120, 100, 95, 140, 210]
NOISE = [3, -4, 1, 5, -2, -3, 4, 0, -5, 2, 1, -1, 4, -3, 2, 0, -4, 5, -1, 3, -2, 1, -5, 2]


class DemandCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.furniture, cls.lights = cls.env["product.category"].create(
            [{"name": "Furniture"}, {"name": "Lights"}]
        )
        cls.chair, cls.lamp = cls.env["product.product"].create(
            [
                {"name": "Chair", "type": "consu", "categ_id": cls.furniture.id},
                {"name": "Lamp", "type": "consu", "categ_id": cls.lights.id},
            ]
        )

    def months(self, last, count=36):
        """That many quantities with season and noise, and ``last`` for May 2026."""
        first = demand.later("month", MAY, -count)
        usual = [
            SEASON[(first.month - 1 + i) % 12] + 200 + NOISE[i % len(NOISE)] for i in range(count)
        ]
        return [*usual, last]

    def sold(self, product, values, **more):
        months = [demand.later("month", MAY, i + 1 - len(values)) for i in range(len(values))]
        ids = self.outcomes([{"ordered_at": datetime(m.year, m.month, 12), **more} for m in months])
        self.parts(
            [
                {
                    "outcome_id": one,
                    "kind": "line",
                    "product_id": product.id,
                    "categ_id": product.categ_id.id,
                    "quantity": quantity,
                }
                for one, quantity in zip(ids, values, strict=True)
            ]
        )
        return ids

    def review(self, **more):
        values = {
            "company_id": self.company.id,
            "kind": "month",
            "date_from": MAY,
            "date_to": date(2026, 5, 31),
            "as_of": datetime(2026, 6, 2),
        }
        return self.env["order.review"].create({**values, **more})

    def found(self, review):
        review._find()
        return review.finding_ids.filtered(lambda finding: finding.kind == "demand")


@tagged("post_install", "-at_install")
class TestReviewDemand(DemandCase):
    def test_a_rise_is_told_with_its_figures(self):
        self.sold(self.chair, self.months(600))
        self.sold(self.lamp, self.months(300))
        finding = self.found(self.review())
        self.assertEqual(finding.subject, str(self.furniture.id))
        self.assertEqual((finding.metric, finding.data["value"]), ("demand_level", 600))
        self.assertTrue(290 < finding.data["low"] < 300 < finding.data["high"] < 320)
        self.assertEqual(finding.data["tests"], 4)
        self.assertRegex(
            finding.text,
            r"^Furniture: 600 Units ordered, more than the 2\d\d to 3\d\d that orders since May "
            r"2023 let expect \(\+\d+%; not chance, p < 0\.001\)\.$",
        )
        self.assertIn("from the 24 errors", finding.method)

    def test_a_fall(self):
        self.sold(self.chair, self.months(100))
        finding = self.found(self.review())
        self.assertIn("only 100 Units ordered, less than", finding.text)
        self.assertIn("(−", finding.text)

    def test_the_season_is_no_finding(self):
        self.sold(self.chair, self.months(300))
        self.assertFalse(self.found(self.review()))

    def test_a_trend(self):
        values = self.months(300)
        faster = [v + 40 * max(i - 30, 0) for i, v in enumerate(values)]
        self.sold(self.chair, faster)
        told = self.found(self.review()).filtered(lambda f: f.metric == "demand_trend")
        self.assertRegex(
            told.text,
            r"^Furniture: what was ordered in the last half year is \+\d+% against the year "
            r"before; before that it was [+−]\d+% \(not chance, p .*\)\.$",
        )

    def test_as_of_then(self):
        """What was learnt later changes neither the review nor its orders."""
        self.sold(self.chair, self.months(600))
        self.sold(self.chair, [5000.0], known_from=datetime(2026, 6, 3))
        self.sold(self.chair, [5000.0], known_until=datetime(2026, 6, 1))
        self.sold(self.chair, [5000.0], state="cancelled")
        finding = self.found(self.review())
        self.assertEqual(finding.data["value"], 600)

    def test_orders_behind_it(self):
        mine = self.sold(self.chair, self.months(600))[-1]
        self.sold(self.lamp, self.months(300))
        finding = self.found(self.review())
        self.assertEqual(self.env.execute_query(finding._behind()), [(mine,)])

    def test_units_are_not_added_up(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        sand = self.env["product.product"].create(
            {
                "name": "Sand",
                "type": "consu",
                "categ_id": self.furniture.id,
                "uom_id": kilo.id,
            }
        )
        self.sold(self.chair, self.months(300))
        self.sold(sand, self.months(9000))
        finding = self.found(self.review())
        self.assertIn("9,000 kg ordered", finding.text)

    def test_nothing_about_services_short_history_or_other_periods(self):
        work = self.env["product.product"].create(
            {"name": "Work", "type": "service", "categ_id": self.furniture.id}
        )
        self.sold(work, self.months(600))
        self.sold(self.lamp, self.months(600, count=15))
        self.assertFalse(self.found(self.review()))
        self.sold(self.chair, self.months(600))
        some_days = self.review(date_from=MAY + timedelta(days=1))
        self.assertFalse(self.found(some_days))
        self.assertFalse(self.found(self.review(partner_id=self.buyer.id)))
        self.assertTrue(self.found(self.review()))

    def test_restocking_of_the_category(self):
        self.sold(self.chair, self.months(600))
        action = self.found(self.review()).action_restock()
        self.assertEqual(action["res_model"], "order.restock.proposal")
        self.assertIn(self.furniture.id, action["domain"][0])


@tagged("post_install", "-at_install")
class TestDemandAction(DemandCase):
    """An action about demand is judged by what stock can do: goods that leave in time."""

    def left(self, month, in_time, late, product=None):
        """Lines last promised for a month of 2026 whose goods left in time, or late."""
        due = datetime(2026, month, 20)
        rows = [
            {"ordered_at": datetime(2026, month, 1), "last_due_at": due, "shipped_at": due + delay}
            for delay in [timedelta()] * in_time + [timedelta(days=3)] * late
        ]
        product = product or self.chair
        goods = {"kind": "line", "product_id": product.id, "categ_id": product.categ_id.id}
        self.parts([{"outcome_id": one, "quantity": 1, **goods} for one in self.outcomes(rows)])

    def frozen(self, month, **more):
        first = date(2026, month, 1)
        last = demand.later("month", first, 1) - timedelta(days=1)
        values = {"date_from": first, "date_to": last, "as_of": datetime(2099, 1, 1)}
        review = self.review(**values, state="frozen", **more)
        figures = review._compute(self.company, first, last, review.as_of)
        self.env["order.review.figure"]._store(review, figures)
        review._find()
        return review

    def test_later_reviews_judge_it(self):
        self.sold(self.chair, self.months(600))
        self.left(5, 30, 30)
        self.left(5, 36, 4, self.lamp)
        finding = self.frozen(5).finding_ids.filtered(lambda f: f.kind == "demand")
        action = self.env["order.improvement"].browse(finding.action_improve()["res_id"])
        self.assertEqual(action.name, "Furniture: fit stock to demand")
        self.assertEqual(action.figure, "Order lines shipped in time, Furniture")
        self.assertEqual(action.target, 90)  # the better of the two categories
        action.write({"state": "done", "changed_on": date(2026, 6, 1)})
        self.left(6, 58, 2)
        self.left(7, 31, 29)
        for month in (6, 7):
            self.frozen(month)
        said = {check.date_to.month: check.verdict for check in action.check_ids}
        self.assertEqual(said, {6: "worked", 7: "no_effect"})
        check = action.check_ids.filtered(lambda c: c.date_to.month == 6)
        self.assertEqual((check.before_n, check.before_value, check.after_n), (60, 50, 60))
