"""A complaint from the customer's count or words to its solution, and what the journal says."""

import io
from datetime import timedelta
from email.message import EmailMessage

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FeedbackCase


def png():
    """A picture with something hidden behind it."""
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(written, "PNG")
    return written.getvalue() + b"<?php hidden"


class ComplaintCase(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "customer@example.com"
        cls.clerk = new_test_user(
            cls.env,
            "complaints_clerk",
            groups="order_tracking.group_user",
            email="clerk@example.com",
        )
        cls.leader = new_test_user(cls.env, "complaints_leader", groups="order_tracking.group_user")
        cls.team = cls.env["order.tracking.team"].create(
            {"name": "Care", "leader_id": cls.leader.id, "member_ids": cls.clerk.ids}
        )
        cls.env["order.complaint.category"].search([]).team_id = cls.team
        cls.late = cls.env.ref("order_tracking_feedback.category_late")

    def damaged(self, order=None):
        """The complaint of a count in which two chairs are damaged."""
        order = order or self.arrived((self.chair, 10), (self.desk, 2))
        self.assertIsNone(self.answer(order, chair_good="8", chair_problem="damaged"))
        self.sync()
        self.env.invalidate_all()
        return order.complaint_ids

    def told(self, order, token=None, files=(), **sent):
        """What the customer sends from the form; the page, where it was refused."""
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        values = {"category": str(self.late.id), "text": "Where is it?", **sent}
        values["access_token"] = token or order._portal_ensure_token()
        page = public._complaint_told(order.id, values, list(files), trusted=False)
        self.env.invalidate_all()
        return page

    def says(self, complaint, **sent):
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        order = complaint.order_id
        values = {"access_token": order._portal_ensure_token(), "complaint": str(complaint.id)}
        page = public._complaint_answer(order.id, {**values, **sent}, trusted=False)
        self.env.invalidate_all()
        return page

    def page(self, order, **options):
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        return public._complaint_page(order.id, order._portal_ensure_token(), **options)

    def write(self, complaint, text="We look into it", user=None):
        """Staff write to the customer."""
        return complaint.with_user(user or self.clerk).message_post(
            body=text, subtype_xmlid="mail.mt_comment", message_type="comment"
        )

    def resolve(self, complaint):
        complaint.with_user(self.clerk)._resolve("handling", "transport", "New ones are coming")
        self.sync()
        self.env.invalidate_all()

    def activities(self, complaint, late=False):
        name = f"order_tracking_feedback.mail_activity_complaint{'_late' if late else ''}"
        return complaint.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(name)
        ).user_id


