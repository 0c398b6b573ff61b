"""From the customer's request to the documents that settle it."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .returns_common import ReturnCase


@tagged("post_install", "-at_install")
class TestReturn(ReturnCase):
    def test_from_the_page_to_the_credit_note(self):
        order = self.sold()
        found = self.asked(order)
        self.assertEqual((found.state, found.line_ids.quantity), ("requested", 3))
        found.action_approve()
        transfer = found.transfer_ids
        self.assertEqual(transfer.return_id, order.picking_ids.filtered("return_ids"))
        self.assertEqual(transfer.move_ids.product_uom_qty, 3)
        self.arrives(found)
        self.assertEqual((found.state, found.line_ids.received_quantity), ("received", 3))
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.settle(found)
        note = found.credit_note_ids
        self.assertEqual(
            (note.move_type, note.state, note.amount_total), ("out_refund", "draft", 30)
        )
        self.assertEqual(note.reversed_entry_id, order.invoice_ids.filtered("reversal_move_ids"))
        note.action_post()
        self.assertEqual(order.order_line.qty_invoiced, 7)
        self.assertEqual(order.invoice_status, "invoiced")
        kinds = [f"return_{step}" for step in ("requested", "approved", "received", "settled")]
        self.assertEqual([kind for kind in self.kinds(order) if kind.startswith("return_")], kinds)
        self.assertIn("Credit note", self.env["sale.order"]._return_page(order.id))

    def test_ordered_quantities_are_not_invoiced_again(self):
        order = self.sold(policy="order")
        found = self.returned(order)
        self.assertEqual(found.credit_note_ids.amount_total, 30)
        found.credit_note_ids.action_post()
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_what_was_not_invoiced_needs_no_credit(self):
        self.chair.invoice_policy = "delivery"
        order = self.arrived()
        found = self.returned(order)
        self.assertEqual(found.state, "done")
        self.assertFalse(found.credit_note_ids)
        self.assertEqual(self.invoice(order).amount_total, 70)

    def test_nothing_is_approved_only_by_refusing_it_with_a_reason(self):
        found = self.asked(self.sold())
        found.line_ids.approved_quantity = 0
        with self.assertRaisesRegex(UserError, "Approve at least one item"):
            found.action_approve()
        with self.assertRaisesRegex(UserError, "reason for refusing"):
            found.action_refuse()
        self.assertEqual((found.state, len(found.transfer_ids)), ("requested", 0))

    def test_a_draft_invoice_comes_first(self):
        self.chair.invoice_policy = "delivery"
        order = self.arrived()
        order._create_invoices()
        with self.assertRaisesRegex(UserError, "still a draft"):
            self.returned(order)

    def test_exchange(self):
        order = self.sold()
        self.stock(self.chair, 3)
        found = self.returned(order, wish="replacement")
        again = found.transfer_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        self.assertEqual(again.move_ids.product_uom_qty, 3)
        self.assertEqual(again.sale_id, order)
        self.assertFalse(found.credit_note_ids)
        self.validate(again)
        line = order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (10, 10, 0))

    def test_refused_goods_go_to_the_customer_again(self):
        order = self.sold()
        found = self.returned(order, outcome="refusal")
        again = found.transfer_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        self.validate(again)
        self.env.invalidate_all()
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertFalse(found.credit_note_ids)
        self.assertEqual([g.left for g in order._return_goods()], [7], "no second try")

    def test_store_credit_stays_with_the_customer(self):
        order = self.sold()
        note = self.returned(order, wish="credit").credit_note_ids
        note.action_post()
        wallet = "loyalty.card" in self.env and note._order_return_program()
        self.assertEqual(note.amount_total, 0 if wallet else 30)

    def test_repair_needs_its_app(self):
        order = self.sold()
        if "repair.order" not in self.env:
            with self.assertRaisesRegex(UserError, "Repairs"):
                self.returned(order, wish="repair")
            return
        found = self.returned(order, wish="repair")
        repair = found.line_ids.repair
        self.assertEqual((repair.product_qty, repair.partner_id), (3, order.partner_id))

    def test_scrap_leaves_the_stock(self):
        order = self.sold()
        found = self.asked(order)
        found.action_approve()
        self.arrives(found)
        before = self.chair.qty_available
        self.settle(found, grade="scrap")
        self.env.invalidate_all()
        self.assertEqual(self.chair.qty_available, before - 3)

    def test_different_grades(self):
        order = self.sold()
        found = self.asked(order)
        found.action_approve()
        self.arrives(found)
        line = found.line_ids
        line.write({"graded_quantity": 2, "grade": "a"})
        with self.assertRaisesRegex(UserError, "split"):
            found.action_inspect()
        line.action_split()
        rest = found.line_ids - line
        self.assertEqual((line.received_quantity, rest.received_quantity), (2, 1))
        rest.write({"graded_quantity": 1, "grade": "c", "outcome": "refusal"})
        line.outcome = "refund"
        found.action_inspect()
        found.action_settle()
        self.assertEqual(found.credit_note_ids.amount_total, 20)

    def test_parts_come_back_one_after_the_other(self):
        order = self.sold()
        found = self.asked(order)
        found.action_approve()
        self.validate(found.transfer_ids, Chair=2)
        self.env.invalidate_all()
        self.assertEqual((found.state, found.line_ids.received_quantity), ("approved", 2))
        with self.assertRaisesRegex(UserError, "have arrived"):
            found.action_cancel()
        self.arrives(found)
        self.assertEqual((found.state, found.line_ids.received_quantity), ("received", 3))

    def test_goods_with_serial_numbers(self):
        lamp = self.env["product.product"].create(
            {"name": "Lamp", "is_storable": True, "tracking": "serial", "taxes_id": False}
        )
        for name in ("L1", "L2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": lamp.id})
            self.env["stock.quant"]._update_available_quantity(
                lamp, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self.order((lamp, 2))
        self.ship(order)
        goods = {one.lot.name: one for one in order._return_goods()}
        self.assertEqual({name: one.left for name, one in goods.items()}, {"L1": 1, "L2": 1})
        key = goods["L2"].key
        sent = {f"{key}-quantity": "1", f"{key}-reason": str(self.mind.id), f"{key}-wish": "refund"}
        self.assertIsNone(self.tell(order, step="ask", **sent))
        found = order.return_ids
        found.action_approve()
        self.assertEqual(found.transfer_ids.move_line_ids.lot_id.name, "L2")
        left = {one.lot.name: one.left for one in order._return_goods()}
        self.assertEqual(left, {"L1": 1, "L2": 0})


@tagged("post_install", "-at_install")
class TestReturnMoney(ReturnCase):
    def test_fee_tax_and_discount(self):
        tax = self.env["account.tax"].create({"name": "20", "amount": 20})
        self.chair.taxes_id = tax
        self.policy.fee_percent = 15
        self.stock(self.chair, 10)
        self.chair.invoice_policy = "order"
        order = self.order((self.chair, 10), confirm=False)
        order.order_line.discount = 10
        self.confirm(order)
        self.ship(order)
        self.invoice(order)
        note = self.returned(order, reason=self.mind).credit_note_ids
        # 3 × 10 less 10 %: 27.00; a fee of 4.05; 22.95 and its tax
        self.assertEqual((note.amount_untaxed, note.amount_total), (22.95, 27.54))

    def test_no_fee_for_what_we_caused(self):
        self.policy.fee_percent = 15
        order = self.sold()
        self.assertEqual(self.returned(order).credit_note_ids.amount_total, 30)

    def test_a_discount_on_the_whole_order_is_taken_back_in_part(self):
        self.stock(self.chair, 10)
        self.chair.invoice_policy = "order"
        order = self.order((self.chair, 10), confirm=False)
        less = self.env["product.product"].create(
            {"name": "Discount", "type": "service", "invoice_policy": "order", "taxes_id": False}
        )
        order.order_line = [
            Command.create({"product_id": less.id, "price_unit": -20, "product_uom_qty": 1})
        ]
        self.confirm(order)
        self.ship(order)
        self.invoice(order)
        first = self.returned(order, quantity="3").credit_note_ids
        self.assertEqual(first.amount_total, 24)
        second = self.returned(order, quantity="7").credit_note_ids
        self.assertEqual(first.amount_total + second.amount_total, order.amount_total)
        (first | second).action_post()
        self.assertEqual(order.invoice_status, "invoiced")

    def test_odoos_own_credit_note_counts(self):
        order = self.sold()
        found = self.asked(order)
        found.action_approve()
        self.arrives(found)
        order._create_invoices(final=True).action_post()
        self.settle(found)
        self.assertFalse(found.credit_note_ids, "Odoo has credited the three chairs already")

    def test_several_invoices(self):
        self.chair.invoice_policy = "delivery"
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order)[0], Chair=6)
        self.invoice(order)
        self.ship(order)
        self.invoice(order)
        goods = {g.left: g.key for g in order._return_goods()}
        sent = {}
        for left, key in goods.items():
            sent |= {
                f"{key}-quantity": str(left),
                f"{key}-reason": str(self.mind.id),
                f"{key}-wish": "refund",
            }
        self.assertIsNone(self.tell(order, step="ask", **sent))
        found = order.return_ids
        found.action_approve()
        self.assertEqual(len(found.transfer_ids), 2)
        self.arrives(found)
        self.settle(found)
        self.assertEqual(sorted(found.credit_note_ids.mapped("amount_total")), [40, 60])


@tagged("post_install", "-at_install")
class TestReturnPolicy(ReturnCase):
    def test_too_late(self):
        order = self.sold()
        with freeze_time(fields.Datetime.now() + timedelta(days=16)):
            [goods] = order._return_goods()
            self.assertEqual(goods.decision.code, "too_late")
            self.assertIn("could be returned until", self.env["sale.order"]._return_page(order.id))
            page = self.tell(order, **self.sent(order))
        self.assertIn("Enter how many", page)
        self.assertFalse(order.return_ids)

    def test_the_days_count_from_arrival(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.ship(order)
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(days=10)):
            order._tracking_mark(self.milestone(order, "delivered").stage_id)
            self.sync()
        with freeze_time(now + timedelta(days=20)):
            self.assertTrue(order._return_goods()[0].decision.allowed)

    def test_nobody_returns_what_is_on_its_way(self):
        order = self.shipped("RTW1")
        at = fields.Datetime.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.receive(self.tracker("RTW1", ("in_transit", at, "On its way")))
        self.assertEqual(self.offered(order), ("on_the_way", False))
        sent = self.sent(order)
        self.assertIn("Enter how many", self.tell(order, **sent))
        self.assertFalse(order.return_ids)
        self.receive(self.tracker("RTW1", ("delivered", at, "Delivered")))
        self.assertEqual(self.offered(order), ("", True))
        self.assertIsNone(self.tell(order, **sent))

    def test_who_refused_a_parcel_may_ask(self):
        order = self.shipped("RTW2")
        at = fields.Datetime.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.receive(self.tracker("RTW2", ("return_to_sender", at, "Refused")))
        self.assertEqual(self.offered(order), ("", True))

    def test_of_what_nobody_follows_the_customer_knows_best(self):
        """It is offered from the day on which the goods are due, and never refused."""
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.ship(order)
        due = self.milestone(order, "delivered").due_at
        with freeze_time(due - timedelta(minutes=1)):
            self.assertEqual(self.offered(order), ("", False))
        with freeze_time(due + timedelta(minutes=1)):
            self.assertEqual(self.offered(order), ("", True))

    def offered(self, order):
        """Why the only goods may not go back, and whether the order's page offers it."""
        self.env.invalidate_all()
        [goods] = order._return_goods()
        page = self.env["sale.order"]._tracking_page(order.id, order._portal_ensure_token())
        return goods.decision.code, f"/my/orders/{order.id}/returns" in page

    def test_categories_inherit(self):
        parent = self.env["product.category"].create({"name": "Food"})
        child = self.env["product.category"].create({"name": "Fresh", "parent_id": parent.id})
        never = self.policy.create({"category_id": parent.id, "returnable": False})
        self.chair.categ_id = child
        order = self.sold((self.chair, 2), (self.desk, 1))
        codes = {g.move.product_id: g.decision.code for g in order._return_goods()}
        self.assertEqual(codes, {self.chair: "not_returnable", self.desk: ""})
        never.category_id = child
        never.returnable = True
        self.assertTrue(all(g.decision.allowed for g in order._return_goods()))

    def test_approved_at_once(self):
        self.policy.approve_up_to = 30
        order = self.sold()
        self.assertEqual(self.asked(order, quantity="3").state, "approved")
        self.assertEqual(self.asked(order, quantity="4").state, "requested")

    def test_only_these_reasons(self):
        self.policy.reason_ids = self.mind
        order = self.sold()
        self.assertIn("choose a reason", self.tell(order, **self.sent(order, reason=self.broken)))
        self.assertFalse(order.return_ids)
        self.asked(order, reason=self.mind)

    def test_a_policy_for_each_category_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.policy.create({"days": 3})


