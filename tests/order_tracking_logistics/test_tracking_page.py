"""The customer's page of an order with parcels: what it says, to whom, and what it costs."""

import base64
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import tagged

from odoo.addons.order_tracking.presentation import channel

from ..order_tracking.test_tracking_page import PageCase
from .common import ShipmentCase

PICKED = ("in_transit", "2026-11-01T10:00:00Z", "Picked up")
OUT = ("out_for_delivery", "2026-11-02T07:00:00Z", "Driver 13800130000 has it")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
DONE = ("delivered", "2026-11-02T12:00:00Z", "Left with Wang Xiaoming")


class ParcelPageCase(PageCase, ShipmentCase):
    def shipped(self, *numbers, **more):
        order = super().shipped(*numbers, **more)
        order._portal_ensure_token()
        return order

    def document(self, order, token=None):
        answer = self.get(self.url(order, token or order.access_token))
        self.assertEqual(answer.status_code, 200)
        return html.fromstring(answer.content)

    def parcels(self, order, token=None):
        """Texts of the parcels, spaces between words normalised."""
        found = self.document(order, token).xpath("//details[contains(@class, 'parcel')]")
        return [" ".join(parcel.text_content().split()) for parcel in found]


@tagged("-at_install", "post_install")
class TestParcels(ParcelPageCase):
    def test_where_it_is_and_the_carriers_own_page(self):
        order = self.shipped("PN0001")
        self.receive(self.tracker("PN0001", PICKED, OUT))
        (parcel,) = self.parcels(order)
        texts = ("Out for delivery", "Parcel service", "PN0001", "As of Nov 2, 2026", "Berlin")
        for text in (*texts, "Picked up"):
            self.assertIn(text, parcel)
        (link,) = self.document(order).xpath("//details//a")
        self.assertEqual(link.get("href"), "https://parcels.example.com/PN0001")
        self.assertEqual(link.get("rel"), "noopener noreferrer")

    def test_a_parcel_nobody_has_told_about(self):
        (parcel,) = self.parcels(self.shipped("PN0001"))
        self.assertIn("Not yet with the carrier", parcel)
        self.assertIn("has told us nothing about this parcel yet", parcel)

    def test_several_parcels_are_folded_one_is_open(self):
        xpath = "//details[contains(@class, 'parcel')]/@open"
        self.assertEqual(len(self.document(self.shipped("PN0001")).xpath(xpath)), 1)
        order = self.shipped("PN0002", "PN0003")
        self.assertEqual(len(self.parcels(order)), 2)
        self.assertFalse(self.document(order).xpath(xpath))

    def test_an_order_without_parcels_has_no_such_part(self):
        self.assertFalse(self.document(self.order()).xpath("//*[@id='parcels']"))

    def test_contacts_in_the_carriers_words_are_masked(self):
        order = self.shipped("PN0001")
        self.receive(self.tracker("PN0001", PICKED, OUT))
        self.assertNotIn("13800130000", self.parcels(order)[0])
        self.authenticate("page_buyer", "page_buyer")
        self.assertIn("13800130000", self.parcels(order)[0])

    def test_what_a_carrier_sends_is_escaped(self):
        order = self.shipped("PN0001")
        self.receive(self.tracker("PN0001", ("in_transit", PICKED[1], "<script>alert(1)</script>")))
        self.assertIn("<script>alert(1)</script>", self.parcels(order)[0])
        self.assertFalse(self.document(order).xpath("//details//script"))

    def test_an_address_that_is_no_web_page_is_no_link(self):
        self.carrier.tracking_url = "javascript:alert('<shipmenttrackingnumber>')"
        self.assertFalse(self.document(self.shipped("PN0001")).xpath("//details//a"))


