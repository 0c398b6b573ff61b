"""Which warehouse sends an order: proposed with its reason, applied by Odoo's own means."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..order_tracking.common import TrackingCase


class AllocationCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        everywhere = cls.env["stock.warehouse"].search([])
        everywhere.allocation_enabled = False
        places = cls.env["res.partner"].create(
            [
                {"name": "Beijing", "partner_latitude": 39.9, "partner_longitude": 116.4},
                {"name": "Shanghai", "partner_latitude": 31.2, "partner_longitude": 121.5},
            ]
        )
        cls.beijing, cls.shanghai = cls.env["stock.warehouse"].create(
            [
                {"name": place.name, "code": place.name[:4].upper(), "partner_id": place.id}
                for place in places
            ]
        )
        # near Beijing
        cls.customer.write({"partner_latitude": 39.1, "partner_longitude": 117.2})
        # every day is a working day: the tests hold on Sundays, too
        cls.env.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Always",
                "tz": "UTC",
                "attendance_ids": [
                    Command.create({"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 16})
                    for day in "0123456"
                ],
            }
        )

    def in_days(self, days):
        return fields.Datetime.now() + timedelta(days=days)

    def placed(self, *lines, days=5, warehouse=None, **values):
        """A confirmed order that was promised for so many days from now."""
        values = {"commitment_date": self.in_days(days), **values}
        return self.order(*lines, warehouse_id=(warehouse or self.beijing).id, **values)

    def coming(self, product, quantity, warehouse, days):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "date": self.in_days(days),
            }
        )
        move._action_confirm()
        return move

    def propose(self, *orders):
        """The proposals of ``orders``."""
        self.env["order.allocation"].action_propose()
        return [self.proposal(order) for order in orders]

    def proposal(self, order):
        return self.env["order.allocation"].search(
            [("order_id", "=", order.id), ("state", "=", "proposed")]
        )

    def sent_from(self, order):
        """Open quantities by warehouse and product."""
        found = {}
        for move in order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel"):
            key = move.location_id.warehouse_id.name, move.product_id.name
            found[key] = found.get(key, 0) + move.product_uom_qty
        return found


@tagged("post_install", "-at_install")
class TestAllocation(AllocationCase):
    def test_stays_where_everything_is(self):
        self.stock(self.chair, 10, self.beijing)
        self.stock(self.chair, 10, self.shanghai)
        [proposal] = self.propose(self.placed((self.chair, 10)))
        self.assertEqual((proposal.kind, proposal.changes), ("keep", False))
        self.assertEqual(proposal.warehouse_ids, self.beijing)

    def test_another_warehouse_and_why(self):
        self.stock(self.chair, 6, self.beijing)
        self.stock(self.chair, 10, self.shanghai)
        self.coming(self.chair, 4, self.beijing, days=8)
        [proposal] = self.propose(self.placed((self.chair, 10)))
        self.assertEqual(proposal.kind, "move")
        self.assertEqual(proposal.warehouse_ids, self.shanghai)
        self.assertIn("From Shanghai: Beijing is 4 Chair short until", proposal.text)

    def test_applying_moves_the_delivery(self):
        self.stock(self.chair, 6, self.beijing)
        self.stock(self.chair, 10, self.shanghai)
        order = self.placed((self.chair, 10))
        [proposal] = self.propose(order)
        proposal.action_apply()
        self.assertEqual(proposal.state, "applied")
        self.assertEqual(order.warehouse_id, self.shanghai)
        self.assertEqual(self.sent_from(order), {("Shanghai", "Chair"): 10})
        self.assertEqual(self.ready(order).move_ids.quantity, 10)
        [after] = self.propose(order)
        self.assertEqual(after.kind, "keep")

    def test_split_where_nobody_has_everything(self):
        self.stock(self.chair, 10, self.beijing)
        self.stock(self.desk, 5, self.shanghai)
        order = self.placed((self.chair, 10), (self.desk, 5))
        [proposal] = self.propose(order)
        self.assertEqual(proposal.kind, "split")
        proposal.action_apply()
        self.assertEqual(self.sent_from(order), {("Beijing", "Chair"): 10, ("Shanghai", "Desk"): 5})
        self.assertEqual(order.warehouse_id, self.beijing)
        [after] = self.propose(order)
        self.assertEqual(after.kind, "keep")

    def test_a_line_from_two_warehouses(self):
        self.stock(self.chair, 7, self.beijing)
        self.stock(self.chair, 3, self.shanghai)
        order = self.placed((self.chair, 10))
        self.propose(order)[0].action_apply()
        self.assertEqual(self.sent_from(order), {("Beijing", "Chair"): 7, ("Shanghai", "Chair"): 3})
        self.assertEqual(order.order_line.product_uom_qty, 10)

    def test_waits_with_a_date(self):
        self.coming(self.chair, 10, self.beijing, days=8)
        [proposal] = self.propose(self.placed((self.chair, 10), days=3))
        self.assertEqual(proposal.kind, "wait")
        self.assertEqual(proposal.date, self.in_days(8).date())
        self.assertGreater(proposal.late_days, 0)

    def test_waits_without_a_date(self):
        [proposal] = self.propose(self.placed((self.chair, 10)))
        self.assertEqual((proposal.kind, proposal.date), ("wait", False))
        self.assertIn("10 Chair are short", proposal.text)

    def test_picked_stays(self):
        self.stock(self.chair, 10, self.beijing)
        order = self.placed((self.chair, 10))
        self.stock(self.chair, 10, self.shanghai)
        self.beijing.daily_capacity = 1
        order.picking_ids.move_ids.picked = True
        [proposal] = self.propose(order)
        self.assertFalse(proposal)

    def test_picked_after_it_was_proposed(self):
        self.stock(self.chair, 6, self.beijing)
        self.stock(self.chair, 10, self.shanghai)
        order = self.placed((self.chair, 10))
        [proposal] = self.propose(order)
        order.picking_ids.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "picked or changed"):
            proposal.action_apply()
        self.assertEqual(self.sent_from(order), {("Beijing", "Chair"): 10})

    def test_key_customer_first(self):
        self.stock(self.chair, 10, self.beijing)
        usual = self.placed((self.chair, 10))
        key = self.customer.create({"name": "Key", "delivery_priority": "2"})
        preferred = self.placed((self.chair, 10), partner_id=key.id)
        first, second = self.propose(preferred, usual)
        self.assertNotEqual(first.kind, "wait")
        self.assertEqual(second.kind, "wait")

    def test_what_no_longer_holds_is_obsolete(self):
        order = self.placed((self.chair, 10))
        self.stock(self.chair, 10, self.shanghai)
        [before] = self.propose(order)
        self.assertEqual(before.kind, "move")
        self.stock(self.chair, 10, self.beijing)
        [after] = self.propose(order)
        self.assertEqual((before.state, after.kind), ("obsolete", "keep"))

    def test_refused_is_not_proposed_again(self):
        order = self.placed((self.chair, 10))
        self.stock(self.chair, 10, self.shanghai)
        [proposal] = self.propose(order)
        proposal.action_refuse()
        self.assertFalse(self.propose(order)[0])