@tagged("post_install", "-at_install")
class TestWhoReturns(ReturnCase):
    def test_asked_twice(self):
        order = self.sold()
        sent = self.sent(order, form_key="one")
        self.assertIsNone(self.tell(order, **sent))
        self.assertIsNone(self.tell(order, **sent))
        self.assertEqual(len(order.return_ids), 1)

    def test_no_more_than_there_is(self):
        order = self.sold()
        self.asked(order, quantity="8")
        self.assertIn("So many cannot", self.tell(order, **self.sent(order, quantity="3")))
        order.return_ids.action_cancel()
        self.asked(order, quantity="10")

    def test_goods_that_came_back_another_way(self):
        order = self.sold()
        self.give_back(order.picking_ids[:1], Chair=9)
        self.assertEqual([g.left for g in order._return_goods()], [1])

    def test_an_order_of_others(self):
        order, other = self.sold(), self.sold()
        with self.assertRaises(AccessError):
            self.tell(order, **{**self.sent(order), "access_token": other._portal_ensure_token()})
        found = self.asked(other)
        page = self.tell(order, step="cancel", **{"return": str(found.id)})
        self.assertIn("does not exist", page)
        self.assertEqual(found.state, "requested")

    def test_a_receiver_does_not_ask(self):
        order = self.sold()
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "receiver"})
        page = self.tell(order, **{**self.sent(order), "access_token": link.token})
        self.assertIn("Only the customer", page)
        self.assertFalse(order.return_ids)

    def test_bad_words(self):
        order = self.sold()
        evil = "<script>alert(1)</script>"
        for more in ({"quantity": evil}, {"wish": "refusal"}, {"wish": evil}, {"quantity": "1e9"}):
            page = self.tell(order, **self.sent(order, **more))
            self.assertNotIn(evil, page)
        [key] = [g.key for g in order._return_goods()]
        files = {f"{key}-photos": [("x.png", b"no picture")]}
        self.assertIn("no photo", self.tell(order, files=files, **self.sent(order)))
        self.assertFalse(order.return_ids)
        self.assertIn("does not exist", self.tell(order, step=evil, **{"return": "1 or 1"}))

    def test_the_customer_keeps_it(self):
        order = self.sold()
        found = self.asked(order)
        found.action_approve()
        self.assertIsNone(self.tell(order, step="cancel", **{"return": str(found.id)}))
        self.assertEqual(found.state, "cancelled")
        self.assertEqual(found.transfer_ids.state, "cancel")

    def test_refusing_needs_a_reason(self):
        order = self.sold()
        found = self.asked(order)
        with self.assertRaisesRegex(UserError, "reason"):
            found.action_refuse()
        found.refusal = "Worn"
        found.action_refuse()
        self.assertIn("Worn", self.env["sale.order"]._return_page(order.id))
        with self.assertRaises(UserError):
            found.action_approve()

    def test_staff_go_by_the_buttons(self):
        order = self.sold()
        found = self.asked(order)
        clerk = new_test_user(self.env, "clerk", groups="order_tracking.group_user")
        store = new_test_user(self.env, "store", groups="stock.group_stock_user")
        with self.assertRaises(UserError):
            found.with_user(clerk).write({"state": "done"})
        with self.assertRaises(UserError):
            found.line_ids.with_user(clerk).write({"received_quantity": 3})
        with self.assertRaises(ValidationError):
            found.line_ids.with_user(clerk).write({"approved_quantity": 4})
        with self.assertRaises(AccessError):
            found.with_user(store).action_approve()
        found.line_ids.with_user(clerk).approved_quantity = 2
        found.with_user(clerk).action_approve()
        self.validate(found.transfer_ids.with_user(store))
        self.env.invalidate_all()
        found.line_ids.with_user(store).grade = "b"
        found.with_user(store).action_inspect()
        with self.assertRaises(AccessError):
            found.with_user(store).action_settle()
        found.with_user(clerk).action_settle()
        self.assertEqual(found.credit_note_ids.amount_total, 20)

    def test_who_sees_a_return_sees_which_documents_it_has(self):
        """The warehouse reads no credit notes and others no transfers: the form opens for all."""
        found = self.asked(self.sold())
        found.action_approve()
        for name, groups in (
            ("clerk", "order_tracking.group_user"),
            ("store", "stock.group_stock_user"),
        ):
            reader = new_test_user(self.env, name, groups=groups)
            self.env.invalidate_all()
            [told] = found.with_user(reader).read(["transfer_count", "credit_note_count"])
            self.assertEqual((told["transfer_count"], told["credit_note_count"]), (1, 0), name)
            self.assertTrue(found.with_user(reader).action_view_transfers())
        customer = new_test_user(self.env, "customer", groups="base.group_portal")
        with self.assertRaises(AccessError):
            found.with_user(customer).action_view_credit_notes()

    def test_salespeople_see_their_own(self):
        order = self.sold()
        found = self.asked(order)
        one, two = (
            new_test_user(self.env, name, groups="sales_team.group_sale_salesman")
            for name in ("one", "two")
        )
        order.user_id = one
        Return = self.env["order.return"]
        self.assertEqual(Return.with_user(one).search([("id", "=", found.id)]), found)
        self.assertFalse(Return.with_user(two).search([("id", "=", found.id)]))
        with self.assertRaises(AccessError):
            found.with_user(two).line_ids.read(["quantity"])

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "far",
            groups="order_tracking.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        found = self.asked(self.sold())
        with self.assertRaises(AccessError):
            found.with_user(user).read(["name"])
        policies = self.env["order.return.policy"].with_user(user).search([])
        self.assertEqual(policies.company_id, company, "their own alone")

    def test_staff_open_one_for_the_customer(self):
        order = self.sold()
        clerk = new_test_user(
            self.env, "desk", groups="order_tracking.group_user,sales_team.group_sale_manager"
        )
        New = self.env["order.return.new"].with_user(clerk).with_context(default_order_id=order.id)
        wizard = New.create(
            {
                "order_id": order.id,
                "line_ids": New.default_get(["order_id", "line_ids"])["line_ids"],
            }
        )
        wizard.line_ids.write({"quantity": 11, "reason_id": self.mind.id})
        with self.assertRaisesRegex(UserError, "at most"):
            wizard.action_ask()
        wizard.line_ids.quantity = 2
        wizard.action_ask()
        self.assertEqual((order.return_ids.line_ids.quantity, order.return_ids.via), (2, False))


