"""The customer's page: who may open it, what it says, what it costs."""

import base64
import hashlib
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import MissingError
from odoo.sql_db import Cursor
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.order_tracking.presentation import SCRIPT_HASH, channel

from .common import TrackingCase

SCRIPT = "<script>alert(1)</script>"


class PageCase(TrackingCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.seller = new_test_user(cls.env, "page_seller", name="Lin Mei")
        cls.buyer = cls.portal_user("page_buyer", "Wang Xiaoming")
        cls.customer = cls.buyer.partner_id
        cls.customer.write(
            {
                "street": "Keji Road 18",
                "street2": "Tower 3",
                "city": "Shenzhen",
                "phone": "13800130000",
                "tz": "Asia/Shanghai",
                "lang": "en_US",
            }
        )
        cls.env.company.write({"phone": "+86 755 2345", "email": "help@company.example"})

    @classmethod
    def portal_user(cls, login, name):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            password=login,
            name=name,
            tz="UTC",
            lang="en_US",
        )

    def order(self, *lines, **values):
        order = super().order(*lines, user_id=self.seller.id, **values)
        order._portal_ensure_token()
        return order

    def url(self, order, token=None, **query):
        query = {**({"access_token": token} if token else {}), **query}
        text = "&".join(f"{key}={value}" for key, value in query.items())
        return f"/my/orders/{order.id}/tracking" + (f"?{text}" if text else "")

    def get(self, url):
        return self.url_open(url, allow_redirects=False)

    def page(self, order, token=None, **query):
        """The page as text, spaces between words normalised."""
        answer = self.get(self.url(order, token or order.access_token, **query))
        self.assertEqual(answer.status_code, 200)
        return " ".join(html.fromstring(answer.content).body.text_content().split())

    def headline(self, order):
        answer = self.get(self.url(order, order.access_token))
        return html.fromstring(answer.content).findtext(".//h1")

    def link(self, order, **values):
        return self.env["order.tracking.link"].create({"order_id": order.id, **values})

    def promise(self, order, date, reason):
        order._tracking_repromise(date, reason)
        self.sync()

    def deliver(self, order):
        stage = self.milestone(order, "delivered").stage_id
        order._tracking_mark(stage)
        self.sync()

    @contextmanager
    def queries(self):
        """Collects the queries of requests, without the savepoints of the tests."""
        seen, execute = [], Cursor.execute

        def spy(cursor, query, *args, **kw):
            text = str(getattr(query, "code", query))
            if "SAVEPOINT" not in text:
                seen.append(text)
            return execute(cursor, query, *args, **kw)

        with patch.object(Cursor, "execute", spy):
            yield seen

    def cost(self, url):
        """(queries, bytes) of a page that does not write, when the caches are warm."""
        self.get(url)
        with self.queries() as seen:
            answer = self.get(url)
        self.assertEqual(answer.status_code, 200)
        writes = [q for q in seen if q.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")]
        self.assertFalse(writes)
        return len(seen), len(answer.content)


@tagged("-at_install", "post_install")
class TestWhoMayOpen(PageCase):
    def setUp(self):
        super().setUp()
        self.target = self.order()

    def assertRefused(self, answer):
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/my"))

    def assertNotValid(self, order_id, token):
        url = f"/my/orders/{order_id}/tracking?access_token={token}"
        answer = self.get(url)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("This link is not valid (any more)", answer.text)
        return answer.content

    def test_owner_sees_everything_and_the_way_back(self):
        self.authenticate("page_buyer", "page_buyer")
        for token in (None, self.target.access_token, "wrong"):
            answer = self.get(self.url(self.target, token))
            self.assertEqual(answer.status_code, 200)
            for text in ("Wang Xiaoming", "Keji Road 18", "13800130000"):
                self.assertIn(text, answer.text)
            for url in ("/my/orders", f"/my/orders/{self.target.id}"):
                self.assertIn(f'href="{url}"', answer.text)

    def test_another_customer_sees_nothing(self):
        self.portal_user("page_other", "Other")
        self.authenticate("page_other", "page_other")
        self.assertRefused(self.get(self.url(self.target)))
        self.assertNotValid(self.target.id, "wrong")

    def test_another_customer_with_the_token_sees_it_masked(self):
        self.portal_user("page_other", "Other")
        self.authenticate("page_other", "page_other")
        answer = self.get(self.url(self.target, self.target.access_token))
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Keji", answer.text)

    def test_stranger_without_token_is_asked_to_log_in(self):
        self.assertRefused(self.get(self.url(self.target)))
        self.assertRefused(self.get(self.url(self.target, access_token="")))
        self.assertRefused(self.get("/my/orders/999999999/tracking"))
        self.assertRefused(self.get("/my/orders/99999999999999/tracking"))

    def test_tokens_of_the_order_and_of_a_link_open_it(self):
        link = self.link(self.target)
        for token in (self.target.access_token, link.token):
            self.assertIn(self.target.name, self.page(self.target, token))

    def test_whatever_is_wrong_the_answer_is_the_same(self):
        other = self.order()
        revoked, valid = self.link(self.target), self.link(self.target)
        revoked.action_revoke()
        tokenless = self.order()
        tokenless.access_token = False
        answers = {
            self.assertNotValid(self.target.id, "wrong"),
            self.assertNotValid(self.target.id, "%00%C3%A9"),
            self.assertNotValid(self.target.id, revoked.token),
            *(
                self.assertNotValid(self.target.id, token)
                for known in (valid.token, self.target.access_token)
                for token in (known[:-1], known[1:], f"{known}x")
            ),
            self.assertNotValid(self.target.id, other.access_token),
            self.assertNotValid(self.target.id, self.link(other).token),
            self.assertNotValid(tokenless.id, "False"),
            self.assertNotValid(999999999, self.target.access_token),
            self.assertNotValid(99999999999999, self.target.access_token),
        }
        self.assertEqual(len(answers), 1)

    def test_a_number_that_no_order_can_have_is_not_looked_up(self):
        """No index finds it: every order would be read for whoever types enough digits."""
        orders, choices = self.env["sale.order"], self.env["order.choice"]
        for asked in (
            lambda: orders._tracking_page(10**30, "token"),
            lambda: choices._open_page(10**30, 1, "token"),
            lambda: choices._open_page(1, 10**30, "token"),
        ):
            with self.assertQueryCount(0), suppress(MissingError):
                asked()
                self.fail("found")

    def test_headers_keep_token_and_content_private(self):
        for token in (self.target.access_token, "wrong"):
            headers = self.get(self.url(self.target, token)).headers
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cache-Control"], "private, no-store")
            self.assertEqual(headers["X-Robots-Tag"], "noindex")
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            policy = headers["Content-Security-Policy"].split("; ")
            for rule in (
                "default-src 'none'",
                "img-src 'self' data:",
                "style-src 'unsafe-inline'",
                f"script-src '{SCRIPT_HASH}'" if token != "wrong" else "script-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            ):
                self.assertIn(rule, policy)

    def test_odoos_own_pages_lead_there(self):
        token = self.target.access_token
        page = self.url_open(f"/my/orders/{self.target.id}?access_token={token}").text
        self.assertIn(f"/my/orders/{self.target.id}/tracking?access_token={token}", page)
        quotation = super().order(confirm=False)
        quotation._portal_ensure_token()
        url = f"/my/orders/{quotation.id}?access_token={quotation.access_token}"
        page = self.url_open(url).text
        self.assertNotIn("/tracking", page)

    def test_list_of_orders_says_where_each_is(self):
        late = self.order(commitment_date=fields.Datetime.now() - timedelta(days=1))
        self.authenticate("page_buyer", "page_buyer")
        rows = html.fromstring(self.url_open("/my/orders").content).xpath("//tr[td]")
        found = {row.xpath("string(td[1]/a)").strip(): row for row in rows}
        cells = found[self.target.name].xpath("string(.)")
        self.assertIn("We are setting your goods aside in our warehouse", cells)
        self.assertNotIn("Late", cells)
        self.assertIn("Late", found[late.name].xpath("string(.)"))
        url = f"/my/orders/{late.id}/tracking"
        self.assertIn(url, found[late.name].xpath(".//a/@href"))

    def test_odoo_s_word_of_a_tracked_order_is_not_shown_beside_ours(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        self.assertEqual(order.delivery_status, "full")
        self.env.flush_all()
        self.authenticate("page_buyer", "page_buyer")
        rows = html.fromstring(self.url_open("/my/orders").content).xpath("//tr[td]")
        [cells] = [row.xpath("string(.)") for row in rows if order.name in row.xpath("string(.)")]
        self.assertIn("on their way", cells)
        self.assertNotIn("Delivered", cells)


@tagged("-at_install", "post_install")
class TestWhatItSays(PageCase):
    def test_names_phones_and_streets_are_masked(self):
        text = self.page(self.order())
        for shown in ("W*** X***", "138****0000", "Shenzhen", "Lin Mei", "help@company.example"):
            self.assertIn(shown, text)
        for hidden in ("Wang", "Xiaoming", "13800130000", "Keji", "Tower"):
            self.assertNotIn(hidden, text)

    def test_chinese_names_are_masked(self):
        self.customer.name = "王小明"
        text = self.page(self.order())
        self.assertIn("王**", text)
        self.assertNotIn("王小", text)

    def test_everything_typed_by_people_is_escaped(self):
        self.chair.name = self.customer.name = self.seller.name = SCRIPT
        order = self.order(client_order_ref=f'">{SCRIPT}', partner_shipping_id=self.customer.id)
        order.company_id.name = SCRIPT
        self.promise(order, fields.Datetime.now() + timedelta(days=30), SCRIPT)
        self.delivery.stage_ids.write({"customer_name": SCRIPT, "customer_text": SCRIPT})
        fresh = self.order()
        self.authenticate("page_buyer", "page_buyer")
        for target in (order, fresh):
            answer = self.get(self.url(target))
            self.assertIn("&lt;script&gt;", answer.text)
            self.assertEqual(answer.text.count("<script"), 1)

    def test_colour_of_the_company_cannot_smuggle_style_in(self):
        order = self.order()
        order.company_id.primary_color = "red;background:url(//evil.example)"
        answer = self.get(self.url(order, order.access_token))
        self.assertNotIn("evil", answer.text)

    def test_headline_follows_the_goods(self):
        self.stock(self.chair, 6)
        self.warehouse.delivery_steps = "pick_ship"
        order = self.order()
        self.assertEqual(self.headline(order), "We are setting your goods aside in our warehouse")
        self.ship(order)
        self.assertEqual(self.headline(order), "Part of your order is on its way")
        text = self.page(order)
        self.assertIn("6 of 10 items so far. The rest follows.", text)
        self.assertIn("Last step: Left our warehouse", text)
        self.stock(self.chair, 4)
        order.picking_ids.filtered(lambda p: p.state == "confirmed").action_assign()
        self.ship(order)
        self.assertEqual(self.headline(order), "Your goods are on their way to you")
        self.deliver(order)
        self.assertEqual(self.headline(order), "Your order has been delivered")
        text = self.page(order)
        self.assertIn("Arrived on", text)
        self.assertIn("On time. Promised for", text)
        self.assertIn("Proof: told by our staff", text)

    def test_goods_that_left_are_not_called_delivered(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        self.assertEqual(order.delivery_status, "full")
        text = self.page(order)
        self.assertNotIn("has been delivered", text)
        self.assertNotIn("Arrived on", text)

    def test_stopped_orders(self):
        cancelled = self.order()
        cancelled._action_cancel()
        self.sync()
        self.assertEqual(self.headline(cancelled), "This order was cancelled")
        self.assertNotIn("Expected by", self.page(cancelled))
        self.stock(self.chair, 10)
        returned = self.order()
        self.ship(returned)
        self.give_back(returned.picking_ids, Chair=10)
        self.assertEqual(self.headline(returned), "Your order came back to us")

    def test_pickup_has_its_own_words(self):
        self.stock(self.chair, 10)
        order = self.order(tracking_flow_id=self.pickup.id)
        ready = self.pickup.stage_ids.filtered(lambda s: s.trigger == "ready_for_pickup")
        order._tracking_mark(ready)
        self.sync()
        self.assertEqual(self.headline(order), "Your goods are waiting for you")
        self.assertNotIn("Delivery address", self.page(order))
        self.deliver(order)
        self.assertEqual(self.headline(order), "Your order has been handed over")

    def test_a_missed_date_is_shown_with_the_new_one(self):
        now = fields.Datetime.now()
        order = self.order(commitment_date=now - timedelta(days=2))
        text = self.page(order)
        self.assertIn("Late since", text)
        self.assertIn("there is no new one yet", text)
        self.promise(order, now + timedelta(days=3), "The lacquer must dry")
        text = self.page(order)
        self.assertIn("Late since", text)
        self.assertIn("New date: ", text)
        self.assertIn("Reason: The lacquer must dry", text)

    def test_a_date_put_off_in_time_shows_the_earlier_one(self):
        now = fields.Datetime.now()
        order = self.order(commitment_date=now + timedelta(days=1))
        self.promise(order, now + timedelta(days=3), "The lacquer must dry")
        text = self.page(order)
        self.assertIn("Expected by", text)
        self.assertNotIn("Late since", text)
        self.assertIn("Reason: The lacquer must dry", text)

    def test_late_arrival_is_told_too(self):
        self.stock(self.chair, 10)
        order = self.order(commitment_date=fields.Datetime.now() - timedelta(days=2))
        self.ship(order)
        self.deliver(order)
        self.assertIn("Later than promised. Promised for", self.page(order))

    def test_a_step_kept_from_customers_is_not_in_the_history_either(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.delivery.stage_ids.filtered(lambda s: s.trigger == "picked").visible = False
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        text = self.page(order)
        self.assertIn("Left our warehouse", text)
        self.assertNotIn("Picked", text)

    def test_a_withdrawn_fact_is_marked(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.ship(order)
        self.deliver(order)
        order._tracking_void(self.events(order, "delivered"), "wrong customer")
        self.sync()
        text = self.page(order)
        self.assertIn("Withdrawn: this entry was a mistake.", text)
        self.assertNotIn("wrong customer", text)
        self.assertEqual(self.headline(order), "Your goods are on their way to you")

    def test_language_of_reader_link_and_switch(self):
        stages = self.delivery.stage_ids.filtered(lambda s: s.trigger == "stock_reserved")
        stages.with_context(lang="zh_CN").customer_text = "正在备货。请稍候。"
        order = self.order()
        english, chinese = "We are setting your goods aside in our warehouse", "正在备货"
        self.assertEqual(self.headline(order), english)
        self.assertIn(chinese, self.page(order, lang="zh_CN"))
        self.assertIn(chinese, self.page(order, self.link(order, lang="zh_CN").token))
        link = self.link(order, lang="zh_CN")
        self.assertIn(english, self.page(order, link.token, lang="en_US"))
        self.assertIn(english, self.page(order, lang="xx_XX"))
        self.customer.lang = "zh_CN"
        answer = self.get(self.url(order, order.access_token))
        document = html.fromstring(answer.content)
        self.assertEqual(document.get("lang"), "zh-CN")
        self.assertIn(chinese, answer.text)
        switch = document.xpath("//a[@lang='en-US']/@href")
        self.assertEqual(switch, [f"?lang=en_US&access_token={order.access_token}"])

    def test_times_are_the_readers(self):
        order = self.order()
        self.env.cr.execute("SET session_replication_role = replica")  # past the append-only guard
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET reached_at = '2026-03-01 20:30:00'"
            " WHERE order_id = %s AND state = 'reached'",
            [order.id],
        )
        self.env.cr.execute("SET session_replication_role = origin")
        text = self.page(order)
        self.assertIn("Times in Asia/Shanghai", text)
        self.assertIn("Mar 2, 2026, 4:30", text)

    def test_orders_without_a_timeline(self):
        quotation = self.order(confirm=False)
        self.assertEqual(self.headline(quotation), "This is a quotation, not an order yet")
        answer = self.get(self.url(quotation, quotation.access_token))
        url = f"/my/orders/{quotation.id}?access_token={quotation.access_token}"
        self.assertIn(f'href="{url}"', answer.text)
        # the personal link shows less than the order's own page: it does not lead there
        answer = self.get(self.url(quotation, self.link(quotation).token))
        self.assertNotIn(f'href="/my/orders/{quotation.id}?', answer.text)
        quotation._action_cancel()
        self.assertEqual(self.headline(quotation), "This order was cancelled")
        old = self.order()
        self.env.cr.execute("DELETE FROM order_tracking_milestone WHERE order_id = %s", [old.id])
        old.write({"tracking_version_id": False, "tracking_state": False})
        self.env.cr.precommit.clear()
        self.assertEqual(self.headline(old), "Your order is confirmed")

    def test_order_of_services_only(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        self.assertEqual(self.headline(self.order((service, 1))), "Your order is complete")

    def test_it_is_a_document_that_everybody_can_read(self):
        order = self.order()
        answer = self.get(self.url(order, order.access_token))
        self.assertTrue(answer.text.startswith("<!DOCTYPE html>"))
        document = html.fromstring(answer.content)
        self.assertEqual(document.get("lang"), "en-US")
        self.assertIn(order.name, document.findtext(".//title"))
        self.assertEqual(len(document.xpath("//main")), 1)
        self.assertEqual(len(document.xpath("//h1")), 1)
        self.assertEqual(len(document.xpath("//li[@aria-current='step']")), 1)
        ids = document.xpath("//@id")
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual({x[1:] for x in document.xpath("//use/@href")}, set(ids))
        self.assertFalse(document.xpath("//script/@src | //link[@rel='stylesheet']"))
        (script,) = document.xpath("//script/text()")
        digest = hashlib.sha256(script.encode()).digest()
        self.assertEqual(f"sha256-{base64.b64encode(digest).decode()}", SCRIPT_HASH)


@tagged("-at_install", "post_install")
class TestNews(PageCase):
    """An open page learns that there is news, and asks for no more than that."""

    def channels(self, after=0):
        self.sync()
        rows = self.env["bus.bus"].search([("id", ">", after)])
        return [
            name for row in rows for name in row.channel.split('"') if "order_tracking/" in name
        ]

    def test_the_same_page_is_not_sent_twice(self):
        self.stock(self.chair, 10)
        order = self.order()
        url = self.url(order, order.access_token)
        etag = self.get(url).headers["ETag"]
        answer = self.url_open(url, headers={"If-None-Match": etag})
        self.assertEqual((answer.status_code, answer.content), (304, b""))
        self.ship(order)
        answer = self.url_open(url, headers={"If-None-Match": etag})
        self.assertEqual(answer.status_code, 200)
        self.assertNotEqual(answer.headers["ETag"], etag)

    def test_who_may_not_see_the_page_gets_no_304(self):
        order = self.order()
        etag = self.get(self.url(order, order.access_token)).headers["ETag"]
        answer = self.url_open(self.url(order, "wrong"), headers={"If-None-Match": etag})
        self.assertEqual(answer.status_code, 404)

    def test_every_valid_way_in_is_told_once(self):
        self.stock(self.chair, 10)
        order = self.order()
        link, revoked = self.link(order), self.link(order)
        revoked.action_revoke()
        last = self.env["bus.bus"]._bus_last_id()
        self.ship(order)
        self.assertFalse(self.channels(last), "nobody who validates a transfer waits for it")
        self.env["order.tracking.watch"]._look(order.ids)  # what the job does within a minute
        found = self.channels(last)
        for token in (order.access_token, link.token):
            self.assertIn(channel(token), found)
        self.assertNotIn(channel(revoked.token), found)
        self.assertNotIn(link.token, str(found))

    def test_the_page_knows_its_own_channel_alone(self):
        order = self.order()
        for token in (order.access_token, self.link(order).token):
            document = html.fromstring(self.get(self.url(order, token)).content)
            self.assertEqual(document.get_element_by_id("live").get("data-channel"), channel(token))

    def test_a_new_order_tells_nobody(self):
        last = self.env["bus.bus"]._bus_last_id()
        self.order()
        self.assertFalse(self.channels(last))


@tagged("-at_install", "post_install")
class TestWhatItCosts(PageCase):
    def lengthen(self, order, count):
        """Makes the journal have ``count`` more events, of kinds that customers see and not."""
        self.env.cr.execute(
            """
            INSERT INTO order_tracking_event (order_id, company_id, kind, occurred_at, recorded_at,
                                              evidence, source, dedup_key, data)
            SELECT %(order)s, %(company)s, (%(kinds)s)[1 + i %% 4],
                   now() at time zone 'UTC' - i * interval '1 second',
                   now() at time zone 'UTC', 'system', 'odoo', %(count)s || ':' || i, %(data)s
              FROM generate_series(1, %(count)s) i
            """,
            {
                "order": order.id,
                "company": order.company_id.id,
                "kinds": ["picked", "left_warehouse", "stock_short", "delivered"],
                "count": count,
                "data": '{"lines": {"1": 1}, "short": {}}',
            },
        )

    def test_queries_and_weight_do_not_grow_with_the_journal(self):
        order = self.order(commitment_date=fields.Datetime.now() + timedelta(days=1))
        self.promise(order, fields.Datetime.now() + timedelta(days=3), "Why")
        self.customer.write(
            {
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_5").id,
            }
        )
        urls = [self.url(order, order.access_token), self.url(order, self.link(order).token)]
        self.lengthen(order, 10)
        few = [self.cost(url) for url in urls]
        self.lengthen(order, 10_000)
        many = [self.cost(url) for url in urls]
        self.assertEqual([q for q, _size in few], [q for q, _size in many])
        for queries, size in many:
            self.assertLessEqual(queries, 15)
            self.assertLessEqual(size, 32_000)
        self.authenticate("page_buyer", "page_buyer")
        self.assertLessEqual(self.cost(self.url(order))[0], 15)

    def test_a_long_order_stays_light(self):
        order = self.order(*[(self.chair, 1 + i) for i in range(300)])
        _queries, size = self.cost(self.url(order, order.access_token))
        self.assertLessEqual(size, 50_000)

    def test_queries_of_the_list_do_not_grow_with_the_orders(self):
        orders = self.order() | self.order() | self.order()
        counts = []
        for some in (orders[:1], orders):
            self.env.invalidate_all()
            with self.queries() as seen:
                self.assertEqual(len(some._tracking_labels()), len(some))
            counts.append(len(seen))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 3)
