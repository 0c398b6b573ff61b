"""How parcels come in: Odoo's field, people, scanners, files, other systems."""

import base64
import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestReference(ShipmentCase):
    def test_every_number_of_the_field_is_a_parcel(self):
        order = self.shipped("sf123-456-7890；YT0000000001\nJD0001112223")
        numbers = order.shipment_ids.mapped("number")
        self.assertCountEqual(numbers, ["SF1234567890", "YT0000000001", "JD0001112223"])
        self.assertEqual(order.shipment_ids.picking_ids, order.picking_ids)
        self.assertEqual(order.shipment_ids.connector_id, self.easypost)

    def test_a_corrected_number_leaves_no_parcel_behind(self):
        order = self.shipped("PN0001")
        order.picking_ids.carrier_tracking_ref = "PN0002"
        self.assertEqual(order.shipment_ids.mapped("number"), ["PN0002"])

    def test_a_number_that_told_something_stays(self):
        order = self.shipped("PN0001")
        self.shipment("PN0001")._tell("in_transit")
        order.picking_ids.carrier_tracking_ref = "PN0002"
        self.assertCountEqual(order.shipment_ids.mapped("number"), ["PN0001", "PN0002"])

    def test_a_shipment_of_staff_is_noted_on_the_delivery(self):
        order = self.shipped("PN0001")
        self.env["order.shipment"].create(
            {"number": "pn 0002 x", "picking_ids": [Command.set(order.picking_ids.ids)]}
        )
        self.assertEqual(order.picking_ids.carrier_tracking_ref, "PN0001,PN0002X")
        self.assertEqual(order.shipment_count, 2)

    def test_the_content_of_a_package_is_the_parcels(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        delivery = self.ready(order)
        line = delivery.move_ids.move_line_ids
        line.quantity = 4
        package = self.env["stock.package"].create({"name": "BOX1"})
        line.result_package_id = package
        self.validate(delivery)
        shipment = self.env["order.shipment"].create(
            {
                "number": "BOX0001",
                "picking_ids": [Command.set(delivery.ids)],
                "package_ids": [Command.set(package.ids)],
            }
        )
        self.assertEqual(shipment.line_ids.sale_line_id, order.order_line)
        self.assertEqual(shipment.line_ids.quantity, 4)


@tagged("post_install", "-at_install")
class TestStaff(ShipmentCase):
    def test_a_number_on_its_way_is_refused_with_its_parcel(self):
        order = self.shipped("PN0001")
        values = {"number": "pn-0001", "carrier_id": self.carrier.id}
        with self.assertRaises(ValidationError) as refused:
            self.env["order.shipment"].create(values)
        self.assertIn(order.name, str(refused.exception))
        self.assertIn("PN0001", str(refused.exception))

    def test_a_number_is_used_again_after_the_end(self):
        self.shipped("PN0001")
        first = self.shipment("PN0001")
        first._tell("delivered", at=fields.Datetime.now() - timedelta(days=30))
        second = self.env["order.shipment"].create(
            {"number": "PN0001", "carrier_id": self.carrier.id}
        )
        self.assertTrue(first.closed)
        self.assertEqual(second.since, first.delivered_at)

    def test_another_carriers_parcel_is_left_alone(self):
        self.shipped("PN0001")
        first = self.shipment("PN0001")
        first._tell("delivered")
        self.env["order.shipment"].create({"number": "PN0001", "carrier_code": "other"})
        self.assertFalse(first.closed)

    def test_another_companys_parcel_is_left_alone(self):
        self.shipped("PN0001")
        first = self.shipment("PN0001")
        first._tell("delivered")
        other = self.env["res.company"].create({"name": "Other"})
        self.env["order.shipment"].create({"number": "PN0001", "company_id": other.id})
        self.assertFalse(first.closed)

    def test_a_parcel_that_is_opened_again_needs_its_number(self):
        self.shipped("PN0001")
        first = self.shipment("PN0001")
        first.action_close()
        self.env["order.shipment"].create({"number": "PN0001", "carrier_id": self.carrier.id})
        with self.assertRaises(ValidationError):
            first.action_reopen()

    def test_what_staff_record_reaches_the_order(self):
        order = self.shipped("PN0001")
        shipment = self.shipment("PN0001")
        form = Form(
            self.env["order.shipment.tell"].with_context(**shipment.action_tell()["context"])
        )
        form.code, form.signed_by = "delivered", "A. Miller"
        form.save().action_tell()
        self.sync()
        self.assertEqual((shipment.status, shipment.signed_by), ("delivered", "A. Miller"))
        self.assertEqual(self.milestone(order, "delivered").evidence, "staff")

    def test_nothing_happens_in_the_future(self):
        self.shipped("PN0001")
        with self.assertRaises(UserError):
            later = fields.Datetime.now() + timedelta(hours=1)
            self.shipment("PN0001")._tell("delivered", at=later)

    def test_a_number_is_found_by_its_beginning_and_its_end(self):
        self.shipped("PN_0017A", "PNX0017B")
        shipments = self.env["order.shipment"]

        def found(text):
            return shipments.search([("display_name", "ilike", text)], order="id").mapped("number")

        self.assertEqual(found("pn"), ["PN_0017A", "PNX0017B"])
        self.assertEqual(found("0017 a"), ["PN_0017A"])
        self.assertEqual(found("PN_00"), ["PN_0017A"])  # an underline is no wildcard
        self.assertEqual(found("7b"), ["PNX0017B"])
        self.assertEqual(found("0017"), [])
        ends = self.shipment("PNX0017B").filtered_domain([("display_name", "ilike", "17B")])
        self.assertEqual(ends.number, "PNX0017B")

    def test_late_and_silent_are_found(self):
        self.shipped("PN0001", "PN0002", "PN0003")
        late, arrived, quiet = (self.shipment(f"PN000{i}") for i in (1, 2, 3))
        past = fields.Datetime.now() - timedelta(days=5)
        (late | arrived).eta = past
        self.env.flush_all()
        arrived._tell("delivered")
        quiet._tell("in_transit", at=past)
        found = self.env["order.shipment"].search([("late", "=", True)])
        self.assertEqual(found, late)
        self.assertEqual((late | arrived | quiet).mapped("late"), [True, False, False])
        not_late = self.env["order.shipment"].search([("late", "=", False)])
        self.assertLessEqual(arrived | quiet, not_late)


@tagged("post_install", "-at_install")
class TestScan(ShipmentCase):
    def scan(self, *codes, picking=None):
        form = Form(self.env["order.shipment.scan"])
        if picking:
            form.picking_id = picking
        for code in codes:
            form.code = code
        return form

    def outgoing(self):
        self.stock(self.chair, 10)
        delivery = self.ready(self.order((self.chair, 10)))
        delivery.carrier_id = self.carrier
        return delivery

    def test_the_slip_and_then_its_parcels(self):
        delivery = self.outgoing()
        form = self.scan(delivery.name, "PN 0001", "PN0002", "PN0002")
        self.assertIn("already", form.message)
        self.assertFalse(form.code)
        form.save().action_done()
        self.assertEqual(delivery.shipment_ids.sorted("id").mapped("number"), ["PN0001", "PN0002"])
        self.assertEqual(delivery.carrier_tracking_ref, "PN0001,PN0002")
        self.assertEqual(delivery.shipment_ids.carrier_id, self.carrier)

    def test_what_is_known_is_shown(self):
        self.shipped("PN0001")
        action = self.scan("pn-0001").save().action_done()
        self.assertEqual(action["res_id"], self.shipment("PN0001").id)

    def test_an_unknown_parcel_needs_its_delivery(self):
        with self.assertRaises(UserError):
            self.scan("PN0009").save().action_done()
        with self.assertRaises(UserError):
            self.scan().save().action_done()

    def test_what_a_label_says_around_the_number_is_left_out(self):
        form = self.scan("420941059405511899223197428490", "\x1d1Z999AA10123456784", "§$%")
        self.assertIn("no tracking number", form.message)
        self.assertEqual(form.numbers, "9405511899223197428490\n1Z999AA10123456784")


class IntakeCase(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair.default_code, cls.desk.default_code = "CHAIR-01", "DESK-02"
        cls.carrier.tracking_carrier_code = "ps"

    def setUp(self):
        super().setUp()
        self.stock(self.chair, 10)
        self.sale = self.order((self.chair, 10))
        self.delivery_ = self.ready(self.sale)
        self.delivery_.carrier_id = self.carrier

    def message(self, **values):
        return {
            "tracking_number": "PN0001",
            "delivery": self.delivery_.name,
            "lines": [{"code": "CHAIR-01", "quantity": 4}],
            "events": [
                {"occurred_at": "2026-11-01T10:00:00+08:00", "code": "in_transit", "text": "On it"}
            ],
            **values,
        }

    def send(self, *messages):
        return self.env["order.shipment"].tracking_intake(list(messages))

    def problems(self, **values):
        (answer,) = self.send(self.message(**values))
        self.assertEqual(answer["state"], "refused", answer)
        self.assertTrue(all(error["text"] for error in answer["errors"]))
        return {(error["path"], error["problem"]) for error in answer["errors"]}


@tagged("post_install", "-at_install")
class TestApi(IntakeCase):
    def test_a_message_makes_a_parcel_once(self):
        (answer,) = self.send(self.message())
        shipment = self.shipment("PN0001")
        self.assertEqual(
            answer,
            {
                "state": "created",
                "tracking_number": "PN0001",
                "shipment_id": shipment.id,
                "status": "in_transit",
                "news": True,
            },
        )
        self.assertEqual(shipment.order_ids, self.sale)
        self.assertEqual(shipment.connector_id, self.easypost)
        self.assertEqual(shipment.line_ids.quantity, 4)
        self.assertEqual(shipment.shipped_at.isoformat(), "2026-11-01T02:00:00")
        self.assertEqual(self.delivery_.carrier_tracking_ref, "PN0001")
        (again,) = self.send(self.message())
        self.assertEqual((again["state"], again["news"]), ("known", False))
        self.assertEqual(self.shipment("PN0001"), shipment)
        self.assertEqual(len(shipment.event_ids), 1)

    def test_a_later_message_adds(self):
        self.send(self.message())
        done = {
            "occurred_at": "2026-11-02T10:00:00Z",
            "code": "delivered",
            "signed_by": "A. Miller",
        }
        (answer,) = self.send({"tracking_number": "pn-0001", "events": [done]})
        self.assertEqual((answer["state"], answer["status"]), ("known", "delivered"))
        self.assertEqual(self.shipment("PN0001").signed_by, "A. Miller")
        # the whole again, also after the parcel was closed, is the same parcel
        self.shipment("PN0001").action_close()
        (again,) = self.send(self.message(events=[done]))
        self.assertEqual((again["state"], again["news"]), ("known", False))

    def test_a_number_used_again_for_other_goods_is_another_parcel(self):
        done = {"occurred_at": "2026-11-02T10:00:00Z", "code": "delivered"}
        self.send(self.message(events=[done]))
        first = self.shipment("PN0001")
        other = self.shipped("PN0077")
        (answer,) = self.send(self.message(delivery=other.picking_ids.name, lines=[]))
        self.assertEqual(answer["state"], "created")
        self.assertNotEqual(answer["shipment_id"], first.id)
        self.assertTrue(first.closed)

    def test_two_messages_of_one_call_about_one_parcel(self):
        one, two = self.send(self.message(), self.message(events=[], lines=[]))
        self.assertEqual((one["state"], two["state"]), ("created", "known"))
        self.assertEqual(one["shipment_id"], two["shipment_id"])

    def test_a_bad_message_does_not_harm_the_others(self):
        good, bad = self.send(self.message(), {"tracking_number": "§"})
        self.assertEqual((good["state"], bad["state"]), ("created", "refused"))
        self.assertEqual(bad["errors"][0]["path"], "tracking_number")

    def test_one_that_the_database_refuses_does_not_harm_the_others(self):
        # on its way for another carrier code, which the reading cannot tell apart
        self.env["order.shipment"].create(
            {
                "number": "PN0009",
                "connector_id": self.easypost.id,
                "carrier_code": "ps",
                "carrier_id": self.carrier.copy({"name": "Twin"}).id,
            }
        )
        good, bad = self.send(self.message(), self.message(tracking_number="PN0009"))
        self.assertEqual((good["state"], bad["state"]), ("created", "refused"))
        self.assertEqual(bad["errors"][0]["problem"], "parcel_refused")
        self.assertTrue(self.shipment("PN0001"))

    def test_every_mistake_is_named_at_its_place(self):
        now = fields.Datetime.now()
        later = (now + timedelta(hours=2)).isoformat() + "Z"
        for values, expected in (
            ({"tracking_number": ""}, {("tracking_number", "missing")}),
            ({"tracking_number": "<x>"}, {("tracking_number", "not_a_number")}),
            ({"delivery": "WH/OUT/none"}, {("delivery", "delivery_unknown")}),
            ({"carrier": "Nobody"}, {("carrier", "carrier_unknown")}),
            ({"order": "S-none"}, {("order", "order_unknown")}),
            ({"package": "none"}, {("package", "package_unknown")}),
            ({"weight": 3}, {("weight", "unknown_field")}),
            ({"evidence": "customer"}, {("evidence", "not_choice")}),
            ({"lines": [{"quantity": 1}]}, {("lines[0]", "product_missing")}),
            (
                {"lines": [{"code": "DESK-02", "quantity": 1}]},
                {("lines[0].code", "product_not_ordered")},
            ),
            (
                {"lines": [{"code": "CHAIR-01", "quantity": -1}]},
                {("lines[0].quantity", "out_of_range")},
            ),
            ({"events": [{"code": "delivered"}]}, {("events[0].occurred_at", "missing")}),
            ({"events": [{"occurred_at": "2026-11-01"}]}, {("events[0].code", "missing")}),
            (
                {"events": [{"occurred_at": "yesterday", "code": "lost"}]},
                {("events[0].occurred_at", "not_date"), ("events[0].code", "not_choice")},
            ),
            (
                {"events": [{"occurred_at": later, "code": "delivered"}]},
                {("events[0].occurred_at", "in_future")},
            ),
            ({"lines": "many", "events": {}}, {("lines", "not_list"), ("events", "not_list")}),
        ):
            with self.subTest(values):
                self.assertEqual(self.problems(**values), expected)
        self.assertFalse(self.shipment("PN0001"))

    def test_a_parcel_of_nothing(self):
        (answer,) = self.send({"tracking_number": "PN0001"})
        self.assertEqual(answer["errors"][0]["problem"], "parcel_of_nothing")

    def test_queries_do_not_grow_with_the_messages(self):
        def messages(prefix, count):
            return [self.message(tracking_number=f"{prefix}{i:04d}") for i in range(count)]

        self.send(*messages("A", 1))
        counts = []
        for prefix, count in (("B", 10), ("C", 40)):
            before = self.cr.sql_log_count
            self.send(*messages(prefix, count))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 60, counts)

    def test_who_may(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        stocker = new_test_user(self.env, "stocker", groups="stock.group_stock_user")
        with self.assertRaises(AccessError):
            self.env["order.shipment"].with_user(seller).tracking_intake([self.message()])
        answers = self.env["order.shipment"].with_user(stocker).tracking_intake([self.message()])
        self.assertEqual(answers[0]["state"], "created")


@tagged("post_install", "-at_install")
class TestFile(IntakeCase):
    HEAD = (
        "tracking_number,delivery,order,product_code,quantity,occurred_at,status,location,signed_by"
    )

    def load(self, text, encoding="utf-8"):
        wizard = self.env["order.shipment.import"].create(
            {"file": base64.b64encode(text.encode(encoding))}
        )
        wizard.action_import()
        return wizard

    def test_rows_of_one_number_are_one_parcel(self):
        text = "\n".join(
            (
                self.HEAD,
                f"PN0001,{self.delivery_.name},,CHAIR-01,4,2026-11-01T10:00:00Z,in_transit,Paris,",
                "pn-0001,,,,,2026-11-02T10:00:00Z,delivered,Berlin,A. Miller",
            )
        )
        wizard = self.load(text)
        self.assertFalse(wizard.errors)
        shipment = self.shipment("PN0001")
        self.assertEqual(wizard.shipment_ids, shipment)
        self.assertEqual((shipment.status, shipment.evidence), ("delivered", "carrier"))
        self.assertEqual(shipment.line_ids.quantity, 4)
        again = self.load(text)
        self.assertIn("0 parcels made, 1 known", again.summary)
        self.assertEqual(len(shipment.event_ids), 2)

    def test_mistakes_name_line_and_column_and_the_rest_is_taken_in(self):
        wizard = self.load(
            "\n".join(
                (
                    self.HEAD,
                    f"PN0001,{self.delivery_.name},,CHAIR-01,4,,,,",
                    f"PN0002,{self.delivery_.name},,CHAIR-01,four,,,,",
                    "PN0002,,,,,2026-11-02,lost,,",
                    "PN0003,WH/none,,,,,,,",
                    "PN0003,WH/other,,,,,,,",
                    ",,,CHAIR-01,1,,,,",
                )
            )
        )
        places = {(line, number, column) for line, number, column, _text in wizard.errors}
        self.assertEqual(
            places,
            {
                (3, "PN0002", "Quantity"),
                (4, "PN0002", "Status"),
                (6, "PN0003", "Delivery"),
                (7, "", "Tracking Number"),
            },
        )
        self.assertEqual(wizard.shipment_ids.mapped("number"), ["PN0001"])
        self.assertIn("1 parcels made, 0 known already, 3 refused", wizard.summary)
        self.assertIn("PN0002", base64.b64decode(wizard.error_file).decode())

    def test_gbk(self):
        text = (
            f"{self.HEAD}\nPN0001,{self.delivery_.name},,,,2026-11-01T10:00:00Z,in_transit,上海市,"
        )
        self.load(text, "gbk")
        self.assertEqual(self.shipment("PN0001").event_ids.location, "上海市")

    def test_a_file_that_is_none(self):
        wizard = self.load("number;status\nPN0001;delivered")
        self.assertEqual({error[0] for error in wizard.errors}, {1})
        with self.assertRaises(UserError):
            self.env["order.shipment.import"].create(
                {"file": base64.b64encode(b"\x00\xff\xfe")}
            ).action_import()

    def test_the_template_can_be_read(self):
        wizard = self.env["order.shipment.import"].create({})
        text = base64.b64decode(wizard.template).decode("utf-8-sig")
        heading, *rows = text.splitlines()
        self.assertEqual(len(rows), 2)
        self.assertEqual(heading.split(",")[0], "Tracking Number")
        (answer,) = {error[1] for error in self.load(text).errors}
        self.assertEqual(answer, "1Z999AA10123456784", "only what the example names is unknown")


@tagged("post_install", "-at_install")
class TestHttp(HttpCase):
    def test_by_http_with_a_key(self):
        user = new_test_user(self.env, "feeder", groups="stock.group_stock_user")
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "parcels", fields.Datetime.now() + timedelta(days=1))
        )
        answer = self.url_open(
            "/json/2/order.shipment/tracking_intake",
            data=json.dumps({"messages": [{"tracking_number": "PN0001"}]}),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.json()[0]["errors"][0]["problem"], "parcel_of_nothing")