@tagged("post_install", "-at_install")
class TestComplaintFromCount(ComplaintCase):
    def test_a_difference_opens_a_complaint_filled_in(self):
        complaint = self.damaged()
        self.assertEqual(len(complaint), 1)
        self.assertEqual(complaint.acceptance_id, complaint.order_id.acceptance_ids)
        self.assertEqual(
            complaint.category_id, self.env.ref("order_tracking_feedback.category_damaged")
        )
        self.assertEqual(complaint.user_id, self.clerk)
        self.assertEqual(self.activities(complaint), self.clerk)
        self.assertEqual(complaint.activity_ids.summary, "Damaged", "its name stands beside it")
        line = complaint.line_ids
        self.assertEqual((line.product_id, line.quantity), (self.chair, 2))
        self.assertEqual((line.problem, line.fault), ("damaged", "transport"))
        self.assertEqual(self.events(complaint.order_id, "complaint_opened").evidence, "customer")

    def test_everything_fine_opens_none(self):
        order = self.arrived()
        self.answer(order)
        self.assertFalse(order.complaint_ids)

    def test_who_validated_and_which_lot(self):
        self.chair.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.chair.id})
        self.env["stock.quant"]._update_available_quantity(
            self.chair, self.warehouse.lot_stock_id, 10, lot_id=lot
        )
        order = self.order((self.chair, 10))
        packer = new_test_user(self.env, "packer", groups="stock.group_stock_user")
        delivery = self.ready(order).with_user(packer)
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.sync()
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()
        self.look(order)
        line = self.damaged(order).line_ids
        self.assertEqual(line.packer_id, packer)
        self.assertEqual(line.lot_ids, lot)

    def test_resolved_it_is_settled_and_the_order_accepted(self):
        complaint = self.damaged()
        order = complaint.order_id
        self.assertEqual(self.states(order)["accepted"], "current")
        self.resolve(complaint)
        self.assertEqual(complaint.state, "resolved")
        self.assertEqual(self.states(order)["accepted"], "reached")
        self.assertIn("complaint_resolved", self.kinds(order))
        complaint.with_user(self.clerk).action_reopen()
        self.sync()
        self.assertEqual(self.states(order)["accepted"], "current", "not accepted after all")
        self.resolve(complaint)
        self.assertEqual(self.states(order)["accepted"], "reached")

    def test_a_complaint_about_accepted_goods_settles_nothing(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        self.validate(self.ready(order)[0], Chair=6)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.sync()
        self.look(order)
        self.answer(order)
        self.told(order, item=str(order.order_line.id), quantity="4")
        self.resolve(order.complaint_ids)
        self.assertNotEqual(self.states(order)["accepted"], "reached", "four have not come")


@tagged("post_install", "-at_install")
class TestComplaintStates(ComplaintCase):
    def test_the_first_public_answer_stops_the_clock(self):
        complaint = self.damaged()
        complaint.with_user(self.clerk).message_post(body="Internal", subtype_xmlid="mail.mt_note")
        self.assertFalse(complaint.answered_at, "the customer has not read it")
        self.write(complaint)
        self.assertEqual(complaint.state, "progress")
        first = complaint.answered_at
        self.assertTrue(first)
        with freeze_time(fields.Datetime.now() + timedelta(hours=5)):
            self.write(complaint)
        self.assertEqual(complaint.answered_at, first)

    def test_answers_go_to_the_customer_by_mail(self):
        complaint = self.damaged()
        message = self.write(complaint)
        self.assertIn(self.customer, message.notified_partner_ids)
        note = complaint.with_user(self.clerk).message_post(
            body="Internal", subtype_xmlid="mail.mt_note"
        )
        self.assertNotIn(self.customer, note.notified_partner_ids)

    def reply(self, message, text="Here they are", **headers):
        mail = EmailMessage()
        mail["From"] = "Customer <customer@example.com>"
        mail["To"] = "catchall@example.com"
        mail["Subject"] = "Re: your complaint"
        mail["Message-Id"] = f"<{len(headers)}.{message.id}@customer.example.com>"
        mail["In-Reply-To"] = mail["References"] = message.message_id
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(f"{text}\n\n> We look into it\n")
        mail.add_alternative(f"<p>{text}<script>alert(1)</script></p>", subtype="html")
        self.env["mail.thread"].message_process(None, mail.as_bytes())
        self.env.invalidate_all()

    def test_a_reply_by_mail_comes_into_the_thread(self):
        complaint = self.damaged()
        message = self.write(complaint, "What is broken?")
        complaint.with_user(self.clerk).action_wait()
        self.assertEqual(complaint.state, "waiting")
        self.assertFalse(self.activities(complaint), "it is the customer's turn")
        self.reply(message)
        last = complaint.message_ids[0]
        self.assertEqual(last.author_id, self.customer)
        self.assertIn("Here they are", last.body)
        self.assertNotIn("script", last.body)
        self.assertEqual(complaint.state, "progress")
        self.assertEqual(self.activities(complaint), self.clerk)

    def test_an_out_of_office_note_is_no_answer(self):
        complaint = self.damaged()
        message = self.write(complaint, "What is broken?")
        complaint.with_user(self.clerk).action_wait()
        self.reply(message, "I am away", Auto_Submitted="auto-replied")
        self.assertEqual(complaint.state, "waiting")

    def test_waiting_needs_an_answer_first(self):
        with self.assertRaises(UserError):
            self.damaged().with_user(self.clerk).action_wait()

    def test_leaders_are_told_once_of_each_deadline(self):
        complaint = self.damaged()
        Complaint = self.env["order.complaint"]
        self.assertEqual(Complaint._escalate(100), 0)
        with freeze_time(complaint.answer_due + timedelta(minutes=1)):
            self.assertEqual(Complaint._escalate(100), 1)
            self.assertEqual(Complaint._escalate(100), 0)
        self.assertEqual(self.activities(complaint, late=True), self.leader)
        with freeze_time(complaint.resolve_due + timedelta(minutes=1)):
            self.assertEqual(Complaint._escalate(100), 1)
            self.assertEqual(Complaint._escalate(100), 0)
            self.assertTrue(complaint.overdue)
        self.resolve(complaint)
        self.assertFalse(complaint.activity_ids, "nobody has to do anything any more")

    def test_escalating_many_takes_no_more_queries(self):
        orders = [self.order((self.chair, 1)) for _number in range(6)]
        for order in orders:
            self.told(order)
        complaints = self.env["order.complaint"].union(*(o.complaint_ids for o in orders))
        counts = []
        for some in (complaints[:1], complaints[1:]):
            some.escalate_at = fields.Datetime.now() - timedelta(days=1)
            some.answer_due = some.resolve_due = some[0].escalate_at
            (complaints - some).escalate_at = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.env["order.complaint"]._escalate(100), len(some))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_the_owner_has_the_fewest_open(self):
        other = new_test_user(self.env, "complaints_other", groups="order_tracking.group_user")
        self.team.member_ids += other
        orders = [self.order((self.chair, 1)) for _number in range(4)]
        for order in orders:
            self.told(order)
        owners = [order.complaint_ids.user_id for order in orders]
        self.assertEqual(owners.count(other), 2)
        self.assertEqual(owners.count(self.clerk), 2)

    def test_similar_open_ones_are_shown(self):
        first, second = self.damaged(), self.damaged()
        self.assertEqual(first.similar_count, 1)
        self.assertEqual(first.action_similar()["domain"], [("id", "in", second.ids)])
        self.resolve(second)
        self.assertEqual(first.similar_count, 0)

    def of_carrier(self, product, carrier, problem="damaged", lot=None):
        """A complaint about a product that this carrier brought."""
        order = self.order((product, 1))
        parcel = self.env["order.shipment"].create(
            {"number": f"1Z{order.id:016d}", "carrier_id": carrier.id, "order_ids": order.ids}
        )
        row = {"product_id": product.id, "quantity": 1, "problem": problem}
        row |= {"shipment_id": parcel.id, "lot_ids": [(6, 0, lot.ids if lot else [])]}
        return self.env["order.complaint"]._open(order, self.late, {}, [row])

    def test_the_same_lot_is_told(self):
        self.chair.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.chair.id} for name in ("L1", "L2")]
        )
        first, other, same = (
            self.of_carrier(self.chair, self.carrier, "defective", lot)
            for lot in (lots[0], lots[1], lots[0])
        )
        self.assertEqual((first.similar_count, first.same_lot_count), (2, 1))
        self.resolve(same)
        self.env.invalidate_all()
        self.assertEqual((first.similar_count, first.same_lot_count), (1, 0))
        self.assertEqual(other.same_lot_count, 0)

    def test_the_same_problem_with_the_same_carrier(self):
        another = self.carrier.copy({"name": "Another carrier"})
        first = self.of_carrier(self.chair, self.carrier)
        same = self.of_carrier(self.desk, self.carrier)
        self.of_carrier(self.desk, another)
        self.of_carrier(self.desk, self.carrier, "missing")
        found = self.env["order.complaint.line"]._similar(first.ids)[first.id]
        self.assertEqual(list(found), same.ids)

    def test_escalation_keeps_to_working_time(self):
        order = self.order((self.chair, 1))
        with freeze_time("2026-03-06 14:00:00"):  # a Friday
            self.told(order)
        with freeze_time("2026-03-08 20:00:00"):
            self.assertEqual(self.env["order.complaint"]._escalate(100), 0, "nobody works")
            self.assertFalse(order.complaint_ids.overdue)
        with freeze_time("2026-03-09 20:00:00"):
            self.assertEqual(self.env["order.complaint"]._escalate(100), 1)
        self.assertEqual(self.activities(order.complaint_ids, late=True), self.leader)

    def test_learning_by_the_dialog(self):
        complaint = self.damaged()
        rule = self.env["order.verification.rule"].search([("code", "like", "quantity")], limit=1)
        context = complaint.with_user(self.clerk).action_learn()["context"]
        wizard = self.env["order.complaint.learn"].with_context(**context)
        wizard.with_user(self.clerk).create({"code": rule.code}).action_missed()
        self.assertEqual(complaint.rule_id, rule)
        action = wizard.create({"code": rule.code}).action_draft()
        draft = self.env["order.verification.rule"].browse(action["res_id"])
        self.assertEqual((complaint.rule_id, draft.active), (draft, False))
        self.assertIn(complaint.name, draft.name)

    def test_a_missed_check_is_counted_once(self):
        complaint = self.damaged()
        rule = self.env["order.verification.rule"].search([], limit=1)
        complaint.with_user(self.clerk)._missed_by(rule.code)
        complaint.with_user(self.clerk)._missed_by(rule.code)
        rule.invalidate_recordset()
        self.assertEqual((complaint.rule_id, rule.miss_count), (rule, 1))
        other = self.env["order.verification.rule"].search([("code", "!=", rule.code)], limit=1)
        complaint.with_user(self.clerk)._missed_by(other.code)
        self.env.invalidate_all()
        self.assertEqual((rule.miss_count, other.miss_count), (0, 1))

    def test_a_rule_is_drafted(self):
        rule = self.env["order.verification.rule"].search([("code", "like", "quantity")], limit=1)
        draft = self.damaged()._draft_rule(rule.code)
        self.assertFalse(draft.active)
        self.assertEqual(draft._parameters(), rule._parameters())
        with self.assertRaises(AccessError):
            self.damaged().with_user(self.clerk)._draft_rule(rule.code)


