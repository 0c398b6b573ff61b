"""The worked example of the developer guide (docs/developer-guide.md) does what the guide says."""

import hashlib
import hmac
import json
from pathlib import Path

from odoo.exceptions import AccessError

from odoo.addons.order_tracking_feedback.presentation.metric_words import metric_name
from odoo.addons.order_tracking_logistics import connectors

from ..order_tracking.common import TrackingCase
from ..order_tracking_feedback.review_data import ReviewCase

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "developer-guide.md"
EXAMPLE = Path(__file__).parent / "addons" / "order_tracking_example"
PUSH = {
    "number": "EX-1",
    "events": [
        {"at": "2026-11-02T09:00:00+01:00", "state": "taken"},
        {"at": "2026-11-03T14:00:00+01:00", "state": "done"},
    ],
}


class TestExample(TrackingCase):
    def test_the_guide_shows_what_is_tested(self):
        told = GUIDE.read_text()
        for file in (*EXAMPLE.rglob("*.py"), *EXAMPLE.rglob("*.xml")):
            if file.name not in ("__init__.py", "__manifest__.py"):
                self.assertIn(file.read_text().strip(), told, f"{file.name} is not in the guide")

    def test_a_stage_is_reached_by_a_trigger_of_ones_own(self):
        stage = self.env["order.tracking.stage"].create(
            {
                "flow_id": self.delivery.id,
                "name": "Inspected",
                "trigger": "inspected",
                "sequence": self.delivery.stage_ids[0].sequence,
            }
        )
        order = self.order()
        self.assertNotEqual(self.milestone(order, "inspected").state, "reached")
        order.action_inspected()
        order.action_inspected()
        self.assertEqual(self.milestone(order, "inspected").state, "reached")
        self.assertEqual(self.milestone(order, "inspected").stage_id, stage)
        self.assertEqual(len(self.events(order, "inspected")), 1, "pressed twice, told once")
        with self.assertRaises(AccessError):
            order.with_user(self.env.ref("base.public_user")).action_inspected()

    def test_a_check_of_ones_own_finds(self):
        self.env.company.order_verification_mode = "enforce"
        for count, found in ((50, False), (51, True)):
            order = self.order(*[(self.chair, 1)] * count, confirm=False)
            order._verify()
            issues = order.verification_issue_ids.filtered(lambda i: i.rule == "many_lines")
            self.assertEqual(bool(issues), found, count)
        self.assertIn("51 lines are more than the usual 50", issues.text)

    def test_a_source_of_ones_own_moves_a_parcel(self):
        connector = self.env["tracking.connector"].create(
            {"name": "Example", "code": "example", "push_secret": "s3cret"}
        )
        body = json.dumps(PUSH).encode()
        seal = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
        push = self.env["tracking.message"]._push
        self.assertEqual(push("example", connector.push_token, body, {}).status, 401)
        self.assertEqual(
            push("example", connector.push_token, body, {"X-Signature": seal}).status, 200
        )
        (update,) = connectors.get("example").parse(body, kind="push")
        self.assertEqual((update.tracking_number, update.status), ("EX-1", "delivered"))
        self.assertEqual([event.code for event in update.events], ["picked_up", "delivered"])


class TestFigure(ReviewCase):
    def test_a_figure_of_ones_own_is_in_the_review(self):
        self.outcomes([{"amount": 12_000.0}, {"amount": 20.0}, {"amount": 30.0}])
        month = {"kind": "month", "date_from": "2026-05-01", "date_to": "2026-05-31"}
        review = self.env["order.review"].create({"company_id": self.company.id, **month})
        review.action_freeze()
        figure = review.figure_ids.filtered(
            lambda f: f.metric == "large_orders" and not f.dimension
        )
        self.assertEqual((figure.n, figure.hits), (3, 1))
        self.assertEqual(metric_name(self.env, figure.metric), "Large orders")
