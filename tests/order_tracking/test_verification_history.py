"""What verification reads of earlier orders, and of credit."""

from datetime import timedelta

from odoo import Command

from .test_verification_reading import ReadingCase


class TestReadHistory(ReadingCase):
    def setUp(self):
        super().setUp()
        self.colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id}
        )

    def test_a_new_customer(self):
        history = self.read(self.quotation()).history
        self.assertEqual((history.orders, history.delivered_here, history.last_hour), (0, 0, 0))
        self.assertEqual((history.currencies, history.earlier), ({}, ()))

    def test_orders_of_the_whole_company_that_were_confirmed(self):
        self.order(partner_id=self.colleague.id)
        self.order()
        self.order(partner_id=self.env["res.partner"].create({"name": "Stranger"}).id)
        self.order()._action_cancel()
        self.quotation()
        order = self.order()
        history = self.read(order).history
        self.assertEqual(history.orders, 2)
        self.assertEqual(history.currencies, {order.currency_id.id: 2})
        self.assertEqual(history.delivered_here, 1)

    def test_busy_hours(self):
        hour = timedelta(hours=1)
        orders = self.env["sale.order"].concat(*(self.order() for _ in range(6)))
        start = self.now.replace(minute=0, second=0)
        self.dated(orders[:3], start - 30 * hour)
        self.dated(orders[3:4], start - 24 * 100 * hour)
        self.dated(orders[4:], self.now - hour / 2)
        history = self.read(self.quotation()).history
        self.assertEqual((history.busiest_hour, history.last_hour), (3, 2))

    def test_quantities(self):
        self.order((self.chair, 5), partner_id=self.colleague.id)
        dozens = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.chair.id,
                            "product_uom_qty": 2,
                            "product_uom_id": self.dozen.id,
                        }
                    )
                ],
            }
        )
        self.confirm(dozens)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.order((self.chair, 7), (self.desk, 1), partner_id=stranger.id)
        self.quotation((self.chair, 1000))
        order = self.order((self.chair, 3))
        history = self.read(order).history
        self.assertEqual(history.customer_quantities, {self.chair.id: (5, 24)})
        self.assertEqual(history.product_quantities, {self.chair.id: (5, 24, 7)})

    def test_orders_that_may_be_the_same(self):
        twin = self.order((self.chair, 2), (self.desk, 1), (self.chair, 1), client_order_ref="A-1")
        self.order((self.desk, 1), client_order_ref="B 2")
        self.order((self.desk, 5), client_order_ref="")
        order = self.quotation((self.desk, 1), (self.chair, 3), client_order_ref="b2")
        earlier = {e.name: e for e in self.read(order).history.earlier}
        self.assertEqual(len(earlier), 2)
        content = ((self.chair.id, 3), (self.desk.id, 1))
        self.assertEqual(earlier[twin.name].content, content)
        self.assertEqual(earlier[twin.name].ordered_at, twin.date_order)
        self.assertAlmostEqual(earlier[twin.name].amount, order.amount_total)

    def test_orders_that_are_not_the_same(self):
        self.order(client_order_ref="A")._action_cancel()
        self.order(
            client_order_ref="A",
            partner_id=self.env["res.partner"].create({"name": "Stranger"}).id,
        )
        old = self.order(client_order_ref="A")
        self.dated(old, self.now - timedelta(days=31))
        order = self.quotation(client_order_ref="A")
        younger = self.quotation(client_order_ref="A")
        self.assertEqual(self.read(order).history.earlier, ())
        self.assertEqual(len(self.read(order, days=40).history.earlier), 1)
        self.assertEqual([e.id for e in self.read(younger).history.earlier], [order.id])


class TestReadCredit(ReadingCase):
    def setUp(self):
        super().setUp()
        self.env.company.account_use_credit_limit = True

    def test_no_limit(self):
        self.assertIsNone(self.read(self.quotation()).credit.limit)
        self.customer.credit_limit = 50
        self.assertEqual(self.read(self.quotation()).credit.limit, 50)
        self.env.company.account_use_credit_limit = False
        self.assertIsNone(self.read(self.quotation()).credit.limit)

    def test_what_is_used_is_what_odoo_says(self):
        self.customer.credit_limit = 50
        self.chair.invoice_policy = "order"
        self.desk.invoice_policy = "delivery"
        self.order((self.chair, 4))
        posted = self.order((self.chair, 5))
        self.invoice(posted)
        drafted = self.order((self.chair, 6))
        drafted._create_invoices()
        self.stock(self.desk, 10)
        shipped = self.order((self.desk, 2))
        self.ship(shipped)
        self.order((self.desk, 2))
        self.sync()
        partner = self.customer.with_company(self.env.company)
        partner.invalidate_recordset()
        used = self.read(self.quotation((self.chair, 1))).credit.used
        self.assertAlmostEqual(used, partner.credit + partner.credit_to_invoice)
        self.assertAlmostEqual(used, 40 + 50 + 60 + 40)

    def test_the_order_itself_is_not_used_yet(self):
        self.customer.credit_limit = 50
        order = self.order((self.chair, 4))
        self.assertEqual(self.read(order).credit.used, 0)
