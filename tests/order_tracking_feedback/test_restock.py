"""Reordering rules from forecasts: proposed by a job, made by a person, never by themselves."""

from datetime import date, datetime
from math import ceil
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.order_tracking_feedback import demand

from .review_data import ReviewCase

JUNE = date(2026, 6, 1)
# the year before says 80 where this year says 120: last year foretells badly, 100 always well
RESTLESS = [80.0, 120.0] * 6 + [120.0, 80.0] * 6


class Flat:
    """A forecaster that always says the same, and that it fits."""

    name = "ETS(A,N,N)"

    def __init__(self, value=100.0):
        self.value = value

    def __call__(self, values, steps):
        return [self.value] * steps, 0.0


class RestockCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.chair, cls.lamp = cls.env["product.product"].create(
            [
                {"name": name, "type": "consu", "is_storable": True, "default_code": name}
                for name in ("CHAIR", "LAMP")
            ]
        )
        cls.keeper = new_test_user(
            cls.env,
            "keeper",
            "stock.group_stock_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.Proposal = cls.env["order.restock.proposal"]

    def sold(self, values=RESTLESS, product=None, until=JUNE, company=None, warehouse=None, **more):
        """An order in each of the months before ``until``."""
        company = company or self.company
        months = [demand.later("month", until, i - len(values)) for i in range(len(values))]
        ids = self.outcomes(
            [
                {"ordered_at": datetime(m.year, m.month, 9), "company_id": company.id, **more}
                for m in months
            ]
        )
        if warehouse:
            orders = self.env["order.outcome"].browse(ids).order_id
            self.env.cr.execute(
                "UPDATE sale_order SET warehouse_id = %s WHERE id IN %s",
                [warehouse.id, tuple(orders.ids)],
            )
        product = (product or self.chair).id
        self.parts(
            [
                {"outcome_id": one, "kind": "line", "product_id": product, "quantity": quantity}
                for one, quantity in zip(ids, values, strict=True)
            ]
        )

    def made(self, today=JUNE, forecaster=Flat, company=None):
        """What the job makes of it, by a forecaster that needs no package."""
        company = company or self.company
        with patch.object(demand, "smoothed", lambda season: forecaster()):
            self.Proposal._seed(company, today)
            todo = self.Proposal.search([("state", "=", "todo"), ("company_id", "=", company.id)])
            todo._propose()
        return todo

    def proposed(self, **more):
        self.sold(**more)
        proposal = self.made(company=more.get("company"))
        self.assertEqual(proposal.state, "proposed")
        return proposal

    def rules(self, **more):
        return self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "in", (self.chair + self.lamp).ids)], **more
        )


