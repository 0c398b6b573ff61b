"""Which carrier is proposed, why, and what taking it does."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.order_tracking_logistics import carrier_record
from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

from .common import ShipmentCase


class ChoiceCase(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["delivery.carrier"].search([]).action_archive()
        germany, france = cls.env.ref("base.de"), cls.env.ref("base.fr")
        cls.warehouse.partner_id.write({"country_id": germany.id, "zip": "80331"})
        cls.customer.write({"country_id": france.id, "zip": "75001"})
        cls.sf, cls.dhl = cls.method("SF Express", 12.4), cls.method("DHL", 9.3)

    @classmethod
    def method(cls, name, price, **values):
        product = cls.env["product.product"].create(
            {"name": name, "type": "service", "list_price": price, "taxes_id": False}
        )
        return cls.env["delivery.carrier"].create(
            {"name": name, "product_id": product.id, "delivery_type": "fixed", **values}
        )

    def history(self, carrier, hours, count=None):
        """Transit times of earlier parcels on this lane, as the nightly job keeps them."""
        self.statistic("transit", carrier, sorted(hours), count or len(hours), "shipped")

    def statistic(self, kind, carrier, values, count, stage=""):
        origin, destination = "DE", "FR"
        key = "|".join((kind, f"m{carrier.id}", origin, destination, stage))
        self.env.cr.execute(
            "INSERT INTO order_lane (company_id, kind, key, carrier_id, origin, destination,"
            " stage, count, days, values, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 7, %s, now() at time zone 'utc')",
            [self.env.company.id, kind, key, carrier.id, origin, destination, stage, count]
            + [json.dumps(values)],
        )

    def promised(self, **values):
        date = fields.Datetime.now() + timedelta(days=3)
        return self.order(commitment_date=date, **values)

    def dialog(self, record, user=None):
        action = record.with_user(user or self.env.user).action_choose_carrier()
        return (
            self.env[action["res_model"]].with_user(user or self.env.user).browse(action["res_id"])
        )

    def names(self, choice):
        return choice.line_ids.sorted("sequence").carrier_id.mapped("name")


@tagged("post_install", "-at_install")
class TestCarrierChoice(ChoiceCase):
    def test_measured_transit_times_decide_and_the_sentence_says_so(self):
        self.history(self.sf, [24] * 46 + [60] * 47 + [96] * 7)
        self.history(self.dhl, [24] * 71 + [120] * 29)
        choice = self.dialog(self.promised(confirm=False))
        self.assertEqual(self.names(choice), ["SF Express", "DHL"])
        self.assertRegex(choice.sentence, r"^SF Express: \D*12.40\D* keeps .* with 9\d% of 100 ")
        self.assertRegex(choice.sentence, r"DHL is \D*3.10\D* cheaper, but kept only 7\d%")
        self.assertEqual(choice.line_ids[1].verdict, "Breaks the promise")

    def test_few_parcels_are_not_used_and_that_is_said(self):
        self.history(self.dhl, [24] * 9)
        self.history(self.sf, [24] * 20)
        choice = self.dialog(self.promised(confirm=False))
        self.assertEqual(self.names(choice), ["SF Express", "DHL"])
        self.assertIn("too few parcels to tell (9)", choice.sentence)
        self.assertEqual(choice.line_ids[1].in_time, "Only 9 so far")

    def test_what_the_carrier_says_counts_meanwhile(self):
        self.dhl.stated_days = 1
        self.sf.stated_days = 30
        choice = self.dialog(self.promised(confirm=False))
        self.assertEqual(self.names(choice)[0], "DHL")
        self.assertIn("by its own word", choice.sentence)

    def test_the_company_prefers(self):
        self.history(self.sf, [20] * 20)
        self.history(self.dhl, [40] * 20)
        self.statistic("on_time", self.sf, [60], 100)
        self.statistic("on_time", self.dhl, [99], 100)
        order = self.promised(confirm=False)
        for policy, first in (("cheapest", "DHL"), ("fastest", "SF Express"), ("reliable", "DHL")):
            self.env.company.order_carrier_policy = policy
            choice = self.dialog(order)
            self.assertEqual(self.names(choice)[0], first, policy)
        self.assertIn("most reliable", choice.sentence)
        with Form(choice) as form:
            form.policy = "fastest"
        self.assertEqual(self.names(choice)[0], "SF Express")

    def test_before_confirmation_it_becomes_the_delivery_line(self):
        order = self.promised(confirm=False)
        choice = self.dialog(order)
        choice.line_ids.filtered(lambda line: line.carrier_id == self.sf).action_take()
        line = order.order_line.filtered("is_delivery")
        self.assertEqual((order.carrier_id, line.price_unit), (self.sf, 12.4))
        self.confirm(order)
        self.assertEqual(order.picking_ids.carrier_id, self.sf)

    def test_afterwards_the_agreed_price_stays_and_the_journal_tells(self):
        order = self.promised()
        total = order.amount_total
        choice = self.dialog(order)
        choice.line_ids.filtered(lambda line: line.carrier_id == self.sf).action_take()
        self.assertEqual(order.picking_ids.carrier_id, self.sf)
        self.assertEqual((order.amount_total, order.carrier_id), (total, self.sf))
        event = self.events(order, "carrier_chosen")
        self.assertEqual(event.evidence, "staff")
        self.assertIn("SF Express, instead of DHL", event.summary)

    def test_what_has_left_is_not_given_to_another(self):
        order = self.shipped("PN0001")
        choice = self.dialog(order)
        with self.assertRaises(UserError):
            choice.line_ids[0].action_take()

    def test_only_those_that_go_there_and_no_pickup(self):
        self.sf.country_ids = self.env.ref("base.cn")
        self.method("Counter", 0, handover="pickup")
        self.assertEqual(self.names(self.dialog(self.promised(confirm=False))), ["DHL"])

    def test_the_warehouse_chooses_for_its_delivery(self):
        order = self.promised()
        user = new_test_user(self.env, "stocker", groups="stock.group_stock_user")
        choice = self.dialog(order.picking_ids, user)
        choice.line_ids[0].action_take()
        self.assertEqual(order.picking_ids.carrier_id, self.dhl)
        self.assertFalse(order.carrier_id, "the order itself stays as it was agreed")

    def test_nobody_looks_into_orders_of_others(self):
        order = self.promised()
        order.user_id = self.env.ref("base.user_admin")
        user = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.dialog(order, user)
        values = {"order_id": order.id, "policy": "cheapest"}
        with self.assertRaises(AccessError):
            self.assertFalse(
                self.env["order.carrier.choice"].with_user(user).create(values).line_ids
            )
        self.env["order.carrier.offer"]._collect(order)
        found = (
            self.env["order.carrier.offer"].with_user(user).search([("order_id", "=", order.id)])
        )
        self.assertFalse(found)

    def test_queries_do_not_grow_with_methods(self):
        order = self.promised()
        self.dialog(order)

        def asked():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._carrier_verdicts()
            return self.env.cr.sql_log_count - before

        few = asked()
        for number in range(8):
            self.method(f"More {number}", 5)
        self.dialog(order)
        self.assertEqual(len(order._carrier_verdicts()), 10)
        self.assertLessEqual(asked(), few)


@tagged("post_install", "-at_install")
class TestRates(ChoiceCase):
    def setUp(self):
        super().setUp()
        self.Carrier = type(self.env["delivery.carrier"])

    def rates(self, order):
        return {o.carrier_id.name: o for o in order.carrier_offer_ids}

    def test_a_method_that_fails_fails_alone_and_says_why(self):
        def broken(carrier, order):
            if carrier == self.sf:
                raise UserError("The carrier wants a phone number.")
            return {"success": True, "price": 7.0, "warning_message": False}

        order = self.promised(confirm=False)
        with patch.object(self.Carrier, "rate_shipment", broken):
            choice = self.dialog(order)
        self.assertEqual(self.names(choice), ["DHL", "SF Express"])
        self.assertEqual(choice.line_ids[1].verdict, "The carrier wants a phone number.")
        with self.assertRaises(UserError):
            choice.line_ids[1].action_take()

    def test_a_server_far_away_is_asked_by_the_job(self):
        asked = []

        def rate(carrier, order):
            asked.append(carrier)
            return {"success": True, "price": 3.0, "warning_message": False}

        order = self.promised(confirm=False)
        with (
            patch("odoo.addons.order_tracking_logistics.models.order_carrier_offer.AT_ONCE", ()),
            patch.object(self.Carrier, "rate_shipment", rate),
        ):
            choice = self.dialog(order)
            self.assertEqual((asked, choice.waiting), ([], True))
            with self.enter_registry_test_mode():
                self.env.ref("order_tracking_logistics.ir_cron_rates").method_direct_trigger()
            self.assertEqual(len(asked), 2)
            self.env.invalidate_all()
            choice = self.dialog(order)
        self.assertFalse(choice.waiting)
        self.assertEqual({line.price for line in choice.line_ids}, {3.0})
        self.assertEqual(len(asked), 2, "an answer of today is not asked for again")


@tagged("post_install", "-at_install")
class TestRecord(ChoiceCase):
    """How carriers fared is counted from own parcels."""

    def carried(self, number, *, promised=48, took=24, kind=None):
        now = fields.Datetime.now()
        shipped = now - timedelta(days=5)
        shipment = self.env["order.shipment"].create(
            {"number": number, "carrier_id": self.sf.id, "order_ids": self.sale.ids}
        )
        values = {"shipped_at": shipped, "origin_zone": "DE/-/80", "destination_zone": "FR/-/75"}
        if took:
            values["delivered_at"] = shipped + timedelta(hours=took)
        shipment.write(values)
        if kind:
            self.env["order.exception"].create(
                {
                    "order_id": self.sale.id,
                    "company_id": self.env.company.id,
                    "kind": kind,
                    "source": "parcels",
                    "key": str(shipment.id),
                    "document_model": "order.shipment",
                    "document_id": shipment.id,
                    "since": now,
                    "opened_at": now,
                }
            )
        return shipped + timedelta(hours=promised)

    def learned(self):
        self.env.flush_all()
        carrier_record.learn(self.env, utcnow())
        lanes = self.env["order.lane"].search([("carrier_id", "=", self.sf.id)])
        return {
            lane.kind: (lane.values[0], lane.count)
            for lane in lanes
            if (lane.origin, lane.destination) == ("DE/-/80", "FR/-/75")
        }

    def test_promises_kept_losses_and_damage(self):
        self.sale = self.promised(confirm=False)
        date = None
        for number in range(9):
            date = self.carried(f"OK{number}")
        self.carried("LATE1", took=72)
        self.carried("LOST1", took=None, kind="lost")
        self.carried("FOUND1", kind="lost")
        self.carried("BROKEN1", kind="damaged")
        self.env["order.tracking.promise"]._record(
            [
                (self.sale.id, self.env.company.id, 0, "first", date, date - timedelta(days=9))
                + (None, None)
            ]
        )
        self.assertEqual(self.learned(), {"on_time": (11, 13), "lost": (1, 13), "damaged": (1, 13)})

    def test_a_promise_that_had_passed_is_not_the_carrier_s(self):
        self.sale = self.promised(confirm=False)
        for number in range(10):
            date = self.carried(f"OK{number}", promised=-24)
        self.env["order.tracking.promise"]._record(
            [
                (self.sale.id, self.env.company.id, 0, "first", date, date - timedelta(days=9))
                + (None, None)
            ]
        )
        self.assertEqual(self.learned(), {"lost": (0, 10), "damaged": (0, 10)})

    def test_it_is_learned_with_the_times_each_night(self):
        self.sale = self.promised(confirm=False)
        for number in range(10):
            self.carried(f"OK{number}")
        self.env.flush_all()
        for _night in range(2):
            self.env["order.lane"]._learn()
        lane = self.env["order.lane"].search(
            [("kind", "=", "damaged"), ("origin", "=", "DE"), ("carrier_id", "=", self.sf.id)]
        )
        self.assertEqual((lane.count, lane.share), (10, 0.0))
