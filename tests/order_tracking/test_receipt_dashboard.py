"""Figures about receipts: what counts, for whom."""

from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import Form, new_test_user, tagged

from .receipt_common import ReceiptCase


@tagged("-at_install", "post_install")
class TestDashboard(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "board_seller", groups="sales_team.group_sale_salesman", tz="UTC"
        )
        cls.boss = new_test_user(
            cls.env, "board_boss", groups="sales_team.group_sale_manager", tz="UTC"
        )
        # what was handed out is frozen; these tests need receipts of many days
        cls.env.cr.execute("ALTER TABLE order_receipt DISABLE TRIGGER USER")

    def made(self, agreed, sent=None, opened=None, **values):
        """A receipt agreed at ``agreed``; ``sent`` and ``opened`` in hours after it."""
        receipt = self.receipt(user_id=values.pop("user_id", False))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE order_receipt SET confirmed_at = %s, due_at = %s WHERE id = %s",
            [agreed, agreed + timedelta(hours=24), receipt.id],
        )
        receipt.invalidate_recordset(flush=False)
        receipt.write(
            {
                "sent_at": sent is not None and agreed + timedelta(hours=sent),
                "opened_at": opened is not None and agreed + timedelta(hours=opened),
                **values,
            }
        )
        return receipt

    def board(self, user=None, **values):
        values = {"date_from": "2026-03-01", "date_to": "2026-03-31", **values}
        return self.env["order.receipt.dashboard"].with_user(user or self.boss).create(values)

    def test_figures_of_a_period(self):
        day = datetime(2026, 3, 10, 8)
        self.made(day, sent=1, opened=5, answer="accepted", answered_at=day)
        self.made(day, sent=2, opened=5, answer="disputed", answered_at=day)
        self.made(day, sent=3)
        self.made(day, sent=50)  # too late
        self.made(day, opened=4)  # found on the portal before it was sent
        self.made(day)  # never: late
        self.made(day, replaced_at=day)  # the next revision has its clock
        for hour, counts in ((datetime(2026, 2, 28, 23, 59), 0), (datetime(2026, 3, 1), 1)):
            before = self.board().issued_count
            self.made(hour, sent=1)
            self.assertEqual(self.board().issued_count, before + counts)
        self.made(datetime(2026, 4, 1), sent=1)
        board = self.board()
        self.assertEqual((board.issued_count, board.had_count, board.due_count), (7, 6, 7))
        self.assertAlmostEqual(board.in_time_share, 5 / 7)
        # of 1, 1, 2, 3, 4, 50 hours
        self.assertAlmostEqual(board.median_hours, 2.5)
        self.assertAlmostEqual(board.p99_hours, 4 + 46 * 0.95)
        self.assertAlmostEqual(board.opened_share, 3 / 6)
        self.assertAlmostEqual(board.answered_share, 2 / 6)
        self.assertAlmostEqual(board.accepted_share, 1 / 6)
        self.assertAlmostEqual(board.disputed_share, 1 / 6)
        self.assertEqual(self.env["order.receipt"].search_count(board.action_period()["domain"]), 7)
        self.assertEqual(
            self.env["order.receipt"].search_count(
                board.with_context(receipt_answer="disputed").action_answer()["domain"]
            ),
            1,
        )

    def test_what_is_not_due_yet_is_no_failure(self):
        now = fields.Datetime.now()
        today = fields.Date.today()
        days = {"date_from": today - timedelta(days=1), "date_to": today + timedelta(days=1)}
        before = self.board(**days)
        known = {name: before[name] for name in ("issued_count", "due_count", "open_count")}
        self.made(now - timedelta(minutes=5))
        board = self.board(**days)
        self.assertEqual(board.issued_count, known["issued_count"] + 1)
        self.assertEqual(board.due_count, known["due_count"])
        self.assertEqual(board.open_count, known["open_count"] + 1)
        self.assertEqual(board.late_count, before.late_count)

    def test_nothing_at_all(self):
        board = self.board(date_from="1999-01-01", date_to="1999-01-02")
        self.assertEqual((board.issued_count, board.median_hours, board.p99_hours), (0, 0, 0))

    def test_open_and_failed_the_oldest_first(self):
        first, second, third = (
            self.made(datetime(2026, 3, day), failed_at=failed)
            for day, failed in ((12, False), (10, datetime(2026, 3, 10)), (11, False))
        )
        waiting = self.order()
        self.assertTrue(waiting.receipt_due_at)
        board = self.board()
        self.assertEqual(board.open_ids, second | third | first)
        self.assertEqual(board.open_ids.ids, [second.id, third.id, first.id])
        self.assertEqual(board.failed_ids, second)
        self.assertEqual((board.open_count, board.late_count, board.failed_count), (3, 3, 1))
        self.assertEqual((board.waiting_count, board.waiting_ids), (1, waiting))
        for name, count in (("action_open", 3), ("action_late", 3), ("action_failed", 1)):
            action = getattr(board, name)()
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), count)
        self.assertEqual(self.env["sale.order"].search_count(board.action_waiting()["domain"]), 1)

    def test_everybody_sees_figures_of_their_own_receipts(self):
        day = datetime(2026, 3, 10)
        self.made(day, sent=1, user_id=self.seller.id)
        self.made(day, sent=30, user_id=self.boss.id)
        self.assertEqual(self.board(self.seller).issued_count, 1)
        self.assertEqual(self.board(self.seller).in_time_share, 1)
        self.assertEqual(self.board().issued_count, 2)
        company = self.env["res.company"].create({"name": "Other company"})
        far = new_test_user(
            self.env,
            "board_far",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertEqual(self.board(far).issued_count, 0)
        self.assertEqual(self.board(far, company_id=False).issued_count, 0)
        self.assertEqual(self.board(company_id=False).issued_count, 2)

    def test_days_are_those_of_the_reader(self):
        self.made(datetime(2026, 2, 28, 20), sent=1)
        self.assertEqual(self.board().issued_count, 0)
        board = self.board().with_context(tz="Asia/Shanghai")
        self.assertEqual(board.issued_count, 1)

    def test_the_screen(self):
        self.made(datetime(2026, 3, 10), sent=1)
        with Form(self.env["order.receipt.dashboard"].with_user(self.boss)) as form:
            form.date_from = "2026-03-01"
            form.date_to = "2026-03-31"
            self.assertEqual(form.in_time_share, 1)
        action = form.record.action_analysis()
        for view, kind in action["views"]:
            self.env["order.receipt"].with_user(self.boss).get_view(view, kind)
        groups = (
            self.env["order.receipt"]
            .with_user(self.boss)
            .formatted_read_group(
                action["domain"], ["confirmed_at:week", "in_time"], ["__count", "hours:avg"]
            )
        )
        self.assertEqual((groups[0]["__count"], groups[0]["hours:avg"]), (1, 1))
