"""What customers told us: kept as long as the company wants, handed out, and erased."""

import base64
import io
import json
import unittest
import zipfile
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta
from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking_feedback import privacy
from odoo.addons.order_tracking_feedback.wizard import order_customer_data

from .returns_common import ReturnCase

SECRET = "Zyxwvut"
# Models of ours with an order or a contact that hold nothing that a customer told or is told.
NOT_PERSONAL = {
    "order.allocation",  # which warehouse has the goods
    "order.allocation.line",
    "order.audit",  # findings about our own records
    "order.carrier.offer",  # prices of carriers
    "order.history.import",  # the company's own file; what it made are orders and contacts
    "order.outcome",  # figures about orders, which stay
    "order.outcome.part",  # the same; its partner is a supplier of ours
    "order.outcome.due",  # which orders to count again
    "order.review",  # figures of a period
    "order.scan",  # of our own staff
    "order.shipment.line",  # how many of which goods
    "order.tracking.watch",  # when to look at an order again
}


def picture():
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(written, "JPEG")
    return written.getvalue()


class PersonalCase(ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"name": f"Buyer {SECRET}", "email": f"{SECRET.lower()}@example.com"})
        cls.company = cls.env.company
        cls.manager = new_test_user(
            cls.env,
            "data_manager",
            "order_tracking.group_manager,base.group_partner_manager,sales_team.group_sale_manager",
        )

    def story(self):
        """An order about which its customer told us everything that can be told."""
        order = self.sold()
        public = self.env["sale.order"].with_user(self.env.ref("base.public_user"))
        about = {"access_token": order._portal_ensure_token(), "name": SECRET}
        line = f"line{self.waiting(order).line_ids.id}"
        told = {
            "acceptance": str(self.waiting(order).id),
            f"{line}-good": "8",
            f"{line}-problem": "damaged",
            f"{line}-note": f"Scratches, says {SECRET}",
        }
        files = {f"{line}-photos": [("a.jpg", picture())]}
        public._acceptance_answer(order.id, {**about, **told}, files, trusted=False)
        told = {"complaint": str(order.complaint_ids.id), "text": f"Ask for {SECRET}"}
        public._complaint_answer(order.id, {**about, **told}, trusted=False)
        order.complaint_ids.message_post(
            body=f"Dear {SECRET}", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        sent = {**self.sent(order, quantity="1"), "name": SECRET}
        key = next(name for name in sent if "-" in name).partition("-")[0]
        sent[f"{key}-note"] = f"{SECRET} does not like it"
        self.tell(order, {f"{key}-photos": [("b.jpg", picture())]}, **sent)
        told = {"product": "2", "nps": "9", "text": f"{SECRET} was here"}
        public._feedback_answer(order.id, {**about, **told}, trusted=False)
        self.sync()
        self.env.invalidate_all()
        return order

    def over(self, order):
        """Everything about the order is settled."""
        order.complaint_ids.sudo()._resolve("handling", "transport", f"Sent to {SECRET}")
        if order.return_ids.state == "requested":
            order.return_ids.action_approve()
        self.arrives(order.return_ids)
        self.settle(order.return_ids)
        return order

    def aged(self, order, **ago):
        """As if all this had been so long ago."""
        self.env.flush_all()
        at = fields.Datetime.now() - relativedelta(**ago)
        for name in privacy.PERSONAL:
            model = self.env[name]
            table, since = map(SQL.identifier, (model._table, model._personal_since))
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE order_id = %s AND %s IS NOT NULL",
                    *(table, since, at, order.id, since),
                )
            )
        self.env.invalidate_all()

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking_feedback.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()

    def found(self, *models):
        """Which tables still have the word in any column, of those in which it may not stay."""
        self.env.flush_all()
        names = models or {one.model for one in privacy.HELD} - {"order.receipt"}
        tables = [self.env[name]._table for name in sorted(names)]
        return [table for table in tables if self._has(table)]

    def _has(self, table):
        query = "SELECT EXISTS (SELECT FROM %s t WHERE t::text ILIKE %s)"
        return self.env.execute_query(SQL(query, SQL.identifier(table), f"%{SECRET}%"))[0][0]

    def photos(self, order):
        owners = order.acceptance_ids.line_ids, order.complaint_ids, order.return_ids.line_ids
        return [
            self.env["ir.attachment"].search_count(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            )
            for records in owners
        ]

    def figures(self, order):
        """What has to stay whatever is erased."""
        line, told = order.acceptance_ids.line_ids, order.feedback_ids
        return [
            *(line.good_quantity, line.problem, order.acceptance_ids.answered_at),
            *(told.product_score, told.nps, told.mood, told.told_at),
            *(order.complaint_ids.category_id, order.complaint_ids.reason),
            *(order.complaint_ids.line_ids.quantity, order.complaint_ids.resolved_at),
            *(order.return_ids.line_ids.quantity, order.return_ids.line_ids.reason_id),
            [(m.stage_id, m.state, m.reached_at) for m in order.milestone_ids],
        ]