@tagged("post_install", "-at_install")
class TestReturnParcel(ReturnCase):
    def test_followed_and_not_delivered(self):
        order = self.sold()
        order.picking_ids.carrier_id = self.carrier
        found = self.asked(order)
        found.action_approve()
        before = set(self.kinds(order))
        self.assertIsNone(
            self.tell(order, step="parcel", number="RET100", **{"return": str(found.id)})
        )
        parcel = found.shipment_ids
        self.assertEqual((parcel.kind, parcel.connector_id), ("return", self.easypost))
        self.receive(
            self.tracker("RET100", ("in_transit", fields.Datetime.now().isoformat() + "Z", "On"))
        )
        self.assertEqual(found.state, "shipped")
        self.receive(
            self.tracker("RET100", ("delivered", fields.Datetime.now().isoformat() + "Z", "At"))
        )
        self.assertEqual(parcel.status, "delivered")
        self.assertEqual(set(self.kinds(order)), before, "it is no delivery of the order")
        self.assertFalse(order.shipment_ids & parcel)
        self.assertIn("RET100", self.env["sale.order"]._return_page(order.id))

    def test_numbers_that_are_none(self):
        order, other = self.sold(), self.shipped("OTHER1")
        order.picking_ids.carrier_id = self.carrier
        found = self.asked(order)
        sent = {"step": "parcel", "return": str(found.id)}
        self.assertIn("moved on", self.tell(order, number="RET1", **sent))
        found.action_approve()
        for number in ("", "<b>", "x" * 500, "OTHER1"):
            page = self.tell(order, number=number, **sent)
            self.assertIn("no tracking number", page)
            self.assertNotIn(other.name, page)
        self.assertFalse(found.shipment_ids)

    def test_labels_are_for_the_customer(self):
        order, other = self.sold(), self.sold()
        found = self.asked(order)
        file = self.env["ir.attachment"].create({"name": "label.pdf", "raw": b"%PDF"})
        found.label_ids = file
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        token = order._portal_ensure_token()
        with self.assertRaises(AccessError):
            public._return_label(order.id, token, file.id)
        found.action_approve()
        self.assertEqual(public._return_label(order.id, token, file.id)[:2], ("label.pdf", b"%PDF"))
        with self.assertRaises(AccessError):
            public._return_label(other.id, other._portal_ensure_token(), file.id)
