"""Asking the sources: what is due, what fails, what waits."""

import threading
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged

from odoo.addons.order_tracking_logistics.connectors import codes
from odoo.addons.order_tracking_logistics.models.tracking_connector import utcnow

from .source import PollCase, usps

ARRIVED = ("10", "2026-11-02T12:00:00Z", "Arrived at Facility")
DONE = ("01", "2026-11-03T12:00:00Z", "Delivered")


def token_or(tracking, token="token-number-one"):
    """A source with OAuth: hands out tokens, and answers ``tracking(asked)``."""

    def answer(asked):
        if asked.path.endswith("/token"):
            return 200, {"access_token": token, "expires_in": 3600}
        return tracking(asked)

    return answer


def number(asked):
    return asked.path.rpartition("/")[2]


@tagged("post_install", "-at_install")
class TestPolling(PollCase):
    def usps(self, answer, **values):
        self.asked = self.source(token_or(answer))
        return self.connector("usps", self.asked, **values)

    def test_a_due_parcel_is_asked_about(self):
        connector = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)))
        parcel = self.parcels(connector, "9400100000000000000001")
        self.poll()
        self.assertEqual(parcel.status, "in_transit")
        self.assertEqual(parcel.event_ids.message_id.asked, parcel.number)
        self.assertGreater(parcel.next_poll_at, utcnow() + timedelta(minutes=59))
        self.assertEqual(connector.request_count, 1)
        self.assertTrue(connector.last_success_at)
        self.poll()  # it is not due
        self.assertEqual(len(self.asked.asked), 2)

    def test_asking_goes_on_while_answers_are_stored(self):
        """A round takes up more parcels before it has done with the first, and nobody who asks
        waits for what is stored."""
        storing, told_last = threading.Event(), threading.Event()

        def answer(asked):
            if number(asked) == "GOOD000039":
                storing.wait(10)
                told_last.set()
            return 200, usps(number(asked), ARRIVED)

        connector = self.usps(answer, concurrency=2)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(40)])
        take_in, in_time = type(connector)._take_in, []

        def slowly(own, lane, answers):
            storing.set()
            in_time.append(told_last.wait(10))
            return take_in(own, lane, answers)

        polling = "odoo.addons.order_tracking_logistics.models.tracking_connector_polling"
        with patch(f"{polling}.ROUND", 15), patch.object(type(connector), "_take_in", slowly):
            self.poll()
        self.assertTrue(in_time[0], "asked while the first answers were stored")
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})
        self.assertFalse(parcels.filtered(lambda p: p.next_poll_at <= utcnow()))

    def test_answers_that_meet_others_in_the_same_parcels_are_stored_in_halves(self):
        connector = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)))
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(8)])
        take_in, sizes = type(connector)._take_in, []

        def busy(own, lane, answers):
            sizes.append(len(answers))
            if len(answers) > 2:
                raise SerializationFailure
            return take_in(own, lane, answers)

        with patch.object(type(connector), "_take_in", busy):
            self.poll()
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})
        self.assertIn(2, sizes)
        self.assertEqual(connector.request_count, 8)

    def test_one_bad_number_stops_no_other(self):
        def answer(asked):
            bad = {"POISON01": (500, "down"), "POISON02": (200, "<html>"), "POISON03": (400, "{}")}
            return bad.get(number(asked), (200, usps(number(asked), ARRIVED)))

        connector = self.usps(answer)
        good = self.parcels(connector, *[f"GOOD{n:06}" for n in range(10)])
        bad = self.parcels(connector, "POISON01", "POISON02", "POISON03")
        self.due(bad)
        self.poll()
        self.assertEqual(set(good.mapped("status")), {"in_transit"})
        self.assertEqual(set(bad.mapped("status")), {"pending"})
        self.assertEqual(connector.state, "running")
        self.assertTrue(all(parcel.next_poll_at > utcnow() for parcel in bad))
        odd = self.env["tracking.message"].search([("state", "=", "failed")])
        self.assertEqual(set(odd.mapped("asked")), {"POISON02", "POISON03"})

    def test_the_answer_that_names_no_parcel_is_about_the_one_asked_about(self):
        told = {"error": {"code": "404", "message": "The tracking number may be incorrect"}}
        connector = self.usps(lambda asked: (404, told))
        parcels = self.parcels(connector, "9400100000000000000001", "9400100000000000000002")
        self.poll()
        self.assertEqual(
            parcels.mapped("source_problem"), ["The tracking number may be incorrect"] * 2
        )
        self.assertEqual(set(parcels.mapped("status")), {"pending"})

    def test_a_refused_account_pauses_tells_once_and_loses_nothing(self):
        refuse = [True]

        def answer(asked):
            if refuse[0]:
                return 403, {"error": {"code": "403", "message": "Subscription ended"}}
            return 200, usps(number(asked), ARRIVED)

        connector = self.usps(answer, concurrency=1)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(10)])
        self.poll()
        self.assertEqual(connector.state, "paused")
        self.assertEqual(len(connector.activity_ids), 1)
        self.assertIn(
            self.env.ref("order_tracking.group_manager"),
            connector.activity_ids.user_id.all_group_ids,
        )
        asked = len(self.asked.asked)
        self.assertEqual(asked, 2, "a token and one question: the others would be in vain")
        connector._pause("Once more")
        self.poll()
        self.assertEqual(len(connector.activity_ids), 1)
        self.assertEqual(len(self.asked.asked), asked)
        refuse[0] = False
        connector.action_resume()
        self.assertFalse(connector.activity_ids)
        parcels[0].next_poll_at = utcnow()  # when its lease ends
        self.poll()
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})

    def test_a_dead_source_is_left_alone_and_tried_with_one_question(self):
        dead = [True]

        def answer(asked):
            return (503, "") if dead[0] else (200, usps(number(asked), ARRIVED))

        connector = self.usps(answer, concurrency=1)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(30)])
        self.poll()
        self.assertGreater(connector.open_until, utcnow())
        asked = len(self.asked.asked)
        self.assertEqual(asked, 1 + 5)
        self.poll()
        self.assertEqual(len(self.asked.asked), asked, "nobody asks a source that is left alone")
        self.due(parcels)
        connector.open_until = utcnow()
        self.poll()  # one question, which fails
        self.assertEqual(len(self.asked.asked), asked + 1)
        self.assertGreater(connector.open_until, utcnow())
        dead[0] = False
        self.due(parcels)
        connector.open_until = utcnow()
        self.poll()  # one question, which is answered
        self.assertEqual(parcels.mapped("status").count("in_transit"), 1)
        self.assertFalse(connector.open_until)
        self.poll()
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})
        self.assertEqual(connector.state, "running")

    def test_the_time_that_a_source_asks_for_is_given(self):
        connector = self.usps(lambda asked: (429, "", {"Retry-After": "7200"}), concurrency=1)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(10)])
        self.poll()
        self.assertEqual(len(self.asked.asked), 1 + 1)
        self.assertGreater(connector.open_until, utcnow() + timedelta(minutes=118))
        unasked = parcels.filtered(lambda p: p.next_poll_at <= utcnow())
        self.assertEqual(len(unasked), 9, "they are due as soon as the source may be asked")

    def test_a_token_that_expires_in_the_middle_costs_no_answer(self):
        tokens, served = [], []

        def answer(asked):
            if asked.path.endswith("/token"):
                tokens.append(f"token-number-{len(tokens)}")
                return 200, {"access_token": tokens[-1], "expires_in": 3600}
            served.append(number(asked))
            told = asked.headers["Authorization"].removeprefix("Bearer ")
            if told != tokens[-1] or len(served) == 6 and tokens.append("expired"):
                return 401, {"error": {"code": "401", "message": "token expired"}}
            return 200, usps(number(asked), ARRIVED)

        self.asked = self.source(answer)
        connector = self.connector("usps", self.asked, concurrency=3)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(20)])
        self.poll()
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})
        self.assertEqual(connector.state, "running")
        self.assertEqual(connector.access_token, tokens[-1])

    def test_a_wrong_key_pauses(self):
        told = {"error": "invalid_client", "error_description": "Client is unknown"}
        for status in (400, 401):
            source = self.source(lambda asked, status=status: (status, told))
            connector = self.connector("usps", source)
            parcel = self.parcels(connector, f"GOOD{status}")
            self.poll()
            self.assertEqual(connector.state, "paused")
            self.assertLessEqual(parcel.next_poll_at, utcnow())
            self.assertEqual(len(source.asked), 1)

    def test_a_batch_with_a_bad_number_is_asked_one_by_one(self):
        def tracking(code):
            point = {"checkpoint_time": "2026-11-02T12:00:00Z", "message": "On", "tag": "InTransit"}
            return {"tracking_number": code, "tag": "InTransit", "checkpoints": [point]}

        def answer(asked):
            codes = asked.query["tracking_numbers"].split(",")
            if "POISON01" in codes:
                return 200, "<html>"
            found = [tracking(code) for code in codes]
            return 200, {"meta": {"code": 200}, "data": {"trackings": found}}

        source = self.source(answer)
        connector = self.connector("aftership", source, account_secret=False)
        parcels = self.parcels(connector, "POISON01", *[f"GOOD{n:06}" for n in range(60)])
        parcels.subscribe_at = False
        self.due(parcels)
        self.poll()
        self.assertEqual(set(parcels[1:].mapped("status")), {"in_transit"})
        self.assertEqual(parcels[0].status, "pending")
        sizes = [len(asked.query["tracking_numbers"].split(",")) for asked in source.asked]
        self.assertEqual(sorted(sizes)[-2:], [11, 50])

    def test_no_source_holds_up_another(self):
        dead = self.connector("usps", self.source(lambda asked: (500, "")), name="Dead")
        refusing = self.connector("dhl_unified", self.source(lambda asked: (403, "")))
        nonsense = self.connector("ups", self.source(lambda asked: (200, b"\xff\x00")))
        alive = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)))
        for connector in dead, refusing, nonsense:
            self.parcels(connector, f"BAD{connector.id}")
        parcel = self.parcels(alive, "GOOD01")
        self.poll()
        self.assertEqual(parcel.status, "in_transit")
        self.assertEqual(refusing.state, "paused")
        self.assertEqual(alive.state, "running")

    def test_what_nobody_answered_for_is_asked_when_the_lease_ends(self):
        connector = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)))
        parcel = self.parcels(connector, "GOOD01")
        with self.enter_registry_test_mode():
            lane = connector._lane()  # and the process is killed
        self.assertEqual(lane.left, {("query", "GOOD01")})
        self.poll()
        self.assertEqual(parcel.status, "pending")
        self.assertFalse(self.asked.asked)
        self.assertLessEqual(parcel.next_poll_at, utcnow() + timedelta(minutes=10))

    def test_nobody_asks_after_the_end(self):
        connector = self.usps(
            lambda asked: (200, usps(number(asked), DONE, ARRIVED, category="Delivered"))
        )
        parcel = self.parcels(connector, "GOOD01")
        self.poll()
        self.assertEqual(parcel.status, "delivered")
        self.assertFalse(parcel.next_poll_at, "it arrived long ago")

    def test_what_cannot_be_answered_is_not_asked(self):
        source = self.source(lambda asked: (200, {"status": "200", "state": "0", "data": []}))
        connector = self.connector("kuaidi100", source, account_customer="us", subscribe=False)
        parcel = self.parcels(connector, "SF1000000001", carrier_code="shunfeng")
        self.poll()
        self.assertFalse(source.asked)
        self.assertEqual(parcel.lacking, "Phone")
        self.assertFalse(parcel.next_poll_at)
        parcel.phone = "+86 138 0000 1234"
        self.assertFalse(parcel.lacking)
        self.poll()
        self.assertIn(b"1234", source.asked[0].body)

    def test_the_carrier_is_found_out(self):
        def answer(asked):
            if asked.path == "/autonumber/auto":
                return 200, [{"comCode": "yuantong"}, {"comCode": "ems"}]
            data = [{"ftime": "2026-11-02 12:00:00", "context": "到达", "statusCode": "0"}]
            return 200, {"status": "200", "state": "0", "com": "yuantong", "data": data}

        source = self.source(answer)
        connector = self.connector("kuaidi100", source, account_customer="us", subscribe=False)
        parcel = self.parcels(connector, "YT1000000001")
        self.poll()
        self.assertEqual(parcel.carrier_code, "yuantong")
        self.assertTrue(parcel.carrier_guessed)
        self.poll()
        self.assertEqual(parcel.status, "in_transit")
        parcel.carrier_code = "ems"
        self.assertFalse(parcel.carrier_guessed)

    def test_the_quota_of_the_day_is_not_exceeded(self):
        connector = self.usps(lambda asked: (200, usps(number(asked), ARRIVED)), daily_limit=5)
        parcels = self.parcels(connector, *[f"GOOD{n:06}" for n in range(9)])
        self.poll()
        self.assertEqual(len(self.asked.asked), 1 + 5)
        self.poll()
        self.assertEqual(len(self.asked.asked), 1 + 5)
        self.assertEqual(parcels.mapped("status").count("in_transit"), 5)
        self.assertEqual(len(connector.activity_ids), 1)
        connector.counted_on = fields.Date.today() - timedelta(days=1)
        connector.open_until = False
        self.poll()
        self.assertEqual(set(parcels.mapped("status")), {"in_transit"})

    def test_the_same_answer_is_no_news(self):
        told = []

        def answer(asked):
            told.append(number(asked))
            found = usps(number(asked), category="Shipping Label Created")
            return 200, found | {"requestId": len(told)}

        connector = self.usps(answer)
        parcel = self.parcels(connector, "GOOD000001")
        for count in range(1, 5):
            self.due(parcel)
            self.poll()
            self.assertEqual(parcel.quiet, count)
        self.assertEqual(len(told), 4)
        self.assertEqual(parcel.status, "info_received")
        self.assertEqual(len(parcel.event_ids), 1)
        self.assertGreater(parcel.next_poll_at, utcnow() + timedelta(hours=7))

    def test_every_source_can_be_asked(self):
        for code in codes():
            source = self.source(token_or(lambda asked: (503, "")))
            connector = self.connector(code, source, account_customer="us")
            values = {"phone": "+49 30 1234567", "postcode": "10115", "carrier_code": "ems"}
            parcel = self.parcels(connector, "1Z999AA10123456784", **values)
            parcel.write({"next_poll_at": utcnow(), "source_number": "own-number"})
            self.poll()
            self.assertTrue(source.asked, code)
            self.assertGreater(connector.failures, 0, code)
            self.assertEqual(connector.state, "running", code)
            self.assertGreater(parcel.next_poll_at, utcnow(), code)
