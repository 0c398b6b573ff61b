"""The scan station: what is scanned is written into Odoo's own transfer, each scan once."""

import uuid
from collections import Counter
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
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

    def stranger(self):
        """Somebody of the warehouse of another company."""
        company = self.env["res.company"].create({"name": "Another company"})
        return new_test_user(
            self.env,
            "stranger",
            groups="stock.group_stock_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

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
        self.assertEqual(
            Counter(told.mapped("kind")),
            {"scan_started": 1, "scan_read": 3, "left_warehouse": 1, "scan_closed": 1},
        )
        self.assertEqual(told.author_id, self.picker)
        self.assertEqual({event.data["device"] for event in told}, {"Handheld 3"})
        left = order.milestone_ids.filtered(lambda m: m.stage_id.trigger == "left_warehouse")
        self.assertEqual((left.state, left.evidence), ("reached", "scan"))
        self.assertIn("Handheld 3", self.events(order, "left_warehouse").summary)

    def test_the_journal_tells_of_each_scan(self):
        picking = self.transfer((self.chair, 2))
        self.codes(picking, self.chair.barcode, self.desk.barcode)
        told = self.events(picking.sale_id, "scan_read").mapped("summary")
        self.assertIn(f"{picking.name} · {self.desk.barcode} · Wrong item · Handheld 3", told)
        self.assertIn(f"{picking.name} · {self.chair.barcode} · Right · Handheld 3", told)

    def test_what_was_entered_by_hand_was_not_scanned(self):
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        picking.move_ids.filtered(lambda m: m.product_id == self.desk).picked = True
        self.codes(picking, self.chair.barcode, self.chair.barcode)
        self.assertEqual(self.scan(picking, kind="close")["code"], "closed")
        self.assertEqual(self.events(picking.sale_id, "left_warehouse").evidence, "system")

    def test_opened_by_the_order(self):
        picking = self.transfer((self.chair, 1))
        opened = self.env["stock.picking"].scan_station_open(picking.sale_id.name)
        self.assertEqual(opened["transfer"]["name"], picking.name)
        with self.assertRaises(UserError):
            self.env["stock.picking"].scan_station_open("no such transfer")


class TestOnce(ScanCase):
    """What comes twice, late or out of order counts once."""

    def test_the_same_scans_again(self):
        picking = self.transfer((self.chair, 3))
        scans = [self.reading(self.chair.barcode) for _i in range(2)]
        first = self.send(picking, *scans)
        again = self.send(picking, *scans, *scans)
        self.assertEqual(again["answers"], first["answers"])
        self.assertEqual(self.picked(picking), {self.chair: (2, 1)})
        self.assertEqual(picking.scan_count, 2)

    def test_work_that_began_offline_is_told_once(self):
        picking = self.transfer((self.chair, 3))
        self.send(picking, *[self.reading(self.chair.barcode) for _ in range(2)])
        self.scan(picking, self.chair.barcode)
        kinds = self.events(picking.sale_id).mapped("kind")
        self.assertEqual(kinds.count("scan_started"), 1)

    def test_what_comes_before_its_turn_waits(self):
        picking = self.transfer((self.chair, 3))
        one, two, three = (self.reading(self.chair.barcode) for _i in range(3))
        self.assertEqual(self.send(picking, three)["answers"], {})
        self.assertEqual(set(self.send(picking, two, one)["answers"]), {one["id"], two["id"]})
        self.assertEqual(set(self.send(picking, three)["answers"]), {three["id"]})
        self.assertEqual(self.picked(picking), {self.chair: (3, 0)})

    def test_two_devices_never_count_too_many(self):
        picking = self.transfer((self.chair, 3))
        told = [
            self.scan(picking, self.chair.barcode, device=device)["code"]
            for device in ("phone", "handheld") * 2
        ]
        self.assertEqual(told, ["ok", "ok", "ok", "too_many"])
        self.assertEqual(self.picked(picking), {self.chair: (3, 0)})

    def test_undo_gives_it_back(self):
        picking = self.transfer((self.chair, 3))
        before = picking.move_line_ids.read(["quantity", "picked", "lot_id", "result_package_id"])
        read = self.reading(self.chair.barcode)
        self.send(picking, read)
        self.assertEqual(self.scan(picking, kind="undo", target=read["id"])["code"], "undone")
        self.assertEqual(self.picked(picking), {self.chair: (0, 3)})
        self.assertEqual(self.scan(picking, kind="undo", target=read["id"])["code"], "nothing")
        self.codes(picking, *[self.chair.barcode] * 3)
        scans = self.env["order.scan"].search([("picking_id", "=", picking.id)])
        for scan in scans.filtered(lambda s: s.outcome == "ok" and s.uuid != read["id"]):
            self.scan(picking, kind="undo", target=scan.uuid)
        after = picking.move_line_ids.read(["quantity", "picked", "lot_id", "result_package_id"])
        self.assertEqual([{**row, "id": 0} for row in after], [{**row, "id": 0} for row in before])

    def test_reservation_stays_whole(self):
        picking = self.transfer((self.chair, 3))
        self.codes(picking, self.chair.barcode)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.chair.id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(quant.reserved_quantity, 3)
        self.assertEqual(picking.state, "assigned")

    def test_append_only(self):
        picking = self.transfer((self.chair, 1))
        self.codes(picking, self.chair.barcode)
        scan = self.env["order.scan"].search([("picking_id", "=", picking.id)])
        for change in (lambda: scan.write({"outcome": "ok"}), scan.unlink, lambda: scan.create({})):
            with self.assertRaises(UserError):
                change()


class TestStops(ScanCase):
    """What does not belong into the transfer is named, and counts nothing."""

    def test_other_items_lots_and_packages(self):
        picking = self.transfer((self.chair, 1))
        self.env["stock.package"].create({"name": "OTHER-1"})
        other = self.env["stock.package"].create({"name": "OTHER-2"})
        location = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.desk, location, 1, package_id=other)
        told = self.codes(picking, self.desk.barcode, "OTHER-1", "OTHER-2", "no barcode")
        self.assertEqual(told, ["wrong_item", "nothing", "wrong_parcel", "unknown_barcode"])
        self.assertEqual(self.picked(picking), {self.chair: (0, 1)})

    def test_lots(self):
        self.chair.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.chair.id} for name in ("L-1", "L-2")]
        )
        location = self.warehouse.lot_stock_id
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(self.chair, location, 2, lot_id=lot)
        picking = self.ready(self.order((self.chair, 2)))[0]
        self.assertEqual(picking.move_line_ids.lot_id.name, "L-1")
        told = self.codes(picking, self.chair.barcode, "L-2", "L-1", "L-1", "L-1")
        self.assertEqual(told, ["lot_missing", "wrong_lot", "ok", "ok", "too_many"])
        self.scan(picking, kind="close")
        self.assertEqual(picking.move_line_ids.lot_id.name, "L-1")
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 2)

    def test_serial_numbers(self):
        self.chair.tracking = "serial"
        location = self.warehouse.lot_stock_id
        for name in ("S-1", "S-2", "S-3"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": self.chair.id})
            self.env["stock.quant"]._update_available_quantity(self.chair, location, 1, lot_id=lot)
        picking = self.ready(self.order((self.chair, 2)))[0]
        one, two = picking.move_line_ids.lot_id.mapped("name")
        told = self.codes(picking, one, one, "S-3", two)
        self.assertEqual(told, ["ok", "already_packed", "wrong_lot", "ok"])

    def test_gs1_names_item_lot_and_quantity(self):
        self.env.company.nomenclature_id = self.env.ref(
            "barcodes_gs1_nomenclature.default_gs1_nomenclature"
        )
        self.chair.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "AB-7", "product_id": self.chair.id})
        location = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.chair, location, 5, lot_id=lot)
        picking = self.ready(self.order((self.chair, 5)))[0]
        full = "0104006381333931" + "30" + "3" + "\x1d" + "10AB-7"
        wrong = "0104006381333931" + "10AB-8"
        foreign = "0105901234123457" + "10AB-7"  # GTIN-14 of an item that bears the EAN-13
        self.assertEqual(
            self.codes(picking, full, wrong, foreign, full),
            ["ok", "wrong_lot", "wrong_item", "too_many"],
        )
        self.assertEqual(self.picked(picking), {self.chair: (3, 2)})

    def test_packaging_and_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.chair.uom_ids = dozen
        self.env["product.uom"].create(
            {"product_id": self.chair.id, "uom_id": dozen.id, "barcode": "DOZEN-1"}
        )
        self.stock(self.chair, 24)
        order = self.order((self.chair, 2), confirm=False)
        order.order_line.product_uom_id = dozen
        self.confirm(order)
        picking = self.ready(order)[0]
        chair = self.chair.barcode
        self.assertEqual(self.codes(picking, "DOZEN-1", *[chair] * 5), ["ok"] * 6)
        self.assertEqual(self.codes(picking, "DOZEN-1"), ["too_many"])
        self.assertEqual(self.picked(picking), {self.chair: (17, 7)})
        self.assertEqual(self.scan(picking, chair, quantity=7)["code"], "ok")
        self.scan(picking, kind="close")
        self.assertEqual((picking.state, order.order_line.qty_delivered), ("done", 2))

    def test_a_transfer_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        picking = self.transfer((self.chair, 12))
        picking.move_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
        self.assertEqual(self.codes(picking, *[self.chair.barcode] * 5), ["ok"] * 5)
        self.assertEqual(self.picked(picking), {self.chair: (5, 7)})


