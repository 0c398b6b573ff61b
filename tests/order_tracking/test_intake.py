"""Orders that other systems and files send: each message one order, or refused whole."""

import base64
import json
import threading
import time
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import retrying
from odoo.tests import HttpCase, new_test_user
from odoo.tools import file_open, mute_logger

from .common import TrackingCase


class IntakeCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"ref": "C-1", "email": "customer@example.com"})
        cls.chair.write({"default_code": "CHAIR-01", "barcode": "4006381333931"})
        cls.desk.default_code = "DESK-100"
        cls.seller = new_test_user(
            cls.env,
            "intake_seller",
            groups="sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )

    def message(self, **values):
        return {
            "reference": "PO-1",
            "customer": {"ref": "C-1"},
            "lines": [{"code": "CHAIR-01", "quantity": 2}],
            **values,
        }

    def send(self, *messages, user=None):
        orders = self.env["sale.order"].with_user(user or self.seller)
        answers = orders.tracking_intake(list(messages))
        json.dumps(answers)  # they can be answered over HTTP
        return answers

    def sent(self, **values):
        return self.send(self.message(**values))[0]

    def order_of(self, answer):
        self.assertIn("order_id", answer, answer)
        return self.env["sale.order"].browse(answer["order_id"])

    def kept(self, answer):
        return self.env["order.intake.message"].browse(answer["message_id"])

    def problems(self, answer):
        self.assertEqual(answer["state"], "refused")
        return [(error["path"], error["problem"]) for error in answer["errors"]]


class TestMessages(IntakeCase):
    def test_a_message_becomes_a_quotation(self):
        answer = self.sent(
            requested_date="2026-12-31T10:00:00Z",
            lines=[
                {"code": "CHAIR-01", "quantity": 2, "price": 7.5, "note": "red"},
                {"barcode": "4006381333931", "quantity": 1, "uom": "Pack of 6"},
                {"name": "desk", "quantity": 3},
            ],
            note="Call before",
            special_requests="Gift wrap",
        )
        order = self.order_of(answer)
        self.assertEqual((answer["state"], answer["name"]), ("created", order.name))
        self.assertEqual((order.state, order.order_channel), ("draft", "api"))
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual((order.client_order_ref, order.intake_key), ("PO-1", "PO-1"))
        self.assertEqual(str(order.requested_date), "2026-12-31 10:00:00")
        self.assertEqual(order.special_requests, "Gift wrap")
        self.assertIn("Call before", order.message_ids[0].body)
        self.assertEqual(order.order_line.product_id, self.chair | self.desk)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 1, 3])
        self.assertEqual(order.order_line.mapped("price_unit"), [7.5, 60, 20])
        self.assertTrue(order.order_line[0].name.endswith("\nred"))
        kept = order.intake_message_ids
        self.assertEqual((kept.state, json.loads(kept.raw)["note"]), ("done", "Call before"))

    def test_the_same_message_again_is_the_same_order(self):
        first = self.sent()
        again = self.sent(note="", lines=[{"quantity": 2.0, "code": "CHAIR-01 "}])
        self.assertEqual((again["state"], again["order_id"]), ("known", first["order_id"]))
        twice = self.send(self.message(reference="PO-2"), self.message(reference="PO-2"))
        self.assertEqual([a["state"] for a in twice], ["created", "known"])

    def test_another_content_under_the_same_reference_is_refused(self):
        first = self.sent()
        answer = self.sent(lines=[{"code": "CHAIR-01", "quantity": 20}])
        self.assertEqual(self.problems(answer), [("lines[0].quantity", "differs")])
        (error,) = answer["errors"]
        self.assertEqual((error["line"], error["found"]), (1, 20))
        self.assertIn(first["name"], error["text"])
        self.assertIn("“2.0” before", error["text"])

    def test_whose_reference_it_is(self):
        self.env["res.partner"].create({"name": "Second", "ref": "C-2"})
        orders = {
            self.sent()["order_id"],
            self.sent(customer={"ref": "C-2"})["order_id"],
            self.sent(sender="Shop")["order_id"],
            self.sent(channel="edi")["order_id"],
        }
        self.assertEqual(len(orders), 4)
        self.assertEqual(
            self.problems(self.sent(customer={"ref": "C-2"}, sender="Shop")),
            [("customer.ref", "differs")],
        )

    def test_a_bad_message_is_refused_whole_and_the_others_go_on(self):
        count = self.env["sale.order"].search_count([])
        people = self.env["res.partner"].search_count([])
        good, bad, last = self.send(
            self.message(),
            self.message(
                reference="PO-2",
                customer={"name": "New", "email": "new@example.com", "country": "ZZ"},
                delivery={"street": "Main Street 1", "country": "US", "state": "Mars"},
                currency="XXX",
                lines=[
                    {"code": "CHAIR-01", "quantity": 1},
                    {"code": "NOTHING", "quantity": 1},
                    {"code": "CHAIR-01", "quantity": 1, "uom": "kg"},
                ],
            ),
            self.message(reference="PO-3"),
        )
        self.assertEqual([good["state"], last["state"]], ["created", "created"])
        self.assertEqual(
            self.problems(bad),
            [
                ("lines[1].code", "product_unknown"),
                ("lines[2].uom", "uom_other"),
                ("customer.country", "country_unknown"),
                ("delivery.state", "state_unknown"),
                ("currency", "currency_unknown"),
            ],
        )
        self.assertEqual([error["line"] for error in bad["errors"]][:2], [2, 3])
        self.assertEqual(self.env["sale.order"].search_count([]), count + 2)
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def test_everything_wrong_is_told_at_once(self):
        answer = self.sent(
            customer={"email": "nobody"},
            currency="XXX",
            lines=[{"code": "CHAIR-O1", "quantity": "two"}, {"cod": "X", "quantity": 1}],
        )
        self.assertEqual(
            self.problems(answer),
            [
                ("customer.email", "not_email"),
                ("lines[0].quantity", "not_number"),
                ("lines[1]", "product_missing"),
                ("lines[1].cod", "unknown_field"),
                ("lines[0].code", "product_unknown"),
                ("currency", "currency_unknown"),
            ],
        )

    def test_what_odoo_refuses_leaves_nothing_behind(self):
        people = self.env["res.partner"].search_count([])
        customer = {"name": "New", "email": "new@example.com"}
        with patch.object(
            type(self.env["sale.order"]), "message_post", side_effect=UserError("Not today")
        ):
            answer = self.sent(customer=customer, note="x")
        self.assertEqual(self.problems(answer), [("", "refused")])
        self.assertIn("Not today", answer["errors"][0]["text"])
        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.assertFalse(self.env["sale.order"].search([("intake_key", "=", "PO-1")]))

    @mute_logger("odoo.addons.order_tracking.models.order_intake_message")
    def test_a_fault_of_ours_keeps_the_message_for_another_try(self):
        with patch.object(
            type(self.env["sale.order"]), "message_post", side_effect=ZeroDivisionError
        ):
            answer = self.sent(note="x")
        kept = self.kept(answer)
        self.assertEqual((kept.state, self.problems(answer)), ("received", [("", "internal")]))
        kept.with_user(self.seller).action_retry()
        self.assertEqual((kept.state, kept.order_id.intake_key), ("done", "PO-1"))

    def test_what_is_no_message(self):
        answers = self.send(None, [], "x", {"a": [1]}, self.message(reference="\x00"))
        self.assertEqual({answer["state"] for answer in answers}, {"refused"})
        kept = [self.kept(answer) for answer in answers]
        self.assertEqual(kept[3].raw, '{"a": [1]}')
        for messages in ("x", {}, None, [{}] * 201):
            with self.subTest(type(messages)), self.assertRaises(ValidationError):
                self.env["sale.order"].with_user(self.seller).tracking_intake(messages)

    def test_too_large(self):
        (answer,) = self.send(self.message(note="x" * 1_000_000))
        kept = self.kept(answer)
        self.assertEqual(self.problems(answer), [("", "too_large")])
        self.assertEqual(len(kept.raw), 10_000)
        with self.assertRaises(UserError):
            kept.with_user(self.seller).action_retry()

    def test_local_times_are_the_companys(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        order = self.order_of(self.sent(requested_date="2026-12-31 10:00"))
        self.assertEqual(str(order.requested_date), "2026-12-31 02:00:00")


class TestCustomers(IntakeCase):
    def test_a_new_customer_and_address(self):
        customer = {"name": "Ada", "email": "ada@example.com", "zip": "12345", "country": "de"}
        delivery = {"name": "Dock 4", "street": "Hafen 1", "city": "Bremen", "country": "DE"}
        order = self.order_of(self.sent(customer=customer, delivery=delivery))
        partner, address = order.partner_id, order.partner_shipping_id
        self.assertEqual(
            (partner.name, partner.zip, partner.country_id.code), ("Ada", "12345", "DE")
        )
        self.assertEqual(
            (address.parent_id, address.type, address.city), (partner, "delivery", "Bremen")
        )
        again = self.order_of(self.sent(customer=customer, delivery=delivery, reference="PO-2"))
        self.assertEqual((again.partner_id, again.partner_shipping_id), (partner, address))
        elsewhere = {**delivery, "street": "Hafen 2"}
        third = self.order_of(self.sent(customer=customer, delivery=elsewhere, reference="PO-3"))
        self.assertNotEqual(third.partner_shipping_id, address)

    def test_delivery_to_a_known_address(self):
        address = self.env["res.partner"].create(
            {"name": "Dock", "ref": "D-1", "parent_id": self.customer.id, "type": "delivery"}
        )
        order = self.order_of(self.sent(delivery={"ref": "D-1"}))
        self.assertEqual(order.partner_shipping_id, address)
        answer = self.sent(delivery={"ref": "D-2"}, reference="PO-2")
        self.assertEqual(self.problems(answer), [("delivery.ref", "delivery_unknown")])

    def test_states_by_code_or_name(self):
        place = {"street": "1 Main St", "city": "Austin", "zip": "78701", "country": "US"}
        by_code = self.order_of(self.sent(delivery={**place, "state": "TX"}))
        by_name = self.order_of(self.sent(delivery={**place, "state": "texas"}, reference="PO-2"))
        self.assertEqual(by_code.partner_shipping_id.state_id.code, "TX")
        self.assertEqual(by_code.partner_shipping_id, by_name.partner_shipping_id)

    def test_no_customers_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create({"name": "X", "ref": "C-9", "company_id": other.id})
        self.assertEqual(
            self.problems(self.sent(customer={"ref": "C-9"})),
            [("customer.ref", "customer_unknown")],
        )

    def test_whoever_may_not_make_contacts_makes_none(self):
        user = new_test_user(self.env, "plain_seller", groups="sales_team.group_sale_salesman")
        (answer,) = self.send(
            self.message(customer={"name": "New", "email": "n@example.com"}), user=user
        )
        self.assertEqual(self.problems(answer), [("", "refused")])

    def test_currencies(self):
        euro = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        )
        dollar = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "USD")])
        )
        (euro | dollar).active = True
        own, foreign = (euro, dollar) if self.env.company.currency_id == euro else (dollar, euro)
        self.assertEqual(self.order_of(self.sent(currency=own.name)).currency_id, own)
        answer = self.sent(currency=foreign.name, reference="PO-2")
        self.assertEqual(self.problems(answer), [("currency", "currency_not_offered")])
        self.assertEqual(answer["errors"][0]["expected"], own.name)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        order = self.order_of(self.sent(currency=foreign.name, reference="PO-2"))
        self.assertEqual((order.pricelist_id, order.currency_id), (pricelist, foreign))


