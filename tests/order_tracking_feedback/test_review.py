"""A review: frozen once, the same for ever, opened down to its orders, by those who may."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.order_tracking_feedback import figure_sql, metrics
from odoo.addons.order_tracking_feedback.models import order_review, order_review_schedule

from .review_data import ReviewCase

DAY = date(2026, 5, 9)
_COUNTED = ("metric", "statistic", "dimension", "subject", "n", "hits", "value", "low", "high")


def at(day, month=5):
    return datetime(2026, month, day, 12)


class FrozenCase(ReviewCase):
    def setUp(self):
        super().setUp()
        self.stage = self.env.ref("order_tracking.flow_delivery").stage_ids[0]
        self.carrier = self.env["delivery.carrier"].search([], limit=1)

    def happened(self, **values):
        """Of every kind of thing something, in May; ids of the outcomes."""
        arrived = {"first_due_at": at(20), "last_due_at": at(21), "shipped_at": at(18)}
        found = self.outcomes(
            [
                {**arrived, "requested_due_at": at(19), "delivered_at": at(19), **values},
                {**arrived, "delivered_at": at(22), "in_full": False, **values},
                {**arrived, "channel": "website", "documents_right": False, **values},
                {"state": "cancelled", **values},
            ]
        )
        told = {"product_score": 5, "delivery_score": 2, "service_score": 4, "nps": 9}
        took = {
            "ended_at": at(19),
            "hours": 30.5,
            "working_hours": 8.25,
            "answer_hours": 1.5,
            "cause": "late",
        }
        on = {"carrier_id": self.carrier.id, "lane": "CN → DE", "stage_id": self.stage.id}
        goods = {"quantity": 4, "amount": 80, "returned": 1, "holder": "team"}
        kinds = [kind for kind, _name in self.env["order.outcome.part"]._fields["kind"].selection]
        self.parts(
            [
                {"outcome_id": o, "kind": kind, "day": DAY, "ok": o != found[1], **extra}
                for o in found[:3]
                for kind in kinds
                for extra in [{**told, **took, **on, **goods}]
            ]
        )
        return found

    def review(self, **values):
        values = {"date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31), **values}
        return self.env["order.review"].create({"company_id": self.company.id, **values})

    def frozen(self, **values):
        review = self.review(**values)
        review.action_freeze()
        return review

    def counted(self, review):
        return [tuple(f[name] for name in _COUNTED) for f in review.figure_ids]


class TestFreeze(FrozenCase):
    def test_figures_are_stored_once(self):
        self.happened()
        review = self.frozen()
        self.assertEqual(review.state, "frozen")
        before, as_of = self.counted(review), review.as_of
        self.assertTrue([f for f in review.figure_ids if f.n])
        review.action_freeze()
        self.assertEqual((self.counted(review), review.as_of), (before, as_of))

    def test_what_the_job_has_not_counted_yet_is_counted_first(self):
        """Unless it is so much that somebody would wait too long for it."""
        self.happened()
        counted, taken = type(self.env["order.outcome"]), []
        Due = self.env["order.outcome.due"]
        self.env.cr.execute(
            "INSERT INTO order_outcome_due (order_id, due_at)"
            " SELECT id, now() AT TIME ZONE 'UTC' FROM sale_order WHERE company_id = %s",
            [self.company.id],
        )
        waiting = Due.search_count([("order_id", "!=", False)])
        self.assertTrue(waiting)
        refused = patch.object(order_review, "_MOST", waiting - 1)
        with refused, self.assertRaisesRegex(UserError, "still being counted"):
            self.frozen()
        refresh = patch.object(counted, "_refresh", lambda model, ids: taken.extend(ids))
        with refresh, patch.object(order_review, "_MOST", waiting):
            self.frozen(date_from=date(2026, 6, 1), date_to=date(2026, 6, 30))
        self.assertEqual(len(taken), waiting)
        self.assertFalse(Due.search_count([("order_id", "!=", False)]))

    def test_whoever_comes_second_finds_it_done(self):
        """They saw a draft, and waited for the other to be through with it."""
        self.happened()
        review = self.frozen()
        before = self.counted(review), review.finding_ids.ids, review.as_of
        review._freeze()
        self.env.invalidate_all()
        after = self.counted(review), review.finding_ids.ids, review.as_of
        self.assertEqual(after, before)

    def test_what_is_learnt_later_does_not_change_it(self):
        """Counted again with its own instant it is the same; counted now it is not."""
        found = self.happened()
        review = self.frozen()
        before = self.counted(review)
        later = review.as_of + timedelta(seconds=1)
        self.env.cr.execute(
            "UPDATE order_outcome SET known_until = %s WHERE id = %s RETURNING order_id",
            [later, found[2]],
        )
        [(order,)] = self.env.cr.fetchall()
        self.outcome(order_id=order, first_due_at=at(20), delivered_at=at(20), known_from=later)
        self.env.invalidate_all()
        self.assertEqual(self.counted(review), before)
        span = self.company, review.date_from, review.date_to
        again = [
            tuple(row[name] or False for name in _COUNTED)
            for row in self.env["order.review"]._compute(*span, review.as_of)
        ]
        self.assertEqual(again, [tuple(v or False for v in row) for row in before])
        now = self.env["order.review"]._compute(*span, later, keys=["kept_first"])
        self.assertEqual(now[0]["hits"], 2)

    def test_nobody_changes_what_is_frozen(self):
        self.happened()
        review = self.frozen()
        figure = review.figure_ids[0]
        for change in (
            lambda: figure.write({"value": 100}),
            lambda: figure.unlink(),
            lambda: review.write({"date_to": date(2026, 6, 1)}),
            lambda: review.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_drafts_are_deleted(self):
        review = self.review()
        review.unlink()
        self.assertFalse(review.exists())

    def test_sign_off(self):
        review = self.review()
        with self.assertRaises(UserError):
            review.action_sign()
        review.action_freeze()
        review.action_sign()
        self.assertEqual((review.state, review.signed_by), ("signed", self.env.user))

    def test_what_is_signed_stays_as_it_is(self):
        self.happened()
        review = self.frozen()
        self.company.order_review_user_id = self.env.ref("base.user_admin")
        review._tell_manager()
        review.action_sign()
        self.assertFalse(review.activity_ids, "it was read")
        review.with_user(self.manager()).action_sign()
        self.assertEqual(review.signed_by, self.env.user)
        for change in (lambda: review.write({"date_to": date(2026, 6, 1)}), review.unlink):
            with self.assertRaises(UserError):
                change()

    def manager(self):
        return self.member("order_tracking.group_manager")

    def member(self, group):
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        return new_test_user(self.env, f"of_{group}", groups=group, **company)

    def test_only_managers_take_it_further(self):
        review = self.review()
        reader = review.with_user(self.member("order_tracking.group_user"))
        with self.assertRaises(AccessError):
            reader.action_freeze()
        review.action_freeze()
        with self.assertRaises(AccessError):
            reader.action_sign()

    def test_a_day_is_enough(self):
        with Form(self.env["order.review"]) as form:
            form.kind = "quarter"
            form.date_from = date(2026, 5, 17)
        review = form.record
        self.assertEqual((review.date_from, review.date_to), (date(2026, 4, 1), date(2026, 6, 30)))
        self.assertEqual(review.name, "Q2 2026")


class TestDrillDown(FrozenCase):
    def rows(self, figure, field="figure_id"):
        metric = metrics.BY_KEY[figure.metric]
        model = "order.outcome" if metric.source == metrics.OUTCOME else "order.outcome.part"
        return self.env[model].search([(field, "=", figure.id)])

    def test_each_figure_opens_what_it_counted(self):
        self.happened()
        self.outcomes([{"ordered_at": at(4, 4)}, {"known_from": datetime(2100, 1, 1)}])
        for figure in self.frozen().figure_ids:
            self.assertEqual(len(self.rows(figure)), figure.n, figure.display_name)
            if metrics.BY_KEY[figure.metric].statistic == "share":
                hits = self.rows(figure, "figure_hit_id")
                misses = self.rows(figure, "figure_miss_id")
                self.assertEqual(len(hits), figure.hits, figure.display_name)
                self.assertEqual(hits | misses, self.rows(figure))

    def test_every_metric_was_tried(self):
        self.happened()
        counted = {f.metric for f in self.frozen().figure_ids if f.n and not f.dimension}
        apps = self.env["order.outcome"]._apps()
        self.assertEqual(counted, {m.key for m in figure_sql.wanted_metrics(apps=apps)})

    def test_the_orders_behind_cases(self):
        found = self.happened()
        figure = self.frozen().figure_ids.filtered(
            lambda f: f.metric == "receipt_in_time" and not f.dimension
        )
        orders = self.env["order.outcome"].search([("figure_id", "=", figure.id)])
        self.assertEqual(set(orders.ids), set(found[:3]))

    def test_as_of_then(self):
        """What the list shows is what was known then, not what was learnt since."""
        found = self.happened()
        review = self.frozen()
        later = review.as_of + timedelta(seconds=1)
        self.env.cr.execute("UPDATE order_outcome SET known_until = %s", [later])
        figure = review.figure_ids.filtered(lambda f: f.metric == "orders" and not f.dimension)
        self.assertEqual(set(self.rows(figure).ids), set(found))

    def test_of_one_customer(self):
        self.happened()
        self.happened(partner_id=self.other_buyer.id)
        review = self.frozen(partner_id=self.other_buyer.id)
        figure = review.figure_ids.filtered(lambda f: f.metric == "orders" and not f.dimension)
        self.assertEqual(figure.n, 4)
        self.assertEqual(self.rows(figure).partner_id, self.other_buyer)

    def test_the_button_leads_there(self):
        self.happened()
        for figure in self.frozen().figure_ids.filtered(lambda f: not f.dimension):
            action = figure.action_open()
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), figure.n)


class TestAccess(FrozenCase):
    def user(self, login, *groups):
        return new_test_user(
            self.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_managers_make_users_read_others_see_nothing(self):
        self.happened()
        manager = self.user("review_manager", "order_tracking.group_manager")
        review = self.frozen().with_user(manager)
        made = (
            self.env["order.review"]
            .with_user(manager)
            .create({"kind": "month", "date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)})
        )
        made.action_freeze()
        self.assertTrue(made.figure_ids)
        reader = self.user("review_reader", "order_tracking.group_user")
        read = review.with_user(reader)
        self.assertTrue(read.figure_ids.mapped("value"))
        with self.assertRaises(AccessError):
            self.review().with_user(reader).action_freeze()
        with self.assertRaises(AccessError):
            read.action_sign()
        salesperson = self.user("review_sales", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            review.with_user(salesperson).read(["name"])
        with self.assertRaises(AccessError):
            self.env["order.outcome"].with_user(salesperson).search([])

    def test_steps_are_taken_by_buttons(self):
        manager = self.user("review_manager", "order_tracking.group_manager")
        review = self.review().with_user(manager)
        with self.assertRaises(UserError):
            review.write({"state": "signed"})
        with self.assertRaises(UserError):
            review.create({"date_from": DAY, "date_to": DAY, "as_of": at(1)})

    def test_reviews_of_other_companies(self):
        self.happened()
        review = self.frozen()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "review_stranger",
            groups="base.group_user,order_tracking.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertNotIn(review.id, theirs["order.review"].search([]).ids)
        with self.assertRaises(AccessError):
            review.figure_ids.with_env(theirs).read(["value"])
        rows = theirs["order.outcome"]
        self.assertFalse(rows.search([("figure_id", "=", review.figure_ids[0].id)]))


class TestSchedule(FrozenCase):
    def made(self):
        return self.env["order.review"].search([("company_id", "=", self.company.id)])

    def freeze_due(self):
        """What the job does for this company."""
        for company, kind, span in self.env["order.review"]._due():
            if company == self.company:
                self.env["order.review"]._make_due(company, kind, span)

    @freeze_time("2026-07-03 08:00:00")
    def test_the_last_month_and_quarter(self):
        self.happened()
        self.company.order_review_user_id = self.env.ref("base.user_admin")
        self.freeze_due()
        spans = {(r.kind, str(r.date_from), str(r.date_to), r.state) for r in self.made()}
        self.assertEqual(
            spans,
            {
                ("month", "2026-06-01", "2026-06-30", "frozen"),
                ("quarter", "2026-04-01", "2026-06-30", "frozen"),
            },
        )
        self.assertEqual(len(self.made().activity_ids), 2)
        self.assertEqual(self.made().activity_ids.user_id, self.env.ref("base.user_admin"))
        self.freeze_due()
        self.assertEqual(len(self.made()), 2)

    @freeze_time("2026-06-30 23:30:00")
    def test_a_period_ends_where_the_company_is(self):
        self.happened()
        self.company.partner_id.tz = "Asia/Shanghai"  # July has begun there
        self.company.order_review_quarter = False
        self.freeze_due()
        self.assertEqual(str(self.made().date_to), "2026-06-30")

    @freeze_time("2026-07-03 08:00:00")
    def test_only_what_the_company_wants(self):
        self.happened()
        self.company.write({"order_review_month": False, "order_review_quarter": False})
        self.freeze_due()
        self.assertFalse(self.made())
        self.company.order_review_week = True
        self.freeze_due()
        self.assertEqual(str(self.made().date_from), "2026-06-22")

    @freeze_time("2026-07-03 08:00:00")
    def test_a_company_without_orders_has_no_review(self):
        self.freeze_due()
        self.assertFalse(self.made())

    @freeze_time("2026-07-03 08:00:00")
    def test_a_draft_is_taken_further_and_an_edition_for_a_customer_is_another(self):
        self.happened()
        june = {"date_from": date(2026, 6, 1), "date_to": date(2026, 6, 30)}
        edition = self.frozen(**june, partner_id=self.buyer.id)
        draft = self.review(**june)
        self.company.order_review_quarter = False
        self.freeze_due()
        self.assertEqual((draft.state, self.made()), ("frozen", edition | draft))

    @freeze_time("2026-07-03 08:00:00")
    def test_orders_after_a_period_make_no_review_of_it(self):
        self.outcome(ordered_at=at(2, month=7))
        self.freeze_due()
        self.assertFalse(self.made())

    def test_where_there_is_no_manager_nobody_is_told(self):
        review = self.frozen()
        review._tell_manager()
        self.assertFalse(review.activity_ids)

    def test_somebody_of_the_company_is_told(self):
        """The first manager of all is not of this company."""
        self.assertNotIn(self.company, self.env.ref("base.user_admin").company_ids)
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        manager = new_test_user(
            self.env, "theirs", groups="order_tracking.group_manager", **company
        )
        review = self.frozen()
        review._tell_manager()
        self.assertEqual(review.activity_ids.user_id, manager)

    @freeze_time("2026-07-03 08:00:00")
    def test_one_that_fails_does_not_keep_the_others(self):
        self.happened()
        reviews = type(self.env["order.review"])
        make = reviews._make_due

        def failing(model, company, kind, span):
            if kind == "month":
                model.env.cr.execute("SELECT 1 / 0")
            return make(model, company, kind, span)

        quiet = mute_logger("odoo.sql_db", order_review_schedule.__name__)
        with quiet, patch.object(reviews, "_make_due", failing), self.enter_registry_test_mode():
            self.env.ref("order_tracking_feedback.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.made().mapped("kind"), ["quarter"])

    def test_the_job_runs(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("order_tracking_feedback.ir_cron_review")
            self.assertIs(cron.method_direct_trigger(), True)
