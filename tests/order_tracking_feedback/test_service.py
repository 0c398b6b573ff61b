"""The customer's form: complaints, returns and answers beside what is promised."""

from lxml import etree

from odoo.tests import new_test_user, tagged

from .outcome_common import OutcomeCase
from .returns_common import ReturnCase


@tagged("post_install", "-at_install")
class TestService(OutcomeCase, ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, "follower", groups="order_tracking.group_user")
        cls.firm = cls.env["res.partner"].create({"name": "Firm", "is_company": True})
        cls.customer.parent_id = cls.firm

    def seen(self, partner, name, user=None):
        return partner.with_user(user or self.reader)[f"service_{name}"]

    def complain(self, order):
        self.answer(order, chair_good="8", chair_problem="damaged")
        self.sync()
        self.env.invalidate_all()
        return order.complaint_ids

    def test_complaints_until_they_are_resolved(self):
        order = self.arrived()
        order.user_id = self.env.user
        complaint = self.complain(order)
        self.assertEqual(self.seen(self.firm, "complaint_count"), 1)
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        self.assertEqual(self.seen(self.firm, "complaint_count", seller), 0)
        action = self.customer.with_user(self.reader).action_service_complaints()
        self.assertEqual(self.env["order.complaint"].search(action["domain"]), complaint)
        complaint.with_user(self.reader)._resolve("handling", "transport", "New ones are coming")
        self.env.invalidate_all()
        self.assertEqual(self.seen(self.firm, "complaint_count"), 0)

    def test_returns_as_reviews_count_them(self):
        order = self.sold((self.chair, 4), (self.desk, 1))
        self.arrived()
        self.returned(order, quantity="1")
        self.refresh(self.env["sale.order"].search([("partner_id", "=", self.customer.id)]))
        self.assertEqual(self.seen(self.customer, "line_count"), 3)
        self.assertEqual(self.seen(self.customer, "returned_count"), 1)
        self.assertAlmostEqual(self.seen(self.firm, "return_rate"), 1 / 3)
        action = self.customer.with_user(self.reader).action_service_returns()
        self.assertEqual(self.env["order.return"].search(action["domain"]).order_id, order)

    def test_answers(self):
        order = self.arrived()
        Feedback = self.env["order.feedback"].sudo()
        for mood in ("happy", "unhappy", "happy", "unscored"):
            Feedback.create(
                {
                    "order_id": order.id,
                    "partner_id": self.customer.id,
                    "company_id": order.company_id.id,
                    "channel": "phone",
                    "mood": mood,
                }
            )
        self.assertEqual(self.seen(self.firm, "answer_count"), 3)
        self.assertEqual(self.seen(self.firm, "happy_count"), 2)

    def test_parcels_of_open_promises(self):
        order = self.shipped("P1", "P2")
        self.assertEqual(self.seen(self.firm, "parcel_count"), 2)
        self.shipment("P2").sudo().problem = True
        self.env.invalidate_all()
        self.assertEqual(self.seen(self.firm, "parcel_problem_count"), 1)
        action = self.firm.with_user(self.reader).action_service_parcels()
        found = self.env["order.shipment"].search(action["domain"])
        self.assertEqual(found.order_ids, order)

    def test_what_the_form_costs(self):
        """Who never ordered costs two queries; who ordered often one more."""
        names = self.shown()
        self.assertIn("service_complaint_count", names)

        def cost(partner):
            partner = partner.with_user(self.reader)
            self.env.flush_all()
            self.env.invalidate_all()
            partner.read(["name", "lang", "order_notices", "order_feedback_stopped_at"])
            before = self.env.cr.sql_log_count
            partner.read(names)
            return self.env.cr.sql_log_count - before

        stranger = self.env["res.partner"].create({"name": "Stranger"})
        cost(stranger)
        self.assertLessEqual(cost(stranger), 3)
        for number in range(4):
            self.complain(self.arrived())
            self.shipped(f"Q{number}")
        self.refresh(self.env["sale.order"].search([("partner_id", "=", self.customer.id)]))
        cost(self.customer)
        self.assertLessEqual(cost(self.customer), 5)

    def shown(self):
        """Fields of the form's block."""
        view = self.env.ref("base.view_partner_form")
        arch = self.env["res.partner"].with_user(self.reader).get_view(view.id, "form")["arch"]
        [block] = etree.fromstring(arch).xpath("//div[@name='service']")
        return [field.get("name") for field in block.iter("field")]
