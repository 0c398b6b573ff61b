"""What a review finds, how it says so, and what one makes of it."""

import random
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .review_data import ReviewCase

AS_OF = datetime(2026, 7, 2, 6)
MONTHS = {
    "year": datetime(2025, 6, 9),
    "previous": datetime(2026, 5, 11),
    "now": datetime(2026, 6, 8),
}


class FindingCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = new_test_user(
            cls.env,
            "leader",
            "order_tracking.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.team = cls.env["order.tracking.team"].create(
            {"name": "Packers", "leader_id": cls.leader.id}
        )
        flow = cls.env["order.tracking.flow"].create({"name": "Reviewed Flow"})
        cls.packing, cls.picking = cls.env["order.tracking.stage"].create(
            [
                {"flow_id": flow.id, "name": "Packing", "team_id": cls.team.id},
                {"flow_id": flow.id, "name": "Picking", "team_id": cls.team.id},
            ]
        )

    def review(self, first=date(2026, 6, 1), last=date(2026, 6, 30), **values):
        return self.env["order.review"].create(
            {
                "company_id": self.company.id,
                "date_from": first,
                "date_to": last,
                "as_of": AS_OF,
                "state": "frozen",
                **values,
            }
        )

    def cases(self, at, kind, rows):
        """One order for each row: values of its part."""
        outcomes = self.outcomes([{"ordered_at": at} for _row in rows])
        found = zip(outcomes, rows, strict=True)
        self.parts([{"outcome_id": outcome, "kind": kind, **row} for outcome, row in found])
        return outcomes

    def staged(self, month, stage, hours, **values):
        rows = [
            {"stage_id": stage.id, "team_id": self.team.id, "working_hours": h, "hours": h} | values
            for h in hours
        ]
        return self.cases(MONTHS[month], "stage", rows)

    def find(self, kind, **values):
        review = self.review(**values)
        review._find()
        return review.finding_ids.filtered(lambda f: f.kind == kind)

    def hours(self, seed, factor=1.0, count=40):
        rng = random.Random(seed)
        return [round(factor * rng.lognormvariate(2, 0.3), 1) for _ in range(count)]


class TestSlower(FindingCase):
    def slow_packing(self):
        for month, seed in (("year", 1), ("previous", 2), ("now", 3)):
            self.staged(month, self.picking, self.hours(seed))
            self.staged(month, self.packing, self.hours(10 + seed, 1.5 if month == "now" else 1))

    def test_a_stage_slowed_on_purpose_is_found(self):
        self.slow_packing()
        found = self.find("slower")
        self.assertEqual(found.subject_name, "Packing")
        self.assertEqual((found.metric, found.dimension), ("stage_working_hours", "stage_id"))
        self.assertEqual([a["which"] for a in found.data["against"]], ["previous", "year"])
        ours = sorted(self.hours(13, 1.5))
        before = sorted(self.hours(12))
        self.assertEqual(found.data["value"], ours[19])
        self.assertEqual(found.data["against"][0]["value"], before[19])
        self.assertLess(found.data["against"][0]["q"], 0.001)

    def test_the_same_hours_shuffled_tell_nothing(self):
        hours = self.hours(13, 1.5) + self.hours(12)
        random.Random(5).shuffle(hours)
        self.staged("previous", self.packing, hours[:40])
        self.staged("now", self.packing, hours[40:])
        self.assertFalse(self.find("slower"))

    def test_a_hand_over_is_no_short_stage(self):
        self.staged("previous", self.packing, [7.0] * 40)
        self.staged("now", self.packing, [9.2] * 41)
        self.staged("now", self.packing, [0.1] * 80, holder="handover")
        self.assertEqual(self.find("slower").data["value"], 9.2)

    def test_too_few_orders_tell_nothing(self):
        self.staged("previous", self.packing, self.hours(2, count=29))
        self.staged("now", self.packing, self.hours(3, 4, count=40))
        self.assertFalse(self.find("slower"))

    def test_only_what_was_known_then_and_of_this_company_counts(self):
        self.slow_packing()
        late = self.staged("now", self.picking, self.hours(4, 9))
        self.env["order.outcome"].browse(late)._write_multi(
            [{"known_from": datetime(2026, 7, 3)}] * len(late)
        )
        self.assertEqual(self.find("slower").subject_name, "Packing")
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.find("slower", company_id=other.id))

    def test_the_sentence(self):
        self.staged("previous", self.packing, [7.0] * 40)
        self.staged("now", self.packing, [9.2] * 41)
        found = self.find("slower")
        self.assertEqual(
            found.text,
            "Packing took 9.2 h in the middle, 31% longer than in May 2026 (7.0 h; 41 orders, 40 "
            "then; not chance, p < 0.001).",
        )
        self.assertIn("Tests made for this review: 1;", found.method)

    def test_each_reader_s_language_and_the_name_of_then(self):
        self.packing.with_context(lang="zh_CN").name = "打包"
        self.staged("previous", self.packing, [7.0] * 40)
        self.staged("now", self.packing, [9.2] * 41)
        found = self.find("slower")
        self.packing.name = "Boxing"
        self.packing.with_context(lang="zh_CN").name = "装箱"
        self.assertIn("Packing", found.with_context(lang="en_US").text)
        self.assertIn("打包", found.with_context(lang="zh_CN").text)
        self.assertIn("2026年5月", found.with_context(lang="zh_CN").text)


