"""Orders read as plain values: the numbers are Odoo's, the queries are few."""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.order_tracking.verification_reading import read_orders

from .common import TrackingCase


class ReadingCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.now = fields.Datetime.now()

    def read(self, order, **options):
        self.sync()
        return read_orders(self.env, order.ids, **options)[order.id]

    def quotation(self, *lines, **values):
        return self.order(*lines, confirm=False, **values)

    def quoted(self, partner=None, **line):
        """A quotation of one line with the given values."""
        line = {"product_id": self.chair.id, "product_uom_qty": 1, **line}
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create(line)],
            }
        )
        self.sync()
        return order

    def dated(self, orders, date):
        """Confirmation writes the time of the transaction; history needs other times."""
        orders.flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_order SET date_order = %s WHERE id IN %s", [date, tuple(orders.ids)]
        )
        orders.invalidate_recordset()


class TestReadOrder(ReadingCase):
    def test_contacts(self):
        germany = self.env.ref("base.de")
        company = self.env["res.partner"].create(
            {"name": "ACME", "is_company": True, "phone": "+493012345678"}
        )
        buyer, place = self.env["res.partner"].create(
            [
                {"name": "Ann", "parent_id": company.id, "email": "Ann <ann@example.com>"},
                {
                    "type": "delivery",
                    "parent_id": company.id,
                    "street": "Main 1",
                    "city": "Berlin",
                    "zip": "10115",
                    "country_id": germany.id,
                    "state_id": self.env.ref("base.state_de_be").id,
                    "phone": "030 12345678",
                },
            ]
        )
        order = self.read(self.quotation(partner_id=buyer.id, partner_shipping_id=place.id))
        self.assertEqual(order.customer.name, "Ann")
        self.assertEqual(order.customer.company_name, "ACME")
        self.assertEqual(order.customer.email_normalized, "ann@example.com")
        self.assertEqual(order.customer.company_phone, "+493012345678")
        self.assertEqual(order.delivery.country_code, "DE")
        self.assertEqual((order.delivery.state_code, order.delivery.state_country), ("DE-BE", "DE"))
        self.assertEqual(order.delivery.phone_e164, "+493012345678")
        self.assertTrue(order.delivery.active)

    def test_header(self):
        wanted = self.now + timedelta(days=3)
        order = self.quotation(
            client_order_ref="PO 1", commitment_date=wanted, requested_date=wanted
        )
        values = self.read(order)
        self.assertEqual((values.id, values.name), (order.id, order.name))
        self.assertEqual(values.reference, "PO 1")
        self.assertEqual((values.commitment_at, values.requested_at), (wanted, wanted))
        self.assertEqual(values.companies, (order.company_id.id,))
        self.assertTrue(values.delivers_goods)
        self.assertFalse(values.pickup)
        self.assertEqual(values.currency, order.currency_id.id)
        self.assertAlmostEqual(values.amount, order.amount_total)

    def test_collected_goods(self):
        collected = self.env.ref("order_tracking.flow_pickup")
        self.assertTrue(self.read(self.quotation(tracking_flow_id=collected.id)).pickup)
        usual = self.env.ref("order_tracking.flow_delivery")
        self.assertFalse(self.read(self.quotation(tracking_flow_id=usual.id)).pickup)

    def test_goods_that_are_collected_by_default(self):
        """A shop's own flow is given to its orders when they are confirmed."""
        shop = self.env["crm.team"].create({"name": "Shop"})
        self.env["order.tracking.flow"].create(
            {
                "name": "Shop",
                "sequence": 1,
                "team_ids": shop.ids,
                "pickup": True,
                "stage_ids": [Command.create({"name": "Ready", "trigger": "manual"})],
            }
        )
        self.assertTrue(self.read(self.quotation(team_id=shop.id)).pickup)
        self.assertFalse(self.read(self.quotation()).pickup)

    def test_goods_sent_to_our_own_warehouse_are_collected(self):
        order = self.quotation()
        here = order.warehouse_id.partner_id
        order.partner_shipping_id = here or self.env["res.partner"].create({"name": "Here"})
        order.warehouse_id.partner_id = order.partner_shipping_id
        self.assertTrue(self.read(order).pickup)

    def test_unknown_and_no_orders(self):
        self.assertEqual(read_orders(self.env, [0]), {})
        self.assertEqual(read_orders(self.env, []), {})

    def test_an_order_without_lines(self):
        values = self.read(self.env["sale.order"].create({"partner_id": self.customer.id}))
        self.assertEqual(values.lines, ())
        self.assertFalse(values.delivers_goods)

    def test_services_are_not_delivered(self):
        visit = self.env["product.product"].create({"name": "Visit", "type": "service"})
        values = self.read(self.quotation((visit, 1)))
        self.assertFalse(values.delivers_goods)
        self.assertIsNone(values.lines[0].available)

    def test_lines_in_the_products_unit(self):
        self.chair.standard_price = 6
        self.chair.uom_ids = self.env.ref("uom.product_uom_pack_6")
        order = self.quoted(product_uom_qty=2, product_uom_id=self.dozen.id, discount=10)
        (line,) = self.read(order).lines
        self.assertEqual((line.quantity, line.base_quantity), (2, 24))
        self.assertEqual(line.price, 120)
        self.assertAlmostEqual(line.net, 9)
        self.assertEqual(line.uom_root, line.product.uom_root)
        self.assertEqual(line.product.packs, (6.0,))
        self.assertEqual(line.product.cost, 6)

    def test_sections_and_notes_are_no_lines(self):
        order = self.quotation((self.chair, 1))
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "A", "sequence": 1}),
            Command.create({"display_type": "line_note", "name": "B", "sequence": 2}),
        ]
        self.assertEqual([line.number for line in self.read(order).lines], [1])

    def test_lines_that_no_price_is_asked_of(self):
        order = self.quotation((self.chair, 1), (self.desk, 1))
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 3,
            }
        )
        wizard.action_apply_discount()
        self.assertEqual([line.free for line in self.read(order).lines], [False, False, True])

    def test_another_currency(self):
        other = self.env.ref(
            "base.EUR" if self.env.company.currency_id.name != "EUR" else "base.USD"
        )
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 2.0, "name": "2020-01-01"}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": other.id})
        self.customer.with_company(self.env.company).specific_property_product_pricelist = pricelist
        order = self.quotation((self.chair, 3), pricelist_id=pricelist.id)
        values = self.read(order)
        (line,) = values.lines
        self.assertEqual((line.price, line.listed_price), (20, 20))
        self.assertAlmostEqual(line.net, 10)
        self.assertAlmostEqual(values.untaxed, 30)
        self.assertEqual(values.pricelist_currency, other.id)
        self.assertEqual(values.customer_currency, other.id)
        self.assertNotEqual(values.company_currency, other.id)