@tagged("post_install", "-at_install")
class TestRestockMaking(RestockCase):
    def test_levels(self):
        """100 a month: 14 days of June until the goods come, 30 more that they last; 20 off."""
        proposal = self.proposed()
        self.assertEqual((proposal.product_id, proposal.warehouse_id), (self.chair, self.warehouse))
        self.assertAlmostEqual(proposal.demand, 100 + 100 * 14 / 31, 2)
        self.assertAlmostEqual(proposal.safety, 1.6449 * 20 * (44 / 30.4375) ** 0.5, 2)
        self.assertEqual((proposal.suggested_min, proposal.suggested_max), (87, 185))
        self.assertFalse(proposal.lead_known)
        self.assertLess(proposal.wape, proposal.naive_wape)
        self.assertIn("145 Units are expected in 44 days", proposal.text)
        self.assertIn("14 days are assumed", proposal.text)
        self.assertIn("off by 21%, the same month of the year before by 43%", proposal.text)
        self.assertIn("<svg", proposal.chart)
        self.assertFalse(self.rules())

    def test_what_is_counted_is_proposed_whole(self):
        """Half a pack that was once ordered makes no half chair; what is weighed keeps parts."""
        halves = [value + 0.5 for value in RESTLESS]
        self.lamp.uom_id = self.env.ref("uom.product_uom_kgm")
        self.sold(halves)
        self.sold(halves, product=self.lamp)
        found = {proposal.product_id: proposal for proposal in self.made()}
        whole, weighed = found[self.chair], found[self.lamp]
        self.assertEqual((whole.demand, whole.safety), (weighed.demand, weighed.safety))
        for name in ("suggested_min", "suggested_max"):
            self.assertNotEqual(weighed[name] % 1, 0)
            self.assertEqual(whole[name], ceil(weighed[name]), "up, or it runs out")

    def test_what_was_only_ordered_whole_is_proposed_whole(self):
        self.lamp.uom_id = self.env.ref("uom.product_uom_kgm")
        self.sold(product=self.lamp)
        proposal = self.made()
        self.assertEqual((proposal.suggested_min, proposal.suggested_max), (87, 185))

    def test_company_sets_service_and_cycle(self):
        self.company.order_restock_service = 50
        self.company.order_restock_days = 16
        proposal = self.proposed()
        self.assertEqual(proposal.safety, 0)
        self.assertEqual((proposal.suggested_min, proposal.suggested_max), (47, 100))

    def test_lead_time_of_the_rules(self):
        """Odoo's own rule: goods come from another place, ten days later."""
        route = self.env["stock.route"].create(
            {"name": "From the plant", "company_id": self.company.id, "product_selectable": True}
        )
        supplier = self.env.ref("stock.stock_location_suppliers")
        self.env["stock.rule"].create(
            {
                "name": "Plant",
                "route_id": route.id,
                "action": "pull",
                "delay": 10,
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_src_id": supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "procure_method": "make_to_stock",
                "company_id": self.company.id,
            }
        )
        self.chair.route_ids = route
        proposal = self.proposed()
        self.assertTrue(proposal.lead_known)
        self.assertEqual(proposal.lead_days, 10)
        self.assertNotIn("assumed", proposal.text)

    def test_lead_time_beyond_the_forecast(self):
        self.company.order_restock_lead_days = 350
        self.sold()
        proposal = self.made()
        self.assertEqual((proposal.state, proposal.why_not), ("none", "long"))
        self.assertIn("380 days", proposal.text)

    def test_worse_than_last_year_is_no_advice(self):
        self.sold([80.0, 120.0] * 12)
        proposal = self.made()
        self.assertEqual((proposal.state, proposal.why_not), ("none", "naive"))
        self.assertEqual(proposal.suggested_max, 0)
        self.assertIn("no better than the same month of the year before", proposal.text)

    def test_too_short(self):
        self.sold(RESTLESS[:7])
        proposal = self.made()
        self.assertEqual(proposal.why_not, "short")
        self.assertIn("orders of 7 months are known, 12 are needed", proposal.text)

    def test_who_counts(self):
        """Neither cancelled orders nor what was known before nor services nor what is gone."""
        service = self.env["product.product"].create({"name": "Work", "type": "service"})
        consumable = self.env["product.product"].create({"name": "Glue", "type": "consu"})
        old = self.env["product.product"].create(
            {"name": "Old", "type": "consu", "is_storable": True, "active": False}
        )
        self.sold(state="cancelled")
        self.sold(product=service)
        self.sold(product=consumable)
        self.sold(product=old)
        self.sold(product=self.lamp, until=date(2025, 6, 1))
        self.sold([0.0], product=self.lamp)
        self.sold(known_until=datetime(2026, 5, 30))
        closed = self.warehouse.copy({"name": "Closed", "code": "CLO"})
        self.sold(warehouse=closed)
        closed.active = False
        self.assertFalse(self.made())

    def test_the_running_month_does_not_count(self):
        self.sold([*RESTLESS, 5000.0], until=date(2026, 7, 1))
        proposal = self.made(today=date(2026, 6, 30))
        self.assertEqual(proposal.sold["2026-05-01"], 80)
        self.assertNotIn("2026-06-01", proposal.sold)

    def test_each_warehouse_for_itself(self):
        other = self.warehouse.copy({"name": "Other", "code": "OTH"})
        self.sold()
        self.sold([value / 2 for value in RESTLESS], warehouse=other)
        found = {p.warehouse_id: p.sold["2026-05-01"] for p in self.made()}
        self.assertEqual(found, {self.warehouse: 80, other: 40})

    def test_each_company_for_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        place = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.sold()
        self.sold(company=other, warehouse=place)
        mine, theirs = self.made(), self.made(company=other)
        self.assertEqual((mine.state, theirs.state), ("proposed", "proposed"))
        self.assertEqual(theirs.warehouse_id, place)
        self.sold([100.0], until=date(2026, 7, 1))
        self.assertEqual(self.made(date(2026, 7, 1)), mine)
        self.assertEqual((theirs.month, theirs.state), (JUNE, "proposed"))

    def test_decided_it_is_not_proposed_again_in_the_same_month(self):
        proposal = self.proposed()
        proposal._decide("refused")
        self.assertFalse(self.made(date(2026, 6, 28)))

    def test_once_a_month_and_anew_in_the_next(self):
        proposal = self.proposed()
        self.assertFalse(self.made(date(2026, 6, 28)))
        self.sold([100.0], until=date(2026, 7, 1))
        self.assertEqual(self.made(date(2026, 7, 2)), proposal)
        self.assertEqual(proposal.month, date(2026, 7, 1))
        self.sold([1.0], product=self.lamp, until=date(2027, 8, 1))
        self.made(date(2027, 8, 1))
        self.assertFalse(proposal.exists(), "Nobody ordered it for a year")

    def test_the_rule_is_right_already(self):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.chair.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "company_id": self.company.id,
                "product_min_qty": 90,
                "product_max_qty": 180,
            }
        )
        self.sold()
        proposal = self.made()
        self.assertEqual((proposal.state, proposal.why_not), ("none", "same"))
        self.assertEqual((proposal.present_min, proposal.present_max), (90, 180))

    def test_job(self):
        self.sold(until=demand.start("month", date.today()))
        cron = self.env.ref("order_tracking_feedback.ir_cron_restock")
        with (
            patch.object(demand, "has_smoothing", lambda: True),
            patch.object(demand, "smoothed", lambda season: Flat()),
            self.enter_registry_test_mode(),
        ):
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        mine = self.Proposal.search([("company_id", "=", self.company.id)])
        self.assertEqual(mine.mapped("state"), ["proposed"])
        self.assertFalse(self.rules())

    def test_without_statsmodels(self):
        self.sold(until=demand.start("month", date.today()))
        with patch.object(demand, "has_smoothing", lambda: False):
            self.Proposal._cron_propose()
            self.assertIn("pip install statsmodels", self.Proposal._list_action()["help"])
        self.assertFalse(self.Proposal.search([("company_id", "=", self.company.id)]))

    def test_with_statsmodels(self):
        self.sold()
        proposal = self.made(forecaster=lambda: demand.smoothing.smoothed(12))
        self.assertEqual((proposal.state, proposal.engine), ("proposed", "ETS(A,N,N)"))
        self.assertAlmostEqual(proposal.told["ahead"][0], 100, delta=12)

    def test_a_list_costs_the_same_for_many(self):
        counts = []
        for size in (1, 6):
            goods = self.env["product.product"].create(
                [{"name": f"G{size}{i}", "is_storable": True} for i in range(size)]
            )
            for one in goods:
                self.sold(product=one)
            self.env.cr.execute("DELETE FROM order_restock_proposal")
            found = self.made().filtered(lambda p: p.product_id in goods)  # noqa: B023
            found.invalidate_recordset()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for proposal in found:
                self.assertTrue(proposal.text)
                self.assertEqual((proposal.present_min, proposal.on_hand), (0, 0))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestRestockDecision(RestockCase):
    def as_keeper(self, proposal):
        return proposal.with_user(self.keeper).with_context(allowed_company_ids=self.company.ids)

    def test_accepting_makes_the_rule_once(self):
        proposal = self.as_keeper(self.proposed())
        proposal.action_accept()
        rule = self.rules()
        self.assertEqual(len(rule), 1)
        self.assertEqual((rule.product_min_qty, rule.product_max_qty), (87, 185))
        self.assertEqual(rule.location_id, self.warehouse.lot_stock_id)
        self.assertEqual((proposal.state, proposal.decided_by_id), ("accepted", self.keeper))
        self.assertTrue(proposal.decided_at)
        self.assertFalse(proposal.was_rule)
        with self.assertRaisesRegex(UserError, "decided already: .*CHAIR"):
            proposal.action_accept()
        self.assertEqual(self.rules(), rule)

    def test_accepting_changes_the_rule_of_this_warehouse(self):
        other = self.warehouse.copy({"name": "Other", "code": "OTH"})
        mine, theirs = self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": self.chair.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "company_id": self.company.id,
                    "product_min_qty": 3,
                    "product_max_qty": 4,
                    "trigger": "manual",
                }
                for warehouse in (self.warehouse, other)
            ]
        )
        proposal = self.as_keeper(self.proposed())
        self.assertEqual((proposal.present_min, proposal.present_max), (3, 4))
        proposal.action_accept()
        self.assertEqual((mine.product_min_qty, mine.product_max_qty), (87, 185))
        self.assertEqual(mine.trigger, "manual")
        self.assertEqual((theirs.product_min_qty, theirs.product_max_qty), (3, 4))
        self.assertEqual((proposal.was_rule, proposal.was_min, proposal.was_max), (True, 3, 4))

    def test_an_archived_rule_is_used_again(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.chair.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "company_id": self.company.id,
                "active": False,
            }
        )
        proposal = self.as_keeper(self.proposed())
        self.assertFalse(proposal.orderpoint_id)
        proposal.action_accept()
        self.assertEqual(self.rules(), rule)
        self.assertFalse(proposal.was_rule)

    def test_many_at_once(self):
        self.sold(product=self.lamp)
        self.sold()
        self.as_keeper(self.made()).action_accept()
        self.assertEqual(self.rules().product_id, self.chair + self.lamp)

    def test_one_that_was_decided_stops_all(self):
        self.sold(product=self.lamp)
        self.sold()
        both = self.as_keeper(self.made())
        both[0].action_accept()
        with self.assertRaises(UserError):
            both.action_accept()
        self.assertEqual(self.rules().product_id, both[0].product_id)

    def test_no_advice_cannot_be_accepted(self):
        self.sold([80.0, 120.0] * 12)
        with self.assertRaises(UserError):
            self.as_keeper(self.made()).action_accept()
        self.assertFalse(self.rules())

    def test_who_may_not_change_rules_may_not_decide(self):
        proposal = self.proposed()
        for groups in ("stock.group_stock_user", "order_tracking.group_manager"):
            someone = new_test_user(
                self.env,
                groups.replace(".", "_"),
                groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            theirs = proposal.with_user(someone)
            self.assertTrue(theirs.text)
            for decide in (theirs.action_accept, theirs.action_refuse):
                with self.assertRaises(AccessError):
                    decide()
            with self.assertRaises(AccessError):
                theirs.write({"suggested_max": 1})
        self.assertFalse(self.rules())

    def test_another_company_neither_sees_nor_decides(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        proposal = self.proposed()
        stranger = new_test_user(
            self.env,
            "stranger",
            "stock.group_stock_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        theirs = proposal.with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            theirs.action_accept()
        self.assertFalse(self.rules())

    def test_refusing_keeps_the_reason_and_is_remembered(self):
        proposal = self.as_keeper(self.proposed())
        action = proposal.action_refuse()
        form = Form(
            self.env["order.restock.refuse"]
            .with_user(self.keeper)
            .with_context(allowed_company_ids=self.company.ids, **action["context"])
        )
        form.reason = "Will not be sold any more"
        form.save().action_refuse()
        self.assertEqual((proposal.state, proposal.reason), ("refused", form.reason))
        self.assertEqual(proposal.decided_by_id, self.keeper)
        self.assertFalse(self.rules())
        self.sold([80.0], until=date(2026, 7, 1))
        after = self.made(date(2026, 7, 1))
        self.assertEqual((after.state, after.why_not), ("none", "refused"))
        self.assertEqual(proposal.exists().state, "refused")
