"""Every way to a sales order leads through verification."""

import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.order_tracking.exceptions import OrderStopped

from .verification import VerificationCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf"
    "DwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class TestStaff(VerificationCase):
    def test_one_stopped(self):
        order = self.quotation("STOP")
        with self.assertRaisesRegex(OrderStopped, "STOP 1"):
            order.with_user(self.seller).action_confirm()
        self.assert_nothing_happened(order)

    def test_one_passes(self):
        order = self.quotation()
        self.assertIs(order.with_user(self.seller).action_confirm(), True)
        self.assertEqual((order.state, order.verification_state), ("sale", "passed"))

    def test_the_message_lists_everything_that_stops(self):
        with patch.dict(type(self.rule_object()).words, {"HALT": "block"}):
            order = self.quotation("STOP HALT WARN")
            with self.assertRaises(UserError) as caught:
                order.action_confirm()
        self.assertEqual(str(caught.exception).count("•"), 2)
        self.assertIn("override", str(caught.exception))

    def rule_object(self):
        from odoo.addons.order_tracking.verification.engine import RULES

        return RULES["word"]

    def test_verified_once_per_confirmation(self):
        order, counted = self.quotation(), []
        verify = type(order)._verify
        with patch.object(
            type(order), "_verify", lambda orders: counted.append(orders) or verify(orders)
        ):
            order.action_confirm()
        self.assertEqual(len(counted), 1)

    def test_audit_is_not_lost_with_the_refusal(self):
        """What the refused transaction found is found again after it."""
        order = self.quotation("AUDIT")
        with self.assertRaises(OrderStopped):
            order.action_confirm()
        remembered = self.env.cr.postrollback._funcs[-1]
        self.assertEqual(order.verification_state, "unchecked")
        with self.enter_registry_test_mode():
            remembered()
        self.env.invalidate_all()
        self.assertEqual(order.verification_state, "audit")
        self.assertEqual(order.audit_ids.state, "open")

    def test_context_of_a_client_opens_no_gap(self):
        for context in (
            {"install_mode": True},
            {"order_verification_hold": "payment"},
            {"order_tracking.verification": {0: False}},
        ):
            order = self.quotation("STOP")
            try:
                order.with_context(**context).action_confirm()
            except UserError:
                pass
            self.assertNotEqual(order.state, "sale", context)


class TestSeveral(VerificationCase):
    def lines(self, action):
        self.assertEqual(action["res_model"], "order.verification.report")
        report = self.env[action["res_model"]].browse(action["res_id"])
        return {line.order_id: line for line in report.line_ids}

    def test_good_ones_are_confirmed(self):
        good, bad, more, risky = self.quotations("", "STOP", "WARN", "AUDIT")
        lines = self.lines((good | bad | more | risky).action_confirm())
        self.sync()
        self.assertEqual((good | more).mapped("state"), ["sale", "sale"])
        self.assert_nothing_happened(bad)
        self.assert_nothing_happened(risky)
        outcomes = [lines[o].outcome for o in (good, bad, more, risky)]
        self.assertEqual(outcomes, ["confirmed", "stopped", "confirmed", "audit"])
        self.assertIn("STOP 1", lines[bad].message)
        self.assertFalse(lines[good].message)

    def test_all_good(self):
        self.assertIs(self.quotations("", "", "WARN").action_confirm(), True)

    def test_all_bad(self):
        orders = self.quotations("STOP", "AUDIT")
        with self.assertRaises(OrderStopped) as caught:
            orders.action_confirm()
        for order in orders:
            self.assertIn(order.name, str(caught.exception))

    def test_odoos_own_refusals_are_told_per_order(self):
        good, bad, done = self.quotation(), self.quotation(), self.order()
        bad.order_line = [Command.create({"name": "no product", "product_uom_qty": 1})]
        lines = self.lines((good | bad | done).action_confirm())
        self.assertEqual(good.state, "sale")
        self.assertEqual(bad.state, "draft")
        self.assertIn("missing a product", lines[bad].message)
        self.assertIn("not in a state", lines[done].message)

    def test_a_late_failure_takes_no_good_one_along(self):
        good, bad = self.quotations("", "")
        confirm = type(good)._action_confirm

        def failing(orders):
            if bad in orders:
                raise UserError("out of paper")
            return confirm(orders)

        with patch.object(type(good), "_action_confirm", failing):
            lines = self.lines((good | bad).action_confirm())
        self.assertEqual((good.state, bad.state), ("sale", "draft"))
        self.assertEqual(lines[bad].message, "out of paper")

    def test_one_call_for_all_good_ones(self):
        orders, calls = self.quotations("", "STOP", "", ""), []
        confirm = type(orders)._action_confirm
        with patch.object(type(orders), "_action_confirm", lambda o: calls.append(o) or confirm(o)):
            orders.action_confirm()
        self.assertEqual([len(call) for call in calls], [3])

    def test_button_of_the_list(self):
        good, bad = self.quotations("", "STOP")
        lines = self.lines((good | bad).with_user(self.boss).action_confirm_each())
        self.assertEqual((good.state, bad.state), ("sale", "draft"))
        self.assertEqual(len(lines), 2)
        # the list tells what is wrong even if nothing was good
        self.assertEqual(self.lines(bad.action_confirm_each())[bad].outcome, "stopped")
        again = self.quotation()
        self.assertIs(again.action_confirm_each(), True)


