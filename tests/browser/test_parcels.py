"""The customer's page in a real browser, on a phone: what moves on the way arrives on the page."""

from odoo.tests import HttpCase, tagged

from tests.order_tracking_logistics.common import ShipmentCase

# What the page's own script does when the bus tells of news, without a second server: it asks
# again. Done is done when a detail that the reader opened is still open.
_LOOK = """
(async () => {
    const page = document.documentElement;
    const wide = page.scrollWidth > page.clientWidth;
    const closed = document.querySelector("details.parcel:not([open])");
    const link = document.querySelector("details.parcel a[rel='noopener noreferrer']");
    if (wide) return console.error("the page is wider than the phone");
    if (!closed || !link) return console.error("no folded parcel, or no way to the carrier");
    closed.querySelector("summary").click();
    document.dispatchEvent(new Event("visibilitychange"));
    await new Promise((done) => setTimeout(done, 3000));
    if (!document.querySelector("details.parcel").open) return console.error("it closed again");
    console.log("test successful");
})();
"""


@tagged("-at_install", "post_install")
class TestParcels(HttpCase, ShipmentCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_two_parcels_on_a_phone(self):
        order = self.shipped("PN0001", "PN0002")
        order._portal_ensure_token()
        self.receive(
            self.tracker("PN0001", ("in_transit", "2026-11-01T10:00:00Z", "Picked up")),
            self.tracker("PN0002", ("delivered", "2026-11-02T10:00:00Z", "Delivered")),
        )
        url = f"/my/orders/{order.id}/tracking?access_token={order.access_token}"
        self.browser_js(url, _LOOK, ready="document.readyState === 'complete'")
