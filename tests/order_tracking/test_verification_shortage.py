"""Ways out of a shortage: found, done by staff, chosen by the customer."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user

from odoo.addons.order_tracking import shortage
from odoo.addons.order_tracking.verification import engine
from odoo.addons.order_tracking.verification.rules import stock as stock_rules

from .verification import VerificationCase


class ShortageCase(VerificationCase):
    """Ten chairs are promised for the day after tomorrow, four are there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for rule in (stock_rules.StockPromised(), stock_rules.StockExpected()):
            engine.RULES[rule.code] = rule
        cls.env.registry.clear_cache()
        cls.promised = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        cls.house = cls.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        supplier = cls.env["res.partner"].create({"name": "Maker"})
        cls.supplier = supplier

    def setUp(self):
        super().setUp()
        self.stock(self.chair, 4)
        self.stock(self.desk, 50)
        self.short = self.quotation_of((self.chair, 10), (self.desk, 2))

    def quotation_of(self, *lines):
        order = self.order(
            *lines,
            confirm=False,
            user_id=self.seller.id,
            commitment_date=self.promised,
            client_order_ref="7",
        )
        order._verify()
        return order

    def arriving(self, quantity, days):
        """Goods on order."""
        picking_type = self.warehouse.in_type_id
        move = self.env["stock.move"].create(
            {
                "product_id": self.chair.id,
                "product_uom_qty": quantity,
                "product_uom": self.chair.uom_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": picking_type.id,
                "date": fields.Datetime.now() + timedelta(days=days),
            }
        )
        move._action_confirm()
        self.sync()

    def ways(self, order=None):
        return {way["kind"]: way for way in shortage.ways(order or self.short)}

    def offer(self, order=None, user=None):
        order = (order or self.short).with_user(user or self.seller)
        action = order.action_verification_offer()
        return self.env[action["res_model"]].with_user(user or self.seller).browse(action["res_id"])

    def do(self, kind):
        offer = self.offer()
        offer.way_ids.filtered(lambda one: one.way["kind"] == kind).action_apply()


class TestWays(ShortageCase):
    def test_what_is_short(self):
        (one,) = shortage.shortages(self.short)
        self.assertEqual((one.line.product_id, one.available, one.at), (self.chair, 4, None))

    def test_only_possible_ways(self):
        self.assertEqual(set(self.ways()), {"split"})
        self.arriving(20, 9)
        self.assertEqual(set(self.ways()), {"later", "split"})
        self.stock(self.chair, 30, self.house)
        self.assertNotIn("warehouse", self.ways(), "the desks are not there")
        self.stock(self.desk, 2, self.house)
        self.assertEqual(self.ways()["warehouse"]["warehouse"], self.house.id)

    def test_substitutes_that_are_there(self):
        stool, bench = self.env["product.product"].create(
            [{"name": n, "is_storable": True, "list_price": 12} for n in ("Stool", "Bench")]
        )
        self.chair.optional_product_ids = (stool | bench).product_tmpl_id
        self.stock(stool, 10)
        self.stock(bench, 9)
        way = self.ways()["substitute"]
        self.assertEqual((way["product"], way["price"]), (stool.id, 12))

    def test_nothing_short(self):
        self.stock(self.chair, 6)
        self.assertEqual(shortage.ways(self.short), [])
        with self.assertRaisesRegex(UserError, "is there in time"):
            self.offer()

    def test_nothing_can_be_done(self):
        order = self.quotation_of(
            (self.env["product.product"].create({"name": "Lamp", "is_storable": True}), 3)
        )
        self.assertEqual(shortage.ways(order), [])
        self.assertFalse(self.offer(order).way_ids)


