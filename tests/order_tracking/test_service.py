"""The customer's form while they are on the phone: what is promised, what is late, their habits."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import TrackingCase


@tagged("post_install", "-at_install")
class TestService(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.firm = Partner.create({"name": "Firm", "is_company": True})
        cls.person, cls.other = Partner.create(
            [{"name": name, "parent_id": cls.firm.id} for name in ("Person", "Other")]
        )
        cls.reader = new_test_user(cls.env, "follower", groups="order_tracking.group_user")

    def promised(self, partner, days, **values):
        """A confirmed order that is promised in so many days."""
        due = fields.Datetime.now() + timedelta(days=days)
        order = self.order(partner_id=partner.id, **values)
        self.env.cr.execute(
            "UPDATE sale_order SET promise_last_at = %s WHERE id = %s", [due, order.id]
        )
        self.env.invalidate_all()
        return order

    def seen(self, partner, user=None):
        partner = partner.with_user(user or self.reader)
        return partner.service_open_count, partner.service_late_count

    def test_company_and_contacts_count_together(self):
        self.promised(self.firm, 3)
        soon = self.promised(self.person, 2)
        late = self.promised(self.other, -1)
        self.promised(self.customer, -1)
        for partner in (self.firm, self.person, self.other):
            self.assertEqual(self.seen(partner), (3, 1))
        # the reader's next promise: of the two that are not late the earlier one
        self.assertEqual(self.firm.with_user(self.reader).service_next_at, soon.promise_last_at)
        action = self.person.with_user(self.reader).action_service_late()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), late)
        self.assertEqual(action["name"], "Firm: Late")
        action = self.person.with_user(self.reader).action_service_open()
        self.assertEqual(self.env["sale.order"].search_count(action["domain"]), 3)

    def test_what_arrived_is_no_open_promise(self):
        self.stock(self.chair, 10)
        order = self.promised(self.firm, 3)
        self.ship(order)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()
        self.env.invalidate_all()
        self.assertEqual(self.seen(self.firm), (0, 0))
        self.assertTrue(self.firm.with_user(self.reader).service_known)

    def test_a_salesperson_sees_their_own_orders(self):
        mine = new_test_user(self.env, "mine", groups="sales_team.group_sale_salesman")
        self.promised(self.firm, -1, user_id=mine.id)
        self.promised(self.firm, -1, user_id=self.env.user.id)
        self.assertEqual(self.seen(self.firm, mine), (1, 1))
        self.assertEqual(self.seen(self.firm), (2, 2))

    def test_others_see_nothing_of_it(self):
        self.promised(self.firm, -1)
        groups = "base.group_user,base.group_partner_manager"
        clerk = new_test_user(self.env, "clerk", groups=groups)
        self.assertEqual(self.seen(self.firm, clerk), (0, 0))
        self.assertFalse(self.block(clerk))
        self.assertTrue(self.block(self.reader))

    def block(self, user):
        view = self.env.ref("base.view_partner_form")
        arch = self.env["res.partner"].with_user(user).get_view(view.id, "form")["arch"]
        return etree.fromstring(arch).xpath("//div[@name='service']")

    def test_habits(self):
        for channel in ("portal", "portal", "staff"):
            self.order(partner_id=self.person.id, order_channel=channel)
        self.person.write({"lang": "zh_CN", "order_notices": "problems"})
        said = self.person.with_user(self.reader).service_habits
        self.assertIn("简体中文", said)
        self.assertIn("Customer Portal (2 of 3 in a year)", said)
        self.assertIn("only about problems", said)

    def test_what_it_costs(self):
        """One query, however many orders and customers there are."""
        names = ["service_known", "service_open_count", "service_next_at", "service_habits"]

        def cost(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            partners.with_user(self.reader).read(["name", "lang", "order_notices"])
            before = self.env.cr.sql_log_count
            partners.with_user(self.reader).read(names)
            return self.env.cr.sql_log_count - before

        cost(self.firm)  # access rights and languages are read once
        empty = cost(self.customer)
        for partner in (self.firm, self.person, self.other) * 4:
            self.promised(partner, 1)
        self.assertLessEqual(empty, 2)
        self.assertLessEqual(cost(self.firm), empty + 1)
        self.assertLessEqual(cost(self.firm | self.person | self.other | self.customer), empty + 1)
