"""Outcomes over time: what is written, what a frozen review keeps, what the job finds."""

from datetime import date, timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.order_tracking_feedback import outcomes

from .outcome_common import OutcomeCase

KEEP = "order.outcome"


class TestVersions(OutcomeCase):
    def freeze(self, as_of, company=None):
        return self.env["order.review"].create(
            {
                "company_id": (company or self.company).id,
                "kind": "month",
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "state": "frozen",
                "as_of": as_of,
            }
        )

    def as_of(self, order, at):
        return self.env["order.outcome"].search(
            [
                ("order_id", "=", order.id),
                ("known_from", "<=", at),
                "|",
                ("known_until", "=", False),
                ("known_until", ">", at),
            ]
        )

    def test_nothing_new_writes_nothing(self):
        order = self.arrived()
        self.assertEqual(self.refresh(order), 1)
        before = self.known(order)
        ids, since = before.part_ids.ids, before.known_from
        later = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(self.refresh(order, now=later), 0)
        after = self.known(order)
        self.assertEqual((after, after.part_ids.ids, after.known_from), (before, ids, since))

    def test_changed_in_place_while_no_review_rests_on_it(self):
        order = self.order()
        before = self.outcome(order)
        self.freeze(before.known_from - timedelta(days=1))
        order._action_cancel()
        self.assertEqual(self.outcome(order), before)
        self.assertEqual(before.state, "cancelled")
        self.assertEqual(self.env[KEEP].search_count([("order_id", "=", order.id)]), 1)

    def test_a_frozen_review_keeps_what_it_saw(self):
        self.stock(self.chair, 10)
        order = self.order((self.chair, 10))
        first = self.outcome(order)
        at = self.env[KEEP]._settle(self.company)
        review, lines = self.freeze(at), first.part_ids.ids
        self.ship(order)
        order._tracking_mark(self.milestone(order, "delivered").stage_id)
        self.refresh(order, now=at)  # in the same second
        now = self.known(order)
        self.assertNotEqual(now, first)
        self.assertEqual(self.as_of(order, at), first)
        self.assertEqual((first.state, first.part_ids.ids), ("running", lines))
        self.assertEqual((now.state, now.known_from), ("delivered", first.known_until))
        self.assertGreater(now.known_from, at)
        # what is learnt after that changes the new row, until the next review
        order._action_cancel()
        self.assertEqual(self.outcome(order), now)
        review.as_of = now.known_from
        review.flush_recordset()
        order.order_line.price_unit = 7
        self.assertNotEqual(self.outcome(order), now)
        self.assertEqual(self.as_of(order, review.as_of), now)

    def test_a_review_sees_what_was_learnt_just_after_another(self):
        """Two reviews and a change between them, all within one second; or the change was noticed
        by a host whose clock is ahead."""
        order = self.order()
        at = self.outcome(order).known_from
        self.freeze(at)
        order._action_cancel()
        self.refresh(order, now=at)
        self.assertGreater(self.known(order).known_from, at)
        with patch.object(fields.Datetime, "now", return_value=at):
            second = self.env[KEEP]._settle(self.company)
        self.assertEqual(self.as_of(order, second).state, "cancelled")
        later = fields.Datetime.now() + timedelta(days=1)
        self.assertLess(self.env[KEEP]._settle(self.company), later)

    def test_what_a_review_keeps_is_not_counted_once_more(self):
        """Of an order with two rows the daily figures know the one that holds."""
        order = self.order()
        first = self.outcome(order)
        self.freeze(first.known_from)
        order._action_cancel()
        now = self.outcome(order)
        self.assertTrue(first.known_until)
        self.assertEqual(now.ordered_on, first.ordered_on)
        Day = self.env["order.outcome.day"]
        Day._recount({self.company.id: [now.ordered_on]})
        found = Day.search([("company_id", "=", self.company.id), ("day", "=", now.ordered_on)])
        self.assertEqual(set(found.filtered(lambda day: day.metric == "orders").mapped("n")), {1})

    def test_reviews_of_other_companies_do_not_matter(self):
        order = self.order()
        before = self.outcome(order)
        other = self.env["res.company"].create({"name": "Other"})
        self.freeze(fields.Datetime.now(), other)
        order._action_cancel()
        self.assertEqual(self.outcome(order), before)

    def test_what_is_signed_is_kept_as_what_is_frozen(self):
        order = self.order()
        first = self.outcome(order)
        self.freeze(first.known_from).state = "signed"
        order._action_cancel()
        self.assertNotEqual(self.outcome(order), first)

    def test_days_it_speaks_of_and_those_it_spoke_of_are_counted_again(self):
        """As in the row and its parts before, and as in those that take their place."""
        before = self.outcome(self.order())
        today, parts = before.ordered_on, set(before.part_ids.mapped("day"))
        row, case = date(2020, 1, 1), date(2020, 2, 1)
        for query, values in (
            ("UPDATE order_outcome SET ordered_on = %s, digest = 'old' WHERE id = %s", row),
            ("UPDATE order_outcome_part SET day = %s WHERE outcome_id = %s", case),
            ("DELETE FROM order_outcome_due WHERE %s IS NOT NULL AND %s > 0", row),
        ):
            self.env.cr.execute(query, [values, before.id])
        self.env.invalidate_all()
        self.refresh(before.order_id)
        due = self.env["order.outcome.due"].search([("company_id", "=", self.company.id)])
        self.assertLessEqual({row, case, today, *parts}, set(due.mapped("day")))

    def test_a_change_is_marked_with_its_company(self):
        """A review that is frozen at the same time waits for that row."""
        at = fields.Datetime.now() + timedelta(days=1)
        self.refresh(self.order(), now=at)
        mark = self.env["order.outcome.mark"].search([("company_id", "=", self.company.id)])
        self.assertEqual(mark.refreshed_at, at)

    def test_parts_are_replaced_with_their_outcome(self):
        order = self.arrived()
        self.outcome(order)
        self.assertFalse(self.parts(order, "complaint"))
        self.answer(order, chair_good="7", chair_problem="damaged")
        self.outcome(order)
        self.assertEqual(len(self.parts(order, "complaint")), 1)
        self.assertEqual(len(self.parts(order, "line")), 1)

    def test_made_again_from_nothing_it_is_the_same(self):
        orders = self.arrived() | self.order() | self.order((self.desk, 3))
        orders[1]._action_cancel()
        self.answer(orders[0], chair_good="7", chair_problem="missing")
        for order in orders:
            self.refresh(order)  # each alone, then all together
        stored = self.rows(orders)
        self.env[KEEP].search([("order_id", "in", orders.ids)]).sudo().unlink()
        self.refresh(orders)
        self.assertEqual(self.rows(orders), stored)


