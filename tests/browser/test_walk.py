"""The main job in a real browser: staff work an order off, the customer follows it."""

import json

from odoo.tests import HttpCase, tagged

from tests.order_tracking.common import TrackingCase


@tagged("-at_install", "post_install")
class TestWalk(HttpCase, TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.ref("base.user_admin").lang = "en_US"
        cls.warehouse.delivery_steps = "pick_pack_ship"

    def tour(self, order, name):
        self.start_tour(f"/odoo/sales/{order.id}", name, login="admin", timeout=600)

    def test_three_steps_with_one_backorder(self):
        self.stock(self.chair, 6)
        order = self.order((self.chair, 10), confirm=False)
        self.tour(order, "order_tracking_walk_first")
        self.stock(self.chair, 4)
        order.picking_ids.filtered(lambda p: p.state == "confirmed").action_assign()
        self.sync()
        self.tour(order, "order_tracking_walk_second")
        self.env.invalidate_all()
        self.assertEqual(order.tracking_state, "delivered")
        evidence = [m.evidence for m in order.milestone_ids if m.state == "reached"]
        self.assertEqual(evidence, ["system"] * 5 + ["staff"])
        self.customer_sees(order, "Picked", "Packed", "On its way", "Delivered", "staff")

    def customer_sees(self, order, *texts):
        """The customer's page, opened with the order's token, shows each text."""
        order._portal_ensure_token()
        wanted = json.dumps(texts)
        self.browser_js(
            f"/my/orders/{order.id}/tracking?access_token={order.access_token}",
            f"const lost = {wanted}.filter(t => !document.body.innerText.includes(t));"
            "if (lost.length) console.error('not on the page: ' + lost);"
            "else console.log('test successful');",
            ready="document.readyState === 'complete'",
        )
