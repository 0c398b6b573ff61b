"""Asked once, at the right time; answered on the page; kept as it was said."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking_feedback import voice
from odoo.addons.order_tracking_feedback.models.order_feedback import _columns

from .common import FeedbackCase

NOON = fields.Datetime.to_datetime("2026-03-10 12:00:00")


class VoiceCase(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "customer@example.com"
        cls.env.company.write({"order_notice_quiet_from": 20, "order_notice_quiet_until": 8})
        cls.env.company.write({"order_feedback_enabled": True, "order_feedback_delay": 3})

    def accepted(self, *lines):
        """An order whose goods were accepted now."""
        order = self.arrived(*lines)
        self.answer(order)
        self.sync()
        self.env.invalidate_all()
        return order

    def request(self, order):
        return self.env["order.feedback.request"].search([("order_id", "=", order.id)])

    def run_requests(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "order_tracking_feedback.ir_cron_feedback_requests"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def asked(self, order):
        """The request after its mail was written."""
        request = self.request(order)
        request.write({"due_at": fields.Datetime.now(), "send_at": fields.Datetime.now()})
        request.company_id.write({"order_notice_quiet_from": 0, "order_notice_quiet_until": 0})
        request._attempt()
        return request

    def token(self, request):
        return parse_qs(urlsplit(request._url()).query)["access_token"][0]

    def page(self, order):
        """What the customer sees with the order's own link."""
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        return public._feedback_page(order.id, order._portal_ensure_token())

    def tell(self, order, token=None, **sent):
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        sent["access_token"] = token or order._portal_ensure_token()
        refused = public._feedback_answer(order.id, sent, trusted=False)
        self.env.invalidate_all()
        return refused


@tagged("post_install", "-at_install")
class TestRequests(VoiceCase):
    def test_asked_after_the_companys_delay_once(self):
        order = self.accepted()
        request = self.request(order)
        self.assertEqual(request.state, "waiting")
        answered = order.acceptance_ids.answered_at
        self.assertEqual(request.due_at, answered + timedelta(days=3))
        self.env["order.feedback.request"]._plan(order.ids, answered)
        self.assertEqual(len(self.request(order)), 1)

    def test_the_mail_unsubscribes_and_opens_the_page(self):
        order = self.accepted()
        request = self.asked(order)
        mail = request.mail_id
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("List-Unsubscribe=One-Click", mail.headers)
        self.assertIn("/feedback/unsubscribe?token=", mail.headers)
        token = re.search(r"access_token=(voice\.[\w-]+)", mail.body_html)[1]
        self.assertEqual(self.env["order.feedback.request"]._find(token), request)
        self.assertIn(order.name, mail.subject)
        self.assertEqual(request.message_ref, mail.message_id)

    def test_the_mail_is_in_the_readers_language(self):
        order = self.accepted()
        order.partner_id.lang = "zh_CN"
        self.assertEqual(self.asked(order).lang, "zh_CN")

    def test_the_mail_tells_what_became_of_it(self):
        request = self.asked(self.accepted())
        request.mail_id._postprocess_sent_message([], [])
        request.mail_id.state = "sent"
        request.mail_id._postprocess_sent_message([], [])
        self.assertEqual(request.state, "sent")
        self.assertTrue(request.sent_at)
        self.assertFalse(request.send_at)

    def test_nobody_is_asked_twice_within_the_gap(self):
        first, second = self.accepted(), self.accepted()
        self.asked(first)
        again = self.asked(second)
        self.assertEqual((again.state, again.reason), ("suppressed", "asked"))
        self.assertFalse(again.mail_id)

    def test_not_while_something_is_still_to_be_counted(self):
        order = self.accepted()
        self.env["order.acceptance"].create(
            {"order_id": order.id, "company_id": order.company_id.id, "arrived_at": NOON}
        )
        request = self.asked(order)
        self.assertFalse(request.mail_id)
        self.assertGreater(request.send_at, fields.Datetime.now())

    def test_quiet_hours_of_the_reader(self):
        order = self.accepted()
        order.partner_id.tz = "Asia/Shanghai"
        request = self.request(order)
        with freeze_time("2026-12-01 15:00:00"):  # 23:00 in Shanghai
            request.write({"due_at": "2026-12-01 14:00:00", "send_at": "2026-12-01 14:00:00"})
            request._attempt()
        self.assertFalse(request.mail_id)
        self.assertEqual(str(request.send_at), "2026-12-02 00:00:00")

    def test_who_told_already_is_not_asked(self):
        order = self.accepted()
        self.assertIsNone(self.tell(order, product="5"))
        self.assertEqual(
            (self.request(order).state, self.request(order).reason), ("suppressed", "told")
        )

    def test_the_unsubscribed_are_not_asked(self):
        for values in (
            {"order_feedback_stopped_at": NOON},
            {"order_notices": "none"},
        ):
            order = self.accepted()
            order.partner_id.write(values)
            self.assertEqual(self.asked(order).reason, "unsubscribed")
            order.partner_id.write({"order_feedback_stopped_at": False, "order_notices": "all"})

    def test_companies_may_not_ask(self):
        self.env.company.order_feedback_enabled = False
        self.assertFalse(self.request(self.accepted()))


