"""Time per team: daily sums of what teams handed on, counted by a job."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.order_tracking.models.order_tracking_time import COUNTED_TO

from .common import TrackingCase


@tagged("post_install", "-at_install")
class TestTeamTimes(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Tokyo"
        cls.stage = cls.delivery.stage_ids[:1]
        cls.team = cls.env["order.tracking.team"].create({"name": "Packers"})
        cls.Time = cls.env["order.tracking.time"]
        cls.env.cr.execute("DELETE FROM order_tracking_time")
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param(COUNTED_TO, False)

    def handed_on(self, at, hours, touched=None, refusals=0, company=None):
        """A milestone of the team, of an order of its own."""
        milestone = self.order().milestone_ids.filtered(lambda m: m.stage_id == self.stage)
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET state = 'reached', team_id = %s, started_at = %s,"
            " reached_at = %s, dwell_hours = %s, dwell_elapsed_hours = %s, touch_hours = %s,"
            " touch_elapsed_hours = %s, refusals = %s, company_id = %s WHERE id = %s",
            [
                *(self.team.id, at, at, hours, hours, touched, touched, refusals),
                *((company or self.company).id, milestone.id),
            ],
        )
        self.env.invalidate_all()
        return milestone

    def counted(self, first="2026-05-01", last="2026-05-31"):
        self.Time._recount(date.fromisoformat(first), date.fromisoformat(last))
        return self.Time.search([("team_id", "=", self.team.id)])

    def test_days_are_those_of_the_company(self):
        milestone = self.handed_on("2026-05-04 20:00", 2)
        row = self.counted()
        self.assertEqual((str(row.day), row.stages, row.dwell_hours), ("2026-05-05", 1, 2))
        action = row.action_open_milestones()
        found = self.env["order.tracking.milestone"].search(action["domain"])
        self.assertEqual(found, milestone)

    def test_means_are_of_all_orders_together(self):
        self.handed_on("2026-05-04 01:00", 10, touched=4, refusals=1)
        for _again in range(3):
            self.handed_on("2026-05-06 01:00", 2)
        rows = self.counted()
        self.assertEqual(rows.mapped("stages"), [3, 1])
        names = ["stages:sum", "dwell_hours:avg", "touch_hours:avg", "refusals:sum"]
        together = self.Time._read_group([("team_id", "=", self.team.id)], [], names)[0]
        self.assertEqual(together, (4, 4.0, 4.0, 1))

    def test_counting_again_changes_nothing_but_what_changed(self):
        self.handed_on("2026-05-04 01:00", 10)
        self.counted()
        self.handed_on("2026-05-04 01:00", 4)
        self.assertEqual(self.counted().mapped("stages"), [2])
        self.assertEqual(self.counted("2026-05-05").mapped("dwell_hours"), [7])

    def test_the_job_counts_all_the_first_time_then_the_latest(self):
        today = self.env.cr.now().replace(microsecond=0)
        old, late = self.handed_on(today - timedelta(days=500), 2), today - timedelta(days=20)
        self.handed_on(late, 3)
        self.env.flush_all()
        cron = self.env.ref("order_tracking.ir_cron_team_times")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        rows = self.Time.search([("team_id", "=", self.team.id)])
        self.assertEqual(rows.mapped("dwell_hours"), [3, 2])
        self.handed_on(late, 5)
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET dwell_hours = 9 WHERE id = %s", old.ids
        )
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        rows = self.Time.search([("team_id", "=", self.team.id)])
        self.assertEqual(rows.mapped("dwell_hours"), [3, 2])  # once a day is enough for late facts
        self.parameters.set_param(COUNTED_TO, today.date() - timedelta(days=1))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        rows = self.Time.search([("team_id", "=", self.team.id)])
        self.assertEqual(rows.mapped("dwell_hours"), [4, 2])

    def test_days_on_which_nobody_hands_on_are_counted_once(self):
        today = fields.Date.today()
        self.assertIsNone(self.Time._first_day())
        self.handed_on(self.env.cr.now() - timedelta(days=200), 2)
        cron = self.env.ref("order_tracking.ir_cron_team_times")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.Time._first_day(), today - timedelta(days=1))
        self.parameters.set_param(COUNTED_TO, today - timedelta(days=3))  # it stood still since
        self.assertEqual(self.Time._first_day(), today - timedelta(days=38))

    def test_a_first_time_that_is_interrupted_goes_on_where_it_was(self):
        self.handed_on(self.env.cr.now() - timedelta(days=500), 2)
        first = self.Time._first_day()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0):
            self.Time._cron_count()
        self.assertLess(first, self.Time._first_day())
        self.assertLess(self.Time._first_day(), fields.Date.today() - timedelta(days=300))

    def test_readers_see_their_companies_and_no_salesperson_does(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.handed_on("2026-05-04 01:00", 10, company=other)
        self.handed_on("2026-05-04 01:00", 2)
        self.counted()
        reader = new_test_user(self.env, "times_reader", "order_tracking.group_user")
        seller = new_test_user(self.env, "times_seller", "sales_team.group_sale_salesman")
        seen = self.Time.with_user(reader).search([("team_id", "=", self.team.id)])
        self.assertEqual(seen.company_id, self.company)
        self.assertFalse(self.Time.with_user(seller).has_access("read"))
        self.assertFalse(seen.has_access("write"))

    def test_counting_takes_the_same_statements_for_any_number_of_orders(self):
        self.handed_on("2026-05-04 01:00", 10)
        with self.assertQueryCount(2):
            self.counted_only()
        for day in range(5, 12):
            self.handed_on(f"2026-05-{day:02} 01:00", 10)
        with self.assertQueryCount(2):
            self.counted_only()

    def counted_only(self):
        self.Time._recount(date(2026, 5, 1), date(2026, 5, 31))
