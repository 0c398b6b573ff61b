"""A company shapes its flows without code; running orders keep the flow they started with."""

from odoo.exceptions import UserError, ValidationError

from .common import TrackingCase


class TestFlows(TrackingCase):
    def names(self, order):
        self.env.invalidate_all()
        return [stage["name"] for stage in order.tracking_timeline["stages"]]

    def test_changed_flow_applies_to_new_orders_only(self):
        running = self.order()
        before = self.names(running)
        reserved = self.env.ref("order_tracking.stage_delivery_reserved")
        reserved.write({"name": "Set aside", "sequence": 5})
        self.delivery.stage_ids.create(
            {"flow_id": self.delivery.id, "name": "Engraving", "sequence": 25}
        )
        self.env.ref("order_tracking.stage_delivery_paid").unlink()
        self.assertEqual(self.names(running), before)
        running.action_cancel()
        self.sync()
        self.assertEqual(self.names(running), before)
        new = self.names(self.order())
        self.assertEqual(new[:3], ["Set aside", "Order confirmed", "Engraving"])
        self.assertNotIn("Paid", new)

    def test_removed_stage_is_archived_when_orders_went_through_it(self):
        self.order()
        paid = self.env.ref("order_tracking.stage_delivery_paid")
        paid.unlink()
        self.assertTrue(paid.exists())
        self.assertFalse(paid.active)

    def test_unused_stage_is_deleted(self):
        stage = self.env["order.tracking.stage"].create(
            {"flow_id": self.pickup.id, "name": "Gift wrap"}
        )
        stage.unlink()
        self.assertFalse(stage.exists())

    def test_flow_in_use_cannot_be_deleted(self):
        self.order()
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.delivery.unlink()

    def test_one_stage_per_trigger(self):
        with self.assertRaisesRegex(ValidationError, "more than one stage"):
            self.env["order.tracking.stage"].create(
                {"flow_id": self.delivery.id, "name": "Paid again", "trigger": "paid"}
            )

    def test_choice_of_flow(self):
        team = self.env["crm.team"].create({"name": "Export"})
        export = self.delivery.copy({"name": "Export", "sequence": 1, "team_ids": team.ids})
        self.assertEqual(self.order(team_id=team.id).tracking_flow_id, export)
        self.assertEqual(self.order().tracking_flow_id, self.delivery)
        by_hand = self.order(team_id=team.id, tracking_flow_id=self.pickup.id)
        self.assertEqual(by_hand.tracking_flow_id, self.pickup)

    def test_company_flow_comes_before_the_shared_one(self):
        own = self.delivery.copy({"name": "Own", "sequence": 99, "company_id": self.env.company.id})
        self.assertEqual(self.order().tracking_flow_id, own)

    def test_no_flow_no_timeline(self):
        self.env["order.tracking.flow"].search([]).action_archive()
        order = self.order()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.milestone_ids)

    def test_pickup_flow(self):
        self.stock(self.chair, 10)
        order = self.order(tracking_flow_id=self.pickup.id)
        self.assertEqual(self.states(order)["ready_for_pickup"], "current")
        order._tracking_mark(self.milestone(order, "ready_for_pickup").stage_id)
        self.assertEqual(self.states(order)["ready_for_pickup"], "reached")
        self.ship(order)
        self.assertEqual(self.states(order)["delivered"], "current")
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.assertEqual(order.tracking_state, "delivered")

    def test_stage_names_in_two_languages(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        stage = self.env.ref("order_tracking.stage_delivery_confirmed")
        stage.with_context(lang="zh_CN").name = "订单已确认"
        order = self.order()
        for lang, name in (("zh_CN", "订单已确认"), ("en_US", "Order confirmed")):
            timeline = order.with_context(lang=lang).tracking_timeline
            self.assertEqual(timeline["stages"][0]["name"], name)

    def test_translation_that_comes_later_is_spoken_too(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        stages = self.delivery.stage_ids.with_context(lang="zh_CN")
        plain = self.delivery.stage_ids.with_context(lang="en_US")
        stages[0].name, stages[1].name = plain[0].name, plain[1].name
        order = self.order()
        stages[0].name = "订单已确认"
        plain[1].name = "Set aside"
        stages[1].name = "备货完成"
        names = [s["name"] for s in order.with_context(lang="zh_CN").tracking_timeline["stages"]]
        self.assertEqual(names[:2], ["订单已确认", "Stock reserved"])