@tagged("post_install", "-at_install")
class TestComplaintPage(ComplaintCase):
    def test_any_time_about_any_order(self):
        order = self.order((self.chair, 10))
        photo = ("scratch.png", png())
        self.assertIsNone(self.told(order, files=[photo], item=str(order.order_line.id)))
        complaint = order.complaint_ids
        self.assertEqual(
            (complaint.category_id, complaint.description), (self.late, "Where is it?")
        )
        self.assertEqual(complaint.line_ids.quantity, 10)
        self.assertEqual(len(complaint.photo_ids), 1)
        self.assertNotIn(b"php", complaint.photo_ids.raw, "written anew")
        page = self.page(order)
        self.assertIn(complaint.name, page)
        self.assertIn("We answer by", page)
        tracking = order.with_user(self.env.ref("base.public_user"))._tracking_page(
            order.id, order.access_token
        )
        self.assertIn(complaint.name, tracking)

    def test_sent_twice_is_one(self):
        order = self.order((self.chair, 1))
        self.assertIsNone(self.told(order, form_key="k"))
        self.assertIsNone(self.told(order, form_key="k"))
        self.assertEqual(len(order.complaint_ids), 1)

    def test_mistakes_are_named_and_nothing_is_kept(self):
        order = self.order((self.chair, 1))
        page = self.told(order, category="0", text="<b>It</b> is late")
        self.assertIn("Please choose what it is about", page)
        self.assertIn("&lt;b&gt;It&lt;/b&gt; is late", page, "typed text is not lost")
        page = self.told(order, files=[("a.svg", b"<svg onload='x'/>")])
        self.assertIn("no photo", page)
        self.assertFalse(order.complaint_ids)

    def test_html_is_text(self):
        order = self.order((self.chair, 1))
        self.told(order, text="<script>alert(1)</script>")
        self.says(order.complaint_ids, text="<img src=x onerror=alert(1)>")
        page = self.page(order)
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<img src=x", page)

    def test_not_without_end(self):
        order = self.order((self.chair, 1))
        for number in range(20):
            self.told(order, form_key=str(number))
        self.assertIn("many open complaints", self.told(order))
        self.assertEqual(len(order.complaint_ids), 20)

    def test_writing_on_the_page_goes_into_the_thread(self):
        complaint = self.damaged()
        self.write(complaint, "What is broken?")
        complaint.with_user(self.clerk).action_wait()
        self.assertIn("What is broken?", self.page(complaint.order_id))
        self.assertIsNone(self.says(complaint, text="The legs"))
        self.assertEqual(complaint.state, "progress")
        self.assertEqual(complaint.message_ids[0].author_id, self.customer)

    def test_internal_notes_are_not_shown(self):
        complaint = self.damaged()
        complaint.with_user(self.clerk).message_post(
            body="A difficult customer", subtype_xmlid="mail.mt_note"
        )
        self.assertNotIn("difficult", self.page(complaint.order_id))

    def test_customers_open_it_again_in_time(self):
        complaint = self.damaged()
        self.write(complaint)
        self.resolve(complaint)
        self.assertIn("New ones are coming", self.page(complaint.order_id))
        self.assertIsNone(self.says(complaint, again="1", text="They are broken, too"))
        self.assertEqual(complaint.state, "progress")
        self.assertIsNone(self.says(complaint, again="1"), "a double tap")
        self.resolve(complaint)
        with freeze_time(fields.Datetime.now() + timedelta(days=15)):
            self.assertIn("too late", self.says(complaint, again="1"))
        self.assertEqual(complaint.state, "resolved")

    def test_a_complaint_of_another_order_is_not_answered(self):
        complaint, order = self.damaged(), self.order((self.chair, 1))
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        sent = {"access_token": order._portal_ensure_token(), "complaint": str(complaint.id)}
        page = public._complaint_answer(order.id, {**sent, "text": "x"}, trusted=False)
        self.assertIn("Only the customer", page)
        self.assertNotIn(complaint.name, page)


