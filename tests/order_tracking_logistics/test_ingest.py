"""Taking in messages: nothing is lost, nothing counts twice, one bad message fails alone."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking_logistics import connectors, ingest
from odoo.addons.order_tracking_logistics.models import tracking_message

from .common import ShipmentCase

PICKED = ("in_transit", "2026-11-01T10:00:00Z", "Picked up")
OUT = ("out_for_delivery", "2026-11-02T07:00:00Z", "Out for delivery")
DONE = ("delivered", "2026-11-02T12:00:00Z", "Delivered")


@tagged("post_install", "-at_install")
class TestIngest(ShipmentCase):
    def test_a_message_that_breaks_the_parser_fails_alone(self):
        self.shipped("PN0001", "PN0002", "PN0003")
        parse = type(connectors.get("easypost")).parse

        def fragile(connector, body, **options):
            if b"PN0002" in body:
                raise RuntimeError("a fault of ours")
            return parse(connector, body, **options)

        bodies = [self.tracker(f"PN000{n}", PICKED, DONE) for n in (1, 2, 3)]
        with (
            patch.object(type(connectors.get("easypost")), "parse", fragile),
            mute_logger("odoo.addons.order_tracking_logistics.ingest"),
        ):
            messages = self.receive(*bodies)
        self.assertEqual(messages.sorted("id").mapped("state"), ["done", "failed", "done"])
        self.assertEqual(self.shipment("PN0001").status, "delivered")
        messages.action_retry()
        self.env.invalidate_all()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(self.shipment("PN0002").status, "delivered")

    def test_a_message_that_the_database_refuses_fails_alone(self):
        self.shipped("PN0001", "PN0002")
        rows_of = ingest.rows_of

        def strange(shipment, update, message):
            rows = rows_of(shipment, update, message)
            key = ingest_index("text")
            if shipment["number"] == "PN0001":
                rows = [(*row[:key], "zero \0 byte", *row[key + 1 :]) for row in rows]
            return rows

        with (
            patch.object(ingest, "rows_of", strange),
            mute_logger("odoo.addons.order_tracking_logistics.ingest", "odoo.sql_db"),
        ):
            messages = self.receive(self.tracker("PN0001", PICKED), self.tracker("PN0002", PICKED))
        self.assertEqual(messages.sorted("id").mapped("state"), ["failed", "done"])
        self.assertEqual(self.shipment("PN0002").status, "in_transit")

    def test_who_meets_others_in_the_same_orders_gives_way_with_fewer(self):
        """Not later and with all of them again: on a busy day that never ends."""
        numbers = [f"PN{n:04}" for n in range(8)]
        self.shipped(*numbers)
        inbox, process, sizes = self.env["tracking.message"], tracking_message.TrackingMessage, []
        for number in numbers:
            inbox._receive(self.easypost.id, "push", self.tracker(number, PICKED))
        take_in = process._process

        def busy(messages):
            sizes.append(len(messages))
            if len(messages) > 2:
                raise SerializationFailure
            return take_in(messages)

        with (
            self.enter_registry_test_mode(),
            patch.object(process, "_process", busy),
            patch.object(tracking_message, "BATCH", 8),
        ):
            inbox._cron_process()
        self.assertEqual(sizes, [8, 2, 4, 1, 2, 3, 1, 2])
        self.assertEqual({self.shipment(number).status for number in numbers}, {"in_transit"})
        self.assertFalse(inbox.search([("state", "=", "received")]))

    def test_a_new_estimate_without_a_new_scan(self):
        """In whichever order the two summaries of one scan would be sorted by chance."""
        for number, first, then in (
            ("PN0001", "2026-11-05T12:00:00Z", "2026-11-07T12:00:00Z"),
            ("PN0002", "2026-11-07T12:00:00Z", "2026-11-05T12:00:00Z"),
        ):
            self.shipped(number)
            self.receive(self.tracker(number, PICKED, eta=first))
            self.receive(self.tracker(number, PICKED, eta=then))
            self.assertEqual(self.shipment(number).eta.strftime("%Y-%m-%dT%H:%M:%SZ"), then)

    def test_an_estimate_that_returns_without_a_new_scan(self):
        first, then = "2026-11-05T12:00:00Z", "2026-11-07T12:00:00Z"
        for scans in ((PICKED,), ()):
            number = f"PN{len(scans)}"
            self.shipped(number)
            for eta in (first, first, then, then, first, then):
                self.answer(self.tracker(number, *scans, status="in_transit", eta=eta))
                self.assertEqual(self.shipment(number).eta.strftime("%Y-%m-%dT%H:%M:%SZ"), eta)
            events = self.shipment(number).event_ids
            self.assertEqual(len(events.filtered("summary")), 4)
            self.assertFalse(self.shipment(number)._differing())

    def answer(self, body):
        messages = self.env["tracking.message"]
        if number := messages._receive(self.easypost.id, "query", body, asked=["X"]):
            messages.browse(number)._process()
        self.sync()
        self.env.invalidate_all()

    def test_an_older_push_that_comes_later(self):
        self.shipped("PN0001")
        self.receive(self.tracker("PN0001", PICKED, OUT, DONE))
        self.receive(self.tracker("PN0001", PICKED, OUT))
        self.assertEqual(self.shipment("PN0001").status, "delivered")

    def test_a_parcel_that_came_while_its_message_was_looked_at(self):
        message = self.receive(self.tracker("PN0001", PICKED, DONE))
        self.assertEqual(message.state, "waiting")
        waking = "odoo.addons.order_tracking_logistics.models.tracking_message"
        with patch(f"{waking}.TrackingMessage._wake_waiting"):
            self.shipped("PN0001")
        self.assertEqual(message.state, "waiting")
        self.assertEqual(ingest.overlooked(self.env), message.ids)
        message._process()
        self.env.invalidate_all()
        self.assertEqual(message.state, "done")
        self.assertEqual(ingest.overlooked(self.env), [])

    def test_messages_about_several_parcels_wait_for_each_of_them(self):
        one, both, longer = self.receive(
            self.tracker("PN0001", PICKED),
            self.trackers(("PN0001", PICKED), ("PN0002", PICKED)),
            self.tracker("PN00012", PICKED),
        ).sorted("id")
        self.assertEqual({one.state, both.state, longer.state}, {"waiting"})
        self.shipped("PN0002")
        self.env.invalidate_all()
        self.assertEqual([m.state for m in (one, both, longer)], ["waiting"] * 3)
        self.assertEqual(both.numbers, " PN0001 ")
        self.shipped("PN0001")
        self.env.invalidate_all()
        self.assertEqual([m.state for m in (one, both, longer)], ["done", "done", "waiting"])

    def test_who_waits_for_a_parcel_is_found_by_an_index(self):
        self.env.cr.execute(
            "INSERT INTO tracking_message (connector_id, company_id, kind, delivery_key,"
            " received_at, state, numbers) SELECT %s, %s, 'push', n, now(), 'waiting',"
            " ' LOST' || n || ' ' FROM generate_series(1, 3000) n",
            [self.easypost.id, self.env.company.id],
        )
        self.env.cr.execute("ANALYZE tracking_message")
        query = SQL(tracking_message._WAITING, ["PN0001"], self.env.company.id)
        plan = self.env.execute_query(SQL("EXPLAIN %s", query))
        self.assertIn("tracking_message_numbers_idx", "\n".join(line for (line,) in plan))

    def test_what_is_told_counts_as_news_even_if_it_changes_no_status(self):
        self.shipped("PN0001")
        self.receive(self.tracker("PN0001", PICKED))
        shipment = self.shipment("PN0001")
        long_ago = shipment.changed_at - timedelta(days=3)
        shipment.changed_at = long_ago
        self.receive(self.tracker("PN0001", PICKED))  # the same again: no news
        self.assertEqual(shipment.changed_at, long_ago)
        earlier = ("in_transit", "2026-11-01T09:00:00Z", "Accepted")
        self.receive(self.tracker("PN0001", earlier, PICKED))
        self.assertGreater(shipment.changed_at, long_ago)

    def test_the_number_of_queries_does_not_grow_with_the_batch(self):
        def queries(numbers):
            self.shipped(*numbers)
            messages = self.env["tracking.message"]
            ids = [
                messages._receive(self.easypost.id, "push", self.tracker(n, PICKED, OUT, DONE))
                for n in numbers
            ]
            self.sync()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ingest.process(self.env, ids)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(["PN0001"])  # warms up
        few = queries(["PN0002", "PN0003"])
        self.assertLessEqual(queries([f"PN01{n:02}" for n in range(40)]), few + 2)


def ingest_index(column):
    return list(ingest._COLUMNS).index(column)