class TestSettling(IntakeCase):
    def refused(self, code="CHAIR-O1", **values):
        return self.sent(lines=[{"code": code, "quantity": 2}], **values)

    def test_a_suggestion_is_one_click(self):
        answer = self.refused()
        self.assertEqual(answer["errors"][0]["detail"], {"suggestion": "CHAIR-01"})
        self.assertIn("Did you mean “CHAIR-01”?", answer["errors"][0]["text"])
        kept = self.kept(answer).with_user(self.seller)
        self.assertEqual((kept.suggestion_count, kept.match_ids.said), (1, "CHAIR-O1"))
        kept.match_ids.action_accept()
        self.assertEqual((kept.state, kept.order_id.order_line.product_id), ("done", self.chair))
        self.assertEqual(self.refused()["state"], "known")

    def test_all_suggestions_at_once(self):
        lines = [{"code": "CHAIR_01", "quantity": 2}, {"code": "DESK-1O0", "quantity": 2}]
        kept = self.kept(self.sent(lines=lines)).with_user(self.seller)
        kept.action_accept_all()
        self.assertEqual(kept.order_id.order_line.product_id, self.chair | self.desk)

    def test_people_choose_what_nobody_could_guess(self):
        answer = self.send(
            self.message(customer={"name": "Someone"}, lines=[{"code": "S-7", "quantity": 2}])
        )[0]
        self.assertEqual(
            self.problems(answer),
            [("lines[0].code", "product_unknown"), ("customer.email", "customer_incomplete")],
        )
        kept = self.kept(answer).with_user(self.seller)
        kept.partner_id = self.customer
        kept.match_ids.product_id = self.desk
        kept.action_retry()
        self.assertEqual((kept.order_id.partner_id, kept.attempts), (self.customer, 2))

    def test_a_later_message_settles_an_earlier_one(self):
        kept = self.kept(self.refused())
        order = self.order_of(self.sent())
        self.assertEqual((kept.state, kept.order_id), ("closed", order))
        with self.assertRaises(UserError):
            kept.with_user(self.seller).action_retry()

    def test_the_same_bad_message_is_kept_once(self):
        first, again = self.refused(), self.refused()
        self.assertEqual(first["message_id"], again["message_id"])
        self.assertEqual(self.kept(first).attempts, 2)

    def test_closing(self):
        kept = self.kept(self.refused()).with_user(self.seller)
        kept.action_close()
        self.assertEqual(kept.state, "closed")

    def test_old_messages_without_order_go(self):
        kept, done = self.kept(self.refused()), self.order_of(self.sent(reference="PO-2"))
        self.env.cr.execute(
            "UPDATE order_intake_message SET write_date = write_date - interval '200 days'"
        )
        self.env.invalidate_all()
        self.env["order.intake.message"]._gc_messages()
        self.assertFalse(kept.exists())
        self.assertTrue(done.intake_message_ids.exists())

    def test_errors_in_the_readers_language_and_escaped(self):
        kept = self.kept(self.sent(lines=[{"code": "<b>x</b>", "quantity": 1}]))
        self.assertIn("&lt;b&gt;", kept.error_table)
        self.assertIn("lines[0].code: We know no product “<b>x</b>”.", kept.error_text)


