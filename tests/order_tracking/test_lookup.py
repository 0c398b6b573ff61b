"""Customers find their order by its number and their e-mail address or phone number."""

from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.order_tracking import lookup

from .test_tracking_page import PageCase

FORGED = "lookup.AQAAAAAAAAAA"


@tagged("-at_install", "post_install")
class TestLookup(PageCase):
    def setUp(self):
        super().setUp()
        self.customer.email = "wang@customer.example"
        self.target = self.order()

    def ask(self, number=None, secret="wang@customer.example", **more):
        data = {"number": number or self.target.name, "secret": secret, **more}
        return self.url_open("/track", data=data, allow_redirects=False)

    def path(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text[-3000:])
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def text(self, answer):
        return " ".join(html.fromstring(answer.content).body.text_content().split())

    def assertUnknown(self, answer):
        self.assertEqual(answer.status_code, 422)
        self.assertIn("We found no order with these details", self.text(answer))

    def test_the_page_needs_no_script_and_is_strict(self):
        answer = self.get("/track")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("<script", answer.text)
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("script-src 'none'", policy)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "private, no-store")
        self.assertFalse(answer.cookies)
        self.assertLess(len(answer.content), 100_000)

    def test_email_or_phone_leads_to_the_masked_page(self):
        self.target._portal_ensure_token()
        for secret in (" WANG@customer.example ", "+86 138-0013-0000", "13800130000"):
            answer = self.get(self.path(self.ask(secret=secret)))
            self.assertEqual(answer.status_code, 200)
            self.assertIn(self.target.name, answer.text)
            for hidden in ("Wang Xiaoming", "Keji Road", "13800130000", self.target.access_token):
                self.assertNotIn(hidden, answer.text)
            self.assertNotIn(f'href="/my/orders/{self.target.id}', answer.text)

    def test_the_number_as_people_type_it(self):
        for number in (self.target.name.lower(), f" #{self.target.name} "):
            self.assertEqual(self.ask(number).status_code, 303)

    def test_the_receiver_finds_it_too(self):
        receiver = self.env["res.partner"].create(
            {"name": "Receiver", "email": "dock@customer.example", "phone": "0755 123 4567"}
        )
        self.target.partner_shipping_id = receiver
        self.assertEqual(self.ask(secret="dock@customer.example").status_code, 303)
        self.assertEqual(self.ask(secret="+86 755 1234567").status_code, 303)

    def test_the_link_opens_this_order_alone_and_nothing_else_of_it(self):
        other = self.order()
        token = parse_qs(urlsplit(self.path(self.ask())).query)["access_token"][0]
        self.assertEqual(self.get(self.url(other, token)).status_code, 404)
        for page in ("receipt", "notices", "handover"):
            path = f"/my/orders/{self.target.id}/{page}?access_token={token}"
            self.assertEqual(self.get(path).status_code, 404, page)
        for wrong in (
            token[:-2],
            token + "A",
            FORGED,
            "lookup.",
            "lookup.é",
            "lookup." + "A" * 500,
        ):
            answer = self.get(self.url(self.target, wrong))
            self.assertEqual(answer.status_code, 404, wrong)

    def test_the_link_ends(self):
        with patch("odoo.addons.order_tracking.models.sale_order_lookup.HOURS", -1):
            path = self.path(self.ask())
        answer = self.get(path)
        self.assertEqual(answer.status_code, 404)
        self.assertIn('href="/track"', answer.text)

    def test_switching_it_off_ends_everything(self):
        path = self.path(self.ask())
        self.env.company.order_lookup_enabled = False
        self.assertEqual(self.get(path).status_code, 404)
        self.assertUnknown(self.ask())

    def test_nobody_learns_which_orders_there_are(self):
        wrong = self.ask(secret="wrong@customer.example")
        self.assertUnknown(wrong)
        number = f"X{self.target.name[1:]}"
        unknown = self.ask(number, secret="wrong@customer.example")
        self.assertEqual(unknown.text.replace(number, self.target.name), wrong.text)
        self.assertEqual(dict(unknown.headers, Date=""), dict(wrong.headers, Date=""))

    def test_known_or_not_the_same_is_done(self):
        self.ask(secret="wrong@customer.example")
        done = []
        for number in (self.target.name, "S99999999"):
            with self.queries() as seen:
                self.assertUnknown(self.ask(number, secret="wrong@customer.example"))
            done.append(seen)
        self.assertEqual(*done)

    def test_what_proves_nothing(self):
        for secret in ("0000", "%", "'", "@", "wang", "\x00", "customer.example", "é@é.example"):
            self.assertEqual(self.ask(secret=secret).status_code, 422, secret)
        self.customer.write({"email": False, "phone": False})
        for secret in ("False", "None", "0000000", "@"):
            self.assertUnknown(self.ask("x" + self.target.name, secret=secret))

    def test_no_quotation_is_found(self):
        draft = self.order(confirm=False)
        self.assertUnknown(self.ask(draft.name))

    def test_an_order_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        here = self.env.company
        self.assertUnknown(self.ask(company=other.id))
        self.assertEqual(self.ask(company=here.id).status_code, 303)
        self.assertIn("Other", self.get(f"/track?company={other.id}").text)
        other.order_lookup_enabled = False
        self.assertNotIn("Other", self.get(f"/track?company={other.id}").text)
        for nonsense in ("-1", "x", "99999999", "1" * 30, "²"):
            self.assertEqual(self.get(f"/track?company={nonsense}").status_code, 200)

    def test_two_orders_of_the_same_number(self):
        stranger = self.env["res.partner"].create({"name": "A", "email": "a@stranger.example"})
        twin = self.order(partner_id=stranger.id)
        twin.name = self.target.name
        self.assertIn(f"/{self.target.id}/", self.path(self.ask()))
        self.assertIn(f"/{twin.id}/", self.path(self.ask(secret="a@stranger.example")))

    def test_attempts_at_a_number_end(self):
        for attempt in range(lookup.LOOKUP.per_order - 1):
            self.tried(f"192.0.2.{attempt}", self.target.name)
        self.assertUnknown(self.ask(secret="wrong@customer.example"))
        answer = self.ask()
        self.assertEqual(answer.status_code, 429, "not even the right one")
        self.assertEqual(answer.headers["Retry-After"], "3600")
        self.assertIn("Too many attempts", self.text(answer))
        self.assertEqual(self.ask(f"#{self.target.name.lower()}").status_code, 429)
        self.assertUnknown(self.ask("S99999999"))
        self.age()
        self.assertEqual(self.ask().status_code, 303)

    def test_attempts_from_an_address_end(self):
        for attempt in range(lookup.LOOKUP.per_address - 1):
            self.tried("127.0.0.1", f"S9999{attempt}")
        self.assertUnknown(self.ask("S99999999"))
        for number in (self.target.name, "S99999999"):
            self.assertEqual(self.ask(number).status_code, 429)
        attempts = self.env["order.tracking.lookup"]
        before = attempts.search_count([])
        self.ask()
        self.assertEqual(attempts.search_count([]), before, "what is refused is not kept")

    def tried(self, address, number):
        self.assertIsNone(self.env["order.tracking.lookup"]._blocked_until(address, number))

    def age(self):
        attempts = self.env["order.tracking.lookup"].search([])
        attempts.tried_at = fields.Datetime.now() - lookup.WINDOW - timedelta(seconds=1)
        self.env.flush_all()

    def test_attempts_are_forgotten(self):
        self.ask()
        attempts = self.env["order.tracking.lookup"]
        self.assertFalse(set(attempts.search([]).mapped("key")) & {"127.0.0.1", self.target.name})
        self.age()
        attempts._gc_attempts()
        self.assertFalse(attempts.search([]))

    def test_both_are_needed_and_not_counted(self):
        self.assertEqual(self.ask(number=" ").status_code, 422)
        self.assertEqual(self.ask(secret=" ").status_code, 422)
        self.assertFalse(self.env["order.tracking.lookup"].search([]))

    @mute_logger("odoo.http")
    def test_a_large_body_is_refused(self):
        self.assertEqual(self.ask(secret="x" * 10_000).status_code, 413)

    def test_what_was_typed_is_escaped(self):
        answer = self.ask(number='"><b>x')
        self.assertNotIn("<b>x", answer.text)

    def test_the_chosen_language_stays(self):
        page = self.get("/track?lang=zh_CN")
        self.assertIn('name="lang" value="zh_CN"', page.text)
        self.assertIn("lang=zh_CN", self.path(self.ask(lang="zh_CN")))