class TestLost(FindingCase):
    def test_the_largest_causes_come_first(self):
        self.staged("now", self.picking, [3.0, 2.0], planned_hours=2.0, holder="team")
        self.staged("now", self.packing, [9.0, 14.0, 1.0], planned_hours=4.0, holder="team")
        self.staged("now", self.picking, [500.0])  # nothing was planned
        found = self.find("lost_hours")
        by_stage = found.filtered(lambda f: f.dimension == "stage_id")
        self.assertEqual(by_stage.subject_name, "Packing")
        self.assertEqual(by_stage.data["hours"], 15.0)
        self.assertEqual(by_stage.data["cases"], 2)
        self.assertEqual(
            by_stage.text,
            "Packing took 15.0 working hours more than planned: 94% of all that was lost beyond "
            "the plan (2 of 3 orders).",
        )
        by_holder = found.filtered(lambda f: f.dimension == "holder")
        self.assertIn("Team: orders stayed there 16.0", by_holder.text)

    def test_exceptions_and_late_orders(self):
        rows = [{"cause": "shortage", "hours": 30.0}, {"cause": "late", "hours": 1.0}]
        self.cases(MONTHS["now"], "exception", rows)
        self.outcome(
            ordered_at=MONTHS["now"],
            last_due_at=datetime(2026, 6, 10, 12),
            delivered_at=datetime(2026, 6, 11, 0),
        )
        self.outcome(ordered_at=MONTHS["now"], last_due_at=datetime(2026, 6, 30, 6))
        found = self.find("lost_hours")
        by_cause = found.filtered(lambda f: f.dimension == "cause")
        self.assertIn("Stock shortage", by_cause.text)
        late = found.filtered(lambda f: not f.dimension)
        self.assertEqual(late.data["hours"], 12 + 48)
        self.assertEqual(late.data["cases"], 2)


