"""What returns say of the way of the goods, and the policy that every company has."""

from odoo.tests import tagged

from .returns_common import ReturnCase


@tagged("post_install", "-at_install")
class TestTimelineOfReturns(ReturnCase):
    def left_only(self):
        """An order whose goods have left; nobody has said that they arrived."""
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.ship(order)
        return order

    def page(self, order):
        return self.env["sale.order"]._tracking_page(order.id, order._portal_ensure_token())

    def test_everything_given_back_had_arrived(self):
        order = self.left_only()
        found = self.returned(order, quantity="10")
        self.assertEqual(found.state, "done")
        self.assertEqual(self.states(order)["delivered"], "reached")
        self.assertEqual(self.milestone(order, "delivered").evidence, "customer")
        self.assertNotEqual(order.tracking_state, "returned")
        self.assertNotIn("came back to us", self.page(order))

    def test_what_is_given_back_after_arrival_is_not_told_again(self):
        order = self.sold()
        self.returned(order, quantity="10")
        self.assertEqual(len(self.events(order, "delivered")), 1)
        self.assertEqual(self.states(order)["delivered"], "reached")

    def test_what_the_carrier_brings_back_had_not_arrived(self):
        order = self.shipped("1Z999AA10123456784")
        found = self.asked(order, quantity="10")
        found.action_approve()
        parcel = self.shipment("1Z999AA10123456784")
        parcel.sudo().status = "returned"
        self.arrives(found)
        self.sync()
        self.assertFalse(self.events(order, "delivered"))
        self.assertEqual(order.tracking_state, "returned")
        page = self.page(order)
        self.assertIn("came back to us", page)


@tagged("post_install", "-at_install")
class TestDefaultPolicy(ReturnCase):
    def test_a_new_company_has_one_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.env["res.company"].create({"name": "Another shop"})
        policy = self.env["order.return.policy"].search([("company_id", "=", company.id)])
        self.assertEqual((len(policy), policy.days, policy.send_days), (1, 14, 14))
        self.assertIn("original packaging", policy.conditions)
        self.assertTrue(policy.with_context(lang="zh_CN").instructions)

    def test_at_installation_every_company_gets_one(self):
        company = self.env["res.company"].create({"name": "Older shop"})
        Policy = self.env["order.return.policy"]
        Policy.search([("company_id", "=", company.id)]).unlink()
        Policy._make_all_defaults()
        Policy._make_all_defaults()
        self.assertEqual(Policy.search_count([("company_id", "=", company.id)]), 1)
