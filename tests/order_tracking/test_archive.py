"""Archived orders: their journal lies elsewhere, and nobody who reads it notices."""

import json
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.order_tracking import appendonly, cold, presentation
from odoo.addons.order_tracking.models import sale_order_archive
from odoo.addons.order_tracking.models.order_tracking_milestone import _PROJECTED
from odoo.addons.order_tracking.timeline import Event, facts
from odoo.addons.order_tracking.touched import Touched

from .common import TrackingCase

_ORDER = (
    *("tracking_stage_id", "tracking_state", "tracking_due_at", "tracking_late"),
    *("promise_requested_at", "promise_first_at", "promise_last_at"),
)
STILL = datetime(2019, 3, 1, 12)


class ArchiveCase(TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.order_archive_months = 24
        cls.looked_at = fields.Datetime.now()

    def over(self, months=25, **values):
        """An order whose goods arrived, and whose bill was paid, so many months ago."""
        self.stock(self.chair, 10)
        order = self.order(**values)
        self.ship(order)
        stage = self.delivery.stage_ids.filtered(lambda s: s.trigger == "delivered")
        order._tracking_mark(stage)
        if self.milestone(order, "invoiced"):
            self.pay(self.invoice(order))
        self.env.invalidate_all()
        return self.aged(order, months)

    def aged(self, order, months):
        """As if all of it had been so long ago."""
        self.env.flush_all()
        before = relativedelta(months=months)
        ago = timedelta(days=(fields.Datetime.now() - (fields.Datetime.now() - before)).days + 1)
        with appendonly.allow(self.env.cr):
            self.env.cr.execute(
                "UPDATE order_tracking_event SET occurred_at = occurred_at - %s"
                " WHERE order_id = %s",
                [ago, order.id],
            )
        self.env.cr.execute(
            "UPDATE sale_order SET date_order = date_order - %s WHERE id = %s", [ago, order.id]
        )
        self.env.invalidate_all()
        order._tracking_rebuild()
        return order

    def run_cron(self):
        with self.enter_registry_test_mode():
            done = self.env.ref("order_tracking.ir_cron_archive").method_direct_trigger()
        self.env.invalidate_all()
        return done

    def archived(self, **values):
        order = self.over(**values)
        order._tracking_archive()
        self.assertTrue(order.tracking_archived_at)
        return order

    def rows(self, order, table):
        query = "SELECT count(*) FROM ONLY %s WHERE order_id = %s"
        return self.env.execute_query(SQL(query, SQL.identifier(table), order.id))[0][0]

    def hot(self, order):
        return self.rows(order, cold.JOURNAL)

    def cold(self, order):
        return self.rows(order, cold.COLD)

    def journal(self, order):
        return sorted(
            self.env["order.tracking.event"]._journal(order.ids)[order.id], key=facts.sort_key
        )

    def everything(self, order):
        """What is read of an order by whoever reads it."""
        self.env.invalidate_all()
        events = self.events(order)
        with freeze_time(self.looked_at):  # it says how long what is open has taken
            staff = json.dumps(presentation.staff_timeline(order), default=str)
        return {
            "journal": self.journal(order),
            "records": events.read(),
            "milestones": [[m[n] for n in ("stage_id", *_PROJECTED)] for m in order.milestone_ids],
            "order": [order[name] for name in _ORDER],
            "count": order.tracking_event_count,
            "staff": staff,
            "exceptions": [(e.opened_event_id, e.opened_kind) for e in self.exceptions(order)],
        }

    def exceptions(self, order):
        return self.env["order.exception"].search([("order_id", "=", order.id)])


class TestReading(ArchiveCase):
    def test_everything_reads_as_before(self):
        order = self.over()
        before = self.everything(order)
        number = self.hot(order)
        self.assertGreater(number, 8)
        self.assertEqual(self.run_cron(), True)
        self.assertEqual((self.hot(order), self.cold(order)), (0, number))
        self.assertEqual(self.everything(order), before)
        self.assertIn(order, self.env["sale.order"].search([("tracking_archived_at", "!=", False)]))
        order.action_tracking_unarchive()
        self.assertEqual((self.hot(order), self.cold(order)), (number, 0))
        self.assertEqual(self.everything(order), before)

    def test_the_customers_page_asks_no_more(self):
        def asked(order):
            self.env.invalidate_all()
            order.env.cr.flush()
            before = self.env.cr.sql_log_count
            page = presentation.customer_page(order, full=True)
            return self.env.cr.sql_log_count - before, page

        order, other = self.over(), self.over()
        asked(order)
        queries, page = asked(order)
        self.assertEqual(asked(other)[0], queries)
        order._tracking_archive()
        self.assertEqual(asked(order)[0], queries)
        self.assertEqual(str(asked(order)[1]), str(page))
        self.assertEqual(asked(other)[0], queries)

    def test_rebuilt_it_is_as_stored(self):
        order = self.archived()
        stored = self.everything(order)
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET state = 'pending' WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        order._tracking_rebuild()
        self.assertEqual(self.everything(order), stored)
        self.assertTrue(self.cold(order), "reading does not bring it back")

    def test_an_exception_keeps_the_event_that_brought_it(self):
        order = self.over()
        event = self.events(order, "stock_reserved")
        self.env.cr.execute(
            "INSERT INTO order_exception (order_id, company_id, kind, source, key, state, since,"
            " opened_at, closed_at, opened_event_id) VALUES (%s, %s, 'late', 'test', 'x', 'closed',"
            " now(), now(), now(), %s)",
            [order.id, self.company.id, event.id],
        )
        before = self.everything(order)
        order._tracking_archive()
        self.assertEqual(self.everything(order), before)
        self.assertEqual(self.exceptions(order).opened_kind, "stock_reserved")


class TestPolicy(ArchiveCase):
    def test_only_what_is_over_for_long_enough(self):
        late, young, running = self.over(), self.over(months=23), self.aged(self.order(), 30)
        unpaid = self.over()
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_state = 'delivered', tracking_stage_id = %s"
            " WHERE id = %s",
            [self.delivery.stage_ids.filtered(lambda s: s.trigger == "paid").id, unpaid.id],
        )
        troubled = self.over()
        self.env.cr.execute(
            "INSERT INTO order_exception (order_id, company_id, kind, source, key, state, since,"
            " opened_at) VALUES (%s, %s, 'late', 'test', 'x', 'open', now(), now())",
            [troubled.id, self.company.id],
        )
        waiting = self.over()
        self.stock(self.chair, 1)
        waiting.order_line.copy({"order_id": waiting.id, "product_uom_qty": 1})
        self.env.cr.execute(
            "UPDATE sale_order SET tracking_state = 'done' WHERE id = %s", [waiting.id]
        )
        self.aged(waiting, 25)
        self.run_cron()
        for order in (young, running, unpaid, troubled, waiting):
            self.assertFalse(order.tracking_archived_at)
            self.assertFalse(self.cold(order))
        self.assertTrue(late.tracking_archived_at)

    def test_zero_is_never_and_companies_are_apart(self):
        self.company.order_archive_months = 0
        order = self.over(months=200)
        self.env["res.company"].create({"name": "Other", "order_archive_months": 1})
        self.run_cron()
        self.assertFalse(order.tracking_archived_at)
        self.company.order_archive_months = 240
        self.run_cron()
        self.assertFalse(order.tracking_archived_at)
        self.company.order_archive_months = 199
        self.run_cron()
        self.assertTrue(order.tracking_archived_at)

    def test_a_cancelled_order_is_over_and_can_be_deleted(self):
        order = self.order()
        order._action_cancel()
        self.sync()
        self.aged(order, 25)
        self.run_cron()
        self.assertTrue(self.cold(order))
        number = order.id
        order.unlink()
        self.env.cr.execute(f"SELECT count(*) FROM {cold.COLD} WHERE order_id = {number}")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_a_failure_in_the_middle_loses_and_doubles_nothing(self):
        orders = [self.over() for _ in range(3)]
        before = [self.journal(order) for order in orders]
        move, moved = cold.archive, []

        def failing(cr, ids):
            move(cr, ids)
            moved.extend(ids)
            if len(moved) > 1:
                raise RuntimeError("killed after the rows were moved, before the commit")

        with (
            patch.object(sale_order_archive, "BATCH", 1),
            patch.object(cold, "archive", failing),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self.run_cron()
        self.assertEqual([bool(o.tracking_archived_at) for o in orders], [True, False, False])
        self.assertEqual([bool(self.cold(o)) for o in orders], [True, False, False])
        self.assertEqual([self.journal(order) for order in orders], before)
        self.run_cron()
        self.assertTrue(all(order.tracking_archived_at for order in orders))
        self.assertEqual([self.journal(order) for order in orders], before)
        self.assertFalse(any(self.hot(order) for order in orders))

    def test_managers_bring_it_back_and_it_stays(self):
        order = self.archived()
        groups = "order_tracking.group_user,sales_team.group_sale_salesman_all_leads"
        user = new_test_user(self.env, "arch_user", groups)
        with self.assertRaises(AccessError):
            order.with_user(user).action_tracking_unarchive()
        groups = "order_tracking.group_manager,sales_team.group_sale_manager"
        manager = new_test_user(self.env, "arch_manager", groups)
        order.with_user(manager).action_tracking_unarchive()
        self.assertFalse(order.tracking_archived_at)
        self.run_cron()
        self.assertFalse(order.tracking_archived_at, "not put away again the same night")


class TestLateFacts(ArchiveCase):
    def test_the_same_fact_told_again_is_one_row(self):
        order = self.archived()
        known = self.journal(order)
        new = self.env["order.tracking.event"]._record(
            {order.id: known}, {order.id: self.company.id}
        )
        self.assertFalse(new.get(order.id))
        self.env.invalidate_all()
        self.assertEqual(self.journal(order), known)
        self.assertFalse(self.cold(order))
        self.assertFalse(order.tracking_archived_at)

    def test_a_new_fact_brings_the_journal_back_and_counts(self):
        order = self.archived()
        number = self.cold(order)
        gone = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        self.give_back(gone, Chair=10)
        self.env.invalidate_all()
        self.assertIn("goods_returned", self.kinds(order))
        self.assertFalse(order.tracking_archived_at)
        self.assertEqual(self.cold(order), 0)
        self.assertGreater(self.hot(order), number)
        keys = [(e.source, e.dedup_key) for e in self.events(order)]
        self.assertEqual(len(keys), len(set(keys)))
        self.run_cron()
        self.assertFalse(order.tracking_archived_at, "something was told now")

    def test_others_stay_where_they_are(self):
        order, other = self.archived(), self.archived()
        event = Event("stage_marked", STILL, "x", "staff", "staff", {"stage": 0})
        self.env["order.tracking.event"]._record({order.id: [event]}, {order.id: self.company.id})
        self.assertTrue(self.cold(other))
        self.env.invalidate_all()
        self.assertTrue(other.tracking_archived_at)

    def test_an_archived_event_can_be_voided(self):
        order = self.archived()
        event = self.events(order, "delivered")
        self.env["order.tracking.void"].create(
            {"event_id": event.id, "reason": "Another order"}
        ).action_void()
        self.env.invalidate_all()
        self.assertTrue(self.events(order, "delivered").is_voided)
        self.assertEqual(self.states(order)["delivered"], "current")
        self.assertFalse(self.cold(order))


class TestProtection(ArchiveCase):
    @mute_logger("odoo.sql_db")
    def test_plain_sql(self):
        order = self.archived()
        for statement in (
            "UPDATE {cold} SET order_id = order_id",
            "UPDATE {journal} SET kind = 'paid'",
            "UPDATE {cold} SET data = NULL",
            "DELETE FROM {cold}",
            "DELETE FROM {journal}",
            "TRUNCATE {cold}",
            "TRUNCATE ONLY {journal} CASCADE",
            "INSERT INTO {cold} SELECT * FROM {cold}",
            "WITH x AS (DELETE FROM {cold} RETURNING *) INSERT INTO {journal} SELECT * FROM x",
        ):
            with (
                self.subTest(statement),
                self.assertRaisesRegex(psycopg2.Error, "never changed|from the journal alone"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement.format(cold=cold.COLD, journal=cold.JOURNAL))
        self.assertTrue(self.cold(order))

    @mute_logger("odoo.sql_db")
    def test_the_window_closes(self):
        self.archived()
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute(f"DELETE FROM {cold.COLD}")

    def test_words_are_taken_out_of_archived_rows(self):
        order = self.over()
        told = {"name": "Wang", "text": "Left with Wang", "stage": 0}
        event = Event("stage_marked", STILL, "told", "staff", "staff", told)
        self.env["order.tracking.event"]._record({order.id: [event]}, {order.id: self.company.id})
        order._tracking_archive()
        self.env["order.tracking.event"]._erase_words(order.ids)
        self.env.cr.execute(f"SELECT data FROM {cold.COLD} WHERE dedup_key = 'told'")
        self.assertEqual(self.env.cr.fetchall(), [({"stage": 0},)])

    def test_an_author_may_be_deleted(self):
        order = self.over()
        groups = "order_tracking.group_user,sales_team.group_sale_manager"
        user = new_test_user(self.env, "arch_gone", groups)
        event = Event("stage_marked", STILL, "by", "staff", "staff", {"stage": 0})
        self.env["order.tracking.event"]._record(
            {order.id: [event]}, {order.id: self.company.id}, user.id
        )
        order._tracking_archive()
        user.unlink()
        self.env.invalidate_all()
        marked = self.events(order, "stage_marked")
        self.assertTrue(self.cold(order))
        self.assertTrue(marked)
        self.assertFalse(marked.author_id)


KINDS = ("stock_reserved", "picked", "packed", "left_warehouse", "delivered", "goods_returned")
told_facts = st.builds(
    Event,
    kind=st.sampled_from(KINDS),
    occurred_at=st.datetimes(datetime(2015, 1, 1), datetime(2019, 1, 1)),
    key=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12),
    source=st.sampled_from(("odoo", "scan", "shipment:1", "staff")),
    evidence=st.sampled_from(facts.EVIDENCE),
    data=st.builds(
        lambda quantity, text: {"lines": {"1": quantity}, **({"text": text} if text else {})},
        st.integers(-5, 20),
        st.sampled_from(("", "宁波", 'Müller\'s \\ "gate" {1}')),
    ),
    place_tz=st.sampled_from((None, "Asia/Shanghai")),
    document=st.sampled_from((None, ("stock.picking", 7))),
)


class TestAnyJournal(ArchiveCase):
    @settings(
        max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.lists(told_facts, max_size=12))
    def check(self, told):
        with self.env.cr.savepoint(flush=False) as point:
            order = self.subject
            headers = order._tracking_headers(Touched(self.env.uid, orders=set(order.ids)))
            order._tracking_append(headers, {order.id: told})
            before = self.everything(order)
            order._tracking_archive()
            self.assertEqual(self.everything(order), before)
            order._tracking_rebuild()
            self.assertEqual(self.everything(order), before)
            order.action_tracking_unarchive()
            self.assertEqual(self.everything(order), before)
            self.assertEqual(self.cold(order), 0)
            point.rollback()
        self.env.invalidate_all()

    def test_it_comes_back_as_it_was(self):
        self.subject = self.over()
        with freeze_time(fields.Datetime.now()):  # what is under way is told in hours until now
            self.check()