@tagged("post_install", "-at_install")
class TestRetention(PersonalCase):
    def test_words_and_photos_go_in_their_time_and_figures_stay(self):
        self.company.write({"order_words_months": 36, "order_photos_months": 24})
        order = self.over(self.story())
        self.assertEqual(self.photos(order), [1, 0, 1])
        self.aged(order, months=24, days=-2)
        self.run_cron()
        self.assertEqual(self.photos(order), [1, 0, 1], "two days too early")
        self.aged(order, months=24, days=2)
        self.run_cron()
        self.assertEqual(self.photos(order), [0, 0, 0])
        self.assertTrue(order.return_ids.photos_erased_at)
        self.assertEqual(order.feedback_ids.text, f"{SECRET} was here")
        self.aged(order, months=36, days=2)
        figures = self.figures(order)
        self.run_cron()
        words = ("order.acceptance", "order.complaint", "order.return")
        self.assertEqual(self.found("order.feedback", *words, *(f"{w}.line" for w in words)), [])
        self.assertEqual(self.figures(order), figures)
        thread = order.complaint_ids.message_ids
        self.assertTrue(thread)
        self.assertNotIn(SECRET, "".join(thread.mapped("body")))
        self.assertTrue(order.complaint_ids.words_erased_at)

    def test_what_is_not_over_is_kept(self):
        self.company.write({"order_words_months": 1, "order_photos_months": 1})
        order = self.story()
        self.aged(order, months=12)
        self.run_cron()
        self.assertEqual(self.photos(order)[2], 1, "somebody still works on the return")
        self.assertIn(SECRET, order.return_ids.line_ids.note)
        self.assertIn(SECRET, "".join(order.complaint_ids.message_ids.mapped("body")))
        self.assertFalse(order.feedback_ids.text, "said, and nothing to do about it")

    def test_opened_again_it_is_erased_again(self):
        complaint = self.over(self.story()).complaint_ids
        complaint._erase_words()
        self.assertTrue(complaint.words_erased_at)
        complaint._reopen()
        self.assertFalse(complaint.words_erased_at)

    def test_companies_may_keep_all(self):
        self.company.write({"order_words_months": 0, "order_photos_months": 0})
        order = self.over(self.story())
        self.aged(order, years=30)
        self.run_cron()
        self.assertEqual(self.photos(order), [1, 0, 1])
        self.assertIn(SECRET, order.feedback_ids.text)

    def test_batch_by_batch(self):
        self.company.write({"order_words_months": 1, "order_photos_months": 1})
        orders = [self.over(self.story()) for _ in range(2)]
        for order in orders:
            self.aged(order, months=2)
        with patch("odoo.addons.order_tracking_feedback.models.order_erasure.BATCH", 1):
            self.run_cron()
        self.assertEqual([self.photos(order) for order in orders], [[0, 0, 0]] * 2)
        self.assertFalse(self.found("order.feedback", "order.return.line"))

    def test_an_index_finds_what_is_due(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plans = []

        def explain(env, query):
            env.cr.execute(SQL("EXPLAIN %s", query))
            plans.append("\n".join(row[0] for row in env.cr.fetchall()))
            return []

        now = fields.Datetime.now()
        for model in privacy.PERSONAL:
            for marked in ("words_erased_at", "photos_erased_at"):
                with patch.object(type(self.env), "execute_query", explain):
                    self.env[model]._personal_due(self.company, marked, now, 5)
                index = f"{marked.partition('_')[0]}_idx"
                self.assertRegex(plans[-1], rf"Index.*{index}", f"{model} {marked}")


class ErasureCase(PersonalCase):
    def wizard(self, user=None):
        wizards = self.env["order.customer.data"].with_user(user or self.manager)
        return wizards.create({"partner_id": self.customer.id})

    def exported(self, wizard):
        wizard.action_export()
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file)))
        return archive, json.loads(archive.read("data.json"))


