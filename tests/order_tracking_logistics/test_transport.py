"""What goes over the wire, and what does not: limits, other hosts, secrets."""

import logging
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tests.common import new_test_user

from odoo.addons.order_tracking_logistics import transport
from odoo.addons.order_tracking_logistics.connectors import Request
from odoo.addons.order_tracking_logistics.connectors.errors import Throttled, Unavailable

from .source import PARAMETER, PollCase, Source

KEY, SECRET, TOKEN, SALT = "the-key-0001", "the-secret-0002", "the-token-0003", "the-salt-0004"
SECRETS = (KEY, SECRET, TOKEN, SALT)


@tagged("post_install", "-at_install")
class TestTransport(BaseCase):
    test_tags = {"standard", "post_install"}

    def ask(self, answer, *, local=True, **values):
        source = Source(answer)
        self.addCleanup(source.close)
        request = Request("GET", f"{source.url}/parcel", **values)
        return transport.send(request, local=local), source

    def test_an_answer_is_read(self):
        answer, source = self.ask(lambda asked: (404, "unknown"), params={"key": KEY})
        self.assertIsNone(answer.error, "sources explain it in the body")
        self.assertEqual((answer.status, answer.body), (404, b"unknown"))
        self.assertEqual(source.asked[0].query, {"key": KEY})

    def test_this_machine_is_asked_only_where_that_is_allowed(self):
        answer, source = self.ask(lambda asked: (200, "secret of the company"), local=False)
        self.assertIsInstance(answer.error, Unavailable)
        self.assertFalse(source.asked, "nothing was sent")

    def test_redirects_are_not_followed(self):
        target = Source(lambda asked: (200, "elsewhere"))
        self.addCleanup(target.close)
        answer, _source = self.ask(lambda asked: (302, "", {"Location": target.url}))
        self.assertIsInstance(answer.error, Unavailable)
        self.assertFalse(target.asked)

    def test_long_answers_are_cut_off(self):
        with patch.object(transport, "MAX_BYTES", 1000):
            answer, _source = self.ask(lambda asked: (200, "x" * 2000))
        self.assertIsInstance(answer.error, Unavailable)

    def test_answers_that_drip_are_cut_off(self):
        with patch.object(transport, "WHOLE", 0.0):
            answer, _source = self.ask(lambda asked: (200, "x"))
        self.assertIsInstance(answer.error, Unavailable)

    def test_half_answers_are_none(self):
        cut = {"Content-Length": "100", "Connection": "close"}
        answer, _source = self.ask(lambda asked: (200, "x", cut))
        self.assertIsInstance(answer.error, Unavailable)

    def test_statuses(self):
        later = transport.refusal(429, {"retry-after": "120"})
        self.assertEqual((type(later), later.retry_after), (Throttled, 120))
        self.assertIsInstance(transport.refusal(503, {"retry-after": "5"}), Throttled)
        self.assertIsInstance(transport.refusal(503, {}), Unavailable)
        past = "Wed, 21 Oct 2015 07:28:00 GMT"
        self.assertEqual(transport.retry_after(past), 0)
        self.assertIsNone(transport.retry_after("soon"))

    def test_tls_is_verified(self):
        with patch.object(transport.requests.Session, "request") as sent:
            sent.side_effect = ValueError
            transport.send(Request("GET", "https://example.com"))
        self.assertIsNot(sent.call_args.kwargs["verify"], False)
        self.assertTrue(sent.call_args.kwargs["timeout"])

    def test_errors_tell_no_address(self):
        gone = Source(lambda asked: (200, ""))
        gone.close()
        answer = transport.send(Request("GET", gone.url, params={"key": KEY}), local=True)
        self.assertIsInstance(answer.error, Unavailable)
        self.assertNotIn(KEY, f"{answer!r} {answer.error}")


@tagged("post_install", "-at_install")
class TestSecrets(PollCase):
    def secretive(self, code, answer, **values):
        source = self.source(answer)
        secrets = {"account_key": KEY, "account_secret": SECRET, "push_secret": SALT}
        return self.connector(code, source, account_customer="us", **secrets, **values)

    def parrot(self, status):
        """A source that repeats everything it was sent, as its error."""

        def answer(asked):
            if asked.path.endswith("/token") and status != 401:
                return 200, {"access_token": TOKEN, "expires_in": 3600}
            told = f"{asked.headers} {asked.query} {asked.body.decode()}"
            errors = {"error": {"code": str(status), "message": told}, "errors": [{"code": told}]}
            return status, {"message": told, "title": told, "status": "400"} | errors

        return answer

    def test_no_secret_is_logged_shown_or_kept(self):
        records = []
        handler = logging.Handler(logging.NOTSET)
        handler.emit = lambda record: records.append(f"{record.getMessage()} {record.exc_info}")
        root, before = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        self.addCleanup(root.removeHandler, handler)
        self.addCleanup(root.setLevel, before)
        root.setLevel(logging.DEBUG)
        logging.getLogger("odoo").setLevel(logging.INFO)  # the statements themselves hold values
        connectors = self.env["tracking.connector"]
        for status in (200, 400, 401, 403, 500):
            for code in ("usps", "17track", "kuaidi100", "aftership", "dhl_unified", "easypost"):
                connector = self.secretive(code, self.parrot(status), name=f"{code} {status}")
                self.parcels(connector, f"PARCEL{connector.id}", carrier_code="ems")
                connectors |= connector
        self.poll()
        self.poll()
        messages = self.env["tracking.message"].search([("connector_id", "in", connectors.ids)])
        shown = " ".join(
            [
                *records,
                *(f"{c.last_error} {c.paused_reason} {c.condition_text}" for c in connectors),
                *(str(a.note) for a in connectors.activity_ids),
                *(f"{m.error} {m.headers} {m.body_text}" for m in messages),
                *connectors.message_ids.mapped("body"),
                *filter(None, self.env["order.shipment"].search([]).mapped("source_problem")),
            ]
        )
        self.assertTrue(messages)
        for secret in (*SECRETS, connectors[0].push_token):
            self.assertNotIn(secret, shown)

    def test_credentials_are_for_managers(self):
        connector = self.secretive("usps", lambda asked: (200, ""))
        user = new_test_user(self.env, "poll_user", groups="order_tracking.group_user")
        own = connector.with_user(user)
        self.assertTrue(own.read(["name", "condition_text", "last_error"]))
        for name in ("account_key", "account_secret", "push_secret", "push_url", "access_token"):
            with self.assertRaises(AccessError):
                own.read([name])
        for press in (own.action_test, own.action_resume, own.action_new_push_token):
            with self.assertRaises(AccessError):
                press()

    def test_addresses(self):
        connector = self.secretive("usps", lambda asked: (200, ""))
        self.env["ir.config_parameter"].set_param(PARAMETER, False)
        for url in ("http://example.com", "http://127.0.0.1:1", "ftp://x", "http://localhost@x"):
            with self.assertRaises(ValidationError):
                connector.base_url = url
        connector.base_url = "https://sandbox.example.com"

    def test_settings_are_read_line_by_line(self):
        connector = self.secretive("kuaidi100", lambda asked: (200, ""))
        connector.settings = "resultv2 = 8\nlang=zh"
        self.assertEqual(connector._account().settings, {"resultv2": "8", "lang": "zh"})
        with self.assertRaises(ValidationError):
            connector.settings = "resultv2"
