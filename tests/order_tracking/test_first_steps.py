"""The panel of first steps: what it shows to whom, what proves a step, and that it goes away."""

from contextlib import closing

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import TrackingCase

SETTINGS, TEAMS, ORDER = (f"action_open_order_{name}" for name in ("settings", "teams", "first"))


class TestFirstSteps(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Just founded"})
        of_it = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        for name, groups in (
            ("clerk", "order_tracking.group_user"),
            ("manager", "order_tracking.group_manager"),
            ("admin", "order_tracking.group_manager,base.group_system"),
        ):
            user = new_test_user(cls.env, f"first_{name}", groups=groups, **of_it)
            setattr(cls, name, user)
        cls.env["order.tracking.team"].search([]).member_ids = False

    def panel(self, user):
        self.env.flush_all()
        return self.env["onboarding.onboarding"].with_user(user).order_tracking_panel()

    def done(self, user):
        """Opening action of the steps that are done."""
        return {step["action"] for step in self.panel(user)["steps"] if step["done"]}

    def open(self, user, action):
        return getattr(self.env["onboarding.onboarding.step"].with_user(user), action)()

    def test_managers_see_what_is_to_be_done(self):
        self.assertFalse(self.panel(self.clerk))
        shown = {step["action"] for step in self.panel(self.manager)["steps"]}
        self.assertIn(TEAMS, shown)
        self.assertNotIn(SETTINGS, shown)  # only the administrator may open settings
        self.assertIn(SETTINGS, {step["action"] for step in self.panel(self.admin)["steps"]})
        self.assertFalse(self.done(self.admin) & {SETTINGS, TEAMS, ORDER})

    def test_what_a_company_has_done_proves_it(self):
        self.env.ref("order_tracking.team_sales").member_ids = self.clerk
        self.assertIn(TEAMS, self.done(self.manager))
        order = self.env["sale.order"].with_company(self.company)
        order = order.create({"partner_id": self.customer.id, "company_id": self.company.id})
        order.tracking_state = "running"
        self.assertIn(ORDER, self.done(self.manager))
        # and stays done
        order.tracking_state = False
        self.assertIn(ORDER, self.done(self.manager))

    def test_orders_of_another_company_prove_nothing(self):
        self.order()
        self.assertNotIn(ORDER, self.done(self.manager))

    def test_each_step_opens_a_page(self):
        for step in self.panel(self.admin)["steps"]:
            action = self.open(self.admin, step["action"])
            with self.subTest(step["title"]):
                self.assertEqual(action["type"], "ir.actions.act_window")
                self.assertIn(action["res_model"], self.env)
        self.assertIn(SETTINGS, self.done(self.admin))
        self.assertNotIn(ORDER, self.done(self.admin))

    def test_others_neither_open_nor_close_it(self):
        panel = self.env["onboarding.onboarding"].with_user(self.clerk)
        for call in (panel.order_tracking_close, panel.order_tracking_reopen):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.open(self.clerk, SETTINGS)

    def test_it_is_closed_for_one_company_and_comes_back(self):
        panel = self.env["onboarding.onboarding"].with_user(self.manager)
        panel.order_tracking_close()
        self.assertFalse(self.panel(self.manager))
        self.assertTrue(panel.with_user(self.env.ref("base.user_admin")).order_tracking_panel())
        again = self.env["res.config.settings"].with_user(self.admin).create({})
        self.assertEqual(again.action_order_first_steps()["res_model"], "sale.order")
        self.assertTrue(self.panel(self.manager))

    def test_it_goes_away_when_all_is_done(self):
        self.panel(self.manager)
        steps = self.env.ref("order_tracking.onboarding_first_steps").step_ids
        steps.with_company(self.company).action_set_just_done()
        self.assertFalse(self.panel(self.manager))


@tagged("post_install", "-at_install")
class TestTwoPages(TransactionCase):
    """Of its own: what it commits is a concurrent update for every test that began before."""

    def test_two_pages_that_open_it_at_once_take_turns(self):
        """The later of two transactions fails to serialise, and Odoo runs its request again."""
        connection = db_connect(self.env.cr.dbname)
        with closing(connection.cursor()) as first, closing(connection.cursor()) as later:
            name = "order_tracking.onboarding_first_steps"
            env = api.Environment(later, SUPERUSER_ID, {})
            env["onboarding.progress"].search([]).unlink()  # nobody has opened it yet
            early = api.Environment(first, SUPERUSER_ID, {}).ref(name)
            early._order_tracking_turn()
            first.commit()  # the row keeps its values
            with self.assertLogs("odoo.sql_db"), self.assertRaises(SerializationFailure):
                env.ref(name)._order_tracking_progress()
