"""What belongs to one company is not bound to what belongs to another, from either side."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
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
        theirs, mine = world.parcels[ABROAD], world.parcels[OWN]
        companies = world.orders[OWN].company_id | world.orders[ABROAD].company_id
        allowed = [Command.set(companies.ids)]
        user = new_test_user(self.env, "both", WRITING, company_ids=allowed)

        def refuses(record, name, foreign):
            both = record.with_user(user).with_context(allowed_company_ids=companies.ids)
            with self.subTest(f"{record._name} {name}"), self.rolled_back():
                with self.assertRaisesRegex(UserError, "company") as refused:
                    both.write({name: [Command.link(foreign.id)]})
                self.assertNotIsInstance(refused.exception, AccessError)

        refuses(world.orders[OWN], "shipment_ids", theirs)
        refuses(world.orders[OWN].picking_ids[:1], "shipment_ids", theirs)
        refuses(mine, "order_ids", world.orders[ABROAD])
        refuses(mine, "picking_ids", theirs.picking_ids)
