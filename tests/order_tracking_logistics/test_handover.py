"""Own delivery and store pickup: from hand to hand, without any carrier."""

import base64
import re
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.base.tests.common import MockSmtplibCase
from odoo.addons.order_tracking.mail_text import readable_text

from .common import ShipmentCase
from .test_access import PIXEL

SIGNATURE = "data:image/png;base64," + base64.b64encode(PIXEL).decode()


class HandoverCase(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drivers = cls.carrier.copy(
            {"name": "Our drivers", "handover": "own", "tracking_connector_id": False}
        )

    def own_delivery(self, validate=True, quantity=10):
        self.stock(self.chair, quantity)
        order = self.order((self.chair, quantity))
        delivery = self.ready(order)[0]
        delivery.carrier_id = self.drivers
        if validate:
            self.validate(delivery)
        return order, delivery

    def to_collect(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10), tracking_flow_id=self.pickup.id)
        return order, self.ready(order)[0]

    def wizard(self, delivery, user=None, **values):
        context = delivery.action_hand_over()["context"]
        model = self.env["order.shipment.handover"].with_user(user or self.env.user)
        form = Form(model.with_context(**context))
        for name, value in values.items():
            form[name] = value
        return form.save()


@tagged("post_install", "-at_install")
class TestStaffHandsOver(HandoverCase):
    def test_the_code_is_the_customers_word(self):
        order, delivery = self.own_delivery()
        stocker = new_test_user(self.env, "driver", groups="stock.group_stock_user")
        code = delivery._handover_code()
        wizard = self.wizard(delivery, stocker, code=f" {code[:3]} {code[3:]}", name="A. Miller")
        self.assertIn("Chair", wizard.content)
        wizard.action_hand_over()
        self.sync()
        shipment = delivery.shipment_ids
        self.assertEqual((shipment.kind, shipment.status), ("own", "delivered"))
        self.assertEqual((shipment.number, shipment.signed_by), (delivery.name, "A. Miller"))
        self.assertEqual(shipment.evidence, "customer")
        self.assertEqual(self.states(order)["delivered"], "reached")
        self.assertEqual(self.milestone(order, "delivered").evidence, "customer")
        self.assertFalse(delivery.carrier_tracking_ref, "no carrier: no number of one")
        self.assertNotIn("shipped", self.kinds(order), "nothing was handed to a carrier")

    def test_a_signature_is_kept_as_proof(self):
        order, delivery = self.own_delivery()
        signature, photo = base64.b64encode(PIXEL), base64.b64encode(PIXEL + b"\0")
        self.wizard(delivery, signature=signature, photo=photo).action_hand_over()
        self.sync()
        proof = delivery.shipment_ids.proof_ids
        self.assertEqual(len(proof), 2)
        self.assertEqual(
            {(f.res_model, f.res_id) for f in proof}, {("order.shipment", proof[0].res_id)}
        )
        self.assertEqual(self.milestone(order, "delivered").evidence, "customer")

    def test_a_name_alone_is_our_word(self):
        order, delivery = self.own_delivery()
        self.wizard(delivery, name="A. Miller").action_hand_over()
        self.sync()
        self.assertEqual(self.milestone(order, "delivered").evidence, "staff")

    def test_something_must_prove_it(self):
        _order, delivery = self.own_delivery()
        with self.assertRaises(UserError):
            self.wizard(delivery).action_hand_over()
        with self.assertRaises(UserError):
            self.wizard(delivery, name="x", photo=base64.b64encode(b"<svg/>")).action_hand_over()
        self.assertFalse(delivery.shipment_ids)

    def test_wrong_codes_are_counted_and_then_refused(self):
        _order, delivery = self.own_delivery()
        right = delivery._handover_code()
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        self.assertRegex(right, r"^\d{6}$")
        said = []
        for code in [wrong] * 5 + [right]:
            wizard = self.wizard(delivery, code=code)
            action = wizard.action_hand_over()
            self.assertEqual(action["res_id"], wizard.id)
            said.append(wizard.message)
        self.assertEqual([text.startswith("Too many") for text in said], [False] * 4 + [True] * 2)
        self.assertFalse(delivery.handed_over)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.wizard(delivery, code=right).action_hand_over()
        self.assertTrue(delivery.handed_over)

    def test_only_the_whole_code_is_right(self):
        _order, delivery = self.own_delivery()
        right = delivery._handover_code()
        for code in (None, "x", right[:-1], f"{right}0"):
            self.assertEqual(delivery._handover_try(code), "wrong", code)
        self.assertEqual(delivery._handover_try(right), "right")
        self.assertEqual(delivery._handover_try(right[1:]), "wrong", "tries are counted anew")

    def test_codes_differ_and_stay(self):
        (_o, one), (_p, two) = self.own_delivery(), self.own_delivery()
        self.assertNotEqual(one._handover_code(), two._handover_code())
        self.assertEqual(one._handover_code(), one._handover_code())

    def test_a_pickup_leaves_with_its_handover(self):
        order, delivery = self.to_collect()
        self.assertEqual(delivery.handover, "pickup")
        self.assertIn(
            delivery,
            self.env["stock.picking"].search(self.action_domain()),
            "it waits in the clerk's list",
        )
        self.wizard(delivery, code=delivery._handover_code()).action_hand_over()
        self.sync()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(delivery.shipment_ids.kind, "pickup")
        self.assertEqual(self.states(order)["delivered"], "reached")
        self.assertNotIn(delivery, self.env["stock.picking"].search(self.action_domain()))

    def action_domain(self):
        action = self.env.ref("order_tracking_logistics.stock_picking_action_handover")
        return [*safe_eval(action.domain), ("company_id", "=", self.env.company.id)]

    def test_twice_is_once(self):
        _order, delivery = self.own_delivery()
        delivery._hand_over(evidence="staff", name="A")
        with self.assertRaises(UserError):
            delivery._hand_over(evidence="staff", name="B")

    def test_what_goes_with_a_carrier_is_not_handed_over(self):
        order = self.shipped("PN0001")
        delivery = order.picking_ids
        self.assertFalse(delivery.can_hand_over)
        with self.assertRaises(UserError):
            delivery._hand_over(evidence="staff", name="A")

    def test_the_number_of_a_warehouse_in_any_script(self):
        _order, delivery = self.own_delivery()
        delivery.name = "上海/OUT/00001"
        self.assertEqual(delivery._own_shipment().number, f"D/{delivery.id}")

    def test_the_second_delivery_of_an_order_arrives_on_its_own(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        first = self.ready(order)
        first.carrier_id = self.drivers
        self.validate(first, Chair=4)
        second = self.ready(order)
        self.wizard(second, name="A. Miller").action_hand_over()
        self.sync()
        self.assertEqual(self.milestone(order, "delivered").done_qty, 6)
        self.wizard(first, name="A. Miller").action_hand_over()
        self.sync()
        self.assertEqual(self.states(order)["delivered"], "reached")


@tagged("post_install", "-at_install")
class TestCustomerConfirms(HandoverCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.sale, self.out = self.own_delivery()
        self.link = self.env["order.tracking.link"].create({"order_id": self.sale.id})
        self.path = f"/my/orders/{self.sale.id}/handover"

    def get(self, path=None, token=None):
        return self.url_open(f"{path or self.path}?access_token={token or self.link.token}")

    def post(self, token=None, **fields_):
        sent = {
            "access_token": self.link.token if token is None else token,
            f"delivery-{self.out.id}": "1",
            "name": "A. Miller",
            **fields_,
        }
        return self.url_open(self.path, data=sent, allow_redirects=False)

    def test_the_code_and_the_way_are_on_the_page(self):
        code = self.out._handover_code()
        page = self.get(f"/my/orders/{self.sale.id}/tracking")
        self.assertIn(f"{code[:3]} {code[3:]}", page.text)
        self.assertIn(self.path, page.text)
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("script-src 'self'", page.headers["Content-Security-Policy"])
        self.assertIn("Chair", page.text)
        self.assertEqual(len(re.findall("<script", page.text)), 1)

    def test_a_name_is_enough_and_it_reaches_the_journal(self):
        answer = self.post()
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(urlsplit(answer.headers["Location"]).path, f"{self.path}/done")
        self.env.invalidate_all()
        shipment = self.out.shipment_ids
        self.assertEqual((shipment.status, shipment.signed_by), ("delivered", "A. Miller"))
        self.assertEqual(self.milestone(self.sale, "delivered").evidence, "customer")
        self.assertFalse(shipment.proof_ids)
        done = self.get(f"{self.path}/done")
        self.assertIn("Thank you", done.text)
        self.assertEqual(self.post().status_code, 422, "twice is once")

    def test_a_signature_is_kept(self):
        self.assertEqual(self.post(signature=SIGNATURE).status_code, 303)
        self.env.invalidate_all()
        proof = self.out.shipment_ids.proof_ids
        self.assertEqual((proof.raw, proof.mimetype), (PIXEL, "image/png"))
        self.assertFalse(proof.public)
        url = f"/web/content/{proof.id}?access_token={self.link.token}"
        self.assertNotEqual(self.url_open(url).content, PIXEL, "the link opens a page, not a file")

    def test_what_is_missing_is_said(self):
        for fields_ in ({"name": " "}, {f"delivery-{self.out.id}": ""}):
            answer = self.post(**fields_)
            self.assertEqual(answer.status_code, 422)
            self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.out.shipment_ids)

    def test_a_signature_that_is_none(self):
        for signature in ("x" * 100, "data:image/png;base64,!!", "data:text/html;base64,PGI+"):
            with self.subTest(signature):
                self.assertEqual(self.post(signature=signature).status_code, 303)
                self.env.invalidate_all()
                self.assertFalse(self.out.shipment_ids.proof_ids)
                self.sale, self.out = self.own_delivery()
                self.link = self.link.create({"order_id": self.sale.id})
                self.path = f"/my/orders/{self.sale.id}/handover"
        bomb = "data:image/png;base64," + base64.b64encode(b"\x89PNG" + b"0" * 99).decode()
        self.assertEqual(self.post(signature=bomb).status_code, 422)
        self.assertFalse(self.out.shipment_ids)

    def test_without_the_key_nothing_opens(self):
        for token in ("wrong", "", self.link.token[:-1]):
            self.assertEqual(self.get(token=token or "x").status_code, 404)
            self.assertEqual(self.post(token=token).status_code, 404)
        self.link.action_revoke()
        self.assertEqual(self.post().status_code, 404)
        self.assertFalse(self.out.shipment_ids)

    def test_another_orders_delivery_cannot_be_confirmed(self):
        _order, other = self.own_delivery()
        answer = self.post(**{f"delivery-{self.out.id}": "", f"delivery-{other.id}": "1"})
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(other.shipment_ids)

    def test_staff_do_not_speak_for_the_customer(self):
        self.link.role = "salesperson"
        self.assertEqual(self.post().status_code, 422)
        self.link.role = "receiver"
        new_test_user(
            self.env, "clerk", groups="sales_team.group_sale_manager", password="clerk-123"
        )
        self.authenticate("clerk", "clerk-123")
        self.assertEqual(self.post().status_code, 422)
        self.assertFalse(self.out.shipment_ids)

    def test_a_form_of_another_site_with_the_customers_session(self):
        user = new_test_user(self.env, "buyer", groups="base.group_portal", password="buyer-1234")
        self.sale.partner_id = user.partner_id
        self.sale.message_subscribe(user.partner_id.ids)
        self.authenticate("buyer", "buyer-1234")
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.post(token="").status_code, 404, "no sign of the session")
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        self.assertEqual(self.post(token="", csrf_token=csrf).status_code, 303)

    def test_too_large(self):
        answer = self.post(signature="data:image/png;base64," + "A" * 600_000)
        self.assertEqual(answer.status_code, 413)