class TestReadPrices(ReadingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sale.group_discount_per_so_line")
        cls.category = cls.env["product.category"].create({"name": "Seats"})
        cls.inner = cls.env["product.category"].create(
            {"name": "Stools", "parent_id": cls.category.id}
        )
        cls.chair.write({"categ_id": cls.inner.id, "standard_price": 4, "list_price": 10})

    def assert_as_odoo(self, *items, quantity=1, uom=None):
        """The pricelist's price and discount are those that Odoo puts on a new line."""
        pricelist = self.env["product.pricelist"].create(
            {"name": "List", "item_ids": [Command.create(values) for values in items]}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.chair.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (uom or self.unit).id,
                        }
                    )
                ],
            }
        )
        (line,) = self.read(order).lines
        self.assertAlmostEqual(line.listed_price, order.order_line.price_unit, places=2)
        self.assertAlmostEqual(line.listed_discount, order.order_line.discount, places=2)
        return line.listed_price, line.listed_discount

    def test_no_item(self):
        self.assertEqual(self.assert_as_odoo(), (10, 0))

    def test_fixed(self):
        item = {"compute_price": "fixed", "fixed_price": 8}
        self.assertEqual(self.assert_as_odoo(item), (8, 0))
        self.assertEqual(self.assert_as_odoo(item, uom=self.dozen), (96, 0))

    def test_percentage(self):
        item = {"compute_price": "percentage", "percent_price": 40}
        self.assertEqual(self.assert_as_odoo(item), (10, 40))

    def test_formula(self):
        self.assert_as_odoo(
            {
                "compute_price": "formula",
                "price_discount": 13,
                "price_round": 0.5,
                "price_surcharge": -0.01,
            }
        )
        self.assert_as_odoo(
            {"compute_price": "formula", "base": "standard_price", "price_markup": 30}
        )

    def test_the_item_that_applies(self):
        items = (
            {"compute_price": "fixed", "fixed_price": 9},
            {
                "applied_on": "2_product_category",
                "categ_id": self.category.id,
                "compute_price": "fixed",
                "fixed_price": 8,
            },
            {
                "applied_on": "2_product_category",
                "categ_id": self.inner.id,
                "compute_price": "fixed",
                "fixed_price": 7,
            },
            {
                "applied_on": "1_product",
                "product_tmpl_id": self.chair.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": 6,
                "min_quantity": 10,
            },
            {
                "applied_on": "0_product_variant",
                "product_tmpl_id": self.chair.product_tmpl_id.id,
                "product_id": self.chair.id,
                "compute_price": "fixed",
                "fixed_price": 5,
                "min_quantity": 30,
            },
            {
                "compute_price": "fixed",
                "fixed_price": 1,
                "applied_on": "1_product",
                "product_tmpl_id": self.chair.product_tmpl_id.id,
                "date_end": "2020-01-01",
            },
        )
        self.assertEqual(self.assert_as_odoo(*items), (7, 0))
        self.assertEqual(self.assert_as_odoo(*items, quantity=10), (6, 0))
        self.assertEqual(self.assert_as_odoo(*items, quantity=1, uom=self.dozen), (72, 0))
        self.assertEqual(self.assert_as_odoo(*items, quantity=30), (5, 0))

    def test_a_list_on_another(self):
        base = self.env["product.pricelist"].create(
            {
                "name": "Base",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        on_it = {"base": "pricelist", "base_pricelist_id": base.id}
        self.assert_as_odoo({"compute_price": "percentage", "percent_price": 50, **on_it})
        self.assert_as_odoo({"compute_price": "formula", "price_discount": 5, **on_it})

    def test_attributes_cost_extra(self):
        attribute = self.env["product.attribute"].create({"name": "Colour"})
        red = self.env["product.attribute.value"].create(
            {"name": "Red", "attribute_id": attribute.id, "default_extra_price": 3}
        )
        template = self.env["product.template"].create(
            {
                "name": "Lamp",
                "list_price": 20,
                "attribute_line_ids": [
                    Command.create(
                        {"attribute_id": attribute.id, "value_ids": [Command.set(red.ids)]}
                    )
                ],
            }
        )
        self.chair = template.product_variant_id
        self.assertEqual(self.assert_as_odoo(), (23, 0))

    def test_a_price_that_somebody_gave_is_compared_with_the_list(self):
        """Odoo notes a price given on creation as if the pricelist had said so."""
        order = self.quoted(price_unit=99)
        self.assertEqual(order.order_line.technical_price_unit, 99)
        (line,) = self.read(order).lines
        self.assertEqual((line.price, line.listed_price), (99, 10))

    def test_taxes_in_the_price(self):
        here, there = self.env["account.tax"].create(
            [
                {"name": "21", "amount": 21, "price_include_override": "tax_included"},
                {"name": "6", "amount": 6, "price_include_override": "tax_included"},
            ]
        )
        abroad = self.env["account.fiscal.position"].create({"name": "Abroad"})
        there.write({"original_tax_ids": here.ids, "fiscal_position_ids": abroad.ids})
        self.chair.write({"taxes_id": here.ids, "list_price": 121})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "fiscal_position_id": abroad.id,
                "order_line": [Command.create({"product_id": self.chair.id})],
            }
        )
        (line,) = self.read(order).lines
        self.assertAlmostEqual(order.order_line.price_unit, 106)
        self.assertAlmostEqual(line.listed_price, 106)


