"""Staff meet a quotation that is not right, in a real browser."""

from odoo.tests import HttpCase, tagged

from tests.order_tracking.common import TrackingCase


@tagged("-at_install", "post_install")
class TestVerification(HttpCase, TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.ref("base.user_admin").lang = "en_US"
        cls.env.company.order_verification_mode = "enforce"
        cls.customer.write(
            {
                "street": "5 Foundry Court",
                "city": "San Jose",
                "zip": "95110",
                "state_id": cls.env.ref("base.state_us_5").id,
                "country_id": cls.env.ref("base.us").id,
                "email": "customer@example.com",
                "phone": "(408) 555-0130",
            }
        )

    def test_a_stopped_quotation_is_put_right_and_confirmed(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 0), confirm=False)
        self.start_tour(
            f"/odoo/sales/{order.id}",
            "order_tracking_verification_fix",
            login="admin",
            timeout=600,
        )
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.product_uom_qty, 5)
        self.assertEqual(self.customer.phone, "+14085550130")
        issues = {issue.rule: issue.state for issue in order.verification_issue_ids}
        self.assertEqual(issues["phone_format"], "fixed")
        self.assertEqual(issues["quantity_positive"], "gone")