@tagged("post_install", "-at_install")
class TestWhoSeesComplaints(ComplaintCase):
    def test_a_wrong_token_opens_nothing(self):
        order = self.order((self.chair, 1))
        with self.assertRaises(AccessError):
            self.told(order, token="x" * 20)

    def test_a_receivers_link_neither_reads_nor_complains(self):
        complaint = self.damaged()
        order = complaint.order_id
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "receiver"})
        page = self.told(order, token=link.token)
        self.assertIn("Only the customer", page)
        self.assertNotIn(complaint.name, page)
        self.assertEqual(len(order.complaint_ids), 1)

    def test_only_the_buyers_tracking_page_tells_of_complaints(self):
        complaint = self.damaged()
        order = complaint.order_id.with_user(self.env.ref("base.public_user"))
        for role in ("buyer", "receiver", "site_contact", "salesperson"):
            link = self.env["order.tracking.link"].create(
                {"order_id": complaint.order_id.id, "role": role}
            )
            page = order._tracking_page(order.id, link.token)
            (self.assertIn if role == "buyer" else self.assertNotIn)(complaint.name, page, role)

    def test_staff_do_not_change_the_customers_words(self):
        complaint = self.damaged().with_user(self.clerk)
        complaint.write({"severity": "critical"})
        for values in ({"description": "x"}, {"state": "resolved"}, {"answered_at": False}):
            with self.assertRaises(UserError):
                complaint.write(values)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_salespeople_see_their_own_and_what_is_given_to_them(self):
        complaint = self.damaged()
        own, other = (
            new_test_user(self.env, name, groups="sales_team.group_sale_salesman")
            for name in ("seller", "other_seller")
        )
        complaint.order_id.user_id = own
        found = [("id", "=", complaint.id)]
        self.assertTrue(complaint.with_user(own).search(found))
        self.assertFalse(complaint.with_user(other).search(found))
        self.assertFalse(
            complaint.line_ids.with_user(other).search([("id", "in", complaint.line_ids.ids)])
        )
        with self.assertRaises(AccessError):
            complaint.with_user(other)._resolve("other", "unknown", "x")
        complaint.user_id = other
        self.assertTrue(complaint.with_user(other).search(found))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_companies_see_nothing(self):
        complaint = self.damaged()
        company = self.env["res.company"].create({"name": "Other company"})
        user = new_test_user(
            self.env,
            "stranger",
            groups="order_tracking.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(complaint.with_user(user).search([("id", "=", complaint.id)]))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_employees_without_the_role_see_nothing(self):
        user = new_test_user(self.env, "plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.damaged().with_user(user).read(["name"])