class TestReadStock(ReadingCase):
    def coming(self, product, quantity, date, incoming=True):
        """A receipt, or a delivery, that is planned."""
        suppliers = self.env.ref("stock.stock_location_suppliers")
        customers = self.env.ref("stock.stock_location_customers")
        stock = self.warehouse.lot_stock_id
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": suppliers.id if incoming else stock.id,
                "location_dest_id": stock.id if incoming else customers.id,
                "date": date,
            }
        )
        move._action_confirm()
        return move

    def forecast(self, product, date):
        context = {"to_date": date, "warehouse_id": self.warehouse.id}
        return product.with_context(**context).virtual_available

    def line_of(self, order):
        return self.read(order).lines[0]

    def test_on_hand(self):
        self.stock(self.chair, 7)
        line = self.line_of(self.quotation((self.chair, 5)))
        self.assertEqual(line.available, 7)
        self.assertLessEqual(line.available_at, fields.Datetime.now())

    def test_what_comes_and_goes_by_the_promised_date(self):
        self.stock(self.chair, 7)
        day = timedelta(days=1)
        self.coming(self.chair, 10, self.now + 2 * day)
        self.coming(self.chair, 3, self.now + 3 * day, incoming=False)
        self.coming(self.chair, 100, self.now + 9 * day)
        promised = self.now + 5 * day
        order = self.quotation((self.chair, 20), commitment_date=promised)
        line = self.line_of(order)
        self.assertEqual(line.available, 14)
        self.assertEqual(line.available, self.forecast(self.chair, promised))
        self.assertEqual(line.available_at, self.now + 9 * day)

    def test_without_a_promise_the_lead_time_counts(self):
        self.chair.sale_delay = 4
        self.coming(self.chair, 10, self.now + timedelta(days=3))
        order = self.quotation((self.chair, 5))
        line = self.line_of(order)
        self.assertEqual((line.lead_days, line.available), (4, 10))

    def test_nothing_planned(self):
        line = self.line_of(self.quotation((self.chair, 5)))
        self.assertEqual((line.available, line.available_at), (0, None))

    def test_other_orders_take_their_part_the_order_itself_does_not(self):
        self.stock(self.chair, 10)
        other = self.order((self.chair, 6))
        self.assertEqual(other.picking_ids.state, "assigned")
        order = self.quotation((self.chair, 5))
        self.assertEqual(self.line_of(order).available, 4)
        self.confirm(order)
        self.assertEqual(self.line_of(order).available, 4)

    def test_a_delivery_in_three_steps_counts_once(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.stock(self.chair, 10)
        other = self.order((self.chair, 6))
        self.validate(self.ready(other))
        later = self.now + timedelta(days=1)
        order = self.quotation((self.chair, 1), commitment_date=later)
        self.assertEqual(self.line_of(order).available, 4)
        self.assertEqual(self.forecast(self.chair, later), 4)

    def test_other_warehouses_do_not_help(self):
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        self.stock(self.chair, 10, other)
        order = self.quotation((self.chair, 1))
        self.assertEqual(self.line_of(order).available, 0)
        order.warehouse_id = other
        self.assertEqual(self.line_of(order).available, 10)

    def test_made_to_order(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.chair.route_ids = route
        (chair, desk) = self.read(self.quotation((self.chair, 1), (self.desk, 1))).lines
        self.assertTrue(chair.product.made_to_order)
        self.assertIsNone(chair.available)
        self.assertFalse(desk.product.made_to_order)

    def test_made_to_order_by_category_or_line(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.write({"active": True, "sale_selectable": True})
        outer = self.env["product.category"].create({"name": "A", "route_ids": route.ids})
        self.chair.categ_id = self.env["product.category"].create(
            {"name": "B", "parent_id": outer.id}
        )
        order = self.quotation((self.chair, 1), (self.desk, 1))
        order.order_line[1].route_ids = route
        self.assertTrue(all(line.product.made_to_order for line in self.read(order).lines))

    def test_goods_that_are_not_counted(self):
        self.chair.is_storable = False
        self.assertIsNone(self.line_of(self.quotation((self.chair, 1))).available)


class TestReadQueries(ReadingCase):
    def test_as_many_queries_for_fifty_orders_as_for_one(self):
        self.env.company.account_use_credit_limit = True
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "List",
                "item_ids": [Command.create({"compute_price": "fixed", "fixed_price": 3})],
            }
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "credit_limit": 50} for n in range(50)]
        )
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        Command.create({"product_id": self.chair.id, "product_uom_qty": n})
                        for n in range(1, 4)
                    ],
                }
                for partner in partners
            ]
        )
        orders[:20].action_confirm()
        self.sync()
        self.env.invalidate_all()
        self.assertLessEqual(self.queries(orders[:1]), 13)  # the first time, with settings
        self.assertEqual(self.queries(orders[:1]), self.queries(orders))
        self.assertLessEqual(self.queries(orders), 10)

    def queries(self, orders):
        before = self.env.cr.sql_log_count
        read_orders(self.env, orders.ids)
        return self.env.cr.sql_log_count - before