@tagged("post_install", "-at_install")
class TestShortFlows(HandoverCase, MockSmtplibCase):
    """Own delivery and store pickup have their own stages, and the code is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"order_notice_window": 0, "order_receipt_enabled": False})
        cls.customer.email = "buyer@example.com"
        cls.own = cls.env.ref("order_tracking_logistics.flow_own")

    def told(self):
        """Texts of the mails that the job sends."""
        self.env.flush_all()
        with self.mock_smtplib_connection(), self.enter_registry_test_mode():
            self.env.ref("order_tracking.ir_cron_notices").method_direct_trigger()
        self.env.invalidate_all()
        mails = self.env["order.notice"].search([]).mail_id
        return [readable_text(mail.body_html) for mail in mails.sorted("id")]

    def test_the_delivery_method_chooses_the_flow(self):
        with Form(self.drivers) as form:
            form.handover = False
            form.handover = "own"
        self.assertEqual(self.drivers.tracking_flow_id, self.own)
        order = self.order(carrier_id=self.drivers.id)
        self.assertEqual(order.tracking_flow_id, self.own)
        stages = [stage for stage in self.states(order) if stage != "accepted"]  # a third addon's
        self.assertEqual(
            stages,
            [
                "order_confirmed",
                "stock_reserved",
                "left_warehouse",
                "delivered",
                "invoiced",
                "paid",
            ],
        )
        chosen = self.order(carrier_id=self.drivers.id, tracking_flow_id=self.delivery.id)
        self.assertEqual(chosen.tracking_flow_id, self.delivery, "somebody chose it")
        self.assertEqual(self.order().tracking_flow_id, self.delivery)

    def test_the_pickup_code_is_told_when_the_goods_are_ready(self):
        order, delivery = self.to_collect()
        salesperson = self.env["res.partner"].create({"name": "S", "email": "sales@example.com"})
        self.env["order.tracking.link"].create(
            {"order_id": order.id, "partner_id": salesperson.id, "role": "salesperson"}
        )
        self.told()
        delivery.action_ready_for_pickup()
        self.sync()
        self.assertEqual(self.states(order)["ready_for_pickup"], "reached")
        code = delivery._handover_code()
        spaced = f"{code[:3]} {code[3:]}"
        texts = self.told()
        self.assertTrue(any(f"Your pickup code\n{spaced}" in text for text in texts))
        staff = order.notice_ids.filtered(lambda n: n.link_id.role == "salesperson")
        for mail in staff.mail_id:
            self.assertNotIn(spaced, readable_text(mail.body_html))
        self.wizard(delivery, code=code).action_hand_over()
        self.sync()
        last = self.told()[-1]
        self.assertNotIn(spaced, last, "nothing is left to be collected")


@tagged("post_install", "-at_install")
class TestReadyForPickup(HandoverCase):
    """The stage follows what the warehouse does."""

    def ready_state(self, order):
        return self.states(order)["ready_for_pickup"]

    def test_reserved_is_not_ready_until_somebody_has_picked_it(self):
        order, delivery = self.to_collect()
        self.assertEqual(self.ready_state(order), "current")
        self.assertTrue(delivery.awaits_ready)
        stocker = new_test_user(self.env, "counter", groups="stock.group_stock_user")
        delivery.with_user(stocker).action_ready_for_pickup()
        self.sync()
        self.assertEqual(self.ready_state(order), "reached")
        self.assertFalse(delivery.awaits_ready)
        [event] = self.events(order, "ready_for_pickup")
        self.assertEqual((event.document_model, event.document_id), ("stock.picking", delivery.id))
        delivery.move_ids.picked = False
        self.sync()
        self.assertEqual(self.ready_state(order), "current", "put back on the shelf")

    def test_what_is_brought_to_the_counter_is_ready(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, first = self.to_collect()
        self.assertEqual(self.ready_state(order), "current")
        self.validate(first)
        self.assertEqual(self.ready_state(order), "reached")
        last = self.ready(order)
        self.assertFalse(last.awaits_ready)
        self.wizard(last, code=last._handover_code()).action_hand_over()
        self.sync()
        self.assertEqual(self.states(order)["delivered"], "reached")

    def test_the_rest_is_told_when_it_is_there(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10), tracking_flow_id=self.pickup.id)
        delivery = self.ready(order)
        with self.assertRaises(UserError):
            delivery.action_ready_for_pickup()
        self.validate(delivery, Chair=6)
        self.stock(self.chair, 4)
        rest = order.picking_ids - delivery
        rest.action_assign()
        self.sync()
        self.assertEqual(self.ready_state(order), "current")
        rest.action_ready_for_pickup()
        self.sync()
        self.assertEqual(self.ready_state(order), "reached")
        self.assertEqual(len(self.events(order, "ready_for_pickup")), 2)

    def test_staff_may_say_it_and_the_transfer_says_it_no_second_time(self):
        order, delivery = self.to_collect()
        order._tracking_mark(self.milestone(order, "ready_for_pickup").stage_id, note="shelf 3")
        delivery.action_ready_for_pickup()
        self.sync()
        [event] = self.events(order, "ready_for_pickup")
        self.assertEqual(event.evidence, "staff")
        with self.assertRaises(UserError):
            order._tracking_mark(self.milestone(order, "ready_for_pickup").stage_id)

    def test_handed_over_at_once_needs_no_such_step(self):
        order, delivery = self.to_collect()
        self.wizard(delivery, name="A. Miller").action_hand_over()
        self.sync()
        states = self.states(order)
        self.assertEqual(states["delivered"], "reached")
        self.assertIn(states["ready_for_pickup"], ("reached", "skipped"))

    def test_other_flows_do_not_tell_it(self):
        order, delivery = self.own_delivery(validate=False)
        delivery.move_ids.picked = True
        self.sync()
        self.assertFalse(self.events(order, "ready_for_pickup"))
        self.assertFalse(delivery.awaits_ready)

    def test_back_fill_and_rebuilding_say_the_same(self):
        order, delivery = self.to_collect()
        delivery.action_ready_for_pickup()
        self.sync()
        order._tracking_rebuild()
        self.assertEqual(self.ready_state(order), "reached")
        order._tracking_backfill(order.ids)
        self.assertEqual(len(self.events(order, "ready_for_pickup")), 1)


@tagged("post_install", "-at_install")
class TestStops(HandoverCase):
    """A driver's tour on a phone."""

    def stops(self, user):
        action = self.env.ref("order_tracking_logistics.stock_picking_action_stops")
        kanban = self.env.ref("order_tracking_logistics.stock_picking_view_kanban_stops")
        order = re.search(r'default_order="([^"]+)"', kanban.arch)[1]
        pickings = self.env["stock.picking"].with_user(user)
        stops = Domain(safe_eval(action.domain))
        found = pickings.search(stops & Domain("my_stop", "=", True), order=order)
        self.assertEqual({*pickings.search(stops).filtered("my_stop")}, {*found}, "as computed")
        self.assertFalse(found & pickings.search(Domain("my_stop", "=", False)))
        return found

    def to(self, postcode, priority="0"):
        _order, delivery = self.own_delivery(validate=False, quantity=1)
        place = {"name": postcode, "street": "1 Way", "zip": postcode, "phone": "+33 1 23 45"}
        delivery.partner_id = self.env["res.partner"].create(place)
        delivery.priority = priority
        return delivery

    def test_a_delivery_of_ones_own_is_a_stop_without_a_wave(self):
        mine, _other = self.to("10001"), self.to("90002")
        driver = new_test_user(self.env, "driver", groups="stock.group_stock_user")
        mine.user_id = driver
        self.assertEqual(self.stops(driver), mine)

    def test_stops_of_a_tour_in_order_until_they_are_handed_over(self):
        far, near, urgent = self.to("90002"), self.to("10001"), self.to("50000", "1")
        driver = new_test_user(self.env, "driver", groups="stock.group_stock_user")
        tour = self.env["stock.picking.batch"].create(
            {"picking_ids": [(6, 0, (far | near | urgent).ids)], "user_id": driver.id}
        )
        self.assertTrue(tour.has_stops)
        tour.action_sort_stops()
        self.assertEqual(self.stops(driver), urgent + near + far)
        tour.action_confirm()
        self.validate(urgent)
        self.assertEqual(self.stops(driver)[:1], urgent, "it is on the truck")
        self.wizard(urgent, driver, name="A. Miller").action_hand_over()
        self.assertEqual(self.stops(driver), near + far)

    def test_what_the_card_says(self):
        stop = self.to("10001")
        driver = new_test_user(self.env, "driver", groups="stock.group_stock_user")
        [card] = stop.with_user(driver).read(
            ["stop_address", "stop_phone", "stop_goods", "stop_map", "stop_until", "can_hand_over"]
        )
        self.assertIn("1 Way", card["stop_address"])
        self.assertNotIn("\n", card["stop_address"])
        self.assertIn("1%20Way", card["stop_map"])
        self.assertEqual(card["stop_phone"], "+33 1 23 45")
        self.assertIn("1 Units · Chair", card["stop_goods"])
        self.assertTrue(card["stop_until"] and card["can_hand_over"])