class TestAccess(IntakeCase):
    def test_only_sales_takes_orders_in(self):
        for group in ("base.group_user", "base.group_portal", "order_tracking.group_user"):
            user = new_test_user(self.env, group.replace(".", "_"), groups=group)
            with self.subTest(group), self.assertRaises(AccessError):
                self.send(self.message(), user=user)

    def test_who_sees_messages(self):
        kept = self.kept(self.sent(lines=[{"code": "X", "quantity": 1}]))
        own = new_test_user(self.env, "own_seller", groups="sales_team.group_sale_salesman")
        tracker = new_test_user(self.env, "intake_tracker", groups="order_tracking.group_user")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "intake_stranger",
            groups="sales_team.group_sale_manager,order_tracking.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for user, sees in ((self.seller, 1), (tracker, 1), (own, 0), (stranger, 0)):
            for model, domain in (
                ("order.intake.message", [("id", "=", kept.id)]),
                ("order.intake.match", [("message_id", "=", kept.id)]),
            ):
                with self.subTest(f"{user.login} {model}"):
                    found = self.env[model].with_user(user).search_count(domain)
                    self.assertEqual(found, sees)

    def test_messages_are_kept_as_they_came(self):
        kept = self.kept(self.sent(lines=[{"code": "X", "quantity": 1}])).with_user(self.seller)
        for values in ({"raw": "{}"}, {"state": "done"}, {"order_id": 1}):
            with self.subTest(values), self.assertRaises(AccessError):
                kept.write(values)
        for operation in ("create", "unlink"):
            self.assertFalse(kept.has_access(operation))
            self.assertFalse(kept.match_ids.has_access(operation))

    def test_a_reference_of_an_order_of_others_tells_nothing(self):
        self.sent(sender="Shop")
        own = new_test_user(self.env, "own_seller", groups="sales_team.group_sale_salesman")
        for lines in ([{"code": "CHAIR-01", "quantity": 2}], [{"code": "CHAIR-01", "quantity": 9}]):
            (answer,) = self.send(self.message(sender="Shop", lines=lines), user=own)
            self.assertEqual(self.problems(answer), [("reference", "reference_taken")])
            self.assertEqual(answer["errors"][0]["found"], "PO-1")

    def test_each_company_has_its_own_references(self):
        first = self.sent()
        other = self.env["res.company"].create({"name": "Other"})
        self.seller.company_ids += other
        orders = self.env["sale.order"].with_user(self.seller).with_company(other)
        (answer,) = orders.tracking_intake([self.message()])
        self.assertEqual(answer["state"], "created")
        self.assertNotEqual(answer["order_id"], first["order_id"])
        self.assertEqual(self.order_of(answer).company_id, other)


