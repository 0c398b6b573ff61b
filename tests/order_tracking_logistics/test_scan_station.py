"""The scan station: what is scanned is written into Odoo's own transfer, each scan once."""

import uuid

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import ShipmentCase


class ScanCase(ShipmentCase):
    """A transfer on one device; ``scan`` sends one reading as the browser does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair.barcode, cls.desk.barcode = "4006381333931", "5901234123457"
        cls.chair.weight, cls.desk.weight = 4.0, 20.0
        cls.picker = new_test_user(cls.env, "picker", groups="stock.group_stock_user")

    def setUp(self):
        super().setUp()
        self.numbers = {}

    def transfer(self, *lines):
        for product, quantity in lines:
            self.stock(product, quantity)
        return self.ready(self.order(*lines))[0]

    def reading(self, code="", device="phone", **values):
        self.numbers[device] = self.numbers.get(device, 0) + 1
        made = {"id": str(uuid.uuid4()), "code": code, "kind": "code", "device": device}
        return {**made, "number": self.numbers[device], "at": "2026-11-02T10:00:00", **values}

    def send(self, picking, *scans):
        picking = picking.with_user(self.picker)
        answer = picking.scan_station_take(list(scans), "Handheld 3")
        self.sync()
        return answer

    def scan(self, picking, code="", **values):
        """The outcome of one scan."""
        read = self.reading(code, **values)
        return self.send(picking, read)["answers"][read["id"]]

    def codes(self, picking, *codes):
        return [self.scan(picking, code)["code"] for code in codes]

    def picked(self, picking):
        """{product: (quantity picked, quantity still reserved)}"""
        found = {}
        for line in picking.move_line_ids:
            done, rest = found.get(line.product_id, (0, 0))
            amount = line.quantity_product_uom
            found[line.product_id] = (done + amount, rest) if line.picked else (done, rest + amount)
        return found


class TestScanStation(ScanCase):
    def test_from_opening_to_done(self):
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        opened = self.env["stock.picking"].with_user(self.picker).scan_station_open(picking.name)
        self.assertEqual(opened["transfer"]["id"], picking.id)
        self.assertEqual([line["expected"] for line in opened["lines"]], [2, 1])
        chair, desk = self.chair.barcode, self.desk.barcode
        self.assertEqual(self.codes(picking, chair, chair, desk), ["ok"] * 3)
        self.assertEqual(self.picked(picking), {self.chair: (2, 0), self.desk: (1, 0)})
        self.assertEqual(self.scan(picking, kind="close")["code"], "closed")
        self.assertEqual(picking.state, "done")
        order = picking.sale_id
        told = self.events(order).filtered(lambda e: e.evidence == "scan")
        self.assertEqual(told.mapped("kind"), ["scan_started", "scan_closed"])
        self.assertEqual(told.author_id, self.picker)
        self.assertEqual(told[0].data["device"], "Handheld 3")

    def test_opened_by_the_order(self):
        picking = self.transfer((self.chair, 1))
        opened = self.env["stock.picking"].scan_station_open(picking.sale_id.name)
        self.assertEqual(opened["transfer"]["name"], picking.name)
        with self.assertRaises(UserError):
            self.env["stock.picking"].scan_station_open("no such transfer")
