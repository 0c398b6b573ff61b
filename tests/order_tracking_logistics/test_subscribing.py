"""Having sources follow parcels: once, again when they stop, never beyond what may be spent."""

from datetime import timedelta
from json import dumps
from urllib.parse import parse_qs, urlencode

from odoo.tests import tagged

from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

from .source import PollCase


def seventeen(rejected=(), code=-18019903, quota=1000):
    """A source that speaks as 17TRACK."""

    def answer(asked):
        if asked.path.endswith("getquota"):
            return 200, {"code": 0, "data": {"quota_total": 1000, "quota_remain": quota}}
        numbers = [item["number"] for item in asked.json()]
        bad = [
            {"number": n, "error": {"code": code, "message": "No"}}
            for n in numbers
            if n in rejected
        ]
        good = [{"number": n, "carrier": 3011} for n in numbers if n not in rejected]
        return 200, {"code": 0, "data": {"accepted": good, "rejected": bad}}

    return answer


@tagged("post_install", "-at_install")
class TestSubscribing(PollCase):
    def purposes(self, source):
        return [asked.path.rpartition("/")[2] for asked in source.asked]

    def test_a_parcel_is_registered_once_and_then_asked_about(self):
        source = self.source(seventeen(rejected={"BAD0000001"}))
        connector = self.connector("17track", source)
        good = self.parcels(connector, *[f"GOOD{n:06}" for n in range(60)])
        bad = self.parcels(connector, "BAD0000001")
        self.assertFalse(any(good.mapped("next_poll_at")), "17TRACK knows nothing of them yet")
        self.poll()  # what may be spent
        self.poll()
        self.assertEqual(sorted(self.purposes(source)), ["getquota", "register", "register"])
        self.assertTrue(all(good.mapped("subscribed_at")))
        self.assertTrue(all(good.mapped("next_poll_at")))
        self.assertEqual(set(good.mapped("subscriptions")), {1})
        self.assertFalse(bad.subscribed_at)
        self.assertEqual(bad.source_problem, "No")
        self.poll()
        self.assertEqual(len(source.asked), 3)

    def test_registering_stops_before_the_quota_is_exceeded(self):
        source = self.source(seventeen(quota=3))
        connector = self.connector("17track", source)
        parcels = self.parcels(connector, "GOOD000001", "GOOD000002")
        self.poll()
        self.poll()
        self.assertEqual(connector.quota_told, 1)
        more = self.parcels(connector, "GOOD000003", "GOOD000004")
        self.poll()
        self.assertEqual(more.mapped(lambda s: bool(s.subscribed_at)).count(True), 1)
        self.poll()
        self.assertEqual(self.purposes(source).count("register"), 2)
        self.assertEqual(len(connector.activity_ids), 1)
        self.assertEqual(connector.state, "running")
        self.due(parcels)
        self.poll()  # reading costs nothing
        self.assertIn("gettrackinfo", self.purposes(source))

    def test_a_quota_that_is_refused_stops_registering_alone(self):
        for rejected in ({"GOOD000002"}, {"GOOD000002", "GOOD000003"}):
            source = self.source(seventeen(rejected=rejected, code=-18019908))
            connector = self.connector("17track", source)
            parcels = self.parcels(connector, "GOOD000001", "GOOD000002", "GOOD000003")
            parcels[2 if len(rejected) == 1 else 0].unlink()
            self.poll()
            self.poll()
            waiting = parcels.exists().filtered(lambda p, r=rejected: p.number in r)
            self.assertTrue(all(waiting.mapped("subscribe_at")), "they are registered later")
            self.assertFalse(any(waiting.mapped("subscribed_at")))
            self.assertEqual(connector.state, "running")
            self.assertEqual((connector.quota_told, len(connector.activity_ids)), (0, 1))
            asked = self.purposes(source).count("register")
            waiting.subscribe_at = utcnow()
            self.due(waiting)
            self.poll()
            self.assertEqual(self.purposes(source).count("register"), asked)
            self.assertIn("gettrackinfo", self.purposes(source), "reading goes on")
            self.env["order.shipment"].search([("connector_id", "=", connector.id)]).closed = True

    def test_what_17track_stopped_is_resumed_once(self):
        source = self.source(seventeen())
        connector = self.connector("17track", source, push_secret="k" * 20)
        parcel = self.parcels(connector, "GOOD000001")
        self.poll()
        self.poll()
        stopped = dumps({"event": "TRACKING_STOPPED", "data": {"number": "GOOD000001"}}).encode()
        self.receive(stopped, connector=connector)
        self.assertGreater(parcel.subscribe_at, utcnow() + timedelta(minutes=29))
        parcel.subscribe_at = utcnow()
        self.poll()
        self.assertEqual(self.purposes(source)[-1], "retrack")
        self.assertFalse(parcel.stopped)
        self.receive(stopped + b" ", connector=connector)
        self.assertTrue(parcel.stopped)
        self.assertFalse(parcel.subscribe_at)

    def test_a_closed_parcel_is_stopped_at_the_source(self):
        """Retried until the source answers; closed again by mistake, it is taken up."""
        down = [False]
        speak = seventeen()
        source = self.source(lambda asked: (503, "") if down[0] else speak(asked))
        connector = self.connector("17track", source)
        parcel, other = self.parcels(connector, "GOOD000001", "GOOD000002")
        self.poll()
        self.poll()
        parcel.action_close()
        self.assertFalse(other.stop_at)
        down[0] = True
        self.poll()
        self.assertTrue(parcel.stop_at, "nobody answered")
        self.assertFalse(parcel.stopped)
        down[0] = False
        parcel.stop_at = utcnow()  # when its lease ends
        self.poll()
        self.assertEqual(self.purposes(source)[-1], "stoptrack")
        self.assertEqual(source.asked[-1].json(), [{"number": "GOOD000001"}])
        self.assertFalse(parcel.stop_at)
        self.assertTrue(parcel.stopped)
        asked = len(source.asked)
        self.poll()
        self.assertEqual(len(source.asked), asked)
        parcel.action_reopen()
        self.assertTrue(parcel.subscribe_at)
        parcel.subscribe_at = utcnow()
        self.poll()
        self.assertIn("retrack", self.purposes(source)[asked:])
        self.assertFalse(parcel.stopped)

    def test_a_parcel_that_arrived_is_deleted_when_nobody_asks_about_it_any_more(self):
        """Long after its arrival; EasyPost answers a deletion without a word."""

        def answer(asked):
            found = {"object": "Tracker", "id": "trk_1", "tracking_code": "EZ1000000001"}
            point = {"datetime": "2026-01-01T10:00:00Z", "status": "delivered", "message": "x"}
            told = {**found, "status": "delivered", "tracking_details": [point]}
            return (204, "") if asked.method == "DELETE" else (200, told)

        source = self.source(answer)
        connector = self.connector("easypost", source)
        parcel = self.parcels(connector, "EZ1000000001")
        self.poll()
        self.assertEqual(parcel.status, "delivered")
        self.assertFalse(parcel.next_poll_at)
        self.assertTrue(parcel.stop_at)
        self.poll()
        self.assertEqual(
            (source.asked[-1].method, source.asked[-1].path), ("DELETE", "/trackers/trk_1")
        )
        self.assertFalse(parcel.stop_at or parcel.subscribed_at or parcel.source_number)
        asked = len(source.asked)
        self.poll()
        self.assertEqual(len(source.asked), asked)

    def test_a_number_that_is_used_again_is_not_stopped(self):
        source = self.source(seventeen())
        connector = self.connector("17track", source)
        older = self.parcels(connector, "GOOD000001")
        self.poll()
        self.poll()
        newer = self.parcels(connector, "GOOD000001", carrier_code="3011")
        older.action_close()
        self.assertFalse(older.stop_at)
        newer.action_close()
        self.assertFalse(newer.stop_at, "it was not registered yet")

    def test_kuaidi100_is_subscribed_to_again_at_most_four_times_a_month(self):
        source = self.source(lambda asked: (200, {"result": True, "returnCode": "200"}))
        connector = self.connector("kuaidi100", source, push_secret="salt-of-ours-3")
        parcel = self.parcels(connector, "YT1000000001", carrier_code="yuantong")
        parcel.next_poll_at = False
        self.poll()
        [asked] = [a for a in source.asked if a.path == "/poll"]
        told = parse_qs(asked.body.decode())["param"][0]
        self.assertIn(connector.push_token, told)
        for count in range(1, 5):
            self.assertEqual(parcel.subscriptions, count)
            self.receive(self.abort(count), connector=connector)
            self.assertEqual(parcel.source_problem, "3天查询无记录")
            if count < 4:
                self.assertLess(parcel.subscribe_at, utcnow() + timedelta(hours=1))
                parcel.subscribe_at = utcnow()
                self.poll()
        self.assertEqual(parcel.subscribe_at.day, 1)
        self.assertGreater(parcel.subscribe_at, utcnow())
        self.assertEqual(parcel.status, "pending")

    def abort(self, count):
        result = {"nu": "YT1000000001", "com": "yuantong", "state": "0", "data": []}
        told = {"status": "abort", "message": "3天查询无记录", "lastResult": result, "n": count}
        return urlencode({"param": dumps(told)}).encode()

    def test_ups_is_subscribed_to_again_before_the_14_days_are_over(self):
        def answer(asked):
            if asked.path.endswith("/token"):
                return 200, {"access_token": "token-number-one", "expires_in": "14399"}
            if asked.method == "POST":
                refused = ["1Z999AA10123456785"]
                return 200, {"validTrackingNumbers": [], "invalidTrackingNumbers": refused}
            return 404, {"response": {"errors": [{"code": "TW0001", "message": "No info"}]}}

        source = self.source(answer)
        connector = self.connector("ups", source)
        good, refused, other = self.parcels(
            connector, "1Z999AA10123456784", "1Z999AA10123456785", "92055900100111152280003029"
        )
        self.poll()
        self.assertGreater(good.subscribe_at, utcnow() + timedelta(days=13))
        self.assertFalse(refused.subscribe_at)
        self.assertTrue(refused.source_problem)
        self.assertFalse(other.subscribe_at, "UPS cannot be asked to follow such a number")
        self.assertTrue(all((good + refused + other).mapped("last_poll_at")), "but to answer once")
        token = [asked for asked in source.asked if asked.path.endswith("/token")]
        self.assertEqual(token[0].body, b"grant_type=client_credentials")
        self.assertTrue(token[0].headers["Authorization"].startswith("Basic "))

    def test_easypost_tells_its_own_number_of_a_parcel(self):
        def answer(asked):
            found = {"object": "Tracker", "id": "trk_1", "tracking_code": "EZ1000000001"}
            found |= {"status": "in_transit", "tracking_details": []}
            return 200, found

        source = self.source(answer)
        connector = self.connector("easypost", source)
        parcel = self.parcels(connector, "EZ1000000001")
        self.poll()
        self.assertEqual(parcel.source_number, "trk_1")
        self.assertEqual(parcel.status, "in_transit")
        self.due(parcel)
        self.poll()
        self.assertEqual(source.asked[-1].path, "/trackers/trk_1")

    def test_a_source_that_pushes_is_rarely_asked(self):
        def answer(asked):
            found = {"object": "Tracker", "id": "trk_1", "tracking_code": "EZ1000000001"}
            return 200, found | {"status": "out_for_delivery", "tracking_details": []}

        connector = self.connector("easypost", self.source(answer))
        parcel = self.parcels(connector, "EZ1000000001")
        self.poll()
        self.due(parcel)
        self.poll()
        self.assertLess(parcel.next_poll_at, utcnow() + timedelta(hours=2), "nothing was pushed")
        self.receive(self.tracker("EZ1000000001"), connector=connector)
        self.assertTrue(connector.last_push_at)
        self.due(parcel)
        self.poll()
        self.assertGreater(parcel.next_poll_at, utcnow() + timedelta(hours=11))

    def test_without_pushes_nobody_is_asked_for_them(self):
        source = self.source(lambda asked: (200, {"status": "200", "state": "0", "data": []}))
        connector = self.connector("kuaidi100", source, subscribe=False)
        parcel = self.parcels(connector, "YT1000000001", carrier_code="yuantong")
        self.assertFalse(parcel.subscribe_at)
        self.assertTrue(parcel.next_poll_at)
