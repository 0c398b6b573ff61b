"""The demo data load: every kind of step that they are made of, in every kind of warehouse.

Loading all of them takes minutes, so these tests load the fewest orders in which everything occurs.
"""

from unittest.mock import patch

from odoo.tests import TransactionCase
from odoo.tools import convert

from odoo.addons.order_tracking.demo import orders, receipts
from odoo.addons.order_tracking.demo.scenarios import LINKS, SCENARIOS

FEWEST_ORDERS = 30
LINK, SHOWCASE, *_ = LINKS[0]
DISPUTED = receipts.DISPUTED.removeprefix("demo_order_")
TWIN = "hotel_late_hours"  # the order that another one repeats
NEEDS_HISTORY = "quantity_high"  # more orders than these


def features(scenario):
    """What loading this order goes through."""
    steps = {(step.do, *sorted(step.detail.keys() - {"note"})) for step in scenario.steps}
    last = scenario.steps[-1].do if scenario.steps else "draft"
    ends = last if last in ("draft", "cancel") else "goes on"
    more = {scenario.house, scenario.flow, scenario.customer == "portal", scenario.shows}
    return steps | more | {ends}


def fewest(scenarios):
    """Few scenarios that together have all features, in the order they came in."""
    chosen = {SHOWCASE, DISPUTED, TWIN}
    steps = [step for scenario in scenarios for step in scenario.steps]
    chosen |= {step.detail["other"] for step in steps if step.do == "join"}
    known = set().union(*(features(s) for s in scenarios if s.key in chosen))
    for scenario in sorted(scenarios, key=lambda s: -len(features(s))):
        if features(scenario) - known:
            chosen.add(scenario.key)
            known |= features(scenario)
    return tuple(scenario for scenario in scenarios if scenario.key in chosen)


class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in("base.user_demo", "res.users", name="Marc Demo", login="demo")
        cls.stand_in("base.partner_demo_portal", "res.partner", name="Joel Willis")
        cls.env.ref("base.main_company").order_verification_mode = "enforce"
        cls.scenarios = fewest(SCENARIOS)
        file = ("order_tracking", "demo/order_tracking_demo.xml")
        with patch.multiple(orders, SCENARIOS=cls.scenarios, LINKS=LINKS[:1]):
            convert.convert_file(cls.env, *file, {}, mode="init", noupdate=True)

    @classmethod
    def stand_in(cls, xmlid, model, **values):
        """What Odoo's own demo data bring, if they are not in this database."""
        if not cls.env.ref(xmlid, raise_if_not_found=False):
            record = cls.env[model].create(values)
            cls.env["ir.model.data"]._update_xmlids([{"xml_id": xmlid, "record": record}])

    def order(self, key):
        return self.env.ref(f"order_tracking.demo_order_{key}")

    def test_demo_data_show_every_state(self):
        self.assertGreaterEqual(len(SCENARIOS), FEWEST_ORDERS)
        loaded = self.env["sale.order"].union(*(self.order(s.key) for s in self.scenarios))
        self.assertEqual(len(loaded.company_id), 2)
        self.assertEqual(set(loaded.mapped("state")), {"draft", "sent", "sale", "cancel"})
        confirmed = loaded.filtered(lambda order: order.state == "sale")
        self.assertTrue(all(order.milestone_ids for order in confirmed))
        states = set(confirmed.milestone_ids.mapped("state"))
        self.assertLessEqual({"pending", "current", "reached"}, states)
        self.assertTrue(confirmed.milestone_ids.filtered("late"))

    def test_showcase_order_has_a_history(self):
        order = self.order(SHOWCASE)
        events = self.env["order.tracking.event"].search([("order_id", "=", order.id)])
        told = {"order_confirmed", "left_warehouse", "backorder_created", "delivered", "invoiced"}
        self.assertLessEqual(told, set(events.mapped("kind")))
        self.assertGreater(len(order.promise_ids), 1)

    def test_receiver_has_a_personal_link(self):
        link = self.env.ref(f"order_tracking.{LINK}")
        self.assertTrue(link.token)
        self.assertEqual(link.order_id, self.order(SHOWCASE))

    def test_quotations_show_what_verification_finds(self):
        shown = {s.key: s.shows for s in self.scenarios if s.shows and s.shows != NEEDS_HISTORY}
        self.assertGreater(len(shown), 5)
        found = {key: set(self.order(key).verification_issue_ids.mapped("rule")) for key in shown}
        for key, rule in shown.items():
            self.assertIn(rule, found[key], key)
        self.assertEqual(self.order("check_audit").verification_state, "audit")
        self.assertEqual(self.order("check_postcode").verification_state, "passed")

    def test_newest_orders_wait_for_their_receipts_and_one_is_disputed(self):
        loaded = self.env["sale.order"].union(*(self.order(s.key) for s in self.scenarios))
        due = loaded.filtered("receipt_due_at").sorted("date_order")
        self.assertEqual(len(due | self.order(DISPUTED)), receipts.NEWEST)
        issued = loaded.receipt_ids
        self.assertEqual((issued.order_id, issued.answer), (self.order(DISPUTED), "disputed"))
        self.assertEqual(issued.dispute_ids.proposed, str(receipts.MEANT))
        self.assertFalse(issued.dispute_ids.obstacle)
        self.assertEqual((issued.mail_id.state, issued.send_at), ("cancel", False))

    def test_a_message_of_another_system_is_refused_with_a_suggestion(self):
        messages = self.env["order.intake.message"].search([("reference", "=like", "WEB-305%")])
        self.assertEqual(set(messages.mapped("state")), {"done", "refused"})
        desired = self.env.ref("order_tracking.demo_product_chair")
        self.assertEqual(messages.match_ids.suggested_id, desired)
