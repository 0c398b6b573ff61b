"""A company that changes nothing gets a good system: what is on, what is off, and why."""

from odoo.tests import TransactionCase

ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
ON = (
    "order_receipt_enabled",
    "order_notice_enabled",
    "order_notice_problems",
    "order_notice_parcels",
    "order_notice_afterwards",
    "order_lookup_enabled",
    "order_acceptance_enabled",
    "order_feedback_enabled",
    "order_review_month",
    "order_review_quarter",
)
OFF = {
    "order_receipt_sms": "each costs money",
    "order_notice_sms": "each costs money",
    "order_audit_four_eyes": "a company may have one person who decides",
    "order_feedback_complaint": "a complaint promises an answer: people must be there for it",
    "order_review_week": "a week of most companies has too few orders to say anything",
    "order_review_people": "employees' representatives are asked first where the law says so",
}
# months after which personal data is erased, or what is over archived; never 0, which is for ever
MONTHS = (
    "order_archive_months",
    "order_intake_months",
    "order_notice_months",
    "order_message_months",
    "order_scan_months",
    "order_words_months",
    "order_photos_months",
    "order_history_months",
)


class TestDefaults(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Changes nothing"})

    def ours(self, model):
        data = self.env["ir.model.data"].search([("model", "=", model), ("module", "in", ADDONS)])
        return self.env[model].with_context(active_test=False).browse(data.mapped("res_id"))

    def test_what_is_on_and_what_is_off(self):
        company = self.company
        self.assertEqual([name for name in ON if not company[name]], [])
        self.assertEqual([name for name in OFF if company[name]], [])
        self.assertEqual(company.order_verification_mode, "enforce")
        self.assertEqual(company.order_allocation_mode, "propose")

    def test_each_switch_was_thought_of(self):
        """A new switch of the settings page is on by default, or says here why it is not."""
        fields_ = self.env["res.config.settings"]._fields.values()
        switches = {
            field.name
            for field in fields_
            if field.type == "boolean"
            and field.related
            and field.name in self.company._fields
            and (self.company._fields[field.name]._module or "") in ADDONS
        }
        self.assertEqual(switches - set(ON) - set(OFF), set())
        self.assertGreater(len(switches), 10)

    def test_nothing_personal_is_kept_for_ever(self):
        self.assertEqual([name for name in MONTHS if not self.company[name]], [])

    def test_messages_neither_flood_nor_cost(self):
        self.assertGreater(self.company.order_notice_window, 0)
        self.assertGreater(self.company.order_notice_per_day, 0)

    def test_work_has_teams_stages_rules_and_policies(self):
        self.assertGreaterEqual(len(self.ours("order.tracking.team").filtered("active")), 3)
        for flow in self.ours("order.tracking.flow").filtered("active"):
            with self.subTest(flow.name):
                self.assertTrue(flow.stage_ids.filtered("visible"))
                self.assertTrue(flow.stage_ids.filtered("notify"), "tells customers nothing")
                self.assertFalse(flow.stage_ids.filtered(lambda s: not s.team_id))
        self.assertTrue(self.ours("order.verification.rule").filtered("active"))
        self.assertTrue(self.env["order.exception.rule"].search([]))
        policies = self.env["order.return.policy"].search([("company_id", "=", self.company.id)])
        self.assertTrue(policies)

    def test_a_team_without_people_stops_nobody(self):
        team = self.env["order.tracking.team"].create({"name": "Without people"})
        self.assertTrue(team._has_member(self.env.ref("base.user_admin")))

    def test_all_jobs_run(self):
        jobs = self.ours("ir.cron")
        self.assertGreater(len(jobs), 5)
        self.assertEqual(jobs.filtered(lambda job: not job.active).mapped("name"), [])
