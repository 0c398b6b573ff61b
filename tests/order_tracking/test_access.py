"""Who sees and does what."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import TrackingCase

_MODELS = ("order.tracking.event", "order.tracking.milestone", "order.tracking.promise")


class TestAccess(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.env
        cls.seller = new_test_user(make, "seller", groups="sales_team.group_sale_salesman")
        cls.everything = new_test_user(
            make, "sales_all", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.tracker = new_test_user(make, "tracker", groups="order_tracking.group_user")
        cls.manager = new_test_user(make, "tracking_boss", groups="order_tracking.group_manager")
        cls.employee = new_test_user(make, "employee", groups="base.group_user")
        cls.portal = new_test_user(make, "portal_x", groups="base.group_portal")
        other = make["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            make,
            "stranger",
            groups="order_tracking.group_manager,sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )

    def setUp(self):
        super().setUp()
        self.own = self.order(user_id=self.seller.id)
        self.foreign = self.order(user_id=self.env.ref("base.user_admin").id)

    def sees(self, user, order):
        return [
            bool(self.env[model].with_user(user).search([("order_id", "=", order.id)]))
            for model in _MODELS
        ]

    def test_reading(self):
        yes, no = [True] * 3, [False] * 3
        for user, own, foreign in (
            (self.seller, yes, no),
            (self.everything, yes, yes),
            (self.tracker, yes, yes),
            (self.manager, yes, yes),
            (self.stranger, no, no),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.sees(user, self.own), own)
                self.assertEqual(self.sees(user, self.foreign), foreign)

    def test_who_sells_and_follows_orders_reads_all_and_writes_their_own(self):
        groups = "sales_team.group_sale_salesman,order_tracking.group_user"
        both = new_test_user(self.env, "both", groups=groups)
        self.own.user_id = both
        for order, allowed in ((self.own, ["read", "write", "create"]), (self.foreign, ["read"])):
            for record in (order, order.order_line):
                seen = record.with_user(both)
                found = [name for name in ("read", "write", "create") if seen.has_access(name)]
                self.assertEqual(found, allowed, record)
        self.assertFalse(self.foreign.order_line.with_user(both).has_access("unlink"))

    def test_no_reading_without_a_group(self):
        for user in (self.employee, self.portal, self.env.ref("base.public_user")):
            for model in (*_MODELS, "order.tracking.link", "order.tracking.flow"):
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_nobody_writes(self):
        for user in (self.seller, self.tracker, self.manager):
            for model in _MODELS:
                record = self.env[model].search([("order_id", "=", self.own.id)], limit=1)
                for operation in ("create", "write", "unlink"):
                    with self.subTest(f"{user.login} {model} {operation}"):
                        self.assertFalse(record.with_user(user).has_access(operation))

    def test_only_managers_shape_flows(self):
        flow = self.delivery
        self.assertFalse(flow.with_user(self.tracker).has_access("write"))
        self.assertTrue(flow.with_user(self.manager).has_access("write"))

    def test_only_trackers_mark_and_only_managers_void(self):
        stage = self.by_hand()
        order = self.order(user_id=self.seller.id, tracking_flow_id=self.pickup.id)
        with self.assertRaises(AccessError):
            order.with_user(self.seller)._tracking_mark(stage)
        self.seller.group_ids += self.env.ref("order_tracking.group_user")
        order.with_user(self.seller)._tracking_mark(stage)
        event = self.events(order, "stage_marked")
        with self.assertRaises(AccessError):
            order.with_user(self.seller)._tracking_void(event.with_user(self.seller), "no")

    def test_staff_of_the_warehouse_mark_without_rights_on_orders(self):
        self.by_hand()
        order = self.order(tracking_flow_id=self.pickup.id)
        milestone = self.milestone(order, "manual").with_user(self.tracker)
        wizard = self.env["order.tracking.mark"].with_user(self.tracker)
        wizard.with_context(milestone.action_mark()["context"]).create({}).action_mark()
        self.assertEqual(self.milestone(order, "manual").state, "reached")

    def test_tokens_are_hidden_from_others(self):
        link = self.env["order.tracking.link"].create({"order_id": self.own.id})
        found = self.env["order.tracking.link"].with_user(self.seller).search([])
        self.assertEqual(found, link)
        self.assertFalse(
            self.env["order.tracking.link"].with_user(self.stranger).search([("id", "=", link.id)])
        )

    def test_customers_do_not_read_what_is_ours_alone_of_their_order(self):
        self.own.partner_id = self.portal.partner_id
        self.own.sudo().receipt_error = "Traceback"
        mine = self.own.with_user(self.portal)
        self.assertEqual(mine.read(["name", "tracking_state"])[0]["name"], self.own.name)
        for name in ("receipt_error", "tracking_user_id", "verification_state"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])
        for name, value in (("receipt_error", "Traceback"), ("verification_state", "blocked")):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.search([(name, "=", value)])
        self.assertTrue(self.own.with_user(self.seller).read(["receipt_error"]))

    def test_a_dialog_is_its_openers(self):
        dialog = self.env["order.intake.import"].with_user(self.seller).create({})
        self.assertTrue(dialog.has_access("write"))
        for user in (self.everything, self.stranger):
            self.assertFalse(dialog.with_user(user).has_access("read"), user.login)

    def test_a_dialog_about_a_foreign_order_tells_nothing(self):
        offers = self.env["order.verification.offer"].with_user(self.seller)
        dialog = offers.create({"order_id": self.foreign.id})
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.partner_id.ensure_one()
        marks = self.env["order.tracking.mark"].with_user(self.stranger)
        self.assertFalse(marks.new({"order_id": self.own.id}).stage_ids)

    def test_dialogs_show_no_more_than_their_reader_may_read(self):
        """Whoever opens a dialog chooses the record that it is about, by number if need be: what
        is related to that record must not be read with superuser rights."""
        for model, records in self.env.items():
            if records._transient and records._original_module.startswith("order_tracking"):
                for name, field in records._fields.items():
                    if field.related:
                        self.assertFalse(field.compute_sudo, f"{model}.{name}: related_sudo=False")

    def test_nobody_writes_what_is_made_of_the_journal(self):
        made = {
            "tracking_state": "delivered",
            "tracking_late": False,
            "promise_first_at": "2030-01-01 00:00:00",
            "current_receipt_id": False,
            "receipt_due_at": False,
            "verification_state": "passed",
            "verification_hold": False,
        }
        for name, value in made.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self.own.with_user(self.seller).write({name: value})
        values = {"partner_id": self.customer.id, "tracking_state": "delivered"}
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.seller).create(values)
        self.own.with_user(self.seller).write({"client_order_ref": "4711"})
        self.own.with_user(self.seller).copy().action_confirm()

    def test_customers_do_not_read_what_staff_should_know_of_them(self):
        self.own.partner_id = self.portal.partner_id
        person = self.portal.partner_id
        for name in ("service_open_count", "service_channel", "service_habits"):
            with self.subTest(name), self.assertRaises(AccessError):
                person.with_user(self.portal).read([name])
            self.assertTrue(person.with_user(self.seller).read([name]))