@tagged("-at_install", "post_install")
class TestArrival(ParcelPageCase):
    def store(self, shipment, **values):
        """What the forecast would have stored."""
        self.env.flush_all()
        sets = ", ".join(f"{name} = %s" for name in values)
        query = f"UPDATE order_shipment SET {sets} WHERE id = %s"  # pylint: disable=sql-injection
        self.env.cr.execute(query, [*values.values(), shipment.id])
        self.env.invalidate_all()

    def moving(self, *numbers, eta=None, **values):
        """An order whose parcels are on their way since yesterday."""
        order = self.shipped(*numbers)
        since = fields.Datetime.now() - timedelta(days=1)
        scan = ("in_transit", f"{since.isoformat()}Z", "Scan")
        self.receive(*(self.tracker(n, scan, eta=eta and f"{eta.isoformat()}Z") for n in numbers))
        for number in numbers:
            self.store(self.shipment(number), **(values or {"silent_count": 0}))
        return order

    def days(self, count):
        return fields.Datetime.now() + timedelta(days=count)

    def forecast(self, start, until, count=34):
        return {
            "forecast_from": self.days(start),
            "forecast_until": self.days(until),
            "forecast_count": count,
            "forecast_basis": "lane",
        }

    def test_the_forecast_of_parcel_and_order(self):
        order = self.moving("PN0001", **self.forecast(1, 3))
        self.assertIn(
            "8 of 10 such parcels arrived in this time; 34 were counted.", self.page(order)
        )
        (fact,) = self.document(order).xpath("//dl//div[dt[text()='Expected']]/dd")
        self.assertIn("Promised for", fact.text_content())

    def test_the_order_arrives_with_its_last_parcel(self):
        order = self.moving("PN0001", "PN0002", **self.forecast(1, 2))
        xpath = "string(//dl//div[dt[text()='Expected']]/dd/strong)"
        both = self.document(order).xpath(xpath)
        self.store(self.shipment("PN0002"), **self.forecast(4, 6))
        self.assertNotEqual(self.document(order).xpath(xpath), both)
        # of one parcel nothing is known: then nothing is said of the order but the promise
        self.store(self.shipment("PN0002"), forecast_until=None, eta=None)
        self.assertEqual(self.document(order).xpath(xpath), "")
        self.assertIn("Expected by", self.page(order))

    def test_the_carriers_word_where_there_is_no_history(self):
        order = self.moving("PN0001", eta=self.days(2))
        self.assertIn("The carrier's own estimate.", self.parcels(order)[0])

    def test_late_is_never_hidden(self):
        order = self.moving("PN0001", **self.forecast(1, 3))
        self.env.cr.execute(
            "UPDATE sale_order SET promise_first_at = %(at)s, promise_last_at = %(at)s"
            " WHERE id = %(order)s",
            {"at": self.days(-2), "order": order.id},
        )
        self.env.invalidate_all()
        text = self.page(order)
        self.assertEqual(text.count("Late since"), 2)  # of the order and of its parcel
        self.assertEqual(text.count("New estimate:"), 2)
        self.store(self.shipment("PN0001"), forecast_until=self.days(-1))
        self.assertIn("There is no new estimate yet.", self.page(order))

    def test_the_carriers_date_has_passed(self):
        order = self.moving("PN0001", eta=self.days(-1) + timedelta(hours=20))
        (parcel,) = self.parcels(order)
        self.assertIn("Late since", parcel)
        self.assertIn("There is no new estimate yet.", parcel)

    def test_a_promise_that_will_be_missed_says_so(self):
        order = self.moving("PN0001", **self.forecast(20, 30))
        self.assertIn("That will probably be missed.", self.page(order))

    def test_goods_that_are_not_sent_yet_are_promised_not_estimated(self):
        self.stock(self.chair, 5)
        order = self.order((self.chair, 10))
        delivery = self.ready(order)[0]
        delivery.carrier_id = self.carrier
        self.validate(delivery, Chair=5)
        delivery.carrier_tracking_ref = "PN0001"
        self.sync()
        self.store(self.shipment("PN0001"), status="in_transit", **self.forecast(1, 3))
        self.assertIn("Expected by", self.page(order))
        self.assertIn("8 of 10", self.parcels(order)[0])

    def test_the_last_step_is_the_newest_scan(self):
        order = self.shipped("PN0001")
        later = fields.Datetime.now() + timedelta(minutes=5)
        self.receive(self.tracker("PN0001", ("out_for_delivery", f"{later.isoformat()}Z", "Out")))
        self.assertIn("Last step: Out for delivery", self.page(order))

    def test_headline_while_all_parcels_say_the_same(self):
        order = self.shipped("PN0001", "PN0002")
        self.receive(self.tracker("PN0001", PICKED, OUT))
        self.assertEqual(self.headline(order), "Your goods are on their way to you")
        self.receive(self.tracker("PN0002", PICKED, OUT))
        self.assertEqual(self.headline(order), "Your goods are out for delivery")
        self.receive(self.tracker("PN0001", PICKED, DONE), self.tracker("PN0002", PICKED, DONE))
        self.assertEqual(self.headline(order), "Your order has been delivered")


@tagged("-at_install", "post_install")
class TestProof(ParcelPageCase):
    def setUp(self):
        super().setUp()
        self.target = self.shipped("PN0001")
        self.parcel = self.shipment("PN0001")
        self.parcel._tell("delivered", signed_by="Wang Xiaoming")
        self.sync()
        self.file = self.parcel._keep_proof("door.png", PIXEL)
        self.address = f"/my/orders/{self.target.id}/parcels/{self.parcel.id}/proof/{self.file.id}"

    def test_who_received_it_is_masked_and_the_picture_hidden(self):
        (parcel,) = self.parcels(self.target)
        self.assertIn("Received by W*** X***", parcel)
        self.assertNotIn("Wang", parcel)
        self.assertFalse(self.document(self.target).xpath("//details//img"))
        for key in ("", f"?access_token={self.target.access_token}", "?access_token=wrong"):
            self.assertEqual(self.get(self.address + key).status_code, 404)

    def test_the_customer_who_is_logged_in_sees_both(self):
        self.authenticate("page_buyer", "page_buyer")
        self.assertIn("Received by Wang Xiaoming", self.parcels(self.target)[0])
        (source,) = self.document(self.target).xpath("//details//img/@src")
        answer = self.get(source.partition("?")[0])
        self.assertEqual(answer.content, self.file.raw)
        self.assertEqual(answer.headers["Content-Type"], self.file.mimetype)
        self.assertIn("script-src 'none'", answer.headers["Content-Security-Policy"])

    def test_pictures_of_other_parcels_and_other_files_stay_hidden(self):
        self.authenticate("page_buyer", "page_buyer")
        other = self.shipped("PN0002")
        elsewhere = self.address.replace(f"/orders/{self.target.id}/", f"/orders/{other.id}/")
        self.assertEqual(self.get(elsewhere).status_code, 404)
        secret = self.env["ir.attachment"].create({"name": "x.png", "raw": PIXEL})
        wrong = self.address.rpartition("/")[0] + f"/{secret.id}"
        self.assertEqual(self.get(wrong).status_code, 404)
        self.portal_user("page_other", "Other")
        self.authenticate("page_other", "page_other")
        self.assertEqual(self.get(self.address).status_code, 404)