class TestGuard(VerificationCase):
    def values(self, word):
        return {
            "partner_id": self.customer.id,
            "client_order_ref": f"{word} 1",
            "state": "sale",
            "order_line": [Command.create({"product_id": self.chair.id, "product_uom_qty": 2})],
        }

    def test_create_as_sale(self):
        before = self.env["sale.order"].search_count([])
        with self.assertRaises(OrderStopped):
            self.env["sale.order"].create(self.values("STOP"))
        self.assertEqual(self.env["sale.order"].search_count([]), before)
        order = self.env["sale.order"].create(self.values(""))
        self.assertEqual((order.state, order.verification_state), ("sale", "passed"))
        self.sync()
        self.assertTrue(order.picking_ids)

    def test_create_by_default_or_copy(self):
        Order = self.env["sale.order"].with_context(default_state="sale")
        values = self.values("STOP")
        values.pop("state")
        with self.assertRaises(OrderStopped):
            Order.create(values)
        bad = self.quotation("STOP")
        with self.assertRaises(OrderStopped):
            bad.copy({"state": "sale", "client_order_ref": "STOP 2"})

    def test_swallowing_the_error_does_not_help(self):
        before = self.env["sale.order"].search_count([])
        try:
            self.env["sale.order"].create([self.values("STOP"), self.values("")])
        except UserError:
            pass
        self.assertEqual(self.env["sale.order"].search_count([]), before)
        order = self.quotation("STOP")
        for write in (
            lambda: order.write({"state": "sale"}),
            lambda: setattr(order, "state", "sale"),
        ):
            try:
                write()
                self.env.flush_all()
            except UserError:
                pass
            self.env.invalidate_all()
            self.assertEqual(order.state, "draft")

    def test_write_is_judged_as_it_would_be(self):
        order = self.quotation("STOP")
        order.write({"state": "sale", "client_order_ref": "fine"})
        self.assertEqual(order.state, "sale")
        other = self.quotation("")
        with self.assertRaises(OrderStopped):
            other.write({"state": "sale", "client_order_ref": "STOP 1"})

    def test_import(self):
        fields = ["partner_id/.id", "client_order_ref", "state", "order_line/product_id/.id"]
        rows = [[str(self.customer.id), f"{w} 1", "sale", str(self.chair.id)] for w in ("STOP", "")]
        result = self.env["sale.order"].load(fields, rows)
        self.assertFalse(result["ids"])
        self.assertIn("STOP 1", result["messages"][0]["message"])
        result = self.env["sale.order"].load(fields, rows[1:])
        self.assertEqual(self.env["sale.order"].browse(result["ids"]).verification_state, "passed")

    def test_what_is_confirmed_stays_out_of_it(self):
        order = self.order()
        order.client_order_ref = "STOP 1"
        order.write({"state": "sale"})
        order.action_lock()
        self.assertEqual(order.state, "sale")

    def test_confirmed_again_after_cancelling(self):
        order = self.order()
        order._action_cancel()
        order.action_draft()
        order.client_order_ref = "STOP 1"
        with self.assertRaises(OrderStopped):
            order.action_confirm()

    def test_cleared_only_while_confirming(self):
        order = self.quotation()
        order.action_confirm()
        self.assertFalse(order._verification_known())