class TestJob(OutcomeCase):
    def run_job(self):
        self.sync()
        with self.enter_registry_test_mode():
            cron = self.env.ref("order_tracking_feedback.ir_cron_outcomes")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def queued(self):
        return self.env["order.outcome.due"].search([("order_id", "!=", False)]).order_id

    def notice(self):
        self.sync()
        self.env["order.outcome.mark"]._notice()
        return self.queued()

    def test_the_first_time_all_orders_are_counted(self):
        order, quotation = self.arrived(), self.order(confirm=False)
        self.run_job()
        self.assertEqual(self.known(order).state, "delivered")
        self.assertFalse(self.known(quotation))
        self.assertFalse(self.env["order.outcome.due"].search_count([]))
        figures = self.env["order.outcome.day"].search([("metric", "=", "orders")])
        self.assertTrue(figures.filtered(lambda f: f.day == self.known(order).ordered_on))

    def test_only_what_changed_is_found(self):
        orders = self.order() | self.arrived()
        self.notice()
        past = fields.Datetime.now() + timedelta(hours=1)
        self.env["order.outcome.mark"].search([]).write({"seen_at": past})
        self.env["order.outcome.due"].search([]).unlink()
        self.assertFalse(self.notice() & orders)
        self.answer(orders[1], chair_good="7", chair_problem="damaged")
        marks = self.env["order.outcome.mark"].search([])
        marks.write({"seen_at": fields.Datetime.now() - timedelta(minutes=1)})
        self.assertIn(orders[1], self.notice())

    def test_what_the_journal_does_not_tell_is_found(self):
        order = self.arrived()
        self.answer(order, chair_good="7", chair_problem="damaged")
        self.run_job()
        complaint = order.complaint_ids
        later = fields.Datetime.now() + timedelta(days=3)
        marks = self.env["order.outcome.mark"].search([])
        marks.write({"seen_at": later, "compared_on": later.date() + timedelta(days=9)})
        self.assertFalse(self.notice() & order)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE order_complaint SET reason = 'handling', write_date = %s WHERE id = %s",
            [later, complaint.id],
        )
        marks.write({"seen_at": later})
        self.assertIn(order, self.notice())

    def test_days_that_passed_while_no_job_ran_are_counted_again(self):
        """What was due on them is late by now."""
        Mark, now = self.env["order.outcome.mark"], fields.Datetime.now()
        Mark._notice()
        Mark.search([]).seen_at = now - timedelta(days=5)
        self.env["order.outcome.due"].search([]).unlink()
        Mark._notice()
        due = self.env["order.outcome.due"].search([("company_id", "=", self.company.id)])
        passed = {now.date() - timedelta(days=days) for days in (1, 2, 3, 4)}
        self.assertLessEqual(passed, set(due.mapped("day")))

    def test_what_is_not_due_yet_waits(self):
        order, Due = self.order(), self.env["order.outcome.due"]
        self.sync()
        Due.search([]).unlink()
        self.env.flush_all()
        Due._mark(order.ids, fields.Datetime.now() + timedelta(hours=1))
        self.assertEqual((self.queued(), Due._take(10)), (order, []))
        Due.search([]).due_at = fields.Datetime.now()
        self.env.flush_all()
        self.assertEqual(Due._take(10), order.ids)

    def test_once_a_day_it_looks_back_further(self):
        """A transaction that took long tells its facts when others have been looked for."""
        order = self.arrived()
        self.run_job()
        marks = self.env["order.outcome.mark"].search([])
        later = fields.Datetime.now() + timedelta(days=1)
        for compared, found in ((later.date(), False), (False, True)):
            marks.write({"seen_at": later, "compared_on": compared})
            self.assertEqual(order in self.notice(), found)
        marks.write({"seen_at": fields.Datetime.now() + timedelta(minutes=10)})
        self.env["order.outcome.due"].search([]).unlink()
        self.assertIn(order, self.notice())  # a quarter of an hour every time

    def test_once_a_day_orders_are_compared(self):
        order = self.arrived()
        self.run_job()
        self.env.cr.execute("UPDATE sale_order SET team_id = NULL WHERE id = %s", [order.id])
        self.env.cr.execute("UPDATE order_outcome SET sales_team_id = NULL")
        self.env.cr.execute("UPDATE sale_order SET amount_untaxed = 1 WHERE id = %s", [order.id])
        later = fields.Datetime.now() + timedelta(days=3)
        marks = self.env["order.outcome.mark"].search([])
        marks.write({"seen_at": later, "compared_on": later.date()})
        self.assertFalse(self.notice() & order)
        marks.write({"seen_at": later, "compared_on": False})
        self.assertIn(order, self.notice())

    def test_the_comparison_finds_what_was_cancelled_and_what_goes_on_again(self):
        """Without a word in the journal; and it finds nothing where nothing differs."""
        order = self.arrived()
        self.run_job()
        marks = self.env["order.outcome.mark"].search([])
        day = {"seen_at": fields.Datetime.now() + timedelta(days=3), "compared_on": False}
        for state, outcome, found in (
            ("sale", "delivered", False),
            ("cancel", "delivered", True),
            ("cancel", "cancelled", False),
            ("sale", "cancelled", True),
        ):
            with self.subTest(order=state, outcome=outcome):
                self.env.cr.execute(
                    "UPDATE sale_order SET state = %s WHERE id = %s", [state, order.id]
                )
                self.env.cr.execute(
                    "UPDATE order_outcome SET state = %s WHERE order_id = %s", [outcome, order.id]
                )
                self.env["order.outcome.due"].search([]).unlink()
                self.env.invalidate_all()
                marks.write(day)
                self.assertEqual(order in self.notice(), found)

    @mute_logger("odoo.addons.order_tracking_feedback.models.order_outcome_due", "odoo.sql_db")
    def test_one_order_that_cannot_be_counted_fails_alone(self):
        good, bad = self.order(), self.order()
        refresh = type(self.env[KEEP])._refresh

        def failing(model, ids, now=None):
            if bad.id in ids:
                model.env.cr.execute("SELECT 1 / 0")
            return refresh(model, ids, now)

        with patch.object(type(self.env[KEEP]), "_refresh", failing):
            self.run_job()
        self.assertTrue(self.known(good))
        self.assertFalse(self.known(bad))
        waiting = self.env["order.outcome.due"].search([("order_id", "=", bad.id)])
        self.assertGreater(waiting.due_at, fields.Datetime.now())

    def test_confirming_counts_nothing(self):
        order = self.order(confirm=False)
        with patch.object(type(self.env[KEEP]), "_refresh", side_effect=AssertionError):
            self.confirm(order)
        self.assertFalse(self.known(order))
        self.assertFalse(self.queued() & order)

    def test_the_number_of_orders_does_not_change_the_number_of_statements(self):
        few = self.order() | self.order()
        many = few | self.order() | self.order() | self.order((self.desk, 1), (self.chair, 2))
        self.refresh(few)
        counts = []
        for orders in (few, many):
            self.env[KEEP].search([("order_id", "in", orders.ids)]).sudo().unlink()
            self.sync()
            before = self.env.cr.sql_log_count
            self.refresh(orders)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


