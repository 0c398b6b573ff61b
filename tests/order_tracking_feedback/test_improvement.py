"""Actions, and what later reviews say about them."""

from datetime import date, datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .test_review_finding import FindingCase

SOON = datetime(2099, 1, 1)  # whatever a test makes is known then
KEY = {"metric": "stage_working_hours", "statistic": "p50", "dimension": "stage_id"}


class ImprovementCase(FindingCase):
    def month(self, number, value, half=0.5, n=60):
        """A frozen review of a month of 2026 with the figure that the action must move."""
        span = fields.Date.end_of(date(2026, number, 1), "month")
        review = self.review(date(2026, number, 1), span, as_of=SOON)
        values = {**KEY, "subject": str(self.packing.id), "review_id": review.id, "n": n}
        values |= {"unit": "hours", "value": value, "low": value - half, "high": value + half}
        if value is not None:
            self.env["order.review.figure"].sudo().create({**values, "has_value": True})
        review._find()
        return review

    def improvement(self, **values):
        return self.env["order.improvement"].create(
            {
                "name": "Second table",
                "company_id": self.company.id,
                "user_id": self.leader.id,
                "subject": str(self.packing.id),
                "subject_name": "Packing",
                "target": 6.0,
                **KEY,
                **values,
            }
        )

    def verdicts(self, action):
        found = self.env["order.improvement.check"].search([("improvement_id", "=", action.id)])
        return {check.date_to.month: check.verdict for check in found}


class TestImprovement(ImprovementCase):
    def test_three_later_reviews(self):
        self.month(1, 9.0)
        action = self.improvement()
        action.action_changed()
        action.changed_on = date(2026, 2, 10)
        self.month(2, 8.0)
        self.month(3, 6.0)
        self.month(4, 8.8)
        self.assertEqual(self.verdicts(action), {2: "too_early", 3: "worked", 4: "no_effect"})
        self.assertEqual(action.verdict, "no_effect")
        check = action.check_ids[1]
        self.assertEqual(
            (check.before, check.after),
            ("9.0 h (8.5 h to 9.5 h, n = 60)", "6.0 h (5.5 h to 6.5 h, n = 60)"),
        )

    def test_worse_and_too_few(self):
        self.month(1, 6.0)
        action = self.improvement(state="done", changed_on=date(2026, 2, 1))
        self.month(2, 9.0)
        self.month(3, 9.0, n=29)
        self.assertEqual(self.verdicts(action), {2: "worse", 3: "too_early"})

    def test_before_is_the_last_month_before_the_change(self):
        self.month(1, 9.0)
        action = self.improvement()
        self.month(2, 7.0)
        action.write({"state": "done", "changed_on": date(2026, 3, 3)})
        self.month(4, 6.9)
        check = action.check_ids.filtered(lambda c: c.date_to.month == 4)
        self.assertEqual((check.before_to, check.before_value), (date(2026, 2, 28), 7.0))
        self.assertEqual(check.verdict, "no_effect")

    def test_nothing_changed_yet_or_no_figure_is_too_early(self):
        self.month(1, 9.0)
        action = self.improvement()
        self.month(2, 5.0)
        action.write({"state": "done", "changed_on": date(2026, 2, 28)})
        self.review(date(2026, 3, 1), date(2026, 3, 31), as_of=SOON)._find()
        self.assertEqual(self.verdicts(action), {2: "too_early", 3: "too_early"})

    def test_freezing_twice_checks_once_and_nobody_changes_it(self):
        self.month(1, 9.0)
        action = self.improvement(state="done", changed_on=date(2026, 2, 1))
        review = self.month(2, 5.0)
        review._find()
        self.assertEqual(len(action.check_ids), 1)
        with self.assertRaises(UserError):
            action.check_ids.sudo().verdict = "no_effect"
        with self.assertRaises(UserError):
            action.metric = "stage_hours"
        with self.assertRaises(UserError):
            action.unlink()

    def test_other_kinds_and_dropped_actions_are_left_alone(self):
        self.month(1, 9.0)
        action = self.improvement(state="done", changed_on=date(2026, 2, 1))
        dropped = self.improvement(state="dropped")
        self.review(date(2026, 2, 2), date(2026, 2, 8), kind="week")._find()
        self.month(2, 5.0)
        self.assertEqual(self.verdicts(action), {2: "worked"})
        self.assertFalse(dropped.check_ids)

    def test_queries_do_not_grow_with_actions(self):
        self.month(1, 9.0)
        self.improvement()
        review = self.review(date(2026, 2, 1), date(2026, 2, 28), as_of=SOON)
        self.env.flush_all()
        few = self.queries(review)
        for _ in range(9):
            self.improvement()
        review = self.review(date(2026, 3, 1), date(2026, 3, 31), as_of=SOON)
        self.env.flush_all()
        self.assertLessEqual(self.queries(review), few)

    def queries(self, review):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["order.improvement"]._check(review)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_the_owner_has_it_in_mind_until_it_is_done(self):
        action = self.improvement(due_on=date(2026, 3, 1))
        self.assertEqual(action.activity_ids.user_id, self.leader)
        self.assertEqual(action.activity_ids.date_deadline, date(2026, 3, 1))
        action.user_id = self.env.user
        self.assertEqual(action.activity_ids.user_id, self.env.user)
        action.action_changed()
        self.assertFalse(action.activity_ids)
        self.assertEqual(action.changed_on, fields.Date.context_today(action))

    def test_late(self):
        action = self.improvement(due_on=date(2026, 3, 1))
        actions = self.env["order.improvement"]
        self.assertTrue(action.late)
        self.assertIn(action, actions.search([("late", "=", True)]))
        action.action_changed()
        self.assertNotIn(action, actions.search([("late", "=", True)]))
        self.assertIn(action, actions.search([("late", "=", False)]))

    def test_the_template_that_was_changed_is_linked(self):
        template = self.env.ref("order_tracking.mail_template_receipt")
        action = self.improvement(changed=f"mail.template,{template.id}")
        self.assertEqual(action.changed, template)

    def test_who_may_see_and_do(self):
        action = self.improvement()
        self.month(1, 9.0)
        self.assertEqual(action.with_user(self.leader).name, "Second table")
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            action.with_user(seller).read(["name"])
        with self.assertRaises(AccessError):
            self.env["order.improvement.check"].with_user(self.leader).create({})
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "order_tracking.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env["order.improvement"].with_user(stranger)
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", action.id)]))
