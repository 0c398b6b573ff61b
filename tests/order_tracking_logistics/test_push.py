"""Pushes through HTTP: what is kept, what is answered, what is refused."""

import gzip
import json
import time
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from odoo.tests import HttpCase, tagged

from ..carrier_simulator.sources import SOURCES
from ..carrier_simulator.sources.base import PUSH_SECRET, Push
from ..carrier_simulator.truth import World
from .common import ShipmentCase

LONG_AGO = datetime(2026, 6, 1, tzinfo=UTC)
LATER = datetime(2026, 9, 1, tzinfo=UTC)
PUSHING = [code for code, source in SOURCES.items() if source.pushes]


@tagged("post_install", "-at_install")
class TestPush(ShipmentCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = World(3, LONG_AGO, LATER - LATER)
        cls.connectors = {
            code: cls.env["tracking.connector"].create(
                {"name": code, "code": code, "push_secret": PUSH_SECRET}
            )
            for code in PUSHING
        }

    def address(self, code):
        return f"/logistics/push/{code}/{self.connectors[code].push_token}"

    def made(self, code, number="SIM00001", secret=PUSH_SECRET):
        source = SOURCES[code]
        told = self.world.told(number, LATER, chinese=source.chinese)
        return source.push(told, LATER, delivery=number, secret=secret)

    def push(self, code, push, address=None):
        if SOURCES[code].logs_in:
            push = self.logged_in(address or self.address(code), push)
        return self.url_open(
            address or self.address(code), data=push.body, headers=dict(push.headers)
        )

    def logged_in(self, address, push):
        """A push with the token that its source was given, as far as it was given one."""
        pair = b64encode(f"any:{push.secret}".encode()).decode()
        answer = self.url_open(
            f"{address}/token",
            data="grant_type=client_credentials",
            headers={"Authorization": f"Basic {pair}"},
        )
        token = answer.json()["access_token"] if answer.status_code == 200 else ""
        return Push(push.body, {**push.headers, "Authorization": f"Bearer {token}"})

    def inbox(self):
        self.env.invalidate_all()
        ids = [connector.id for connector in self.connectors.values()]
        return self.env["tracking.message"].search([("connector_id", "in", ids)])

    def test_each_source_is_heard_and_answered_in_its_own_way(self):
        for code in PUSHING:
            with self.subTest(code):
                push = self.made(code)
                for _ in range(2):  # the second is a repetition
                    answer = self.push(code, push)
                    self.assertTrue(SOURCES[code].accepted(answer.status_code, answer.content))
                message = self.inbox().filtered(lambda m, c=code: m.connector_id.code == c)
                self.assertEqual(len(message), 1)
                self.assertEqual(message.state, "received")
                raw = b64decode(message.with_context(bin_size=False).body)
                self.assertEqual(raw, push.body)

    def test_a_delivery_that_is_tried_again_is_known_by_its_own_number(self):
        """Whatever else its body says by then: how often it was tried, or the time."""
        source = SOURCES["easypost"]
        for number in ("SIM00001", "SIM00002"):
            told = self.world.told(number, LATER, chinese=source.chinese)
            push = source.push(told, LATER, delivery="SIM00001", secret=PUSH_SECRET)
            self.assertEqual(self.push("easypost", push).status_code, 200)
        self.assertEqual(len(self.inbox()), 1)
        self.push("easypost", self.made("easypost", "SIM00002"))
        self.assertEqual(len(self.inbox()), 2)

    def test_a_push_delivers_an_order(self):
        order = self.shipped("SIM00001")
        self.world.place("SIM00001", journey="straight", began=LONG_AGO)
        self.carrier.tracking_connector_id = self.connectors["easypost"]
        self.shipment("SIM00001").connector_id = self.connectors["easypost"]
        self.assertEqual(self.push("easypost", self.made("easypost")).status_code, 200)
        self.inbox()._process()
        self.sync()
        self.env.invalidate_all()
        self.assertEqual(self.shipment("SIM00001").status, "delivered")
        self.assertEqual(self.states(order)["delivered"], "reached")

    def test_a_wrong_signature_leaves_nothing(self):
        for code in PUSHING:
            if code in ("sf_express", "ups"):  # unsigned: known by their address, and a token
                continue
            answer = self.push(code, self.made(code, secret="another"))
            self.assertEqual(answer.status_code, 401, code)
            unsigned = self.url_open(self.address(code), data=b"{}")
            self.assertEqual(unsigned.status_code, 401, code)
        self.assertFalse(self.inbox())

    def test_an_address_that_is_nobodys(self):
        push, token = self.made("easypost"), self.connectors["ups"].push_token
        for address in ("/logistics/push/easypost/guess", f"/logistics/push/easypost/{token}",
                        "/logistics/push/nobody/guess"):  # fmt: skip
            self.assertEqual(self.push("easypost", push, address).status_code, 404)
        self.assertEqual(self.url_open(self.address("easypost")).status_code, 405)
        self.connectors["easypost"].active = False
        self.assertEqual(self.push("easypost", push).status_code, 404)
        self.assertFalse(self.inbox())

    def test_bodies_that_are_too_long(self):
        """Announced or in chunks; one byte less is taken."""
        long = b" " * 1_000_001
        answer = self.url_open(self.address("sf_express"), data=long)
        self.assertEqual(answer.status_code, 413)
        parts = (b" " * 100_000 for _ in range(11))
        self.assertEqual(self.chunked(self.address("sf_express"), parts), 413)
        self.assertFalse(self.inbox())
        self.assertEqual(self.chunked(self.address("sf_express"), [long[:-1]]), 200)
        self.assertEqual(len(self.inbox()), 1)

    def chunked(self, path, parts):
        """The status of a request that does not announce its length."""
        return self.url_open(path, data=iter(parts)).status_code

    def test_packed_bodies_are_not_unpacked(self):
        push = self.made("sf_express")
        packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        answer = self.url_open(
            self.address("sf_express"), data=gzip.compress(push.body), headers=packed
        )
        self.assertEqual(answer.status_code, 415)
        self.assertFalse(self.inbox())

    def test_the_log_tells_no_secret(self):
        push = self.made("easypost")
        token = self.connectors["easypost"].push_token
        with self.assertLogs("werkzeug") as access, self.assertNoLogs("odoo", "WARNING"):
            self.push("easypost", push)
            self.push("easypost", self.made("easypost", secret="another"))
            for _ in range(100):  # the line is written after the answer has gone
                if len(access.output) > 1:
                    break
                time.sleep(0.05)
        text = "\n".join(access.output)
        self.assertIn("/logistics/push/easypost/***", text)
        self.assertNotIn(token, text)
        self.assertNotIn(PUSH_SECRET, text)

    def test_only_what_parsing_needs_is_kept_of_the_headers(self):
        self.push("easypost", self.made("easypost"))
        kept = json.dumps(self.inbox().headers)
        self.assertNotIn("hmac", kept.lower())
        self.assertNotIn("cookie", kept.lower())

    def test_ups_logs_in_before_it_pushes(self):
        push, address = self.made("ups"), self.address("ups")
        self.assertEqual(self.url_open(address, data=push.body).status_code, 401)
        for wrong, status in ((self.made("ups", secret="wrong"), 401), (push, 200)):
            self.assertEqual(self.push("ups", wrong).status_code, status)
        self.assertEqual(len(self.inbox()), 1)
        for path in (self.address("easypost"), address + "x"):
            self.assertEqual(self.url_open(f"{path}/token", data=b"x").status_code, 404)