class TestPayment(VerificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        arch = '<form action="dummy" method="post"></form>'
        form = cls.env["ir.ui.view"].create({"name": "pay", "type": "qweb", "arch": arch})
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Test provider",
                "code": "none",
                "state": "test",
                "is_published": True,
                "redirect_form_view_id": form.id,
            }
        )
        cls.method = cls.env["payment.method"].create(
            {"name": "Card", "code": "card_test", "image": PIXEL}
        )

    def pay(self, *orders, state="done"):
        transactions = self.env["payment.transaction"]
        for number, order in enumerate(orders):
            transactions |= transactions.create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "amount": order.amount_total,
                    "currency_id": order.currency_id.id,
                    "partner_id": self.customer.id,
                    "reference": f"PAY {order.id} {number}",
                    "operation": "online_redirect",
                    "state": "done",
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
        self.env.flush_all()
        query = "UPDATE payment_transaction SET state = %s WHERE id IN %s"
        self.env.cr.execute(query, [state, transactions._ids])
        transactions.invalidate_recordset()
        # _create_payment is of account_payment: accounting is no matter of these tests
        with patch.object(type(transactions), "_create_payment", lambda *a, **k: None):
            transactions._post_process()
        self.sync()
        return transactions

    def held(self, order):
        return order.activity_search(["order_tracking.mail_activity_held"])

    def test_paid_and_confirmed(self):
        order = self.quotation()
        self.pay(order)
        self.assertEqual((order.state, order.verification_hold), ("sale", False))
        self.assertFalse(self.held(order))

    def test_paid_and_held(self):
        good, bad, risky = self.quotations("", "STOP", "AUDIT")
        transactions = self.pay(good, bad, risky)
        self.assertEqual(transactions.mapped("state"), ["done"] * 3)
        self.assertTrue(all(transactions.mapped("is_post_processed")))
        self.assertEqual([o.state for o in (good, bad, risky)], ["sale", "sent", "sent"])
        self.assertFalse((bad | risky).picking_ids)
        self.assertEqual(bad.verification_hold, "payment")
        self.assertEqual(self.held(bad).user_id, self.seller)
        self.assertIn("STOP 1", self.held(bad).note)
        self.assertEqual(risky.audit_ids.state, "open")
        self.assertFalse(self.held(risky), "the audit has an owner of its own")

    def test_authorized_and_held(self):
        order = self.quotation("STOP")
        self.pay(order, state="authorized")
        self.assertEqual((order.state, order.verification_hold), ("sent", "payment"))

    def test_told_once(self):
        order = self.quotation("STOP")
        self.pay(order)
        order._verification_hold("payment")
        self.assertEqual(len(self.held(order)), 1)

    def test_held_then_corrected(self):
        order = self.quotation("STOP")
        self.pay(order)
        order.client_order_ref = "fine"
        sent = []
        with patch.object(
            type(order), "_send_order_confirmation_mail", lambda orders: sent.append(orders)
        ):
            order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(sent, [order], "the customer hears what they were not told when they paid")

    def test_other_addons_confirming_in_there_do_not_break_it(self):
        order, other = self.quotation("STOP"), self.quotation("STOP")
        check = type(self.env["payment.transaction"])._check_amount_and_confirm_order

        def confirming(transactions):
            other.with_env(transactions.env).action_confirm()
            return check(transactions)

        with patch.object(
            type(self.env["payment.transaction"]), "_check_amount_and_confirm_order", confirming
        ):
            self.pay(order)
        self.assertEqual((order | other).mapped("verification_hold"), ["payment", "payment"])

    def test_advise_and_off_confirm(self):
        for mode in ("advise", "off"):
            self.company.order_verification_mode = mode
            order = self.quotation("STOP")
            self.pay(order)
            self.assertEqual(order.state, "sale")