@tagged("post_install", "-at_install")
class TestErasure(ErasureCase):
    def test_everything_told_is_gone_and_figures_stay(self):
        order = self.over(self.story())
        link = self.env["order.tracking.link"].create(
            {"order_id": order.id, "role": "buyer", "partner_id": self.customer.id}
        )
        self.assertIn("order_tracking_event", self.found(), "the journal knows who answered")
        figures, journal, token = self.figures(order), self.events(order), order.access_token
        action = self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.found(), [])
        self.assertEqual(self.photos(order), [0, 0, 0])
        self.assertEqual(self.figures(order), figures)
        self.assertNotIn(SECRET, "".join(order.complaint_ids.message_ids.mapped("body")))
        self.assertTrue(link.revoked_at)
        self.assertTrue(token)
        self.assertNotEqual(order.access_token, token, "nor does Odoo's own link open anything")
        erased = self.env["order.erasure"].browse(action["res_id"])
        self.assertEqual((erased.partner_ref, erased.author_id), (self.customer.id, self.manager))
        self.assertEqual(erased.figures["order.complaint"], 1)
        told = self.events(order) - journal
        self.assertEqual((told.kind, told.author_id), ("data_erased", self.manager))
        self.assertTrue(self.events(order).mapped("summary"), "what is left can still be read")

    def test_parcels_and_messages_too(self):
        """What a carrier needs for a parcel that is still on its way is kept until it is there."""
        order = self.over(self.story())
        there, under_way = self.env["order.shipment"].create(
            [
                {
                    "number": number,
                    "order_ids": [fields.Command.set(order.ids)],
                    "phone": "13800130000",
                    "postcode": "518057",
                }
                for number in ("THERE1", "UNDERWAY1")
            ]
        )
        there._tell("delivered", text=SECRET, location=SECRET, signed_by=SECRET)
        under_way._tell("in_transit", text=SECRET)
        proof = there._keep_proof("signed.jpg", picture())
        written = {"message_type": "comment", "subject": SECRET, "body": SECRET}
        theirs = order.message_post(
            author_id=self.customer.id, email_from=self.customer.email, **written
        )
        ours = order.message_post(author_id=self.manager.partner_id.id, **written)
        self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.found(), [])
        self.assertFalse(proof.exists())
        self.assertEqual((there.phone, there.postcode), (False, False))
        self.assertEqual((under_way.phone, under_way.postcode), ("13800130000", "518057"))
        self.assertEqual([theirs.body, theirs.subject, theirs.email_from], ["", False, False])
        self.assertIn(SECRET, ours.body, "staff's words are the company's own")

    def test_mails_that_were_sent_are_emptied_and_links_end(self):
        order = self.over(self.story())
        request = self.env["order.feedback.request"].search([("order_id", "=", order.id)])
        asked, told, sent, waiting = self.env["mail.mail"].create(
            [
                {"subject": SECRET, "body_html": SECRET, "email_to": SECRET, "state": state}
                for state in ("sent", "sent", "sent", "outgoing")
            ]
        )
        request.write({"mail_id": asked.id, "address": SECRET})
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "buyer"})
        values = {"order_id": order.id, "company_id": order.company_id.id, "link_id": link.id}
        now = fields.Datetime.now()
        self.env["order.notice"].create(
            {**values, "key": "k", "topic": "late", "happened_at": now, "noted_at": now}
        ).mail_id = told
        thread = {"model": "order.complaint", "res_id": order.complaint_ids.id}
        for mail in (sent, waiting):
            mail.mail_message_id.write({**thread, "message_type": "email_outgoing"})
        token = request._url().rpartition("=")[2]
        self.assertEqual(request._find(token), request)
        self.wizard().action_erase()
        self.env.invalidate_all()
        for mail in (asked, told, sent):
            self.assertEqual((mail.body_html, mail.email_to), (False, False))
            message = mail.mail_message_id
            self.assertEqual((message.body, message.subject), ("", False))
        self.assertIn(SECRET, waiting.body_html, "it has to go out yet")
        self.assertFalse(request._find(token))

    def test_the_trace_stays(self):
        self.over(self.story())
        action = self.wizard().action_erase()
        erased = self.env["order.erasure"].browse(action["res_id"]).sudo()
        for attempt in (lambda: erased.write({"order_count": 0}), erased.unlink):
            with self.assertRaises(UserError):
                attempt()
        for statement in ("UPDATE order_erasure SET order_count = 0", "DELETE FROM order_erasure"):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_not_while_the_words_are_needed(self):
        order = self.story()
        with self.assertRaises(UserError) as error:
            self.wizard().action_erase()
        self.assertIn(order.complaint_ids.name, str(error.exception))
        self.assertIn(order.return_ids.display_name, str(error.exception))
        self.assertIn(SECRET, order.feedback_ids.text)

    def test_nobody_elses_data_is_touched(self):
        mine, buyer = self.over(self.story()), self.customer
        type(self).customer = self.env["res.partner"].create({"name": "Other", "lang": "en_US"})
        self.addClassCleanup(setattr, type(self), "customer", buyer)
        kept = self.over(self.story())
        type(self).customer = buyer
        self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertFalse(mine.feedback_ids.text)
        self.assertIn(SECRET, kept.feedback_ids.text)
        self.assertIn(SECRET, kept.return_ids.line_ids.note)
        self.assertEqual(self.photos(kept), [1, 0, 1])

    def test_it_says_what_to_do_when_nobody_is_chosen(self):
        wizards = self.env["order.customer.data"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Open a contact"):
            Form(wizards)
        chosen = wizards.with_context(active_model="res.partner", active_id=self.customer.id)
        self.assertEqual(chosen.default_get(["partner_id"])["partner_id"], self.customer.id)

    def test_records_of_many_orders_are_not_counted(self):
        self.over(self.story())
        wizard = self.wizard()
        self.assertEqual((wizard.order_count, wizard.many), (1, False))
        self.assertGreater(wizard.record_count, 10)
        with patch.object(order_customer_data, "COUNTED", 0):
            wizard.invalidate_recordset()
            self.assertEqual((wizard.order_count, wizard.many), (1, True))
            self.assertFalse(wizard.record_count)

    def test_only_managers_of_the_company(self):
        order = self.over(self.story())
        clerk = new_test_user(self.env, "data_clerk", "order_tracking.group_user")
        with self.assertRaises(AccessError):
            self.wizard(clerk)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "data_stranger",
            "order_tracking.group_manager,base.group_partner_manager",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        wizard = self.wizard(stranger)
        self.assertEqual((wizard.order_count, wizard.record_count), (0, 0))
        self.assertFalse(wizard.many)
        wizard.action_erase()
        self.env.invalidate_all()
        self.assertIn(SECRET, order.feedback_ids.text)


@tagged("post_install", "-at_install")
class TestExport(ErasureCase):
    def test_a_customer_gets_everything_in_readable_form(self):
        order, other = self.story(), self.env["res.partner"].create({"name": "Other"})
        strange = self.order(partner_id=other.id)
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "buyer"})
        archive, data = self.exported(self.wizard())
        text = json.dumps(data, ensure_ascii=False)
        for told in (
            f"Scratches, says {SECRET}",
            f"{SECRET} does not like it",
            f"{SECRET} was here",
            f"Ask for {SECRET}",
            f"Dear {SECRET}",
            order.name,
            order.complaint_ids.name,
        ):
            self.assertIn(told, text)
        [feedback] = data["Feedback (order.feedback)"]
        self.assertEqual((feedback["Product"], feedback["Would Recommend"]), (2, 9))
        photos = [name for name in archive.namelist() if name.endswith(".jpg")]
        self.assertEqual(len(photos), 2)
        self.assertTrue(archive.read(photos[0]).startswith(b"\xff\xd8"))
        for hidden in (order.access_token, link.token, strange.name):
            self.assertNotIn(hidden, text)

    def test_handed_out_and_erased_it_is_not_kept(self):
        self.over(self.story())
        wizard = self.wizard()
        self.exported(wizard)
        wizard.action_erase()
        self.assertFalse(wizard.file)


