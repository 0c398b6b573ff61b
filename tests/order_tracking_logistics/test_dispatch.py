"""What leaves a warehouse today: board, waves, cut-offs, and warnings before them."""

from datetime import datetime

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ShipmentCase

MORNING = datetime(2026, 3, 2, 9)  # Monday, 10:00 in Berlin


class DispatchCase(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].create({"name": "Berlin", "code": "BER"})
        cls.warehouse.partner_id.tz = "Europe/Berlin"
        cls.warehouse.out_type_id.auto_batch = False
        cls.sf, cls.dhl = cls.carrier.copy(), cls.carrier.copy()
        cls.sf.name, cls.dhl.name = "SF Express", "DHL"
        cls.user = new_test_user(
            cls.env, "stocker", groups="stock.group_stock_user", lang="en_US", tz="UTC"
        )
        cls.user.property_warehouse_id = cls.warehouse

    def cutoff(self, carrier, hour, **values):
        return self.env["order.dispatch.cutoff"].create(
            {
                "warehouse_id": self.warehouse.id,
                "carrier_id": carrier and carrier.id,
                "hour": hour,
                **values,
            }
        )

    def deliveries(self, count=1, carrier=None, quantity=1, stock=True, **values):
        if stock:
            self.stock(self.chair, count * quantity)
        orders = self.env["sale.order"]
        for _number in range(count):
            orders += self.order(
                (self.chair, quantity), warehouse_id=self.warehouse.id, confirm=False, **values
            )
        orders.action_confirm()
        self.env.cr.flush()
        pickings = orders.picking_ids
        pickings.carrier_id = carrier or self.sf
        return pickings

    def board(self, user=None, at=MORNING):
        self.env.flush_all()
        with freeze_time(at):
            return (
                self.env["stock.warehouse"]
                .with_user(user or self.user)
                .with_context(lang="en_US")
                .dispatch_board(self.warehouse.id)
            )

    def names(self, board):
        return [row["name"] for row in board["rows"]]


