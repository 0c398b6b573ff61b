"""Demo parcels: what the demo data tell, and how the simulator goes on from there."""

import json
from datetime import UTC, datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.order_tracking_logistics import connectors
from odoo.addons.order_tracking_logistics.demo import parcels

from ..carrier_simulator.server import Simulator
from ..carrier_simulator.sources import SOURCES

NOW = datetime(2026, 11, 20, 12)


@tagged("post_install", "-at_install")
class TestDemoParcels(BaseCase):
    def told(self, parcel):
        body = json.dumps(parcels.event(parcel, NOW)).encode()
        return connectors.get("easypost").parse(body, kind="push")[0]

    def test_each_is_where_it_should_be(self):
        for parcel in parcels.PARCELS:
            if not parcel.told:
                continue
            update = self.told(parcel)
            self.assertEqual(update.tracking_number, parcel.number)
            self.assertEqual([e.code for e in update.events], [code for code, _h in parcel.told])
            self.assertEqual(update.status, parcel.told[-1][0])
            newest = update.events[-1].occurred_at.replace(tzinfo=None)
            self.assertEqual(newest, NOW - timedelta(hours=parcel.ago))

    def test_the_simulator_goes_on_from_what_was_told(self):
        """The past is told again in the same words, so that it is not taken for news."""
        for parcel, journey in ((parcels.PARCELS[2], "straight"), (parcels.PARCELS[6], "returned")):
            simulator = Simulator(speed=0, start=NOW.replace(tzinfo=UTC))
            self.addCleanup(simulator.pusher.stop)
            simulator.world.hour = timedelta(seconds=20)
            before = self.told(parcel)
            rows = [
                {"at": e.occurred_at.isoformat(), "code": e.code, "text": e.text}
                for e in before.events
            ]
            simulator.control("resume", {parcel.number: {"journey": journey, "told": rows}})
            simulator.clock.set(now=NOW.replace(tzinfo=UTC) + timedelta(hours=2))
            told = simulator.world.told(parcel.number, simulator.clock.now())
            push = SOURCES["easypost"].push(told, told.scans[-1].at, delivery="1", secret="s")
            (after,) = connectors.get("easypost").parse(push.body, kind="push")
            known = len(before.events)
            self.assertEqual([e.key for e in after.events[:known]], [e.key for e in before.events])
            self.assertGreater(len(after.events), known)
            self.assertIn(after.status, ("delivered", "returned"))
            self.assertGreater(after.events[known].occurred_at.replace(tzinfo=None), NOW)
