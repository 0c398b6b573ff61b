"""Whatever customers only look at can be read from a replica (tests/faults/test_hosts.py does)."""

import threading
from unittest.mock import patch

from odoo.tests import TransactionCase

OURS = "odoo.addons.order_tracking"
# what was just written must be read from the database that has it; the last one writes
WRITTEN = {
    "/my/orders/<int:order_id>/receipt/answered",
    "/my/orders/<int:order_id>/receipt/<int:revision>/opened",
    "/my/orders/<int:order_id>/handover/done",
    "/my/orders/<int:order_id>/feedback/done",
    "/my/orders/<int:order_id>/acceptance/done",
    "/my/orders/<int:order_id>/complaints/done",
    "/my/orders/<int:order_id>/returns/done",
    "/order_tracking/health",  # tells of the primary
}


class TestReplicaRoutes(TransactionCase):
    def setUp(self):
        super().setUp()
        # Odoo asks the thread for the database, which only requests tell it
        database, thread = self.env.cr.dbname, threading.current_thread()
        with patch.object(thread, "dbname", database, create=True):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        self.rules = [
            rule
            for rule in rules
            if rule.endpoint.func.__module__.startswith(OURS) and "GET" in (rule.methods or ())
        ]

    def test_all_pages_but_those_after_an_answer_are_read_from_a_replica(self):
        written = {str(rule) for rule in self.rules if not rule.endpoint.routing["readonly"]}
        self.assertEqual(written, WRITTEN)
        self.assertGreater(len(self.rules), 2 * len(written))

    def test_pages_that_links_lead_to_are_looked_for_in_the_primary_database_too(self):
        pages = {
            str(rule)
            for rule in self.rules
            if rule.endpoint.routing["readonly"] and rule.endpoint.routing["auth"] == "public"
        }
        asked = {str(rule) for rule in self.rules if rule.endpoint.routing.get("may_be_new")}
        alone = {
            "/track",
            "/my/orders/<int:order_id>/parcels/<int:shipment_id>/proof/<int:file_id>",
        }
        self.assertEqual(pages - asked, alone)
