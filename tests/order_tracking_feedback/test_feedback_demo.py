"""Demo data show every state of a complaint and of a return."""

from odoo.tests import tagged

from odoo.addons.order_tracking_feedback.demo import complained, returned

from .returns_common import ReturnCase


@tagged("post_install", "-at_install")
class TestDemo(ReturnCase):
    def test_every_state_of_a_return(self):
        orders = self.env["sale.order"].union(
            *(self.sold((self.chair, 2)) for _wanted in returned.RETURNED)
        )
        returned.create_all(self.env, orders)
        states = dict(self.env["order.return"]._fields["state"].selection)
        self.assertEqual(set(orders.return_ids.mapped("state")), set(states))

    def test_every_state_of_a_complaint(self):
        orders = self.env["sale.order"].union(
            *(self.order((self.chair, 1)) for _told in complained.COMPLAINED)
        )
        complained.create_all(self.env, orders)
        found = orders.complaint_ids
        states = dict(found._fields["state"].selection)
        self.assertEqual(set(found.mapped("state")), set(states))
        self.assertTrue(any(found.mapped("overdue")), "one that nobody has answered in time")

    def test_reviews_and_an_action(self):
        self.arrived()
        self.env["order.review.demo"]._create_reviews()
        found = self.env["order.review"].search([], limit=2)
        self.assertEqual(set(found.mapped("state")), {"frozen"})
        self.assertTrue(found.figure_ids)