class TestParcels(ScanCase):
    def test_weight_is_checked_before_the_parcel_is_made(self):
        self.env.company.scan_box_weight = 0.5
        picking = self.transfer((self.chair, 2))
        self.codes(picking, self.chair.barcode, self.chair.barcode)
        told = self.scan(picking, kind="seal", weight=4.5)
        self.assertEqual((told["code"], told["expected"]), ("wrong_weight", 8.5))
        self.assertFalse(picking.move_line_ids.result_package_id)
        told = self.scan(picking, kind="seal", weight=8.4)
        package = picking.move_line_ids.result_package_id
        self.assertEqual((told["code"], told["parcel"]), ("ok", package.name))
        self.assertEqual(package.shipping_weight, 8.4)

    def test_two_parcels_and_a_label_printed_before(self):
        label = self.env["stock.package"].create({"name": "LABEL-7"})
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        told = self.codes(picking, self.chair.barcode, "LABEL-7", self.chair.barcode)
        self.assertEqual(told, ["ok"] * 3)
        read = self.reading(kind="seal")
        self.send(picking, read)
        self.codes(picking, self.desk.barcode)
        lines = {line.product_id: line.result_package_id for line in picking.move_line_ids}
        self.assertEqual(len(picking.move_line_ids.result_package_id), 2)
        self.assertIn(label, picking.move_line_ids.result_package_id)
        self.assertFalse(lines[self.desk])
        self.assertEqual(self.scan(picking, kind="undo", target=read["id"])["code"], "undone")
        self.assertEqual(picking.move_line_ids.result_package_id, label)

    def test_goods_that_have_their_parcel(self):
        picking = self.transfer((self.chair, 2))
        mine, other = self.env["stock.package"].create([{"name": "BOX-1"}, {"name": "BOX-2"}])
        picking.move_line_ids.result_package_id = mine
        told = self.codes(picking, self.chair.barcode, "BOX-2", "BOX-1", self.chair.barcode)
        self.assertEqual(told, ["ok", "wrong_parcel", "ok", "ok"])
        self.assertEqual(self.codes(picking, "BOX-2", "BOX-1"), ["wrong_parcel", "ok"])
        self.assertEqual(picking.move_line_ids.result_package_id, mine)
        self.assertNotEqual(mine, other)

    def test_packed_parcels_are_loaded_whole(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.order((self.chair, 2), confirm=False)
        self.stock(self.chair, 2)
        self.confirm(order)
        pick = self.ready(order)[0]
        self.codes(pick, self.chair.barcode, self.chair.barcode)
        name = self.scan(pick, kind="seal")["parcel"]
        self.scan(pick, kind="close")
        ship = self.ready(order)[0]
        self.numbers = {}
        self.assertEqual(self.codes(ship, name, name), ["ok", "already_packed"])
        self.assertEqual(self.scan(ship, kind="close")["code"], "closed")
        self.assertEqual(ship.move_line_ids.result_package_id.name, name)

    def test_what_is_missing_becomes_a_backorder(self):
        picking = self.transfer((self.chair, 3))
        self.codes(picking, self.chair.barcode)
        self.assertEqual(self.scan(picking, kind="close")["code"], "incomplete")
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(self.scan(picking, kind="close", accepted=True)["code"], "closed")
        self.assertEqual((picking.state, picking.move_ids.quantity), ("done", 1))
        self.assertEqual(picking.backorder_ids.move_ids.product_uom_qty, 2)
        self.assertIn("backorder_created", self.kinds(picking.sale_id))

    def test_a_question_before_the_end_is_no_end(self):
        """Other addons may ask something instead of validating: nothing is closed then."""
        picking = self.transfer((self.chair, 1))
        self.codes(picking, self.chair.barcode)
        asks = {"type": "ir.actions.act_window", "res_model": "stock.picking"}
        with patch.object(type(picking), "_pre_action_done_hook", lambda self: asks):
            self.assertEqual(self.scan(picking, kind="close")["code"], "refused")
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(self.scan(picking, kind="close")["code"], "closed")
        self.assertEqual(picking.state, "done")

    def test_what_odoo_refuses_is_told(self):
        picking = self.transfer((self.chair, 1))
        self.codes(picking, self.chair.barcode)
        picking.do_unreserve()
        picking.move_line_ids.unlink()
        told = self.scan(picking, kind="close")
        self.assertIn(told["code"], ("refused", "nothing"))
        self.assertNotEqual(picking.state, "done")


class TestPeople(ScanCase):
    def test_who_may_scan(self):
        picking = self.transfer((self.chair, 1))
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            picking.with_user(seller).scan_station_take([self.reading(self.chair.barcode)])
        with self.assertRaises(AccessError):
            picking.with_user(seller).scan_station_load()

    def test_sellers_see_the_scans_of_their_orders(self):
        picking = self.transfer((self.chair, 1))
        self.codes(picking, self.chair.barcode)
        one = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        other = new_test_user(self.env, "other", groups="sales_team.group_sale_salesman")
        picking.sale_id.user_id = one
        self.sync()
        scans = self.env["order.scan"].search([("picking_id", "=", picking.id)])
        self.assertEqual(scans.with_user(one).search([("id", "in", scans.ids)]), scans)
        self.assertFalse(scans.with_user(other).search([("id", "in", scans.ids)]))

    def test_other_companies_transfers_are_not_found(self):
        picking = self.transfer((self.chair, 1))
        stranger = self.stranger()
        with self.assertRaises(UserError):
            self.env["stock.picking"].with_user(stranger).scan_station_open(picking.name)

    def test_a_stage_is_marked_by_scanning_the_order(self):
        stage = self.env["order.tracking.stage"].create(
            {"flow_id": self.delivery.id, "name": "Cut", "sequence": 15, "trigger": "manual"}
        )
        order = self.order((self.chair, 1))
        staff = new_test_user(
            self.env,
            "cutter",
            groups="order_tracking.group_user,sales_team.group_sale_salesman_all_leads",
        )
        station = self.env["sale.order"].with_user(staff)
        self.assertIn(stage.id, [found["id"] for found in station.scan_station_stages()])
        scans = [{"id": "m1", "code": order.name}, {"id": "m2", "code": "S99999"}]
        told = station.scan_station_mark(stage.id, scans, "Bench 2")
        self.assertEqual([told["m1"]["ok"], told["m2"]["ok"]], [True, False])
        station.scan_station_mark(stage.id, scans, "Bench 2")
        marked = self.events(order, "stage_marked")
        self.assertEqual((len(marked), marked.evidence, marked.author_id), (1, "scan", staff))
        milestone = order.milestone_ids.filtered(lambda m: m.stage_id == stage)
        self.assertEqual(milestone.state, "reached")

    def test_people_of_the_warehouse_mark_stages_by_scans_and_no_more(self):
        stage = self.env["order.tracking.stage"].create(
            {"flow_id": self.delivery.id, "name": "Cut", "sequence": 15, "trigger": "manual"}
        )
        order, other = self.order((self.chair, 1)), self.order((self.chair, 1))
        station = self.env["sale.order"].with_user(self.picker)
        self.assertIn(stage.id, [found["id"] for found in station.scan_station_stages()])
        told = station.scan_station_mark(
            stage.id, [{"id": "p1", "code": order.picking_ids.name}], "Bench 2"
        )
        self.assertEqual(told["p1"], {"ok": True, "text": f"{order.name}: Cut"})
        [event] = self.events(order, "stage_marked")
        self.assertEqual((event.evidence, event.author_id), ("scan", self.picker))
        self.assertEqual(event.data["note"], "Bench 2")
        again = station.scan_station_mark(stage.id, [{"id": "p2", "code": order.name}])
        self.assertFalse(again["p2"]["ok"])
        self.assertIn("done already", again["p2"]["text"])
        self.assertEqual(len(self.events(order, "stage_marked")), 1)
        delivered = self.delivery.stage_ids.filtered(lambda s: s.trigger == "delivered")
        with self.assertRaises(UserError):
            station.scan_station_mark(delivered.id, [{"id": "p3", "code": other.name}])
        for forbidden in (
            lambda: other.with_user(self.picker)._tracking_mark(stage),
            lambda: stage.with_user(self.picker).name,
            lambda: order.milestone_ids.with_user(self.picker).check_access("read"),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        other.action_cancel()
        refused = station.scan_station_mark(stage.id, [{"id": "p4", "code": other.name}])
        self.assertFalse(refused["p4"]["ok"])
        self.assertFalse(self.events(other, "stage_marked"))

    def test_stages_are_scanned_by_nobody_else_and_in_no_other_company(self):
        stage = self.env["order.tracking.stage"].create(
            {"flow_id": self.delivery.id, "name": "Cut", "sequence": 15, "trigger": "manual"}
        )
        order = self.order((self.chair, 1))
        scans = [{"id": "q1", "code": order.name}]
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        for call in (
            lambda sales: sales.scan_station_mark(stage.id, scans),
            lambda sales: sales.scan_station_stages(),
        ):
            with self.assertRaises(AccessError):
                call(self.env["sale.order"].with_user(clerk))
        stranger = self.stranger()
        told = self.env["sale.order"].with_user(stranger).scan_station_mark(stage.id, scans)
        self.assertFalse(told["q1"]["ok"])
        self.assertFalse(self.events(order, "stage_marked"))

    def test_a_pickup_whose_last_item_is_scanned_is_ready(self):
        self.stock(self.chair, 2)
        order = self.order((self.chair, 2), tracking_flow_id=self.pickup.id)
        picking = self.ready(order)
        self.codes(picking, self.chair.barcode)
        self.assertEqual(self.states(order)["ready_for_pickup"], "current")
        self.codes(picking, self.chair.barcode)
        self.assertEqual(self.states(order)["ready_for_pickup"], "reached")
        [last] = self.env["order.scan"].search([("picking_id", "=", picking.id)], limit=1)
        self.scan(picking, kind="undo", target=last.uuid)
        self.assertEqual(self.states(order)["ready_for_pickup"], "current")

    def test_documents(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        picking = self.transfer((self.chair, 2), (self.desk, 1))
        picking.partner_id.lang = "en_US"
        self.codes(picking, self.chair.barcode)
        self.scan(picking, kind="seal", weight=4)
        reports = self.env["ir.actions.report"].with_user(self.picker)
        for name, texts in (
            ("picking_list", ["Picking List", "Chair", "Desk", picking.sale_id.name]),
            ("packing_slip", ["Packing Slip", "Chair", picking.name, "4.00"]),
        ):
            page, _kind = reports._render_qweb_html(
                f"order_tracking_logistics.report_{name}", picking.ids
            )
            for text in texts:
                self.assertIn(text, page.decode())
            self.assertIn("data:image/png;base64", page.decode())


class TestQueries(ScanCase):
    def test_a_scan_costs_the_same_in_a_large_transfer(self):
        """The number of queries does not grow with the lines and scans of the transfer."""
        costs = []
        for size in (3, 30):
            products = self.env["product.product"].create(
                [
                    {
                        "name": f"Part {size}/{i}",
                        "is_storable": True,
                        "barcode": f"P{size:03}{i:03}",
                    }
                    for i in range(size)
                ]
            )
            picking = self.transfer(*[(product, 2) for product in products])
            self.numbers = {}
            self.codes(picking, *products.mapped("barcode"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.codes(picking, products[0].barcode), ["ok"])
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0] + 2, costs)