class TestConfirming(IntakeCase):
    def test_confirmed_when_nothing_is_wrong(self):
        answer = self.sent(confirm=True)
        self.sync()
        self.assertEqual((answer["order_state"], self.order_of(answer).state), ("sale", "sale"))
        self.assertIn("order_confirmed", self.kinds(self.order_of(answer)))

    def test_a_refused_confirmation_leaves_a_quotation(self):
        with patch.object(
            type(self.env["sale.order"]), "_confirmation_error_message", return_value="Not this one"
        ):
            answer = self.sent(confirm=True)
        order = self.order_of(answer)
        self.assertEqual((answer["order_state"], order.state), ("draft", "draft"))
        self.assertFalse(order.picking_ids)
        self.assertIn("Not this one", order.message_ids[0].body)

    def test_findings_come_with_the_answer_and_stop_the_confirmation(self):
        self.env.company.order_verification_mode = "enforce"
        lines = [
            {"code": "CHAIR-01", "quantity": 2},
            {"code": "DESK-100", "quantity": 1, "price": 0},
        ]
        plain, asked = self.send(
            self.message(lines=lines), self.message(lines=lines, reference="PO-2", confirm=True)
        )
        for answer in (plain, asked):
            self.assertEqual((answer["state"], answer["order_state"]), ("created", "draft"))
            finding = next(f for f in answer["findings"] if f["rule"] == "price_zero")
            self.assertEqual(
                (finding["severity"], finding["line"], finding["field"]), ("block", 2, "price_unit")
            )
            self.assertIn("price is zero", finding["text"])
            self.assertEqual(self.order_of(answer).verification_state, "blocked")
        # staff read why it was not confirmed, where that was asked for
        self.assertNotIn("Desk", "".join(self.order_of(plain).message_ids.mapped("body")))
        self.assertIn("Desk", self.order_of(asked).message_ids[0].body)


