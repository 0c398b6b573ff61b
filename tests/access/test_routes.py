"""Every address of ours, asked by whoever has a log-in, a token or nothing.

All requests go to one server in one transaction; what a request does is undone. The forms are those
of the order's own pages, so that what is refused is refused for want of a right.

A cell: the status; "login" for the way to the log-in page, "away" for the way to the customer's
account; "+" where something was changed; "." where it was not tried.
"""

import re
import threading
from urllib.parse import urlencode

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..hostile.site import own_rules
from . import tables
from .common import AccessCase
from .world import ABROAD, OWN, RECORDS, ROLES

TOKENS = ("no_token", "wrong_token", "revoked", "order_token")
LINKS = ("buyer", "receiver", "site_contact", "salesperson")
SESSIONS = tuple(role for role in ROLES if role != "public")
FAR = ("order_token", "customer", "manager", "abroad")  # who tries what is of another company, too
ASKING = (*TOKENS, *LINKS, *SESSIONS)


class TestRoutes(AccessCase, HttpCase):
    needed = ("order.choice", "order.review", "order.feedback.request")

    def setUp(self):
        super().setUp()
        threading.current_thread().dbname = self.env.cr.dbname  # as Odoo's server says it

    def test_routes_are_as_written_down(self):
        rules = [(rule, method) for rule in own_rules(self.env) for method in self.methods(rule)]
        self.assertGreater(len(rules), 30)
        forms = self.forms()
        found = {(method, rule.rule, record): {} for rule, method in rules for record in RECORDS}
        for who in ASKING:
            self.authenticate(*[f"access_{who}"] * 2 if who in SESSIONS else (None, None))
            for rule, method in rules:
                for record in RECORDS:
                    cell = self.asked(who, rule, method, record, forms)
                    found[method, rule.rule, record][who] = cell
        tables.check("routes", ("method", "route", "record"), ASKING, found)

    def test_no_part_of_an_address_can_be_sent_as_text(self):
        """What one address of a page fills with a number, another must not leave to the reader."""
        parts = {}
        for rule in own_rules(self.env):
            parts.setdefault(rule.endpoint.func, set()).add(frozenset(rule.arguments))
        self.assertFalse([page for page, filled in parts.items() if len(filled) > 1])

    def methods(self, rule):
        return sorted((rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"})

    def asked(self, who, rule, method, record, forms):
        """What an address answers to somebody who asks for one of the three orders."""
        if record == ABROAD and who not in FAR:
            return "."
        path = self.path(rule, record)
        sent = {"access_token": self.token(who, record), "token": self.stop(who)}
        if method == "POST":
            sent = {**forms.get(path, self.spoken(record)), **sent}
        if who in SESSIONS:
            sent["csrf_token"] = Request.csrf_token(self)
        sent = {name: value for name, value in sent.items() if value}
        with (
            self.rolled_back() as written,
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
        ):
            answer = self.ask(method, path, sent)
            return self.told(answer) + "+" * bool(written)

    def ask(self, method, path, sent):
        if method == "POST":
            return self.url_open(path, data=sent, method=method, allow_redirects=False)
        return self.url_open(f"{path}?{urlencode(sent)}", allow_redirects=False)

    def told(self, answer):
        where = answer.headers.get("Location", "")
        if answer.status_code == 503:  # how well the service is, which is told all the same
            return "200"
        if not 300 <= answer.status_code < 400 or not where:
            return str(answer.status_code)
        if "/web/login" in where:
            return "login"
        return "away" if re.search(r"/my/?$|/my/home", where) else str(answer.status_code)

    # ---- what an address and a form are made of

    def path(self, rule, record):
        values = self.placeholders(record)
        if rule.rule.startswith("/receipt/"):
            values["token"] = self.world.orders[record].sudo().current_receipt_id.token
        parts = []
        for is_placeholder, text in rule._trace:
            parts.append(str(values[text]) if is_placeholder else text.lstrip("|"))
        return "".join(parts)

    def placeholders(self, record):
        """By name; a name that is missing here is one of a new route: say what it stands for."""
        parcel, connector = self.world.parcels[record], self.world.connectors[record]
        return {
            "order_id": self.world.orders[record].id,
            "shipment_id": parcel.id,
            "file_id": parcel.proof_ids[:1].id,
            "choice_id": self.records.of("order.choice", record).id,
            "review_id": self.records.of("order.review", record).id,
            "token": connector.push_token,
            "code": connector.code,
            "revision": 1,
            "number": 1,
            "kind": "csv",
        }

    def token(self, who, record):
        if who in LINKS or who == "revoked":
            return self.world.links[OWN][who].token
        own = self.world.orders[OWN].access_token
        return {"order_token": own, "wrong_token": "x" * len(own)}.get(who)

    def stop(self, who):
        """What the link at the end of a mail holds: only its reader has it."""
        asked = self.records.of("order.feedback.request", OWN)
        return asked._stop_url().rpartition("token=")[2] if who == "order_token" else None

    def spoken(self, record):
        order = self.world.orders[record]
        return {"number": order.name, "secret": order.partner_id.email, "topic": "shipped"}

    def forms(self):
        """What the forms of the orders' pages send, by the address that they send it to."""
        found = {}
        self.authenticate(None, None)
        for record in RECORDS:
            opened = {"access_token": self.world.orders[record].access_token}
            for rule in own_rules(self.env):
                if "order_id" in rule.arguments and "GET" in (rule.methods or ()):
                    page = self.ask("GET", self.path(rule, record), opened)
                    if "html" in page.headers.get("Content-Type", "") and page.content:
                        found.update(fields_of(page.content))
        return found


def fields_of(page):
    """(path, fields) of each form of a page that is sent by POST."""
    for form in html.fromstring(page).xpath("//form[@method='post']"):
        yield form.get("action", "").partition("?")[0], dict(form.fields)