class TestCompanies(OutcomeCase):
    def test_each_company_has_its_days_and_figures(self):
        order = self.order()
        other = self.env["res.company"].create({"name": "Tokyo"})
        other.partner_id.tz = "Asia/Tokyo"
        foreign = self.order()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s", [other.id, foreign.id]
        )
        self.env.cr.execute(
            "UPDATE order_tracking_milestone SET reached_at = '2026-05-04 20:00' "
            "WHERE order_id IN %s AND state = 'reached'",
            [tuple((order | foreign).ids)],
        )
        self.env.invalidate_all()
        self.refresh(order | foreign)
        mine, theirs = self.known(order), self.known(foreign)
        self.assertEqual(
            (str(mine.ordered_on), str(theirs.ordered_on)), ("2026-05-04", "2026-05-05")
        )
        self.assertEqual(theirs.part_ids.company_id, other)
        Day = self.env["order.outcome.day"]
        Day._recount({other.id: [theirs.ordered_on]})
        found = Day.search([("company_id", "=", other.id), ("metric", "=", "orders")])
        self.assertEqual((found.day, found.n), (theirs.ordered_on, 1))
        reader = self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "outcome_reader",
                "company_ids": [(6, 0, self.company.ids)],
                "company_id": self.company.id,
                "group_ids": [(6, 0, self.env.ref("order_tracking.group_user").ids)],
            }
        )
        for model in (mine, mine.part_ids, Day):
            seen = self.env[model._name].with_user(reader).search([])
            self.assertLessEqual(set(seen.company_id.ids), {self.company.id})
        self.assertIn(mine, self.env[KEEP].with_user(reader).search([]))


