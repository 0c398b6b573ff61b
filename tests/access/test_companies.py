"""What belongs to one company is not bound to what belongs to another, from either side."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import AccessCase
from .world import ABROAD, OWN

WRITING = (
    "sales_team.group_sale_salesman_all_leads,order_tracking.group_user,stock.group_stock_user"
)


class TestCompanies(AccessCase):
    needed = ("order.shipment",)

    def test_a_parcel_of_another_company_is_not_linked(self):
        world = self.world
        user = new_test_user(
            self.env, "both", WRITING, company_ids=[Command.set(world.company.ids)]
        )
        theirs, mine = world.parcels[ABROAD], world.parcels[OWN]
        order, delivery = world.orders[OWN], world.orders[OWN].picking_ids[:1]
        for record in (order, delivery):
            with self.subTest(record._name), self.assertRaises(UserError), self.rolled_back():
                record.with_user(user).write({"shipment_ids": [Command.link(theirs.id)]})
        for name in ("order_ids", "picking_ids"):
            foreign = world.orders[ABROAD] if name == "order_ids" else theirs.picking_ids
            with self.subTest(name), self.assertRaises(UserError), self.rolled_back():
                mine.with_user(user).write({name: [Command.link(foreign.id)]})