@tagged("post_install", "-at_install")
class TestFeedback(VoiceCase):
    def test_scores_are_kept_apart(self):
        order = self.accepted()
        request = self.asked(order)
        sent = {"product": "5", "delivery": "2", "nps": "9", "text": "Late, <b>but</b> good"}
        self.assertIsNone(self.tell(order, self.token(request), **sent))
        told = order.feedback_ids
        self.assertEqual((told.product_score, told.delivery_score, told.nps), (5, 2, 9))
        self.assertEqual((told.channel, told.mood, told.nps_points), ("page", "unhappy", 100))
        self.assertEqual(told.request_id, request)
        self.assertEqual((request.state, request.send_at), ("answered", False))
        self.env.cr.execute("SELECT service_score FROM order_feedback WHERE id = %s", [told.id])
        self.assertIsNone(self.env.cr.fetchone()[0], "no answer is no zero")
        self.assertEqual(told.text, "Late, but good")
        self.assertIn("Late, but good", self.page(order))

    def test_who_counts_as_promoter_and_as_detractor(self):
        points = [_columns(voice.Said(nps=nps))["nps_points"] for nps in (0, 6, 7, 8, 9, 10)]
        self.assertEqual(points, [-100, -100, 0, 0, 100, 100])
        self.assertNotIn("nps_points", _columns(voice.Said({"product": 1})))

    def test_a_form_with_a_mistake_records_nothing(self):
        order = self.accepted()
        for sent, says in (
            ({}, "choose at least one"),
            ({"product": "6"}, "choose one of the answers"),
            ({"nps": "eleven"}, "choose one of the answers"),
            ({"nps": "11"}, "choose one of the answers"),
            ({"text": "x" * 4001}, "at most 4000"),
        ):
            self.assertIn(says, self.tell(order, **sent))
        self.assertFalse(order.feedback_ids)

    def test_a_correction_is_another_row_and_ends_after_a_day(self):
        order = self.accepted()
        now = fields.Datetime.now()
        self.tell(order, product="1")
        first = order.feedback_ids
        self.tell(order, product="1")
        self.assertEqual(order.feedback_ids, first, "the same said twice is one")
        self.tell(order, product="4")
        second = order.feedback_ids
        self.assertEqual((second.product_score, second.corrects_id), (4, first))
        self.assertEqual((first.active, first.product_score), (False, 1))
        with freeze_time(now + timedelta(hours=25)):
            self.tell(order, product="5")
            self.assertIn("Thank you", self.page(order))
            self.assertNotIn("<form", self.page(order))
        self.assertEqual(order.feedback_ids, second)

    def test_what_was_said_is_not_changed(self):
        order = self.accepted()
        self.tell(order, product="3")
        clerk = new_test_user(self.env, "clerk", groups="order_tracking.group_manager")
        told = order.feedback_ids.with_user(clerk)
        for change in ({"product_score": 5}, {"text": "Great"}, {"order_id": False}):
            with self.assertRaises(UserError):
                told.write(change)
        with self.assertRaises(UserError):
            order.feedback_ids.sudo().write({"text": "Great"})
        with self.assertRaises(AccessError):
            told.unlink()

    def test_salespeople_see_their_own(self):
        order = self.accepted()
        self.tell(order, product="3")
        one = new_test_user(self.env, "one", groups="sales_team.group_sale_salesman")
        two = new_test_user(self.env, "two", groups="sales_team.group_sale_salesman")
        order.user_id = one
        self.env["order.feedback"].create({"company_id": self.env.company.id, "channel": "mail"})
        for user, seen in ((one, order.feedback_ids), (two, order.feedback_ids.browse())):
            found = self.env["order.feedback"].with_user(user).search([])
            self.assertEqual(found & order.feedback_ids, seen)
            self.assertTrue(all(found.mapped("order_id")) and len(found) == len(seen))

    def test_lists_are_read_by_their_indexes(self):
        """As the list asks, whatever its size: an index that leaves out the archived is used only
        where its condition is the very one of the query."""
        feedback = self.env["order.feedback"]
        mine = [("company_id", "in", self.env.company.ids)]
        self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        unhappy, unmatched = [("mood", "=", "unhappy")], [("order_id", "=", False)]
        for domain in ([], mine, unhappy, unmatched):
            query = feedback._search(domain, limit=80, order="told_at desc, id desc")
            plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
            self.assertRegex(str(plan), "order_feedback_(list|company|mood|unmatched)_idx")

    def test_other_companies_do_not_see_it(self):
        order = self.accepted()
        self.tell(order, product="3")
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "else",
            groups="order_tracking.group_manager",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        self.assertFalse(self.env["order.feedback"].with_user(user).search([]) & order.feedback_ids)