@tagged("post_install", "-at_install")
class TestNothingIsForgotten(PersonalCase):
    def test_each_model_with_a_customer_is_known(self):
        known, unknown = {one.model for one in privacy.HELD} | NOT_PERSONAL, []
        for name, model in self.env.registry.items():
            ours = (model._original_module or "").startswith("order_tracking")
            if ours and model._auto and not model._transient and not model._abstract:
                about = {f.comodel_name for f in model._fields.values() if f.store}
                if about & {"sale.order", "res.partner"} and name not in known:
                    unknown.append(name)
        self.assertEqual(unknown, [], "list it in privacy/held.py, or say here why not")

    def test_the_columns_exist(self):
        for one in privacy.HELD:
            fields_ = self.env[one.model]._fields
            for column in one.words:
                self.assertTrue(fields_[column].store, f"{one.model}.{column}")
                self.assertFalse(fields_[column].required, f"{one.model}.{column}")
        for name in privacy.PERSONAL:
            model = self.env[name]
            for column in (*model._personal_words, model._personal_since):
                self.assertTrue(model._fields[column].store, f"{name}.{column}")

    def test_odoos_privacy_lookup_finds_what_customers_told(self):
        """Its rule: contacts in stored fields with which the record is not deleted."""
        for name in privacy.PERSONAL:
            field = self.env[name]._fields["partner_id"]
            self.assertTrue(field.store and field.ondelete != "cascade", name)

    def test_privacy_lookup_where_it_is_installed(self):
        if "privacy.lookup.wizard" not in self.env:
            raise unittest.SkipTest("privacy_lookup is not installed")
        order = self.story()
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.customer.name, "email": self.customer.email}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        told = (order.acceptance_ids, order.complaint_ids, order.return_ids, order.feedback_ids)
        for records in told:
            self.assertIn((records._name, records.id), found)
