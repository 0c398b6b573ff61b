"""Each of the core's health lines follows the database; who may read them; what monitoring gets."""

import json
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking import health

from .receipt_common import ReceiptCase, lose_file

MODEL = "odoo.addons.order_tracking.models.order_health"
URL = "/order_tracking/health"


class TestHealthLines(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = cls.env["order.health"]
        cls.env.cr.execute(
            "UPDATE ir_cron SET active = true, failure_count = 0,"
            " nextcall = now() AT TIME ZONE 'UTC' + interval '1 hour'"
        )

    def line(self, code):
        self.env.flush_all()
        return self.page._line(code, self.page._readers()[code])

    def told(self, code):
        line = self.line(code)
        return line.level, line.reason

    def ago(self, **span):
        return datetime.now() - timedelta(**span)

    def test_all_can_be_read_and_said(self):
        for lang in ("en_US", "zh_CN"):
            report = self.page.with_context(lang=lang)._report()
            self.assertFalse([line for line in report["lines"] if line["reason"] == "unreadable"])
            for line in report["lines"]:
                self.assertTrue(line["name"] and line["text"], line)
                self.assertNotIn("%(", line["text"])
                self.assertTrue(line["todo"] or line["status"] == "ok", line)
        self.assertTrue(json.dumps(report))

    def test_every_reason_has_its_sentence(self):
        names, sentences = self.page._words()
        self.assertEqual({code for code, _reason in sentences}, set(self.page._readers()))
        self.assertEqual(set(names), set(self.page._readers()))
        self.assertFalse([key for key in self.page._readers() if (key, "ok") not in sentences])

    def test_it_costs_the_same_for_any_number_of_orders(self):
        self.page._lines()
        counts = []
        for _time in range(2):
            before = self.env.cr.sql_log_count
            self.page._lines()
            counts.append(self.env.cr.sql_log_count - before)
            for _order in range(3):
                self.order()
            self.env.flush_all()
        self.assertEqual(*counts)

    def test_jobs(self):
        self.assertEqual(self.told("jobs"), ("ok", "ok"))
        job = self.env.ref("order_tracking.ir_cron_watch")
        self.env.cr.execute(
            SQL("UPDATE ir_cron SET nextcall = %s WHERE id = %s", self.ago(hours=1), job.id)
        )
        self.assertEqual(self.told("jobs"), ("fail", "late"))
        self.assertEqual(self.line("jobs").figures["name"], job.cron_name)
        self.env["res.lang"]._activate_lang("zh_CN")
        job.with_context(lang="zh_CN").name = "看守"
        page = self.page.with_context(lang="zh_CN")
        self.env.flush_all()
        self.assertIn("看守", page._told(page._line("jobs", page._readers()["jobs"]))["text"])
        job.active = False
        self.assertEqual(self.told("jobs"), ("fail", "off"))

    def test_receipts(self):
        self.env.cr.execute("UPDATE sale_order SET receipt_due_at = NULL")
        self.assertEqual(self.line("receipts").reason, "ok")
        order = self.order()
        order.receipt_due_at = self.ago(minutes=1)
        self.assertEqual(self.told("receipts"), ("ok", "ok"))
        order.receipt_due_at = self.ago(hours=2)
        self.assertEqual(self.told("receipts"), ("fail", "stuck"))

    def test_receipts_that_are_late(self):
        """Not those that the customer has read, or that another one has replaced."""
        issued = self.receipt()
        counted = self.line("receipts").figures["counted"]
        for due, opened, replaced, level, more in (
            (self.ago(hours=1), None, None, "warn", 1),
            (self.ago(hours=1), self.ago(hours=2), None, "ok", 1),
            (self.ago(hours=1), None, self.ago(hours=2), "ok", 0),
            (self.ago(hours=-1), None, None, "ok", 0),  # there is time left
        ):
            with self.subTest(due=due, opened=opened, replaced=replaced):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE order_receipt SET sent_at = NULL, send_at = NULL, in_time = FALSE,"
                    " due_at = %s, opened_at = %s, replaced_at = %s WHERE id = %s",
                    [due, opened, replaced, issued.id],
                )
                self.env.invalidate_all()
                line = self.line("receipts")
                self.assertEqual((line.level, line.figures["counted"] - counted), (level, more))

    def test_files_of_receipts(self):
        issued = self.receipt()
        found = self.line("receipts")
        self.assertEqual(found.reason, "ok")
        self.assertGreaterEqual(found.figures["looked"], 1)
        lose_file(issued)
        self.assertEqual(self.told("receipts"), ("fail", "gone"))
        self.assertEqual(self.line("receipts").figures["gone"], 1)

    def test_messages(self):
        self.env.cr.execute("DELETE FROM order_notice")
        order = self.order()
        link = self.env["order.tracking.link"].create(
            {"order_id": order.id, "partner_id": self.customer.id}
        )
        values = {"link": link.id, "order": order.id, "at": self.ago(hours=2)}
        statement = (
            "INSERT INTO order_notice (order_id, company_id, link_id, topic, key, happened_at,"
            " noted_at, state, send_at) SELECT %(order)s, company_id, %(link)s, 'x', %(key)s,"
            " %(at)s, %(at)s, %(state)s, %(due)s FROM sale_order WHERE id = %(order)s"
        )
        self.assertEqual(self.told("mails"), ("ok", "ok"))
        self.env.cr.execute(SQL(statement, **values, key="a", state="failed", due=None))
        self.assertEqual(self.told("mails"), ("warn", "failed"))
        self.env.cr.execute(SQL(statement, **values, key="b", state="waiting", due=values["at"]))
        self.assertEqual(self.told("mails"), ("fail", "stuck"))

    def test_looking(self):
        self.env.cr.execute("DELETE FROM order_tracking_watch")
        self.assertEqual(self.told("looking"), ("ok", "ok"))
        self.env["order.tracking.watch"]._mark({self.order().id: self.ago(hours=2)})
        self.assertEqual(self.told("looking"), ("fail", "behind"))
        self.assertGreater(self.line("looking").figures["seconds"], 7000)

    def test_growth(self):
        self.order()
        self.env.cr.execute("ANALYZE order_tracking_event")
        figures = self.line("growth").figures
        self.assertGreater(figures["database_bytes"], figures["own_bytes"])
        self.assertGreater(figures["own_bytes"], 0)
        self.assertGreater(figures["events_per_day"], 0)
        self.assertGreater(figures["bytes_per_day"], 0)

    def test_what_cannot_be_read_hides_nothing_else(self):
        def broken(env):
            env.cr.execute("SELECT no_such_column FROM sale_order")

        with patch(f"{MODEL}.health_reading.read_mails", broken), mute_logger("odoo.sql_db", MODEL):
            lines = {line.code: line for line in self.page._lines()}
        self.assertEqual((lines["mails"].level, lines["mails"].reason), ("fail", "unreadable"))
        self.assertEqual(set(lines), set(self.page._readers()))
        self.assertNotEqual(lines["looking"].reason, "unreadable")

    # ------------------------------------------------------------------ who may read

    def test_only_managers_open_the_page(self):
        manager = new_test_user(self.env, "health-manager", "order_tracking.group_manager")
        user = new_test_user(self.env, "health-user", "order_tracking.group_user")
        action = self.page.with_user(manager).action_open()
        page = self.env["order.health"].with_user(manager).browse(action["res_id"])
        self.assertEqual(page.line_ids.mapped("code"), list(self.page._readers()))
        self.assertEqual(page.level, health.worst(page.line_ids.mapped("level")))
        with self.assertRaises(AccessError):
            self.page.with_user(user).action_open()
        with self.assertRaises(AccessError):
            self.page.with_user(user).action_new_key()