class TestStandsOut(FindingCase):
    def lines(self, products, packers=()):
        """Sixty lines of each product; of the first every fifth is complained about."""
        rows = [
            {
                "product_id": product.id,
                "quantity": 1,
                "complained": float(first and number % 5 == 0),
                "packer_id": packers[not first] if packers else None,
            }
            for first, product in ((at == 0, p) for at, p in enumerate(products))
            for number in range(60)
        ]
        self.cases(MONTHS["now"], "line", rows)

    def figures(self, finding, values):
        """Figures of the review's subjects as it stores them."""
        key = {name: finding[name] for name in ("metric", "statistic", "dimension")}
        rows = [
            {**key, "subject": s, "value": v, "n": 60, "has_value": True} for s, v in values.items()
        ]
        figures = self.env["order.review.figure"].sudo()
        figures.create([{**row, "review_id": finding.review_id.id} for row in rows])

    def products(self):
        names = ("Glass", "Chair", "Table", "Lamp")
        return self.env["product.product"].create([{"name": name} for name in names])

    def test_a_product_that_is_complained_about(self):
        self.lines(self.products())
        found = self.find("stands_out")
        self.assertEqual(found.subject_name, "Glass")
        self.assertEqual(found.data["value"], 20.0)
        self.assertEqual(found.data["against"][0]["n"], 180)
        self.figures(found, {"1": 2.0, "2": 0.5, "3": 1.0, "4": 20.0})
        self.assertEqual(found._improvement_values()["target"], 0.5)
        self.assertIn("Glass stands out", found.text)
        self.assertIn("20.0% of 60, all others 0.0% of 180", found.text)

    def test_persons_only_where_the_company_says_so(self):
        packers = [self.env.user.id, self.leader.id]
        self.lines(self.products(), packers)
        self.assertEqual(self.find("stands_out").mapped("dimension"), ["product_id"])
        self.company.order_review_people = True
        found = self.find("stands_out")
        self.assertIn("packer_id", found.mapped("dimension"))

    def test_receipts_later_than_the_month_before(self):
        review = self.review()
        figure = {"metric": "receipt_in_time", "n": 60, "hits": 40, "value": 200 / 3}
        figure |= {"previous_n": 60, "previous_value": 100.0, "has_value": True}
        self.env["order.review.figure"].sudo().create({**figure, "review_id": review.id})
        review._find()
        found = review.finding_ids
        self.assertEqual((found.kind, found.metric), ("worse", "receipt_in_time"))
        self.assertIn("66.7% of 60, in May 2026 100.0% of 60", found.text)
        self.assertEqual(found._improvement_values()["target"], 100.0)


class TestFindings(FindingCase):
    def slower(self):
        self.staged("previous", self.packing, [7.0] * 40)
        self.staged("now", self.packing, [9.2] * 41)
        return self.find("slower")

    def test_freezing_twice_finds_once(self):
        found = self.slower()
        count = len(found.review_id.finding_ids)
        found.review_id._find()
        self.assertEqual(len(found.review_id.finding_ids), count)

    def test_nobody_changes_a_finding(self):
        found = self.slower()
        with self.assertRaises(UserError):
            found.sudo().subject_name = "Somebody else"
        with self.assertRaises(AccessError):
            found.with_user(self.leader).unlink()

    def test_a_customer_s_edition_has_none(self):
        self.slower()
        self.assertFalse(self.find("slower", partner_id=self.buyer.id))

    def test_orders_behind_it_as_of_then(self):
        found = self.slower()
        action = found.with_user(self.leader).action_orders()
        orders = self.env["order.outcome"].with_user(self.leader).search(action["domain"])
        self.assertEqual(len(orders), 41)
        later = orders[:1]
        later.flush_recordset()
        self.env.cr.execute(
            "UPDATE order_outcome SET known_until = %s WHERE id = %s",
            [datetime(2026, 8, 1), later.id],
        )
        self.env.invalidate_all()
        orders = self.env["order.outcome"].with_user(self.leader).search(action["domain"])
        self.assertIn(later, orders)

    def test_one_click_makes_one_action(self):
        found = self.slower().with_user(self.leader)
        action = self.env["order.improvement"].browse(found.action_improve()["res_id"])
        self.assertEqual(action.user_id, self.leader)
        self.assertEqual(action.due_on, date(2026, 7, 31))
        self.assertEqual(action.target, 7.0)
        self.assertEqual(action.review_kind, "month")
        self.assertEqual(
            (action.metric, action.statistic, action.dimension, action.subject),
            ("stage_working_hours", "p50", "stage_id", str(self.packing.id)),
        )
        self.assertEqual(action.activity_ids.user_id, self.leader)
        self.assertEqual(found.action_improve()["res_id"], action.id)

    def test_a_review_that_is_frozen_has_findings(self):
        self.staged("previous", self.packing, [7.0] * 40)
        self.staged("now", self.packing, [9.2] * 41)
        review = self.review(state="draft", as_of=False)
        review.action_freeze()
        self.assertIn("slower", review.finding_ids.mapped("kind"))

    def test_who_may_read(self):
        found = self.slower()
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            found.with_user(seller).read(["text"])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "order_tracking.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env["order.review.finding"].with_user(stranger)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", found.id)]))
