"""Who is told what about an order: once, in their language, by their own link, and no more."""

import email
import smtplib
from contextlib import contextmanager
from datetime import timedelta
from email.policy import default
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .receipt_common import ReceiptCase

BUSY = smtplib.SMTPRecipientsRefused({"buyer@example.com": (450, b"4.2.1 busy")})
NOBODY = smtplib.SMTPRecipientsRefused({"buyer@example.com": (550, b"5.1.1 no such user")})
LEFT, DELIVERED = "left_warehouse", "delivered"


class NoticeCase(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what is tested is notices: who gets a receipt is told by other tests
        cls.env.company.write({"order_notice_window": 0, "order_receipt_enabled": False})
        # as installed, whatever somebody made of the flows of this database
        stages = (cls.delivery | cls.pickup).stage_ids
        stages.notify = False
        cls.told_stages = stages.filtered(lambda s: s.trigger in (LEFT, DELIVERED, "manual"))
        cls.told_stages.notify = True

    def on_its_way(self, *lines, **values):
        self.stock(self.chair, 10)
        order = self.order(*lines, **values)
        self.ship(order)
        return order

    def arrive(self, order):
        order._tracking_mark(self.milestone(order, DELIVERED).stage_id)
        self.sync()

    def run_notices(self, refusal=None):
        """What the job sends: parsed mails."""
        with self.mail_server(refusal):
            self.run_job("ir_cron_notices")
            return [
                email.message_from_string(sent["message"], policy=default) for sent in self.emails
            ]

    def link(self, order, role="receiver", **values):
        person = self.env["res.partner"].create(
            {"name": role, "email": f"{role}@example.com", **values}
        )
        return order.tracking_link_ids.create(
            {"order_id": order.id, "role": role, "partner_id": person.id}
        )

    def readers(self, mails):
        return sorted(str(mail["To"]).partition("<")[2].strip(">") for mail in mails)

    def look_again(self, order):
        order._notice_want(order.ids)


@tagged("post_install", "-at_install")
class TestNotices(NoticeCase):
    def test_each_step_once_in_one_mail_each(self):
        order = self.on_its_way()
        (mail,) = self.run_notices()
        self.assertIn("on their way", mail["Subject"])
        self.arrive(order)
        (mail,) = self.run_notices()
        self.assertIn("Your order has been delivered", mail["Subject"])
        self.assertIn(order.name, mail["Subject"])
        self.look_again(order)
        self.assertFalse(self.run_notices())
        self.assertEqual(set(order.notice_ids.mapped("state")), {"sent"})

    def test_what_a_mail_is_made_of(self):
        order = self.on_its_way(client_order_ref="PO-1")
        (mail,) = self.run_notices()
        (link,) = order.tracking_link_ids
        self.assertEqual((link.role, link.partner_id), ("buyer", self.customer))
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        for part in (text, html):
            self.assertIn(link.token, part)
            self.assertIn("PO-1", part)
            self.assertIn("Expected by", part)
        self.assertNotIn("<", text.replace("<" + link.url, ""))
        self.assertIn(f"Follow your order: {link.url}", text.replace("\n", " "))
        unsubscribe = mail["List-Unsubscribe"]
        self.assertEqual(unsubscribe.replace(" ", ""), f"<{link._notice_url()}>")
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertNotIn("<img", html.replace("/logo.png", ""))

    def test_an_address_without_a_name_is_greeted_as_whose_it_is(self):
        order = self.on_its_way()
        house = self.env["res.partner"].create({"name": "House of Books", "is_company": True})
        self.link(order, name=False, type="delivery", parent_id=house.id)
        told = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in self.run_notices()}
        (text,) = (text for reader, text in told.items() if "receiver@example.com" in reader)
        self.assertIn("Hello House of Books,", text)

    def test_several_events_are_one_message_and_the_newest_leads(self):
        order = self.on_its_way()
        self.arrive(order)
        (mail,) = self.run_notices()
        self.assertIn("has been delivered", mail["Subject"])
        html = mail.get_body(("html",)).get_content()
        self.assertIn("On its way", html)
        self.assertEqual(len(order.notice_ids.mail_id), 1)

    def test_it_waits_for_what_else_happens(self):
        self.env.company.order_notice_window = 10
        order = self.on_its_way()
        self.assertFalse(self.run_notices())
        self.assertEqual(order.notice_ids.mapped("state"), ["waiting"])
        order.notice_ids.send_at = fields.Datetime.now()
        self.assertEqual(len(self.run_notices()), 1)

    def test_each_reader_has_their_own_link_language_and_choice(self):
        order = self.order(confirm=False)
        receiver = self.link(order, "receiver", lang="zh_CN")
        salesperson = self.link(order, "salesperson")
        site = self.link(order, "site_contact")
        site.action_revoke()
        self.stock(self.chair, 10)
        self.confirm(order)
        self.ship(order)
        mails = self.run_notices()
        self.assertEqual(self.readers(mails), ["buyer@example.com", "receiver@example.com"])
        chinese = next(mail for mail in mails if "receiver@" in str(mail["To"]))
        html = chinese.get_body(("html",)).get_content()
        self.assertIn('lang="zh-CN"', html)
        self.assertIn(receiver.token, html)
        buyer = order.tracking_link_ids.filtered(lambda link: link.role == "buyer")
        self.assertNotIn(buyer.token, html)
        dropped = order.notice_ids.filtered(lambda n: n.state == "suppressed")
        self.assertEqual((dropped.link_id, dropped.reason), (salesperson, "choice"))

    def test_a_link_that_is_revoked_meanwhile_gets_nothing(self):
        order = self.on_its_way()
        order._notice_plan()
        order.tracking_link_ids.action_revoke()
        self.assertFalse(self.run_notices())
        self.assertEqual(order.notice_ids.mapped("reason"), ["revoked"])
        # nor does the buyer get another one behind the back of whoever revoked it
        self.arrive(order)
        self.assertFalse(self.run_notices())
        self.assertEqual(len(order.tracking_link_ids), 1)

    def test_who_gets_a_link_later_follows_from_then_on(self):
        order = self.on_its_way()
        self.run_notices()
        late = self.link(order)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE order_tracking_link SET create_date = create_date + interval '1 second'"
            " WHERE id = %s",
            [late.id],
        )
        self.env.invalidate_all()
        with patch.object(fields.Datetime, "now", lambda: late.create_date + timedelta(seconds=9)):
            self.look_again(order)
            self.assertFalse(self.run_notices())

    # ------------------------------------------------------------------ what is not told

    def test_nothing_without_a_mark_or_with_the_switch_off(self):
        self.told_stages.notify = False
        order = self.on_its_way()
        self.assertFalse(order.notice_due_at)
        self.told_stages.notify = True
        self.env.company.order_notice_enabled = False
        other = self.on_its_way()
        self.assertFalse(self.run_notices())
        self.assertFalse((order | other).notice_ids)

    def test_running_orders_keep_what_their_flow_said(self):
        self.stock(self.chair, 10)
        order = self.order()
        self.told_stages.notify = False
        self.ship(order)
        self.assertEqual(len(self.run_notices()), 1)

    def test_back_filled_orders_tell_nothing(self):
        order = self.on_its_way()
        with self.allow_journal_loss():
            self.env.cr.execute("DELETE FROM order_tracking_event WHERE order_id = %s", [order.id])
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_version_id = NULL, notice_due_at = NULL WHERE id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        self.env["sale.order"]._tracking_backfill(order.ids)
        self.env.invalidate_all()
        self.assertIn("left_warehouse", self.kinds(order))
        self.assertFalse(order.notice_due_at)

    @contextmanager
    def allow_journal_loss(self):
        self.env.cr.execute("SET LOCAL order_tracking.allow = 'on'")
        yield
        self.env.cr.execute("SET LOCAL order_tracking.allow = ''")

    def test_old_news_are_none(self):
        order = self.on_its_way()
        order._tracking_mark(
            self.milestone(order, DELIVERED).stage_id,
            at=fields.Datetime.now() - timedelta(days=3),
        )
        self.sync()
        self.assertFalse(self.run_notices())
        reasons = {n.topic_name: n.reason for n in order.notice_ids}
        self.assertEqual(reasons, {"Delivered": "stale", "On its way": "superseded"})

    def test_what_was_voided_before_it_was_told(self):
        order = self.on_its_way()
        self.run_notices()
        self.arrive(order)
        order._notice_plan()
        order._tracking_void(self.events(order, DELIVERED), "not there")
        self.assertFalse(self.run_notices())
        self.assertIn("untrue", order.notice_ids.mapped("reason"))

    def test_what_was_voided_afterwards_is_taken_back(self):
        order = self.on_its_way()
        self.run_notices()
        self.arrive(order)
        self.run_notices()
        order._tracking_void(self.events(order, DELIVERED), "not there")
        (mail,) = self.run_notices()
        self.assertIn("correct what we told you", mail["Subject"])
        self.assertIn("Not true: Delivered", mail.get_body(("html",)).get_content())
        self.look_again(order)
        self.assertFalse(self.run_notices())

    def test_the_receipt_tells_the_buyer_of_new_dates_already(self):
        order = self.order()
        self.link(order)
        self.env.company.order_receipt_enabled = True
        order._tracking_repromise(order.promise_last_at + timedelta(days=4), "supplier")
        self.sync()
        mails = self.run_notices()
        self.assertEqual(self.readers(mails), ["receiver@example.com"])
        self.assertIn("new delivery date", mails[0]["Subject"])
        self.assertIn("supplier", mails[0].get_body(("html",)).get_content())

    def test_a_date_that_passes(self):
        order = self.order(commitment_date=fields.Datetime.now() + timedelta(hours=1))
        self.assertFalse(self.run_notices())
        with self.later(hours=2):
            self.env["order.tracking.milestone"]._mark_late(5000)
            (mail,) = self.run_notices()
            self.assertIn("Your order is late", mail["Subject"])
            self.assertIn("Late since", mail.get_body(("html",)).get_content())
            self.look_again(order)
            self.assertFalse(self.run_notices())

    def test_goods_that_left_are_not_called_late_while_nobody_says_that_they_arrived(self):
        order = self.on_its_way(commitment_date=fields.Datetime.now() + timedelta(hours=1))
        self.run_notices()
        with self.later(hours=2):
            self.env["order.tracking.milestone"]._mark_late(5000)
            self.assertFalse(self.run_notices())
        self.assertNotIn("late", order.notice_ids.mapped("topic"))

    @contextmanager
    def later(self, **delta):
        now = fields.Datetime.now() + timedelta(**delta)
        with (
            patch.object(fields.Datetime, "now", lambda *_: now),
            patch("odoo.addons.order_tracking.models.sale_order_notice._utcnow", lambda: now),
        ):
            yield

    def test_odoo_s_own_delivery_mail_is_not_sent_beside_ours(self):
        company = self.env.company
        company.stock_move_email_validation = True
        Picking = type(self.env["stock.picking"])
        posted = []
        post = Picking.message_post_with_source

        def noting(picking, source, **kwargs):
            message = post(picking, source, **kwargs)
            posted.extend(message if picking.env.context.get("force_send") else ())
            return message

        with patch.object(Picking, "message_post_with_source", noting), self.mail_server():
            self.on_its_way()
            self.assertFalse(posted)
            elsewhere = self.env["res.partner"].create({"name": "S", "email": "s@example.com"})
            self.on_its_way(partner_shipping_id=elsewhere.id)
            self.assertEqual(len(posted), 1, "a receiver without a link has no other mail")
            self.told_stages.notify = False
            self.on_its_way()
            self.assertEqual(len(posted), 2)

    # ------------------------------------------------------------------ not too much

    def test_quiet_hours_of_the_reader(self):
        self.env.company.write({"order_notice_quiet_from": 0, "order_notice_quiet_until": 23.99})
        order = self.on_its_way()
        self.assertFalse(self.run_notices())
        waiting = order.notice_ids
        self.assertEqual(waiting.state, "waiting")
        self.assertGreater(waiting.send_at, fields.Datetime.now())

    def test_at_most_so_many_a_day(self):
        self.env.company.order_notice_per_day = 1
        order = self.on_its_way()
        self.assertEqual(len(self.run_notices()), 1)
        self.arrive(order)
        self.assertFalse(self.run_notices())
        waiting = order.notice_ids.filtered(lambda n: n.state == "waiting")
        self.assertAlmostEqual(
            waiting.send_at, fields.Datetime.now() + timedelta(days=1), delta=timedelta(minutes=2)
        )

    # ------------------------------------------------------------------ failures

    def test_a_busy_server_is_tried_again_with_the_same_mail(self):
        order = self.on_its_way()
        self.run_notices(BUSY)
        notice = order.notice_ids
        self.assertEqual((notice.state, notice.attempts), ("waiting", 1))
        self.assertGreater(notice.send_at, fields.Datetime.now())
        message = notice.mail_id.message_id
        notice.send_at = fields.Datetime.now()
        (mail,) = self.run_notices()
        self.assertEqual(mail["Message-Id"].strip(), message)
        self.assertEqual(notice.state, "sent")

    def test_what_could_not_be_sent_and_is_not_true_any_more_is_not_sent(self):
        order = self.on_its_way()
        self.run_notices()
        self.arrive(order)
        self.run_notices(BUSY)
        order._tracking_void(self.events(order, DELIVERED), "not there")
        notice = order.notice_ids[0]
        notice.send_at = fields.Datetime.now()
        self.assertFalse(self.run_notices())
        self.assertEqual((notice.state, notice.mail_id.state), ("suppressed", "cancel"))

    def test_an_address_that_does_not_exist(self):
        order = self.on_its_way(user_id=self.env.ref("base.user_admin").id)
        self.run_notices(NOBODY)
        self.assertEqual(order.notice_ids.state, "failed")
        self.assertIn("no such user", order.notice_ids.error)
        activity = order.activity_ids.filtered(lambda a: "do not reach" in (a.summary or ""))
        self.assertEqual(len(activity), 1)
        self.arrive(order)
        self.assertFalse(self.run_notices())
        self.assertEqual(order.notice_ids[0].reason, "address")
        self.customer.email = "right@example.com"
        order._tracking_void(self.events(order, DELIVERED), "again")
        self.arrive(order)
        (mail,) = self.run_notices()
        self.assertEqual(self.readers([mail]), ["right@example.com"])

    def test_a_bounce(self):
        order = self.on_its_way()
        self.run_notices()
        notice = order.notice_ids
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(None, self.bounce(notice.mail_id))
        self.assertEqual(notice.state, "failed")
        self.assertTrue(notice.bounced_at and notice.link_id.unreachable)
        self.assertTrue(order.activity_ids)

    def test_without_an_address_nothing_is_tried(self):
        self.customer.email = False
        order = self.on_its_way()
        self.assertFalse(self.run_notices())
        self.assertEqual(order.notice_ids.reason, "address")

    def test_sms_where_the_company_wants_it(self):
        self.env.company.order_notice_sms = True
        self.customer.email = False
        order = self.on_its_way()
        self.assertFalse(self.run_notices())
        notice = order.notice_ids
        sms = self.env["sms.sms"].search([("uuid", "=", notice.sms_uuid)])
        self.assertEqual(sms.number, "+32470123456")
        self.assertIn(order.tracking_link_ids.token, sms.body)
        sms.state = "pending"
        notice.send_at = fields.Datetime.now()
        self.run_notices()
        self.assertEqual(notice.state, "sent")

    # ------------------------------------------------------------------ many, and several companies

    def test_planning_costs_the_same_for_many(self):
        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._notice_plan()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        one = queries(self.on_its_way())
        many = self.env["sale.order"].concat(*[self.on_its_way() for _ in range(6)])
        self.assertLessEqual(queries(many), one + 2)
        self.assertEqual(len(many.notice_ids), 6)

    def test_one_order_that_cannot_be_read_stops_no_other(self):
        bad, fine = self.on_its_way(), self.on_its_way()
        Order = type(self.env["sale.order"])
        read = Order._notice_news

        def breaking(orders, now):
            if bad in orders:
                raise ValueError("broken")
            return read(orders, now)

        with (
            patch.object(Order, "_notice_news", breaking),
            mute_logger("odoo.addons.order_tracking.models.sale_order_notice"),
        ):
            (mail,) = self.run_notices()
        self.assertIn(fine.name, mail["Subject"])
        self.assertGreater(bad.notice_due_at, fields.Datetime.now())

    def test_a_mail_that_somebody_cancels(self):
        order = self.on_its_way()
        self.run_notices(BUSY)
        notice = order.notice_ids
        notice.mail_id.cancel()
        notice.send_at = fields.Datetime.now()
        self.assertFalse(self.run_notices())
        self.assertEqual((notice.state, notice.reason), ("suppressed", "cancelled"))
        self.assertFalse(notice.link_id.unreachable)

    def test_a_server_that_stays_busy_says_nothing_about_the_address(self):
        order = self.on_its_way()
        for _attempt in range(12):
            order.notice_ids.filtered("send_at").send_at = fields.Datetime.now()
            self.run_notices(BUSY)
        self.assertEqual(order.notice_ids.state, "failed")
        self.assertFalse(order.notice_ids.link_id.unreachable)

    def test_each_company_tells_its_own(self):
        other = self.env["res.company"].create({"name": "Other", "email": "other@example.com"})
        self.assertTrue(other.order_notice_enabled)
        self.env.user.company_ids = [fields.Command.link(other.id)]
        order = self.on_its_way()
        self.run_notices()
        reader = new_test_user(
            self.env,
            "elsewhere",
            "order_tracking.group_user",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        notices = self.env["order.notice"].with_user(reader)
        self.assertFalse(notices.search([("order_id", "=", order.id)]))
        with self.assertRaises(AccessError):
            order.notice_ids.with_user(reader).read(["address"])

    def test_salespeople_see_what_was_told_about_their_own_orders(self):
        mine = new_test_user(self.env, "mine", "sales_team.group_sale_salesman")
        order = self.on_its_way(user_id=mine.id)
        other = self.on_its_way(user_id=self.env.ref("base.user_admin").id)
        self.run_notices()
        seen = self.env["order.notice"].with_user(mine).search([])
        self.assertEqual(seen.order_id & (order | other), order)
        with self.assertRaises(AccessError):
            order.notice_ids.with_user(mine).write({"state": "waiting"})

    def test_a_preview_sends_nothing_and_a_test_goes_to_oneself(self):
        order = self.on_its_way()
        staff = new_test_user(
            self.env, "staff", "order_tracking.group_user", email="staff@example.com"
        )
        previews = self.env["order.notice.preview"].with_user(staff)
        with Form(previews.with_context(default_order_id=order.id)) as form:
            form.lang, form.role, form.topic = "zh_CN", "receiver", "late"
        preview = form.record
        self.assertIn(order.name, preview.subject)
        self.assertIn('lang="zh-CN"', preview.body)
        with self.mail_server():
            preview.action_send_to_me()
            self.assertEqual([m["smtp_to_list"] for m in self.emails], [["staff@example.com"]])
        self.assertFalse(order.notice_ids)


@tagged("post_install", "-at_install")
class TestNoticePage(NoticeCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.tracked = self.on_its_way()
        self.tracked._notice_plan()
        self.reader = self.tracked.tracking_link_ids
        self.env.flush_all()

    def path(self, token=None, order=None):
        number = order or self.tracked.id
        return f"/my/orders/{number}/notices?access_token={token or self.reader.token}"

    def test_looking_changes_nothing(self):
        page = self.url_open(self.path())
        self.assertEqual(page.status_code, 200)
        self.assertIn("Delivered", page.text)
        self.assertIn("script-src 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(self.reader.notices, "all")

    def test_one_click_unsubscribing(self):
        answer = self.url_open(self.path(), data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((self.reader.notices, self.customer.order_notices), ("none", "none"))
        self.assertFalse(self.run_notices())
        self.assertEqual(self.tracked.notice_ids.reason, "choice")
        self.assertIn("chose which messages", str(self.tracked.message_ids.mapped("body")))

    def test_choosing(self):
        stage = self.milestone(self.tracked, DELIVERED).stage_id
        form = {"level": "chosen", "topic": [f"stage:{stage.id}", "nonsense"], "person": "all"}
        page = self.url_open(self.path(), data=form)
        self.assertIn("Your choice is saved", page.text)
        self.assertEqual(self.reader.notices, "chosen")
        self.assertEqual(self.reader.notice_topics, [f"stage:{stage.id}"])
        self.assertFalse(self.run_notices())
        self.arrive(self.tracked)
        self.assertEqual(len(self.run_notices()), 1)

    def test_nonsense_changes_nothing(self):
        self.url_open(self.path(), data={"level": "x", "person": "y"})
        self.assertEqual((self.reader.notices, self.customer.order_notices), ("all", "all"))

    def test_only_the_reader_s_own_link_opens_it(self):
        other = self.on_its_way()
        portal = other._portal_ensure_token()
        self.env.flush_all()
        for path in (
            self.path("wrong"),
            self.path(portal),
            self.path(order=other.id),
            self.path(order=2**40),
        ):
            for data in (None, {"level": "none"}):
                self.assertEqual(self.url_open(path, data=data).status_code, 404)
        self.reader.action_revoke()
        self.env.flush_all()
        self.assertEqual(self.url_open(self.path(), data={"level": "none"}).status_code, 404)
        self.assertEqual(self.reader.notices, "all")

    def test_the_tracking_page_leads_there(self):
        page = self.url_open(self.reader.url)
        self.assertIn("/notices?access_token=", page.text)
