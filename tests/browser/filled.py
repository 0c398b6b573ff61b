"""A little of everything, so that no screen is empty when it is looked at."""

from odoo.tests import HttpCase

from odoo.addons.order_tracking_feedback.demo import complained, returned, said

from tests.order_tracking.receipt_common import ReceiptCase
from tests.order_tracking_feedback.returns_common import ReturnCase
from tests.order_tracking_logistics.test_handover import HandoverCase

from .common import english_buyer
from .hands import Driven


class Filled(Driven, HttpCase, HandoverCase, ReturnCase, ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = english_buyer(cls.env, "looking_buyer")
        cls.customer = cls.buyer.partner_id

    def page(self, order, name):
        """The address of this order's page, with the key of its buyer."""
        return f"/my/orders/{order.id}/{name}?access_token={order._portal_ensure_token()}"

    def orders_with_a_story(self):
        """An order on its way, one that has arrived, one whose receipt waits, one to be fetched."""
        arrived = self.sold((self.chair, 10), (self.desk, 2))
        way = self.shipped("SEED1")
        self.receive(
            self.tracker("SEED1", ("in_transit", "2026-03-02T08:00:00Z", "Left the depot"))
        )
        asked = self.receipt((self.chair, 3))
        self.send(asked)
        return {
            "arrived": arrived,
            "way": way,
            "asked": asked.order_id,
            "own": self.own_delivery()[0],
        }

    def rows_everywhere(self):
        """Each list has something in it."""
        stories = self.orders_with_a_story()
        orders = stories["arrived"] | self.sold((self.chair, 2)) | self.sold((self.desk, 1))
        said.create_all(self.env)
        complained.create_all(self.env, orders)
        returned.create_all(self.env, orders)
        self.env["order.review.demo"]._create_reviews()
        self.sync()
        return stories