class TestSignature(VerificationCase, HttpCase):
    def sign(self, order, name="Customer"):
        order.action_quotation_sent()
        token = order._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        pdf = "odoo.addons.base.models.ir_actions_report.IrActionsReport._render_qweb_pdf"
        with patch(pdf, return_value=(b"%PDF-", "pdf")):
            response = self.url_open(
                f"/my/orders/{order.id}/accept",
                data=json.dumps(
                    {
                        "params": {
                            "access_token": token,
                            "name": name,
                            "signature": PIXEL,
                        }
                    }
                ),
                headers={"Content-Type": "application/json"},
            )
        self.env.invalidate_all()
        return response.json()["result"]

    def signed_quotation(self, word):
        return self.quotation(word, require_signature=True, require_payment=False)

    def test_signed_and_confirmed(self):
        order = self.signed_quotation("")
        answer = self.sign(order)
        self.assertIn("redirect_url", answer)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.verification_hold)

    def test_signed_and_held(self):
        for word in ("STOP", "AUDIT"):
            order = self.signed_quotation(word)
            answer = self.sign(order)
            self.assertNotIn("error", answer)
            self.assertEqual(order.signed_by, "Customer")
            self.assertTrue(order.signature)
            self.assertEqual((order.state, order.verification_hold), ("sent", "signature"))
            self.assertFalse(order.picking_ids)
            page = self.url_open(answer["redirect_url"]).text
            self.assertIn("We check your order and confirm it", page)
            self.assertNotIn("STOP 1 ", page)
            self.assertNotIn("Your order has been confirmed", page)
        self.assertEqual(order.audit_ids.state, "open")

    def test_activity_is_in_the_language_of_the_staff(self):
        order = self.signed_quotation("STOP")
        self.customer.lang = "zh_CN"
        self.sign(order)
        activity = order.activity_search(["order_tracking.mail_activity_held"])
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("signed", activity.summary)

    def test_what_odoo_refuses_waits_too(self):
        order = self.signed_quotation("")
        order.order_line = [Command.create({"name": "no product", "product_uom_qty": 1})]
        self.assertNotIn("error", self.sign(order))
        self.assertEqual(order.verification_hold, "signature")

    def test_button_of_staff_keeps_the_findings(self):
        order = self.quotation("AUDIT")
        self.env.flush_all()
        self.authenticate("seller", "seller")
        with mute_logger("odoo.http"):
            answer = self.make_call("sale.order", "action_confirm", order.ids)
        self.assertIn("order_tracking.exceptions.OrderStopped", answer["error"]["data"]["name"])
        self.env.invalidate_all()
        self.assertEqual((order.state, order.verification_state), ("draft", "audit"))
        self.assertEqual(order.audit_ids.state, "open")

    def make_call(self, model, method, ids):
        params = {"model": model, "method": method, "args": [ids], "kwargs": {}}
        return self.url_open(
            "/web/dataset/call_button/" + model + "/" + method,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        ).json()


class TestCheckout(VerificationCase):
    def test_ordered_on_the_website(self):
        good, bad = self.quotations("", "STOP")
        for order in (good, bad):
            order.with_user(self.env.ref("base.public_user")).sudo()._validate_order()
        self.assertEqual((good.state, bad.state), ("sale", "sent"))
        self.assertEqual(bad.verification_hold, "checkout")

    def test_nobody_to_tell_is_no_error(self):
        leaderless = new_test_user(self.env, "gone", groups="sales_team.group_sale_salesman")
        order = self.quotation("STOP", user_id=leaderless.id)
        leaderless.active = False
        order.team_id = False
        order._validate_order()
        self.assertEqual(order.verification_hold, "checkout")
        told = order.activity_search(["order_tracking.mail_activity_held"])
        self.assertEqual(told.user_id, self.leader)
