"""The customer's page of an order with parcels: what it says, to whom, and what it costs."""

from lxml import html

from odoo.tests import tagged

from ..order_tracking.test_tracking_page import PageCase
from .common import ShipmentCase

PICKED = ("in_transit", "2026-11-01T10:00:00Z", "Picked up")
OUT = ("out_for_delivery", "2026-11-02T07:00:00Z", "Driver 13800130000 has it")
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
        for text in ("Out for delivery", "Parcel service", "PN0001", "As of Nov 2, 2026", "Berlin"):
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