class TestHealthRoute(HttpCase):
    """What monitoring asks for."""

    def ask(self, *levels, key=None, url=URL):
        lines = [health.Line("jobs", level, "ok", {"count": 1}) for level in levels]
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        with patch(f"{MODEL}.OrderHealth._lines", lambda self: lines):
            return self.url_open(url, headers=headers)

    def key(self):
        return self.env["order.health"].action_new_key()["params"]["message"]

    def test_nobody_without_the_key(self):
        self.assertEqual(self.ask("ok", key="").status_code, 401)
        key = self.key()
        for wrong in (None, "", "x", key[:-1], key + "x", "é"):
            answer = self.ask("ok", key=wrong and wrong.encode().decode("latin-1"))
            self.assertEqual((answer.status_code, answer.json()), (401, {"status": "refused"}))
        self.assertEqual(self.ask("ok", url=f"{URL}?key={key}").status_code, 401)
        answer = self.ask("ok", key=key)
        self.assertEqual((answer.status_code, answer.json()["status"]), (200, "ok"))
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_a_new_key_ends_the_old_one_and_none_is_kept(self):
        old, new = self.key(), self.key()
        self.assertEqual(self.ask("ok", key=old).status_code, 401)
        self.assertEqual(self.ask("ok", key=new).status_code, 200)
        kept = self.env["ir.config_parameter"].sudo().search([("value", "like", new)])
        self.assertFalse(kept)

    def test_red_is_503(self):
        key = self.key()
        self.assertEqual(self.ask("ok", "warn", key=key).status_code, 200)
        answer = self.ask("ok", "fail", "warn", key=key)
        self.assertEqual((answer.status_code, answer.json()["status"]), (503, "fail"))
        first = answer.json()["lines"][0]
        self.assertEqual((first["code"], first["figures"]), ("jobs", {"count": 1}))

    def test_a_manager_reads_it_in_the_browser(self):
        new_test_user(self.env, "health-http", "order_tracking.group_manager")
        new_test_user(self.env, "health-plain", "order_tracking.group_user")
        self.authenticate("health-http", "health-http")
        self.assertEqual(self.ask("ok").status_code, 200)
        self.authenticate("health-plain", "health-plain")
        self.assertEqual(self.ask("ok").status_code, 401)
