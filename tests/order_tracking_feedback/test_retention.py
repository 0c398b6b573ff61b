"""Each kind of personal data goes in its time; what a running order needs stays."""

import base64
import json

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.order_tracking import appendonly, cold

from .test_personal import SECRET, ErasureCase

MONTHS = (
    *("order_intake_months", "order_notice_months", "order_message_months", "order_scan_months"),
    "order_history_months",
)


class KindCase(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(dict.fromkeys(MONTHS, 12))

    def forget(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking.ir_cron_forget").method_direct_trigger()
        self.env.invalidate_all()

    def came(self, record, column, **ago):
        """As if it had come so long ago."""
        self.env.flush_all()
        at = fields.Datetime.now() - relativedelta(**ago)
        query = "UPDATE %s SET %s = %s WHERE id = ANY (%s)"
        names = map(SQL.identifier, (record._table, column))
        with appendonly.allow(self.env.cr):
            self.env.cr.execute(SQL(query, *names, at, record.ids))
        self.env.invalidate_all()

    def told(self, *numbers, status="delivered"):
        """The message of a carrier about parcels of one order each."""
        for number in numbers:
            self.shipped(number)
        scan = (status, "2026-01-05T10:00:00Z", f"Signed by {SECRET}")
        self.receive(self.trackers(*((number, scan) for number in numbers)))
        message = self.shipment(numbers[0]).event_ids.message_id
        self.assertEqual(len(message), 1)
        self.assertIn(SECRET, message.body_text)
        return message


@tagged("post_install", "-at_install")
class TestKinds(KindCase):
    def test_carriers_messages(self):
        message = self.told("EZ1")
        events = self.shipment("EZ1").event_ids
        self.came(message, "received_at", months=12, days=-2)
        self.forget()
        self.assertIn(SECRET, message.body_text, "two days too early")
        self.came(message, "received_at", months=12, days=2)
        self.forget()
        self.assertFalse(message.body_text)
        self.assertEqual(message.state, "done", "that it came is known")
        self.assertEqual(self.shipment("EZ1").event_ids, events)
        self.shipment("EZ1")._rebuild_from_messages()
        self.assertEqual(self.shipment("EZ1").status, "delivered")
        message.action_retry()
        self.assertEqual(message.state, "done")

    def test_not_those_that_nobody_has_taken_in_yet(self):
        message = self.told("EZ8")
        self.env.cr.execute(
            "UPDATE tracking_message SET state = 'received' WHERE id = %s", message.ids
        )
        self.came(message, "received_at", months=30)
        self.forget()
        self.assertIn(SECRET, message.body_text)

    def test_not_those_about_parcels_under_way(self):
        message = self.told("EZ2", status="in_transit")
        self.came(message, "received_at", months=30)
        self.forget()
        self.assertIn(SECRET, message.body_text)

    def test_who_scanned(self):
        scanner = new_test_user(self.env, "ret_scan", "stock.group_stock_user")
        pickings = [self.shipped("EZ3").picking_ids, self.order().picking_ids]
        for number, picking in enumerate(pickings):
            self.env.cr.execute(
                "INSERT INTO order_scan (picking_id, company_id, uuid, device, number, kind, code,"
                " outcome, scanned_at, recorded_at, author_id)"
                " VALUES (%s, %s, %s, 'd', 1, 'code', 'EAN', 'ok', now(), now(), %s)",
                [picking[0].id, self.company.id, f"ret{number}", scanner.id],
            )
        over, running = (p[0].id for p in pickings)
        scans = self.env["order.scan"].search([("picking_id", "in", [over, running])])
        self.came(scans, "recorded_at", months=13)
        self.forget()
        authors = {scan.picking_id.id: scan.author_id for scan in scans}
        self.assertFalse(authors[over])
        self.assertEqual(authors[running], scanner, "its transfer is not done")
        self.assertEqual(scans.mapped("code"), ["EAN", "EAN"])

    def test_order_messages(self):
        messages = self.env["order.intake.message"]
        orders = [self.shipped("EZ4"), self.order()]
        orders[0]._tracking_mark(self.milestone(orders[0], "delivered").stage_id)
        for order in orders:
            messages |= messages.create(
                {
                    "company_id": self.company.id,
                    "state": "done",
                    "order_id": order.id,
                    "raw": json.dumps({"from": SECRET}),
                    "raw_hash": str(order.id),
                    "sender": SECRET,
                }
            )
        self.came(messages, "write_date", months=13)
        self.assertNotEqual(orders[0].tracking_state, "running")
        self.forget()
        self.assertEqual(
            [bool(m.raw) for m in messages.sorted(lambda m: m.order_id.id)], [False, True]
        )
        self.assertFalse(messages.filtered(lambda m: m.order_id == orders[0]).sender)
        self.assertTrue(messages.filtered(lambda m: m.order_id == orders[0]).raw_hash)

    def test_texts_of_notices(self):
        order = self.order()
        link = self.env["order.tracking.link"].create({"order_id": order.id, "role": "buyer"})
        mail = self.env["mail.mail"].create(
            {"body_html": f"Dear {SECRET}", "email_to": SECRET, "state": "sent"}
        )
        self.env.cr.execute(
            "INSERT INTO order_notice (order_id, company_id, link_id, key, topic, state, address,"
            " mail_id, happened_at, noted_at) VALUES (%s, %s, %s, 'x', 'late', 'sent', %s, %s,"
            " now(), now()) RETURNING id",
            [order.id, self.company.id, link.id, SECRET, mail.id],
        )
        notice = self.env["order.notice"].browse(self.env.cr.fetchone()[0])
        self.forget()
        self.assertEqual(notice.address, SECRET)
        self.came(notice, "noted_at", months=13)
        self.forget()
        self.assertFalse(notice.address or mail.body_html or mail.email_to)
        self.assertEqual((notice.state, notice.topic), ("sent", "late"))
        self.env.cr.execute(
            "UPDATE order_notice SET state = 'waiting', address = %s WHERE id = %s",
            [SECRET, notice.id],
        )
        self.env.invalidate_all()
        self.forget()
        self.assertEqual(notice.address, SECRET, "it is still to be sent")

    def test_files_of_old_orders(self):
        heading = "order,customer,product,quantity,ordered at"
        lines = [f"RET-1,{SECRET},Chair,1,2026-03-02", f"RET-2,{SECRET},Chair,none,2026-03-02"]
        imports = self.env["order.history.import"].create(
            [
                {"file": base64.b64encode("\n".join([heading, *lines]).encode()), "file_name": name}
                for name in ("loaded.csv", "loading.csv")
            ]
        )
        for record in imports:
            record.action_check()
        imports[0].action_load()
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking_feedback.ir_cron_history").method_direct_trigger()
        self.env.invalidate_all()
        imports[1].state = "loading"
        order = imports[0].order_ids
        self.came(imports, "write_date", months=12, days=-2)
        self.forget()
        self.assertTrue(imports[0].file, "two days too early")
        self.came(imports, "write_date", months=12, days=2)
        self.forget()
        loaded, loading = imports
        self.assertFalse(loaded.file or loaded.refusal_ids)
        self.assertTrue(loading.file and loading.refusal_ids, "a job is at it")
        self.assertTrue(loaded.forgotten_at)
        self.assertEqual((loaded.refused_lines, loaded.order_ids), (1, order))

    def test_zero_is_without_end(self):
        self.company.write(dict.fromkeys(MONTHS, 0))
        message = self.told("EZ5")
        self.came(message, "received_at", years=30)
        self.forget()
        self.assertIn(SECRET, message.body_text)


@tagged("post_install", "-at_install")
class TestGaps(KindCase):
    """What was held, and neither handed out nor erased."""

    def survey_of(self, order):
        """Answers of a survey to which the order's customer was invited."""
        survey = self.env["survey.survey"].create(
            {
                "title": "How was it?",
                "question_and_page_ids": [
                    fields.Command.create({"title": "Why?", "question_type": "text_box"})
                ],
            }
        )
        answer = self.env["survey.user_input"].create(
            {"survey_id": survey.id, "partner_id": self.customer.id, "email": SECRET}
        )
        self.env["survey.user_input.line"].create(
            {
                "user_input_id": answer.id,
                "question_id": survey.question_ids.id,
                "answer_type": "text_box",
                "value_text_box": f"Ask {SECRET}",
            }
        )
        self.env.cr.execute(
            "INSERT INTO order_feedback_request (order_id, company_id, partner_id, kind, state,"
            " due_at, answer_id, survey_id, secret) VALUES"
            " (%s, %s, %s, 'survey', 'answered', now(), %s, %s, 'x')",
            [order.id, self.company.id, self.customer.id, answer.id, survey.id],
        )
        self.env.invalidate_all()
        return answer

    def issue_of(self, order):
        self.env.cr.execute(
            "INSERT INTO order_verification_issue (order_id, company_id, rule, problem, field_name,"
            " severity, state, line_key, \"values\", fix) VALUES (%s, %s, 'address_incomplete',"
            " 'missing', 'partner_id.zip', 'warn', 'open', 0, %s, %s) RETURNING id",
            [
                *(order.id, self.company.id),
                json.dumps({"found": SECRET, "expected": None, "detail": {}}),
                json.dumps({"model": "res.partner", "record": 1, "field": "zip", "value": SECRET}),
            ],
        )
        return self.env["order.verification.issue"].browse(self.env.cr.fetchone()[0])

    def test_handed_out_and_erased(self):
        message = self.told("EZ6")
        order = self.shipment("EZ6").order_ids
        answer, issue = self.survey_of(order), self.issue_of(order)
        archive, data = self.exported(self.wizard())
        raw = archive.read(f"files/tracking.message-{message.id}.txt").decode()
        self.assertIn("EZ6", raw)
        for model, count in (
            ("tracking.message", 1),
            ("survey.user_input", 1),
            ("survey.user_input.line", 1),
            ("order.verification.issue", 1),
        ):
            label = f"{self.env[model]._description} ({model})"
            self.assertEqual(len(data[label]), count, model)
        text = json.dumps(data, ensure_ascii=False)
        self.assertIn(f"Ask {SECRET}", text)
        self.assertNotIn(answer.access_token, text)
        figures = (issue.rule, issue.problem, issue.severity, message.received_at)
        self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.found(), [])
        self.assertFalse(message.body or issue.values or issue.fix)
        self.assertEqual((issue.rule, issue.problem, issue.severity, message.received_at), figures)
        self.assertIn("erased", issue.text)
        self.assertFalse(issue.fix_text)
        self.assertFalse(answer.user_input_line_ids.value_text_box)

    def test_a_message_about_others_as_well_is_not_handed_out(self):
        message = self.told("EZ7", "EZ8")
        stranger = self.env["res.partner"].create({"name": "Other"})
        self.shipment("EZ8").order_ids.partner_id = stranger
        archive, data = self.exported(self.wizard())
        self.assertNotIn(f"files/tracking.message-{message.id}.txt", archive.namelist())
        self.assertNotIn("EZ8", json.dumps(data))
        self.assertIn(
            f"Signed by {SECRET}", json.dumps(data["Shipment Event (order.shipment.event)"])
        )


@tagged("post_install", "-at_install")
class TestArchivedOrders(KindCase):
    """Nothing of a customer is forgotten because an order is archived."""

    def long_ago(self, order):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_state = 'done', tracking_stage_id = NULL,"
            " date_order = '2015-01-01' WHERE id = %s",
            [order.id],
        )
        with appendonly.allow(self.env.cr):
            self.env.cr.execute(
                "UPDATE order_tracking_event SET occurred_at = '2015-01-02' WHERE order_id = %s",
                [order.id],
            )
        self.env.invalidate_all()

    def test_what_somebody_works_on_is_not_archived(self):
        names = ("acceptance", "complaint", "return", "parcel", "over")
        orders = {name: self.sold() for name in names}
        category = self.env["order.complaint.category"].search([], limit=1)
        self.env["order.complaint"]._open(orders["complaint"], category, {"description": "x"})
        self.asked(orders["return"])
        self.env["order.shipment"].create(
            {"number": "EZ9", "connector_id": self.easypost.id, "status": "in_transit"}
        ).order_ids = orders["parcel"]
        self.sync()
        self.env.cr.execute(
            "UPDATE order_acceptance SET state = 'accepted' WHERE order_id <> %s",
            [orders["acceptance"].id],
        )
        self.env.cr.execute("UPDATE order_exception SET state = 'closed'")
        for order in orders.values():
            self.long_ago(order)
        start = fields.Datetime.from_string("1000-01-01"), 0
        now = fields.Datetime.from_string("2016-01-01")
        found, _last = self.env["sale.order"]._tracking_archive_due(self.company, now, start)
        known = {order.id: name for name, order in orders.items()}
        self.assertEqual([known[number] for number in found.ids if number in known], ["over"])

    def test_export_and_erasure(self):
        order = self.over(self.story())
        cold.archive(self.env.cr, order.ids)
        self.env.invalidate_all()
        _archive, data = self.exported(self.wizard())
        [label] = [name for name in data if "order.tracking.event" in name]
        self.assertEqual(len(data[label]), len(self.events(order)))
        self.assertTrue(order.tracking_archived_at)
        journal = self.events(order)
        self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.found(), [])
        self.assertEqual((self.events(order) - journal).kind, "data_erased")
        self.assertFalse(order.tracking_archived_at, "a new fact brought the journal back")