class TestChannels(IntakeCase):
    def test_by_hand(self):
        order = self.order(confirm=False)
        self.assertEqual(order.order_channel, "staff")
        self.assertEqual(self.order_of(self.sent()).copy().order_channel, "staff")
        self.assertFalse(self.order_of(self.sent()).copy().intake_key)

    def test_signed_in_the_portal(self):
        pixel = base64.b64encode(file_open("base/static/img/avatar.png", "rb").read())
        order, sent = self.order(confirm=False), self.order_of(self.sent())
        for signed in (order, sent):
            signed.write({"signature": pixel, "signed_by": "Ada"})
        self.assertEqual((order.order_channel, sent.order_channel), ("portal", "api"))

    def test_odoos_own_import(self):
        result = (
            self.env["sale.order"]
            .with_context(import_file=True)
            .load(["partner_id/.id", "client_order_ref"], [[str(self.customer.id), "F-1"]])
        )
        self.assertEqual(self.env["sale.order"].browse(result["ids"]).order_channel, "csv")

    def test_nobody_but_the_intake_tells_how_a_new_order_came(self):
        """Nor may the sender's reference be taken, by which a message is known again."""
        orders, values = (
            self.env["sale.order"].with_user(self.seller),
            {"partner_id": self.customer.id},
        )
        told = {"order_channel": "edi", "intake_key": "PO-1", "intake_sender": "C-1"}
        for name, value in told.items():
            with self.subTest(name), self.assertRaises(AccessError):
                orders.create([{**values, name: value}])
        context = {f"default_{name}": value for name, value in told.items()}
        # what a client's context may hold, the name of ours among it
        for ours in (True, "by us", {}, [1]):
            forged = orders.with_context(**context, order_channel="edi", made_by=ours)
            made = forged.create([values])
            self.assertEqual((made.order_channel, made.intake_key), ("staff", False))
            with self.assertRaises(AccessError):
                forged.create([{**values, **told}])
        self.assertEqual(self.order_of(self.sent()).order_channel, "api")


