"""Which warehouse sends an order: proposed with its reason, applied by Odoo's own means."""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import config

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
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertRegex(proposal.with_context(lang="zh_CN").text, "[0-9]月[0-9]+日周")

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

    def test_from_three_where_two_have_not_all(self):
        names = ("Chair", "Desk", "Lamp")
        lamp = self.env["product.product"].create({"name": "Lamp", "is_storable": True})
        shelf = self.env["stock.warehouse"].create({"name": "Canton", "code": "CANT"})
        self.stock(self.chair, 1, self.beijing)
        self.stock(self.desk, 1, self.shanghai)
        self.stock(lamp, 1, shelf)
        order = self.placed((self.chair, 1), (self.desk, 1), (lamp, 1))
        [proposal] = self.propose(order)
        self.assertEqual(len(proposal.warehouse_ids), 3)
        proposal.action_apply()
        places = zip(("Beijing", "Shanghai", "Canton"), names, strict=True)
        self.assertEqual(self.sent_from(order), dict.fromkeys(places, 1))

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

    def test_of_several_one_that_cannot_be_done_keeps_none_back(self):
        self.stock(self.chair, 20, self.shanghai)
        orders = [self.placed((self.chair, 10)) for _ in range(2)]
        first, second = self.propose(*orders)
        orders[0].order_line.product_uom_qty = 12
        told = (first + second).action_apply()
        self.assertIn(orders[0].name, told["params"]["message"])
        self.assertEqual((first.state, second.state), ("proposed", "applied"))

    def test_key_customer_first(self):
        self.stock(self.chair, 10, self.beijing)
        usual = self.placed((self.chair, 10))
        key = self.customer.create({"name": "Key", "delivery_priority": "2"})
        preferred = self.placed((self.chair, 10), partner_id=key.id)
        first, second = self.propose(preferred, usual)
        self.assertNotEqual(first.kind, "wait")
        self.assertEqual(second.kind, "wait")

    def test_going_first_takes_over_reserved_goods(self):
        self.stock(self.chair, 10, self.beijing)
        usual = self.placed((self.chair, 10))
        key = self.customer.create({"name": "Key", "delivery_priority": "2"})
        preferred = self.placed((self.chair, 10), partner_id=key.id)
        self.assertEqual((len(self.ready(usual)), len(self.ready(preferred))), (1, 0))
        [proposal] = self.propose(preferred)
        self.assertEqual((proposal.kind, proposal.changes), ("first", True))
        proposal.action_apply()
        self.assertEqual((len(self.ready(usual)), len(self.ready(preferred))), (0, 1))

    def test_a_wave_that_somebody_has_taken_stays(self):
        self.stock(self.chair, 10, self.beijing)
        order = self.placed((self.chair, 10))
        wave = self.env["stock.picking.batch"].create({"picking_ids": order.picking_ids.ids})
        self.assertTrue(self.propose(order)[0])
        wave.user_id = self.env.user
        self.assertFalse(self.propose(order)[0])

    def test_capacity_makes_the_second_wait(self):
        self.stock(self.chair, 20, self.beijing)
        self.beijing.daily_capacity = 1
        orders = [self.placed((self.chair, 10), days=1) for _ in range(2)]
        first, second = sorted(self.propose(*orders), key=lambda one: one.date)
        self.assertEqual((first.kind, first.date), ("keep", self.in_days(0).date()))
        self.assertEqual((second.kind, second.date), ("wait", self.in_days(1).date()))
        self.assertIn("no warehouse can send it sooner", second.text)

    def test_other_companies_have_their_own(self):
        order = self.placed((self.chair, 10))
        [proposal] = self.propose(order)
        other = self.env["res.company"].create({"name": "Other"})
        clerk = new_test_user(
            self.env,
            "clerk",
            "order_tracking.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        allocations = self.env["order.allocation"].with_user(clerk)
        self.assertFalse(allocations.search([("id", "=", proposal.id)]))

    def test_salespeople_read_their_own_and_decide_nothing(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        own, others = self.placed((self.chair, 1), user_id=seller.id), self.placed((self.chair, 1))
        others.user_id = self.env.ref("base.user_admin")
        mine, theirs = self.propose(own, others)
        allocations = self.env["order.allocation"].with_user(seller)
        self.assertEqual(allocations.search([("id", "in", (mine + theirs).ids)]), mine)
        self.assertTrue(mine.with_user(seller).text)
        for action in ("action_apply", "action_refuse", "action_propose"):
            with self.assertRaises(AccessError):
                getattr(mine.with_user(seller), action)()

    def test_stock_users_apply(self):
        self.stock(self.chair, 10, self.shanghai)
        order = self.placed((self.chair, 10))
        [proposal] = self.propose(order)
        picker = new_test_user(self.env, "picker", "stock.group_stock_user")
        proposal.with_user(picker).action_apply()
        self.assertEqual(self.sent_from(order), {("Shanghai", "Chair"): 10})
        self.assertEqual(proposal.decided_by_id, picker)

    def test_queries_do_not_grow_with_the_book(self):
        def queries():
            before = self.env.cr.sql_log_count
            self.env["order.allocation"]._propose(self.env.company)
            return self.env.cr.sql_log_count - before

        self.placed((self.chair, 1))
        queries()
        one = queries()
        for _ in range(9):
            self.placed((self.chair, 1), (self.desk, 2))
        queries()
        self.assertLessEqual(queries(), one)

    def test_what_no_longer_holds_is_obsolete(self):
        order = self.placed((self.chair, 10))
        self.stock(self.chair, 10, self.shanghai)
        [before] = self.propose(order)
        self.assertEqual(before.kind, "move")
        self.stock(self.chair, 10, self.beijing)
        order.picking_ids.action_assign()
        [after] = self.propose(order)
        self.assertEqual((before.state, after.kind), ("obsolete", "keep"))

    def test_refused_is_not_proposed_again(self):
        order = self.placed((self.chair, 10))
        self.stock(self.chair, 10, self.shanghai)
        [proposal] = self.propose(order)
        proposal.action_refuse()
        self.assertFalse(self.propose(order)[0])


@tagged("post_install", "-at_install")
class TestAllocationTransit(AllocationCase):
    """Days on the way are what parcels took before, where there were enough of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.cn")
        for place, postcode in ((cls.beijing.partner_id, "100000"), (cls.customer, "300000")):
            place.write({"country_id": country.id, "zip": postcode})
        product = cls.env["product.product"].create({"name": "Parcel", "type": "service"})
        cls.carrier = cls.env["delivery.carrier"].create({"name": "P", "product_id": product.id})

    def lane(self, origin, destination, hours, count=34):
        key = f"transit|m{self.carrier.id}|{origin}|{destination}|shipped"
        self.env.cr.execute(
            "INSERT INTO order_lane (company_id, kind, key, carrier_id, origin, destination, stage,"
            " count, days, values, usual_until, made_at)"
            " VALUES (%s, 'transit', %s, %s, %s, %s, 'shipped', %s, 7, '[]', %s, NOW())",
            [self.env.company.id, key, self.carrier.id, origin, destination, count, hours],
        )

    def proposed(self):
        self.stock(self.chair, 10, self.beijing)
        return self.propose(self.placed((self.chair, 10), days=4, carrier_id=self.carrier.id))[0]

    def test_by_distance_without_history(self):
        proposal = self.proposed()
        self.assertEqual(proposal.kind, "keep")
        self.assertIn("Days on the way: 1, by distance.", proposal.text)

    def test_learned(self):
        self.lane("CN/-/10", "CN/-/30", hours=140)
        proposal = self.proposed()
        self.assertEqual((proposal.kind, proposal.late_days), ("wait", 2))
        self.assertIn("Days on the way: 6, as 34 parcels before.", proposal.text)

    def test_the_narrower_history_counts(self):
        self.lane("CN/-", "CN/-", hours=140)
        self.lane("CN/-/10", "CN/-/30", hours=30, count=12)
        self.assertIn("Days on the way: 2, as 12 parcels before.", self.proposed().text)

    def test_too_little_history(self):
        self.lane("CN/-/10", "CN/-/30", hours=None, count=3)
        self.assertIn("by distance", self.proposed().text)


@tagged("post_install", "-at_install")
class TestAllocationOnTheOrder(AllocationCase):
    """What is proposed stands on the sales order, where people work."""

    def setUp(self):
        super().setUp()
        self.stock(self.chair, 10, self.shanghai)
        self.sale = self.placed((self.chair, 10))
        self.propose(self.sale)

    def test_sentence_and_one_click(self):
        with Form(self.sale) as form:
            self.assertIn("From Shanghai", form.allocation_text)
        self.assertEqual(self.sale.allocation_kind, "move")
        self.assertEqual(self.sale.action_open_allocation()["res_model"], "order.allocation")
        self.sale.action_apply_allocation()
        self.assertEqual(self.sent_from(self.sale), {("Shanghai", "Chair"): 10})
        self.sale.invalidate_recordset()
        self.assertFalse(self.sale.allocation_id)

    def test_salespeople_read_it_and_cannot_apply(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        self.sale.user_id = seller
        sale = self.sale.with_user(seller)
        self.assertIn("From Shanghai", sale.allocation_text)
        with self.assertRaises(AccessError):
            sale.action_apply_allocation()

    def test_who_may_not_read_proposals_sees_none(self):
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        self.assertFalse(self.sale.with_user(clerk).allocation_id)


@tagged("post_install", "-at_install")
class TestAllocationJob(AllocationCase):
    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking_logistics.ir_cron_allocate").method_direct_trigger()
        self.env.invalidate_all()

    def test_runs_again_when_stock_changes(self):
        order = self.placed((self.chair, 10))
        self.run_job()
        before = self.proposal(order)
        self.assertEqual(before.kind, "wait")
        made = before.made_at
        self.run_job()
        self.assertEqual((self.proposal(order), before.made_at), (before, made))
        self.stock(self.chair, 10, self.shanghai)
        self.run_job()
        self.assertEqual((before.state, self.proposal(order).kind), ("obsolete", "move"))
        self.assertEqual(order.warehouse_id, self.beijing)

    def test_runs_again_when_a_promise_changes(self):
        self.stock(self.chair, 10, self.beijing)
        orders = [self.placed((self.chair, 10), days=days) for days in (5, 9)]
        self.run_job()
        self.assertEqual([self.proposal(order).kind for order in orders], ["keep", "wait"])
        orders[0].commitment_date = self.in_days(20)
        self.sync()
        self.run_job()
        self.assertEqual([self.proposal(order).kind for order in orders], ["wait", "first"])

    def test_decides_within_the_time_that_odoo_gives_a_job(self):
        allocations, many = self.env["order.allocation"], SimpleNamespace()
        many.book = SimpleNamespace(orders=range(10_000))
        limits = {"limit_time_real_cron": -1, "limit_time_real": 120, "limit_time_cpu": 40}
        for workers, changed, seconds in (
            (0, {}, 60),
            (2, {}, 20),
            (2, {"limit_time_cpu": 1200}, 60),
            (0, {"limit_time_real_cron": 900}, 450),
            (0, {"limit_time_real_cron": 0}, 600),
        ):
            with patch.dict(config.options, {**limits, **changed, "workers": workers}):
                self.assertEqual(allocations._seconds(many), seconds)

    def test_applied_by_the_company_s_rule(self):
        self.env.company.order_allocation_mode = "apply"
        self.stock(self.chair, 10, self.shanghai)
        order = self.placed((self.chair, 10))
        self.run_job()
        self.assertEqual(self.sent_from(order), {("Shanghai", "Chair"): 10})

    def test_off(self):
        self.env.company.order_allocation_mode = "off"
        order = self.placed((self.chair, 10))
        self.run_job()
        self.assertFalse(self.proposal(order))

    def test_delivered_orders_leave_the_book(self):
        self.stock(self.chair, 10, self.beijing)
        order = self.placed((self.chair, 10))
        self.run_job()
        proposal = self.proposal(order)
        self.ship(order)
        self.run_job()
        self.assertEqual(proposal.state, "obsolete")
