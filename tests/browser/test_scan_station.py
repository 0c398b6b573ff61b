"""The scan station on a phone in a real browser: wrong items, and the network away."""

from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.order_tracking_logistics.test_scan_station import ScanCase


@tagged("-at_install", "post_install")
class TestScanStationTours(HttpCase, ScanCase):
    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.ref("base.user_admin").lang = "en_US"

    def station_tour(self, picking, name):
        self.env.flush_all()
        self.start_tour(f"/odoo/{picking.id}/scan-station", name, login="admin", timeout=600)
        self.env.invalidate_all()
        return self.env["order.scan"].search([("picking_id", "=", picking.id)], order="id")

    def test_wrong_items_undo_and_parcel(self):
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        scans = self.station_tour(picking, "scan_station_walk")
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.move_line_ids.result_package_id.mapped("name"), [scans[-2].parcel])
        wrong = [s.outcome for s in scans if s.outcome not in ("ok", "undone", "closed")]
        self.assertEqual(wrong, ["unknown_barcode", "too_many"])

    def test_network_away_for_a_while(self):
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        scans = self.station_tour(picking, "scan_station_offline")
        self.assertEqual(picking.state, "done")
        self.assertEqual(scans.mapped("outcome"), ["ok", "ok", "too_many", "ok", "closed"])
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 3)


@tagged("-at_install", "post_install")
class TestTwin(HttpCase):
    """The browser decides as the server does: both run through the same table of cases."""

    def test_cases(self):
        code = Path(__file__).with_name("scan_cases.js").read_text()
        self.browser_js("/web/login", code, timeout=600)