class TestTwoAtOnce(IntakeCase):
    def test_the_same_message_twice_at_once_is_one_order(self):
        """The second transaction waits for the first, begins again and finds its order."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env.company.order_verification_mode  # noqa: B018  (reads before the threads do)
            partner = env["res.partner"].create({"name": "Racer", "ref": "RACE-1"})
            product = env["product.product"].create({"name": "Race", "default_code": "RACE-01"})
        message = self.message(
            customer={"ref": "RACE-1"}, lines=[{"code": "RACE-01", "quantity": 1}]
        )
        answers = []

        def second():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                take = partial(env["sale.order"].tracking_intake, [message])
                answers.extend(retrying(take, env))

        try:
            with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
                env = api.Environment(cr, SUPERUSER_ID, {})
                answers.extend(env["sale.order"].tracking_intake([message]))
                thread = threading.Thread(target=second)
                thread.start()
                self._wait_for_lock()
                cr.commit()
                thread.join(60)
            self.assertEqual([answer["state"] for answer in answers], ["created", "known"])
            self.assertEqual(answers[0]["order_id"], answers[1]["order_id"])
        finally:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["sale.order"].search([("partner_id", "=", partner.id)]).unlink()
                env["res.partner"].browse(partner.id).unlink()
                env["product.product"].browse(product.id).product_tmpl_id.unlink()

    def _wait_for_lock(self):
        """Until the second transaction waits for the first."""
        for _ in range(300):
            with self.registry.cursor() as cr:
                cr.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                    " AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO \"sale_order\"%'"
                )
                if cr.fetchone():
                    return
            time.sleep(0.1)
        self.fail("nothing waited")


class TestOverHttp(HttpCase):
    def test_json_2(self):
        user = new_test_user(
            self.env, "api_user", groups="sales_team.group_sale_salesman_all_leads"
        )
        self.env.company.order_verification_mode = "off"
        self.env["res.partner"].create({"name": "Buyer", "ref": "H-1"})
        self.env["product.product"].create({"name": "Lamp", "default_code": "LAMP-01"})
        # sudo: as administrator, who makes keys without an end
        key = self.env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "test", None)
        lines = [{"code": "LAMP-01", "quantity": 2}]
        message = {"reference": "H-1", "customer": {"ref": "H-1"}, "lines": lines}
        response = self.url_open(
            "/json/2/sale.order/tracking_intake",
            json={"messages": [message, {**message, "reference": ""}]},
            headers={"Authorization": f"bearer {key}"},
        )
        self.assertEqual(response.status_code, 200)
        made, refused = response.json()
        self.assertEqual((made["state"], refused["state"]), ("created", "refused"))
        self.assertEqual(refused["errors"][0]["path"], "reference")
        order = self.env["sale.order"].browse(made["order_id"])
        self.assertEqual((order.order_channel, order.user_id), ("api", user))