@tagged("post_install", "-at_install")
class TestBoard(DispatchCase):
    def test_the_order_of_work(self):
        self.cutoff(self.sf, 16)
        self.cutoff(self.dhl, 12)
        far = datetime(2026, 3, 20, 16)
        near = datetime(2026, 3, 3, 16)
        late = datetime(2026, 3, 1, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            one = self.deliveries(carrier=self.sf, commitment_date=far)
            two = self.deliveries(carrier=self.dhl, commitment_date=far)
            three = self.deliveries(carrier=self.sf, commitment_date=near)
            four = self.deliveries(carrier=self.sf, commitment_date=late)
            five = self.deliveries(carrier=self.sf, commitment_date=far, stock=False)
        board = self.board()
        self.assertEqual(self.names(board), [p.name for p in (four, three, two, one, five)])
        self.assertEqual(
            [row["urgency"] for row in board["rows"]], ["late", "must", "can", "can", "can"]
        )
        self.assertEqual(board["rows"][-1]["state"], "waiting")
        counts = board["counts"]
        self.assertEqual(
            (counts["today"], counts["late"], counts["must"], counts["waiting"]), (4, 1, 1, 1)
        )
        self.assertEqual(
            [
                (d["carrier"], d["at"].replace("\u202f", " "), d["total"])
                for d in board["departures"]
            ],
            [("DHL", "12:00 PM", 1), ("SF Express", "4:00 PM", 3)],
        )

    def test_after_the_cutoff_it_leaves_another_day(self):
        self.cutoff(self.sf, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            self.deliveries(commitment_date=datetime(2026, 3, 20))
        board = self.board(at=datetime(2026, 3, 2, 15, 1))
        self.assertEqual((board["counts"]["today"], board["counts"]["later"]), (0, 1))
        self.assertEqual(board["rows"][0]["state_text"], "Tue, Mar 3")

    def test_transit_time_on_the_lane_says_when_it_must_leave(self):
        self.cutoff(self.sf, 16)
        self.warehouse.partner_id.country_id = self.env.ref("base.de")
        self.customer.country_id = self.env.ref("base.fr")
        self.env.cr.execute(
            "INSERT INTO order_lane (company_id, kind, key, carrier_id, count, days, values,"
            " usual_until, made_at) VALUES (%s, 'transit', %s, %s, 20, 7, '[]', 72, now())",
            [self.env.company.id, f"transit|m{self.sf.id}|DE|FR|shipped", self.sf.id],
        )
        with freeze_time(datetime(2026, 2, 20, 9)):
            self.deliveries(commitment_date=datetime(2026, 3, 5, 16))
        [row] = self.board()["rows"]
        self.assertEqual(row["urgency"], "must", "three days before Thursday is today")
        self.assertIn("Mar 2", row["leave_by"])

    def test_warned_before_the_cutoff(self):
        self.cutoff(self.sf, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            found = self.deliveries(3, commitment_date=datetime(2026, 3, 20))
        found[0].move_ids.picked = True
        self.assertFalse(self.board()["warnings"])
        [warning] = self.board(at=datetime(2026, 3, 2, 14))["warnings"]
        text = warning["text"].replace("\u202f", " ")
        self.assertEqual(text, "3 orders for SF Express leave by 4:00 PM; 2 not picked.")
        self.assertTrue(warning["soon"])

    def test_half_picked_is_not_picked(self):
        delivery = self.deliveries(quantity=2)
        line = delivery.move_line_ids
        rest = line.copy({"quantity": 1})
        line.write({"quantity": 1, "picked": True})
        self.assertTrue(delivery.move_ids.picked, "so Odoo says of a move with one picked line")
        self.assertEqual(self.board()["counts"]["picked"], 0)
        rest.picked = True
        self.assertEqual(self.board()["counts"]["picked"], 1)

    def test_no_more_than_the_warehouse_can(self):
        self.cutoff(self.sf, 16)
        self.warehouse.daily_capacity = 2
        self.deliveries(3)
        board = self.board()
        self.assertEqual((board["counts"]["fits"], board["counts"]["over"]), (2, 1))
        self.assertEqual(board["capacity"]["percent"], 150)
        self.assertIn("more than the warehouse can do", board["warnings"][0]["text"])

    def test_important_customers_come_first(self):
        with freeze_time(datetime(2026, 2, 20, 9)):
            plain = self.deliveries(commitment_date=datetime(2026, 3, 20))
            dear = self.env["res.partner"].create({"name": "Dear", "delivery_priority": "2"})
            first = self.deliveries(commitment_date=datetime(2026, 3, 20), partner_id=dear.id)
        self.assertEqual(self.names(self.board()), [first.name, plain.name])

    def test_in_two_steps_the_pick_is_the_work(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.stock(self.chair, 1)
        order = self.order((self.chair, 1), warehouse_id=self.warehouse.id, carrier_id=self.sf.id)
        pick = order.picking_ids
        self.assertEqual(pick.picking_type_code, "internal", "the delivery is made later")
        [row] = self.board()["rows"]
        self.assertEqual((row["name"], row["state"]), (pick.name, "fits"))
        self.assertEqual(row["carrier"], "SF Express")
        self.warehouse.with_user(self.user).dispatch_make_waves()
        self.assertTrue(pick.batch_id)
        self.validate(pick)
        board = self.board()
        out = order.picking_ids - pick
        self.assertEqual((board["counts"]["picked"], board["rows"]), (1, []))
        self.assertEqual(board["departures"][0]["ids"], out.ids)

    def test_a_chain_made_at_once_is_one_piece_of_work(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.stock(self.chair, 1)
        order = self.order((self.chair, 1), warehouse_id=self.warehouse.id)
        pick = order.picking_ids
        move = pick.move_ids
        out = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.wh_output_stock_loc_id.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "partner_id": self.customer.id,
            }
        )
        move.copy(
            {
                "picking_id": out.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.wh_output_stock_loc_id.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "procure_method": "make_to_order",
                "move_orig_ids": [Command.link(move.id)],
            }
        )._action_confirm()
        [row] = self.board()["rows"]
        self.assertEqual((row["name"], row["state"]), (out.name, "fits"))
        self.warehouse.with_user(self.user).dispatch_make_waves()
        self.assertTrue(pick.batch_id)
        self.assertFalse(out.batch_id)

    def test_who_sees_it(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.board(seller)
        other = self.env["res.company"].create({"name": "Other"})
        # their own warehouse, which Odoo chooses for everybody, opens nothing either
        with self.assertRaises(AccessError):
            self.env["stock.warehouse"].with_user(seller).dispatch_board()
        foreign = new_test_user(
            self.env,
            "foreign",
            groups="stock.group_stock_user",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.deliveries()
        board = self.board(foreign)
        self.assertNotEqual(board["warehouse"]["id"], self.warehouse.id)
        self.assertFalse(board["rows"])
        with self.assertRaises(AccessError):
            self.warehouse.with_user(foreign).dispatch_make_waves()

    def test_queries_do_not_grow(self):
        self.cutoff(self.sf, 16)

        def asked():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.board()
            return self.env.cr.sql_log_count - before

        self.deliveries(2)
        asked()
        few = asked()
        self.deliveries(12)
        asked()  # what making them threw out of the caches
        self.assertEqual(asked(), few)


@tagged("post_install", "-at_install")
class TestWaves(DispatchCase):
    def make(self, *chosen, at=MORNING):
        self.env.flush_all()
        with freeze_time(at):
            warehouse = self.warehouse.with_user(self.user).with_context(lang="en_US")
            action = warehouse.dispatch_make_waves(*chosen)
        domain = action.get("domain") or [("id", "=", action["res_id"])]
        return self.env["stock.picking.batch"].search(domain)

    def test_odoo_s_own_batches_by_carrier(self):
        self.cutoff(self.sf, 16)
        self.cutoff(self.dhl, 12)
        with freeze_time(datetime(2026, 2, 20, 9)):
            sf = self.deliveries(2, self.sf, commitment_date=datetime(2026, 3, 20))
            dhl = self.deliveries(1, self.dhl, commitment_date=datetime(2026, 3, 20))
        self.assertEqual([w["count"] for w in self.board()["waves"]], [1, 2])
        batches = self.make()
        self.assertEqual(set(batches.mapped("state")), {"in_progress"})
        self.assertEqual(
            {frozenset(b.picking_ids.ids) for b in batches}, {frozenset(sf.ids), frozenset(dhl.ids)}
        )
        self.assertEqual(sorted(sf.mapped("batch_sequence")), [1, 2])
        self.assertIn("SF Express · 4:00", sf.batch_id.description)
        self.assertFalse(self.board()["waves"])
        with self.assertRaises(UserError):
            self.make()

    def test_one_of_them(self):
        self.cutoff(None, 16)
        sf, dhl = self.deliveries(1, self.sf), self.deliveries(1, self.dhl)
        self.make(self.dhl.id, "2026-03-02T15:00:00")
        self.assertTrue(dhl.batch_id)
        self.assertFalse(sf.batch_id)

    def test_no_larger_than_odoo_s_own_limit(self):
        self.warehouse.out_type_id.batch_max_pickings = 2
        found = self.deliveries(3)
        batches = self.make()
        self.assertEqual(sorted(len(b.picking_ids) for b in batches), [1, 2])
        self.assertEqual(batches.picking_ids, found)


@tagged("post_install", "-at_install")
class TestCutoffs(DispatchCase):
    def look(self, pickings, at):
        self.env.flush_all()
        with freeze_time(at):
            Watch = self.env["order.tracking.watch"]
            Watch._look(pickings.sale_id.ids)
        self.env.invalidate_all()
        return self.env["order.exception"].search(
            [("order_id", "in", pickings.sale_id.ids), ("kind", "=", "cutoff")]
        )

    def test_the_last_truck_that_keeps_the_promise(self):
        self.cutoff(self.sf, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            found = self.deliveries(commitment_date=datetime(2026, 3, 3, 16))
        self.assertFalse(self.look(found, MORNING))
        again = self.env.execute_query(
            SQL(
                "SELECT min(look_at) FROM order_tracking_watch WHERE order_id = %s"
                " AND look_at > %s",
                found.sale_id.id,
                MORNING,
            )
        )
        self.assertLessEqual(again[0][0], datetime(2026, 3, 2, 13), "it is looked at in time")
        exception = self.look(found, datetime(2026, 3, 2, 13, 30))
        self.assertEqual(exception.state, "open")
        self.assertIn(found.name, exception.text)
        self.assertIn("SF Express", exception.text)
        found.move_ids.picked = True
        self.assertEqual(self.look(found, datetime(2026, 3, 2, 14)).state, "closed")

    def test_with_a_day_in_hand_nobody_is_warned(self):
        self.cutoff(self.sf, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            found = self.deliveries(commitment_date=datetime(2026, 3, 12, 16))
        self.assertFalse(self.look(found, datetime(2026, 3, 2, 14, 59)))

    def test_another_carrier_or_time_has_it_looked_at(self):
        found = self.deliveries()
        self.env.flush_all()

        def marked():
            self.env.cr.execute(
                "DELETE FROM order_tracking_watch WHERE order_id = %s RETURNING id",
                [found.sale_id.id],
            )
            return bool(self.env.cr.fetchall())

        marked()
        found.carrier_id = self.dhl
        self.assertTrue(marked())
        cutoff = self.cutoff(self.dhl, 12)
        self.assertTrue(marked())
        cutoff.hour = 13
        self.assertTrue(marked())
        cutoff.unlink()
        self.assertTrue(marked())

    def test_queries_do_not_grow_with_orders(self):
        self.cutoff(self.sf, 16)
        with freeze_time(datetime(2026, 2, 20, 9)):
            found = self.deliveries(6, commitment_date=datetime(2026, 3, 3, 16))
        at = datetime(2026, 3, 2, 14)

        def asked(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wanted, _looks = self.env["order.exception"]._find_in_dispatch(orders, at)
            self.assertEqual(len(wanted), len(orders))
            return self.env.cr.sql_log_count - before

        asked(found[0].sale_id)
        self.assertEqual(asked(found.sale_id), asked(found[0].sale_id))

    def test_a_time_of_the_day_on_some_day(self):
        for values in (
            {"hour": 24},
            {"hour": -1},
            dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), False),
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.cutoff(self.sf, **{"hour": 16, **values})
