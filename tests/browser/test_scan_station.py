"""The scan station on a phone in a real browser: wrong items, and the network away."""

from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.order_tracking_logistics.test_scan_station import ScanCase

from .common import Staff


@tagged("-at_install", "post_install")
class TestScanStationTours(Staff, ScanCase):
    browser_size = "390x844"
    touch_enabled = True

    def station_tour(self, picking, name):
        self.tour(f"{picking.id}/scan-station", name)
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

    def test_gs1_packagings_and_the_camera(self):
        """One DataMatrix names item, lot and quantity; a box counts what is in it."""
        gs1 = "barcodes_gs1_nomenclature.default_gs1_nomenclature"
        self.env.company.nomenclature_id = self.env.ref(gs1)
        self.chair.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "AB-7", "product_id": self.chair.id})
        location = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.chair, location, 5, lot_id=lot)
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.desk.id, "uom_id": dozen.id, "barcode": "15901234123454"}
        )
        self.stock(self.desk, 24)
        picking = self.ready(self.order((self.chair, 5), (self.desk, 24)))[0]
        scans = self.station_tour(picking, "scan_station_gs1")
        self.assertEqual(picking.state, "done")
        told = [(s.outcome, s.quantity) for s in scans if s.kind == "code"]
        self.assertEqual(
            told, [("ok", 3), ("wrong_lot", 0), ("ok", 2), ("ok", 12), ("ok", 11), ("ok", 1)]
        )
        self.assertFalse(scans.filtered(lambda s: s.lot not in (False, "AB-7", "AB-8")))


@tagged("-at_install", "post_install")
class TestTwin(HttpCase):
    """The browser decides as the server does: both run through the same table of cases."""

    def test_cases(self):
        code = Path(__file__).with_name("scan_cases.js").read_text()
        self.browser_js("/web/login", code, timeout=600)