@tagged("post_install", "-at_install")
class TestLinks(VoiceCase):
    def test_the_link_opens_this_page_alone(self):
        order, other = self.accepted(), self.accepted()
        request = self.asked(order)
        token = self.token(request)
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        self.assertIn(order.name, public._feedback_page(order.id, token))
        for page in (
            lambda: public._tracking_page(order.id, token),
            lambda: public._acceptance_page(order.id, token),
            lambda: public._feedback_page(other.id, token),
            lambda: public._feedback_page(order.id, token[:-2]),
            lambda: public._feedback_page(order.id, "voice.%%%"),
            lambda: public._feedback_page(order.id, "voice."),
            lambda: public._feedback_stop(token, do=True),
        ):
            self.assertFalse(self.opens(page))
        self.assertNotIn(token, public._feedback_page(order.id, order._portal_ensure_token()))

    def opens(self, page):
        try:
            return page()
        except (AccessError, MissingError):
            return None

    def test_the_link_ends_and_can_be_revoked(self):
        order = self.accepted()
        request = self.asked(order)
        token = self.token(request)
        find = self.env["order.feedback.request"]._find
        self.assertEqual(find(token), request)
        with freeze_time(fields.Datetime.now() + timedelta(days=61)):
            self.assertFalse(find(token))
        request.action_revoke()
        self.assertFalse(find(token))


@tagged("post_install", "-at_install")
class TestFeedbackHttp(HttpCase, VoiceCase):
    def test_from_the_mail_to_the_list(self):
        order = self.accepted()
        request = self.asked(order)
        page = self.url_open(urlsplit(request._url())._replace(scheme="", netloc="").geturl())
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<script", page.text)
        sent = {"access_token": self.token(request), "service": "4", "text": "Fine"}
        done = self.url_open(f"/my/orders/{order.id}/feedback", data=sent)
        self.assertEqual(done.status_code, 200)
        self.assertIn("Thank you", done.text)
        self.env.invalidate_all()
        self.assertEqual(order.feedback_ids.service_score, 4)
        subject = order.feedback_ids._message_compute_subject()
        self.assertEqual(subject, f"Your feedback about order {order.name}", "of our answer to it")

    def test_unsubscribing_by_one_click(self):
        request = self.asked(self.accepted())
        path = urlsplit(request._stop_url())._replace(scheme="", netloc="").geturl()
        self.assertIn("<form", self.url_open(path).text)
        self.env.invalidate_all()
        self.assertFalse(request.partner_id.order_feedback_stopped_at, "looking changes nothing")
        answer = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertTrue(request.partner_id.order_feedback_stopped_at)

    @mute_logger("odoo.http")
    def test_bad_input(self):
        order = self.accepted()
        for path in (
            f"/my/orders/{order.id}/feedback",
            f"/my/orders/{order.id}/feedback?access_token=wrong",
            f"/my/orders/{2**40}/feedback?access_token=voice.x",
            "/feedback/unsubscribe",
            "/feedback/unsubscribe?token=%F0%9F%98%80",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        big = {"access_token": order._portal_ensure_token(), "text": "x" * 70_000}
        answer = self.url_open(f"/my/orders/{order.id}/feedback", data=big)
        self.assertEqual(answer.status_code, 413)