@tagged("-at_install", "post_install")
class TestTimes(ParcelPageCase):
    def told(self, local, source, at="2026-11-02 20:30:00"):
        order = self.shipped("PN0001")
        shipment = self.shipment("PN0001")
        self.env.cr.execute(
            "INSERT INTO order_shipment_event (shipment_id, company_id, key, occurred_at,"
            " recorded_at, local_time, tz_source, sequence, summary, direct, code, evidence)"
            " VALUES (%s, %s, 'x', %s, %s, %s, %s, 0, FALSE, TRUE, 'in_transit', 'carrier')",
            [shipment.id, shipment.company_id.id, at, at, local, source],
        )
        return self.parcels(order)[0]

    def test_the_time_of_the_place(self):
        self.assertIn(
            "Nov 2, 2026, 3:30 PM (UTC-05:00)", self.told("2026-11-02T15:30:00-05:00", "offset")
        )

    def test_the_readers_own_zone_needs_no_name(self):
        parcel = self.told("2026-11-03 04:30:00", "fixed")
        self.assertIn("Nov 3, 2026, 4:30 AM", parcel)
        self.assertNotIn("UTC", parcel)

    def test_what_is_guessed_says_so(self):
        self.assertIn("(time zone not stated)", self.told("2026-11-02 20:30", "assumed"))

    def test_when_we_heard_of_it(self):
        self.assertIn("(when we heard of it)", self.told("", "received"))


@tagged("-at_install", "post_install")
class TestNews(ParcelPageCase):
    def test_every_news_of_a_parcel_reaches_the_open_page(self):
        order = self.shipped("PN0001")
        later = ("in_transit", "2026-11-01T15:00:00Z", "Sorted")
        for scans in ((PICKED,), (PICKED, later)):  # the second one changes no status
            last = self.env["bus.bus"]._bus_last_id()
            self.receive(self.tracker("PN0001", *scans))
            told = self.env["bus.bus"].search([("id", ">", last)]).mapped("channel")
            self.assertEqual(sum(channel(order.access_token) in name for name in told), 1)


@tagged("-at_install", "post_install")
class TestCost(ParcelPageCase):
    def lengthen(self, order, count):
        """Makes each parcel's history have ``count`` more events."""
        self.env.cr.execute(
            "INSERT INTO order_shipment_event (shipment_id, company_id, key, occurred_at,"
            " recorded_at, sequence, summary, direct, code, text, location, evidence)"
            " SELECT s.id, s.company_id, %(count)s || ':' || i, now() - i * interval '1 minute',"
            " now(), 0, FALSE, TRUE, 'in_transit', 'Arrived at the sorting centre ' || i,"
            " 'Frankfurt am Main, DE', 'carrier'"
            " FROM order_shipment s JOIN order_shipment_sale_order_rel r"
            " ON r.order_shipment_id = s.id CROSS JOIN generate_series(1, %(count)s) i"
            " WHERE r.sale_order_id = %(order)s",
            {"order": order.id, "count": count},
        )

    def cost(self, order):
        url = self.url(order, order.access_token)
        self.get(url)
        with self.queries() as seen:
            answer = self.get(url)
        self.assertEqual(answer.status_code, 200)
        return len(seen), len(answer.content)

    def test_queries_and_weight_do_not_grow_with_what_was_told(self):
        one = self.shipped("PN0001")
        many = self.shipped(*(f"PN1{n:03}" for n in range(40)))
        costs = []
        for count in (10, 1000):
            for order in (one, many):
                self.lengthen(order, count)
                costs.append(self.cost(order))
        self.assertEqual(len({queries for queries, _size in costs}), 1, costs)
        for queries, size in costs:
            self.assertLessEqual(queries, 20)
            self.assertLessEqual(size, 70_000)
        self.assertEqual(len(self.parcels(many)), 20)
        self.assertIn("20 more parcels are not listed here.", self.page(many))

    def test_an_order_without_parcels_costs_two_queries_more_at_most(self):
        self.assertLessEqual(self.cost(self.order())[0], 15)
