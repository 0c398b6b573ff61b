"""A review is frozen while the job counts outcomes: its figures can be counted again, for ever."""

import threading
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger

from . import harness

PATIENCE = 240  # seconds, on a busy machine
BLOCKED = """
SELECT COUNT(*) FROM pg_stat_activity
 WHERE datname = %s AND wait_event_type = 'Lock' AND query LIKE '%%order_outcome_mark%%'"""
KEY = ("metric", "statistic", "dimension", "subject")
VALUES = (
    *("n", "hits", "value", "low", "high"),
    *("previous_n", "previous_value", "year_n", "year_value"),
)


class TestReviewFreeze(BaseCase):
    test_tags = {"standard", "post_install"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.enterClassContext(harness.database_copy(get_db_name()))
        with harness.environment(cls.database) as env:
            env.company.order_verification_mode = "off"
            orders = env["sale.order"].create([cls.order(env) for _number in range(3)])
            orders.action_confirm()
            cls.orders = orders.ids
        with cls.transaction(cls) as env:
            env["order.outcome"]._refresh(cls.orders)

    @staticmethod
    def order(env):
        product = env["product.product"].create({"name": "Work", "type": "service"})
        line = {"product_id": product.id, "product_uom_qty": 2, "price_unit": 50}
        return {
            "partner_id": env.ref("base.main_partner").id,
            "order_line": [Command.create(line)],
        }

    @contextmanager
    def transaction(self):
        with Registry(self.database).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.commit()

    def setUp(self):
        super().setUp()
        self.failures = []
        with self.transaction() as env:
            self.review = env["order.review"].create({"kind": "month", **self.days()}).id

    def days(self):
        """Around today, whatever its time zone."""
        today = date.today()
        return {"date_from": today.replace(year=today.year - 1), "date_to": date(2099, 12, 31)}

    def beside(self, work):
        """A thread that does something; what goes wrong fails the test."""

        def run():
            try:
                work()
            except Exception as error:  # pylint: disable=broad-except
                self.failures.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(thread.join, PATIENCE)
        return thread

    def freeze(self):
        """As the web client's request does: once more when somebody was quicker."""
        with self.transaction() as env:
            retrying(env["order.review"].browse(self.review).action_freeze, env)

    def work(self, order):
        """As the job does; when somebody was quicker it comes again."""
        for _turn in range(5):
            try:
                with self.transaction() as env:
                    env["order.outcome"]._refresh([order])
                return
            except psycopg2.OperationalError:
                continue
        self.fail("the job never got through")

    def cancel(self, order):
        with self.transaction() as env:
            env["sale.order"].browse(order)._action_cancel()

    def blocked(self):
        return bool(harness.query(self.database, BLOCKED, self.database)[0][0])

    def stored_and_counted_again(self):
        """Two dictionaries: figures as they are stored, and as they are counted from the rows."""
        with self.transaction() as env:
            review = env["order.review"].browse(self.review)
            self.assertEqual(review.state, "frozen")
            names = SQL(", ").join(map(SQL.identifier, (*KEY, *VALUES)))
            query = "SELECT %s FROM order_review_figure WHERE review_id = %s"
            rows = env.execute_query(SQL(query, names, review.id))
            again = review._compute(
                review.company_id, review.date_from, review.date_to, review.as_of
            )
        stored = {row[: len(KEY)]: row[len(KEY) :] for row in rows}
        return stored, {
            tuple(row[name] or None for name in KEY): tuple(row[name] for name in VALUES)
            for row in again
        }

    def cancelled(self, figures):
        return figures["cancelled", None, None, None][:2]

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_job_comes_while_figures_are_counted(self):
        order = self.orders[0]
        counting, go_on = threading.Event(), threading.Event()
        compute = Registry(self.database)["order.review"]._compute

        def paused(review, *arguments, **named):
            counting.set()
            go_on.wait(PATIENCE)
            return compute(review, *arguments, **named)

        with patch.object(Registry(self.database)["order.review"], "_compute", paused):
            freezing = self.beside(self.freeze)
            self.assertTrue(counting.wait(PATIENCE), self.failures)
            self.cancel(order)
            job = self.beside(lambda: self.work(order))
            harness.wait_for(lambda: self.blocked() or not job.is_alive(), PATIENCE, 0.05)
            self.assertTrue(job.is_alive(), "the job changed what is being counted")
            go_on.set()
            freezing.join(PATIENCE)
        job.join(PATIENCE)
        self.assertFalse(self.failures)
        stored, again = self.stored_and_counted_again()
        self.assertEqual(self.cancelled(stored)[1], 0)
        self.assertEqual(again, stored)
        self.assertEqual(self.versions(order), [(False, True), (True, False)])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_review_comes_while_the_job_is_at_work(self):
        order = self.orders[1]
        self.cancel(order)
        self.looked_already()
        with self.transaction() as env:
            env["order.outcome"]._refresh([order])
            freezing = self.beside(self.freeze)
            harness.wait_for(lambda: self.blocked() or not freezing.is_alive(), PATIENCE, 0.05)
            self.assertTrue(freezing.is_alive(), "the review did not wait for the job")
        freezing.join(PATIENCE)
        self.assertFalse(self.failures)
        stored, again = self.stored_and_counted_again()
        self.assertGreaterEqual(self.cancelled(stored)[1], 1)
        self.assertEqual(again, stored)

    def looked_already(self):
        """What changed until now was queued before: the review's own look finds nothing, so that
        it touches none of the rows that the job is writing, except the mark."""
        values = "seen_at = now() + interval '3 days', compared_on = now() + interval '3 days'"
        harness.query(self.database, f"UPDATE order_outcome_mark SET {values}")

    def versions(self, order):
        """[(cancelled, known until some time)], the oldest first."""
        query = (
            "SELECT state = 'cancelled', known_until IS NOT NULL FROM order_outcome"
            " WHERE order_id = %s ORDER BY known_from"
        )
        return harness.query(self.database, query, order)
