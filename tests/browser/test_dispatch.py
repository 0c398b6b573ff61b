"""The dispatch board and the choice of a carrier in a real browser."""

from datetime import UTC, datetime, timedelta

from odoo.tests import tagged

from tests.order_tracking_logistics.test_carrier_choice import ChoiceCase
from tests.order_tracking_logistics.test_dispatch import DispatchCase

from .common import Staff


@tagged("-at_install", "post_install")
class TestBoardTour(Staff, DispatchCase):
    def test_late_ones_warning_and_a_wave(self):
        """The warehouse lies where it is noon now, and its truck leaves in an hour or so."""
        now = datetime.now(UTC).replace(tzinfo=None)
        self.warehouse.partner_id.tz = f"Etc/GMT{now.hour - 12:+d}"
        self.cutoff(self.sf, 13.5, saturday=True, sunday=True)
        admin = self.env.ref("base.user_admin")
        admin.property_warehouse_id = self.warehouse
        soon, past = now + timedelta(days=30), now - timedelta(hours=1)
        found = self.deliveries(2, commitment_date=soon)
        found[0].move_ids.picked = True
        late = self.deliveries(1, commitment_date=past)
        self.deliveries(1, commitment_date=soon, stock=False)
        self.tour("action-order_tracking_logistics.dispatch_board_action", "dispatch_board")
        batch = (found | late).batch_id
        self.assertEqual((len(batch), batch.state), (1, "in_progress"))
        self.assertEqual(batch.picking_ids, found[1] | late)
        self.assertIn("SF Express", batch.description)


@tagged("-at_install", "post_install")
class TestChoiceTour(Staff, ChoiceCase):
    def test_the_one_that_keeps_the_promise_is_taken(self):
        self.history(self.sf, [24] * 46 + [60] * 47 + [96] * 7)
        self.history(self.dhl, [24] * 71 + [120] * 29)
        order = self.promised(confirm=False)
        self.tour(f"sales/{order.id}", "choose_carrier")
        self.assertEqual(order.carrier_id, self.sf)
        self.assertEqual(order.order_line.filtered("is_delivery").price_unit, 12.4)