class TestDays(OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = [{"partner_id": cls.customer.id} for _number in range(12)]
        cls.drafts = cls.env["sale.order"].create(values)
        cls.env.flush_all()

    def test_many_days_together_weigh_by_their_cases(self):
        rows = [("2026-05-04", 1, 0), ("2026-05-05", 99, 9900)]
        for day, n, hits in rows:
            self.env.cr.execute(
                "INSERT INTO order_outcome_day (company_id, day, whole, metric, n, hits, base,"
                " value) VALUES (%s, %s, TRUE, 'kept_first', %s, %s, %s, %s)",
                [self.company.id, day, n, hits, n, hits / n],
            )
            self.env.cr.execute(
                "INSERT INTO order_outcome_day (company_id, day, whole, metric, n, hits, value)"
                " VALUES (%s, %s, TRUE, 'orders', %s, %s, %s)",
                [self.company.id, day, n, n, n],
            )
        Day = self.env["order.outcome.day"]
        found = Day._read_group(
            [("day", ">=", "2026-05-04"), ("day", "<=", "2026-05-05")],
            ["metric"],
            ["value:avg", "n:sum"],
        )
        self.assertEqual(sorted(found), [("kept_first", 99.0, 100), ("orders", 100.0, 100)])

    def test_promoters_and_detractors_of_a_day(self):
        kept = self.outcome(self.order())
        scores = [6, 7, 8, 9, 10]
        self.env.cr.executemany(
            "INSERT INTO order_outcome_part (outcome_id, company_id, kind, day, nps)"
            " VALUES (%s, %s, 'feedback', %s, %s)",
            [(kept.id, self.company.id, kept.ordered_on, nps) for nps in scores],
        )
        Day = self.env["order.outcome.day"]
        Day._recount({self.company.id: [kept.ordered_on]})
        found = Day.search([("metric", "=", "nps"), ("day", "=", kept.ordered_on)])
        self.assertEqual((found.n, found.hits, found.value), (5, 100, 20))

    def test_no_case_counts_twice(self):
        """Rows of all channels together and rows of each are never found together."""
        orders = self.order() | self.order() | self.order()
        self.refresh(orders)
        kept = self.known(orders[0])
        self.env[KEEP].search([("order_id", "in", orders[1:].ids)]).sudo().channel = "edi"
        self.env.flush_all()
        Day = self.env["order.outcome.day"]
        Day._recount({self.company.id: [kept.ordered_on]})
        wanted = [("metric", "=", "orders"), ("day", "=", kept.ordered_on)]
        self.assertEqual(Day.search(wanted).mapped(lambda row: (row.whole, row.n)), [(True, 3)])
        by_channel = dict(Day._read_group(wanted, ["channel"], ["n:sum"]))
        self.assertEqual(by_channel, {kept.channel: 1, "edi": 2})
        sets = Day._read_grouping_sets(wanted, [[], ["channel"]], ["n:sum"])
        self.assertEqual((sets[0], len(sets[1])), ([(3,)], 2))
        self.assertEqual(Day._read_group(wanted, ["day:month"], ["n:sum"])[0][1], 3)
        self.assertEqual(Day.search([*wanted, ("channel", "=", "edi")]).n, 2)
        self.assertEqual(Day.browse(Day.search(wanted).ids).exists().n, 3)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.integers(-30, 30), st.integers(-30, 30) | st.none(), st.booleans()),
            min_size=1,
            max_size=12,
        )
    )
    def test_daily_figures_add_up_to_those_of_the_period(self, told):
        """However orders are due and delivered: (hours until due, until delivered, cancelled)."""
        self.env.cr.execute("DELETE FROM order_outcome WHERE company_id = %s", [self.company.id])
        now = fields.Datetime.now()
        self.env.cr.execute("DELETE FROM order_outcome_day")
        for place, (due, delivered, cancelled) in enumerate(told):
            at = now + timedelta(hours=due)
            arrived = delivered is not None and now + timedelta(hours=delivered)
            self.env.cr.execute(
                "INSERT INTO order_outcome (order_id, company_id, known_from, state, ordered_at,"
                " ordered_on, first_due_at, first_due_on, delivered_at, delivery_known)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, TRUE)",
                [
                    *(self.drafts[place].id, self.company.id, now),
                    "cancelled" if cancelled else "running",
                    *(now, now.date(), at, at.date(), arrived or None),
                ],
            )
        days = [now.date() + timedelta(days=n) for n in range(-3, 4)]
        Day = self.env["order.outcome.day"]
        for _again in range(2):
            Day._recount({self.company.id: days})
        counted = [(due, arrived) for due, arrived, gone in told if due <= 0 and not gone]
        kept = sum(arrived is not None and arrived <= due for due, arrived in counted)
        found = Day._read_group([("metric", "=", "kept_first")], [], ["n:sum", "value:avg"])[0]
        self.assertEqual(found[0] or 0, len(counted))
        if counted:
            self.assertAlmostEqual(found[1], 100 * kept / len(counted))

    def test_columns_of_stored_tables_are_all_counted(self):
        """A column that nobody fills would be lost in silence."""
        filled = " ".join(outcomes.counting({"purchase"}))
        own = {*outcomes.OUTCOME_OWN, *outcomes.PART_OWN}
        for model in ("order.outcome", "order.outcome.part"):
            for name, field in self.env[model]._fields.items():
                if field.store and field.column_type and name not in own:
                    self.assertRegex(filled, rf"\b{name}\b")

    def test_the_dashboard_opens(self):
        """What the client asks for, as somebody who may only look."""
        reader = self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "figures_reader",
                "group_ids": [(6, 0, self.env.ref("order_tracking.group_user").ids)],
            }
        )
        order = self.arrived()
        self.refresh(order)
        self.env["order.outcome.day"]._recount({self.company.id: [self.known(order).ordered_on]})
        Day = self.env["order.outcome.day"].with_user(reader)
        kinds = ("graph", "pivot", "list", "search")
        views = Day.get_views([(False, kind) for kind in kinds])["views"]
        self.assertEqual(set(views), set(kinds))
        found = Day.formatted_read_group(
            [("metric", "=", "orders")], ["day:week", "metric"], ["value:avg"]
        )
        self.assertTrue([row for row in found if row["value:avg"]])