class TestDoing(ShortageCase):
    def test_later(self):
        self.arriving(20, 9)
        way = self.ways()["later"]
        self.do("later")
        self.assertEqual(fields.Datetime.to_string(self.short.commitment_date), way["date"])
        self.assertEqual(self.short.verification_state, "passed")
        self.short.action_confirm()
        self.assertEqual(self.short.state, "sale")

    def test_split(self):
        self.do("split")
        rest = self.env["sale.order"].search([("origin", "=", self.short.name)])
        quantities = {line.product_id: line.product_uom_qty for line in self.short.order_line}
        self.assertEqual(quantities, {self.chair: 4, self.desk: 2})
        self.assertEqual(rest.order_line.product_id, self.chair)
        self.assertEqual(rest.order_line.product_uom_qty, 6)
        self.assertEqual((rest.state, rest.user_id), ("draft", self.seller))
        self.assertIn(rest.name, self.short.message_ids[0].body)
        self.assertEqual(self.short.verification_state, "passed")

    def test_split_moves_a_line_that_is_not_there_at_all(self):
        lamp = self.env["product.product"].create({"name": "Lamp", "is_storable": True})
        order = self.quotation_of((lamp, 3), (self.desk, 2))
        way = shortage.ways(order)[0]
        rest = shortage.go(order, way)
        self.assertEqual(order.order_line.product_id, self.desk)
        self.assertEqual(rest.order_line.product_id, lamp)

    def test_other_warehouse(self):
        self.stock(self.chair, 30, self.house)
        self.stock(self.desk, 2, self.house)
        self.do("warehouse")
        self.assertEqual(self.short.warehouse_id, self.house)
        self.assertEqual(self.short.verification_state, "passed")

    def test_substitute(self):
        stool = self.env["product.product"].create(
            {"name": "Stool", "is_storable": True, "list_price": 12, "taxes_id": False}
        )
        self.chair.optional_product_ids = stool.product_tmpl_id
        self.stock(stool, 10)
        self.do("substitute")
        line = self.short.order_line[0]
        self.assertEqual((line.product_id, line.price_unit, line.product_uom_qty), (stool, 12, 10))
        self.assertIn("Stool", line.name)

    def test_not_when_it_is_no_longer_possible(self):
        offer = self.offer()
        self.env["stock.quant"]._update_available_quantity(
            self.chair, self.warehouse.lot_stock_id, -3
        )
        with self.assertRaisesRegex(UserError, "no longer possible"):
            offer.way_ids.action_apply()
        self.assertEqual(self.short.order_line[0].product_uom_qty, 10)

    def test_needs_the_right_to_write(self):
        other = new_test_user(self.env, "other", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.offer(user=other)
        offer = self.offer()
        with self.assertRaises(AccessError):
            offer.way_ids.with_user(other)[0].action_apply()


class TestChoice(ShortageCase, HttpCase):
    def ask(self):
        self.arriving(20, 9)
        offer = self.offer()
        offer.action_ask()
        self.env.flush_all()
        choice = self.env["order.choice"].search([("order_id", "=", self.short.id)], limit=1)
        self.authenticate(None, None)
        self.address = choice._url().replace(choice.get_base_url(), "")
        return choice

    def answer(self, choice, number, **values):
        path, _, query = self.address.partition("?")
        token = query.partition("=")[2]
        data = {"access_token": token, "way": number, **values}
        response = self.url_open(path, data=data)
        self.env.invalidate_all()
        return response

    def test_mail_and_page(self):
        choice = self.ask()
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.customer.ids)])
        body = str(mail[-1:].body_html)
        self.assertIn(self.address.split("?")[0], body)
        # in the frame of all our mails: it says why it comes, and fits a phone
        for words in (f"Hello {self.customer.name},", "max-width: 600px", "because part of order"):
            self.assertIn(words, body)
        page = self.url_open(self.address)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Deliver everything on", page.text)
        self.assertIn('type="radio"', page.text)
        self.assertNotIn("<script", page.text)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(choice.state, "open", "looking changes nothing")

    def test_an_address_without_a_name_is_greeted_as_whose_it_is(self):
        house = self.env["res.partner"].create({"name": "House of Books", "is_company": True})
        self.customer.write({"parent_id": house.id, "type": "invoice", "name": False})
        self.ask()
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.customer.ids)])
        self.assertIn("Hello House of Books,", str(mail[-1:].body_html))

    def test_answer_is_done_once(self):
        choice = self.ask()
        later = next(i for i, way in enumerate(choice.ways) if way["kind"] == "later")
        split = next(i for i, way in enumerate(choice.ways) if way["kind"] == "split")
        self.assertIn("we have noted your choice", self.answer(choice, later).text)
        date = self.short.commitment_date
        self.assertEqual(fields.Datetime.to_string(date), choice.ways[later]["date"])
        self.assertEqual((choice.state, choice.answer), ("answered", later))
        self.assertEqual(self.short.verification_state, "passed")
        self.assertEqual(self.short.state, "draft")
        told = self.short.activity_search(["order_tracking.mail_activity_held"])
        self.assertEqual(told.user_id, self.seller)
        self.answer(choice, split)
        self.assertEqual(self.short.order_line[0].product_uom_qty, 10)
        self.assertFalse(self.env["sale.order"].search([("origin", "=", self.short.name)]))

    def test_split_by_the_customer(self):
        choice = self.ask()
        split = next(i for i, way in enumerate(choice.ways) if way["kind"] == "split")
        self.answer(choice, split)
        rest = self.env["sale.order"].search([("origin", "=", self.short.name)])
        self.assertEqual(rest.order_line.product_uom_qty, 6)
        self.assertEqual(rest.user_id, self.seller)
        self.assertEqual(rest.partner_id, self.customer)

    def assert_refused(self, choice, sentence, number=0):
        page = self.answer(choice, number)
        self.assertEqual(page.status_code, 200)
        self.assertIn(sentence, page.text)
        self.assertEqual(self.short.commitment_date, self.promised)
        self.assertEqual(self.short.order_line[0].product_uom_qty, 10)

    def test_expired(self):
        choice = self.ask()
        choice.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assert_refused(choice, "The time for this choice is over")

    def test_order_changed(self):
        choice = self.ask()
        self.short.client_order_ref = "8"
        self.assert_refused(choice, "The order has been changed")

    def test_order_decided(self):
        choice = self.ask()
        self.short._action_cancel()
        self.assert_refused(choice, "Nothing left to choose")

    def test_withdrawn_by_staff_and_asked_again(self):
        choice = self.ask()
        address, self.address = self.address, None
        self.offer().action_ask()
        self.env.flush_all()
        self.address = address
        self.assertEqual(choice.state, "withdrawn")
        self.assert_refused(choice, "no longer open")

    def test_stock_changed(self):
        choice = self.ask()
        split = next(i for i, way in enumerate(choice.ways) if way["kind"] == "split")
        self.env["stock.quant"]._update_available_quantity(
            self.chair, self.warehouse.lot_stock_id, -3
        )
        self.env.flush_all()
        self.assert_refused(choice, "no longer possible", split)
        self.assertEqual(choice.state, "open", "the other ways are still there")

    def test_nonsense(self):
        choice = self.ask()
        for number in ("", "99", "-1", "x", "0; DROP", "٣", "1" * 50):
            self.assert_refused(choice, "Please choose one of the answers", number)

    def test_only_with_the_token(self):
        choice = self.ask()
        path = self.address.split("?")[0]
        other, key = self.quotation_of((self.desk, 1)), self.short.access_token
        others = other._portal_ensure_token(), choice.content_hash
        for token in ("", "x", "ü", *others, key[:-1], key[1:], f"{key}x"):
            self.env.flush_all()
            page = self.url_open(f"{path}?access_token={token}")
            self.assertEqual(page.status_code, 404)
            self.assertEqual(self.answer(choice, 0, access_token=token).status_code, 404)
        for bad in (
            f"/my/orders/{other.id}/choice/{choice.id}",
            f"/my/orders/{self.short.id}/choice/{choice.id + 1}",
            f"/my/orders/{10**12}/choice/{10**12}",
        ):
            self.assertEqual(self.url_open(f"{bad}?access_token={key}").status_code, 404)
        self.assertEqual(choice.state, "open")

    def test_large_body(self):
        choice = self.ask()
        self.assertEqual(self.answer(choice, 0, more="x" * 10000).status_code, 413)
        self.assertEqual(choice.state, "open")

    def test_nobody_to_write_to(self):
        self.arriving(20, 9)
        self.customer.email = "nonsense"
        with self.assertRaisesRegex(UserError, "no valid e-mail"):
            self.offer().action_ask()

    def test_nothing_ticked(self):
        offer = self.offer()
        offer.way_ids.write({"chosen": False})
        with self.assertRaisesRegex(UserError, "Tick"):
            offer.action_ask()

    def test_markup_in_names_is_text(self):
        self.chair.name = "<b>Chair</b><script>x</script>"
        self.ask()
        page = self.url_open(self.address).text
        self.assertNotIn("<script>", page)
        self.assertIn("&lt;b&gt;Chair", page)

    def test_busy(self):
        choice = self.ask()
        with patch.object(type(choice), "try_lock_for_update", lambda c: c.browse()):
            self.assert_refused(choice, "is being noted")

    def test_choices_of_other_salespeople_stay_hidden(self):
        choice = self.ask()
        other = new_test_user(self.env, "other", groups="sales_team.group_sale_salesman")
        self.assertFalse(choice.with_user(other).search([("id", "=", choice.id)]))
        self.assertTrue(choice.with_user(self.seller).search([("id", "=", choice.id)]))
        self.assertFalse(choice.with_user(self.boss).has_access("write"))
