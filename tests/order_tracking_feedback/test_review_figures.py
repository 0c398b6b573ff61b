"""Every figure of the catalogue, counted on rows made by hand."""

from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_tracking_feedback import figure_sql, metrics
from odoo.addons.order_tracking_feedback.metrics import statistics

from .review_data import ReviewCase

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
AS_OF = datetime(2026, 6, 10, 12)


def at(day, hour=12, month=5, year=2026):
    return datetime(year, month, day, hour)


class FiguresCase(ReviewCase):
    def compute(self, *keys, as_of=AS_OF, partner=None, company=None, span=(FIRST, LAST)):
        return self.env["order.review"]._compute(
            company or self.company, *span, as_of, partner, keys or None
        )

    def figure(self, key, statistic=None, dimension=None, subject=None, **options):
        found = [
            row
            for row in self.compute(key, **options)
            if (row["statistic"], row["dimension"], row["subject"])
            == (statistic, dimension, subject and str(subject))
        ]
        self.assertEqual(len(found), 1, f"{key} {statistic} {dimension} {subject}")
        return found[0]

    def assert_share(self, key, hits, n, **options):
        row = self.figure(key, **options)
        expected = statistics.share(hits, n)
        self.assertEqual((row["n"], row["hits"]), (n, hits), key)
        self.assertEqual(
            (row["value"], row["low"], row["high"]), (expected.value, expected.low, expected.high)
        )

    def assert_quantiles(self, key, values, **options):
        for statistic, q in statistics.QUANTILES.items():
            row, expected = (
                self.figure(key, statistic, **options),
                statistics.quantile_of(values, q),
            )
            self.assertEqual(
                (row["n"], row["value"], row["low"], row["high"]),
                (expected.n, expected.value, expected.low, expected.high),
                f"{key} {statistic}",
            )


class TestOrders(FiguresCase):
    def test_orders_of_the_period_and_what_it_is_compared_with(self):
        for day, count in (
            (at(4), 3),
            (at(4, month=4), 2),
            (at(4, year=2025), 1),
            (at(1, 0, 6), 4),
        ):
            self.outcomes([{"ordered_at": day}] * count)
        row = self.figure("orders")
        self.assertEqual((row["value"], row["previous_value"], row["year_value"]), (3, 2, 1))
        self.assertEqual(row["low"], statistics.count(3).low)

    def test_amounts(self):
        self.outcomes([{"amount": 10.1}, {"amount": 20.2}, {"amount": 5, "state": "cancelled"}])
        row = self.figure("order_amount")
        self.assertEqual((row["n"], row["value"], row["unit"]), (2, 30.3, "money"))
        self.assertIsNone(row["low"])

    def test_cancelled(self):
        self.outcomes([{"state": "cancelled"}, {}, {}, {}])
        self.assert_share("cancelled", 1, 4)

    def test_mix(self):
        germany = self.env.ref("base.de")
        self.outcomes(
            [
                {"channel": "website", "country_id": germany.id, "partner_id": self.other_buyer.id},
                {"channel": "website"},
                {"channel": "csv"},
            ]
        )
        website = self.figure("orders", None, "channel", "website")
        self.assertEqual((website["n"], website["subject_name"]), (2, "Website"))
        country = self.figure("orders", None, "country_id", germany.id)
        self.assertEqual((country["n"], country["subject_name"]), (1, germany.name))
        customer = self.figure("orders", None, "partner_id", self.other_buyer.id)
        self.assertEqual((customer["n"], customer["subject_name"]), (1, "Other Buyer"))

    def test_a_split_names_fifty(self):
        buyers = self.env["res.partner"].create([{"name": f"Buyer {i}"} for i in range(60)])
        self.outcomes([{"partner_id": buyer.id} for buyer in buyers] + [{}, {}])
        rows = [r for r in self.compute("orders") if r["dimension"] == "partner_id"]
        self.assertEqual(len(rows), 50)
        self.assertEqual((rows[0]["subject"], rows[0]["n"]), (str(self.buyer.id), 2))


class TestPromises(FiguresCase):
    def promised(self, arrived, **values):
        values = {"first_due_at": at(20), "delivered_at": arrived, **values}
        return self.outcome(**values)

    def test_early_is_not_late_and_open_is(self):
        for arrived in (at(18), at(20), at(21), None):
            self.promised(arrived)
        self.assert_share("kept_first", 2, 4)

    def test_what_is_not_due_does_not_count(self):
        self.promised(None, first_due_at=at(31, 23))
        row = self.figure("kept_first", as_of=at(31, 22))
        self.assertEqual((row["n"], row["has_value"], row["value"]), (0, False, None))
        self.assert_share("kept_first", 0, 1, as_of=at(31, 23))

    def test_cancelled_and_unknown_do_not_count(self):
        self.promised(None, state="cancelled")
        self.promised(None, delivery_known=False)
        self.assertEqual(self.figure("kept_first")["n"], 0)

    def test_each_promise_has_its_own_days(self):
        self.outcome(
            requested_due_at=at(10),
            first_due_at=at(12),
            last_due_at=at(3, month=6),
            delivered_at=at(11),
        )
        self.assert_share("kept_requested", 0, 1)
        self.assert_share("kept_first", 1, 1)
        self.assertEqual(self.figure("kept_last")["n"], 0)
        self.assert_share("kept_last", 1, 1, span=(date(2026, 6, 1), date(2026, 6, 30)))

    def test_perfect_order_and_its_parts(self):
        self.promised(at(19))
        self.promised(at(19), in_full=False)
        self.promised(at(19), documents_right=False)
        self.promised(at(19), condition_good=False)
        self.promised(at(21))
        self.promised(None)
        self.assert_share("perfect_order", 1, 6)
        self.assert_share("in_full", 4, 6)
        self.assert_share("kept_first", 4, 6)
        self.assert_share("documents_right", 4, 5)
        self.assert_share("condition_good", 4, 5)

    def test_shipped_in_time_needs_no_delivery_dates(self):
        """The value of a history that knows nothing but promise and shipping."""
        history = {"delivery_known": False, "last_due_at": at(20)}
        self.outcome(shipped_at=at(20), **history)
        self.outcome(shipped_at=at(21), **history)
        self.outcome(**history)
        self.outcome(delivered_at=at(25), **history)  # nobody saw it leave
        self.assert_share("shipped_in_time", 1, 3)
        self.assertEqual(self.figure("kept_last")["n"], 0)


class TestTime(FiguresCase):
    def test_cycle_time(self):
        hours = [5.25, 1.1, 200.75, 48.0, 3.3, 7.7, 12.5]
        self.outcomes(
            [
                {
                    "ordered_at": at(9) - timedelta(hours=h),
                    "delivered_at": at(9),
                    "elapsed_hours": h,
                }
                for h in hours
            ]
        )
        self.outcome()  # still under way
        self.assert_quantiles("cycle_hours", hours)
        self.outcome(delivered_at=at(9), elapsed_hours=9, working_hours=None)
        self.assertEqual(self.figure("cycle_working_hours", "p50")["n"], 7)

    def test_stages_and_who_had_the_order(self):
        stage = self.env.ref("order_tracking.flow_delivery").stage_ids[0]
        outcome = self.outcome()
        for holder, hours, worked in (("stock", 30, 8), ("stock", 10, 4), ("carrier", 50, None)):
            values = {"hours": hours, "working_hours": worked, "stage_id": stage.id}
            self.part(outcome, "stage", day=date(2026, 5, 9), holder=holder, **values)
        self.assert_quantiles("stage_hours", [10, 30, 50], dimension="stage_id", subject=stage.id)
        self.assert_quantiles("stage_hours", [10, 30], dimension="holder", subject="stock")
        self.assert_quantiles("stage_working_hours", [4, 8], dimension="holder", subject="stock")
        self.assertEqual(self.figure("held_hours", None, "holder", "stock")["value"], 40)
        self.assertEqual(self.figure("held_working_hours")["value"], 12)
        self.assertEqual(
            self.figure("held_hours", None, "stage_id", stage.id)["subject_name"],
            stage.display_name,
        )

    def test_subjects_keep_the_name_that_they_had_in_each_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "en_US"
        stage = self.env.ref("order_tracking.flow_delivery").stage_ids[0]
        stage.name = "Packing"
        stage.with_context(lang="zh_CN").name = "包装"
        outcome = self.outcome()
        values = {"hours": 30, "working_hours": 8, "stage_id": stage.id}
        self.part(outcome, "stage", day=date(2026, 5, 9), holder="stock", **values)
        review = self.env["order.review"].create(
            {"company_id": self.company.id, "date_from": FIRST, "date_to": LAST}
        )
        self.env["order.review.figure"]._store(review, self.compute("held_hours"))
        stage.with_context(lang="zh_CN").name = "打包"
        figures = review.figure_ids
        figure = figures.filtered(lambda f: f.dimension == "stage_id")
        self.assertEqual(figure.subject_text, "Packing")
        self.assertEqual(figure.with_context(lang="zh_CN").subject_text, "包装")
        # what has one name for everybody is not kept twice
        self.assertFalse(figures.filtered(lambda f: not f.dimension)[:1].subject_names)
        # frozen before names were kept in each language
        self.env.cr.execute("UPDATE order_review_figure SET subject_names = NULL")
        figures.invalidate_recordset()
        self.assertEqual(figure.with_context(lang="zh_CN").subject_text, "Packing")

    def test_stages_in_time(self):
        outcome = self.outcome()
        day = {"day": date(2026, 5, 9)}
        self.part(outcome, "stage", **day)
        self.part(outcome, "stage", ok=False, ended_at=at(9), **day)
        self.part(outcome, "stage", ok=None, due_at=at(10), **day)  # due, and still open
        self.part(outcome, "stage", ok=None, due_at=at(20, month=6), **day)  # not due then
        self.part(outcome, "stage", ok=None, **day)  # nothing was planned
        self.assert_share("stage_in_time", 1, 3)


class TestCases(FiguresCase):
    def setUp(self):
        super().setUp()
        self.order = self.outcome()

    def parts_of(self, kind, *rows):
        day = date(2026, 5, 9)
        self.parts([{"outcome_id": self.order, "kind": kind, "day": day, **row} for row in rows])

    def test_receipts_and_verification(self):
        self.parts_of("receipt", {}, {"ok": False}, {"cause": "email"})
        self.parts_of("verification", {"cause": "price"}, {"cause": "price", "ok": False})
        self.assert_share("receipt_in_time", 2, 3)
        self.assert_share("verification_caught", 1, 2, dimension="cause", subject="price")
        self.outcomes([{"documents_right": False}, {"documents_right": None}])
        self.assert_share("corrected", 1, 2)

    def test_exceptions(self):
        self.parts_of(
            "exception",
            {"cause": "late", "hours": 4},
            {"cause": "late", "hours": 9},
            {"cause": "shortage", "hours": None, "ok": None},
        )
        self.assertEqual(self.figure("exceptions")["value"], 3)
        late = self.figure("exceptions", None, "cause", "late")
        self.assertEqual((late["value"], late["subject_name"]), (2, "Late"))
        self.assert_quantiles("exception_hours", [4, 9])

    def test_carriers(self):
        carrier = self.env["delivery.carrier"].search([], limit=1)
        on = {"carrier_id": carrier.id, "lane": "CN → DE"}
        self.parts_of(
            "shipment", {"hours": 20, **on}, {"hours": 70, "ok": False, **on}, {"hours": 3}
        )
        self.parts_of("exception", on, {"cause": "late"})
        pair = {"dimension": "carrier_lane", "subject": f"{carrier.id}|CN → DE"}
        self.assert_share("parcel_in_time", 1, 2, **pair)
        self.assert_quantiles("transit_hours", [20, 70], dimension="lane", subject="CN → DE")
        row = self.figure("carrier_exceptions", None, *pair.values())
        self.assertEqual((row["n"], row["subject_name"]), (1, f"{carrier.display_name} · CN → DE"))

    def test_parcels_with_damaged_goods(self):
        carrier = self.env["delivery.carrier"].search([], limit=1)
        box, bag = self.env["stock.package.type"].create([{"name": "Box"}, {"name": "Bag"}])
        arrived = {"carrier_id": carrier.id, "ended_at": at(9)}
        self.parts_of(
            "shipment",
            {"package_type_id": bag.id, "complained": 2, **arrived},
            {"package_type_id": bag.id, "complained": None, **arrived},
            {"package_type_id": box.id, "complained": None, **arrived},
            {"package_type_id": None, "complained": 1, **arrived},
            {"package_type_id": bag.id, "ended_at": None},
        )
        self.assert_share("parcel_damaged", 2, 4)
        self.assert_share("parcel_damaged", 1, 2, dimension="package_type_id", subject=bag.id)
        pair = {"dimension": "packaging_carrier", "subject": f"{bag.id}|{carrier.id}"}
        self.assert_share("parcel_damaged", 1, 2, **pair)
        row = self.figure("parcel_damaged", **pair)
        self.assertEqual(row["subject_name"], f"Bag · {carrier.display_name}")

    def test_complaints_and_returns(self):
        product = self.env["product.product"].create({"name": "Chair"})
        goods = {"product_id": product.id, "lot": "L1"}
        self.parts_of(
            "line",
            {"quantity": 4, "amount": 100, "returned": 1, "complained": 0, **goods},
            {
                "quantity": 2,
                "amount": 60,
                "returned": 3,
                "complained": 2,
                "packer_id": self.env.uid,
            },
            {"quantity": 0, "amount": 40},
            {"quantity": 10, "amount": 200},
        )
        by = {"dimension": "product_id", "subject": product.id}
        self.assert_share("return_rate", 2, 4)
        self.assert_share("return_rate", 1, 1, **by)
        self.assert_share("complaint_rate", 1, 4)
        self.assert_share("complaint_rate", 0, 1, dimension="lot", subject="L1")
        row = self.figure("returned_value")
        self.assertEqual((row["n"], row["value"], row["hits"]), (3, 100 * 85 / 360, 85))
        reason = self.env["order.return.reason"].search([], limit=1)
        self.parts_of("return", {"cause": str(reason.id)}, {"cause": "no id"})
        self.assertEqual(self.figure("returns")["value"], 2)
        named = self.figure("returns", None, "cause", reason.id)["subject_name"]
        self.assertEqual(named, reason.display_name)

    def test_persons_are_compared_only_where_the_company_says_so(self):
        self.parts_of("line", {"packer_id": self.env.uid, "quantity": 1})
        self.assertNotIn("packer_id", {r["dimension"] for r in self.compute("complaint_rate")})
        self.company.order_review_people = True
        self.assert_share("complaint_rate", 0, 1, dimension="packer_id", subject=self.env.uid)

    def stages_of(self, user, count, hours):
        """So many stages of orders that a person had, each so long."""
        found = self.outcomes([{}] * count)
        stage = self.env["order.tracking.stage"].search([], limit=1)
        orders = self.env.execute_query(
            SQL("SELECT order_id FROM order_outcome WHERE id = ANY (%s)", found)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO order_tracking_milestone"
                " (order_id, company_id, stage_id, state, user_id)"
                " SELECT UNNEST(%s), %s, %s, 'reached', %s",
                [order for (order,) in orders],
                self.company.id,
                stage.id,
                user.id,
            )
        )
        held = {"stage_id": stage.id, "holder": "team", "day": date(2026, 5, 9)}
        self.parts(
            [{"outcome_id": o, "kind": "stage", "working_hours": hours, **held} for o in found]
        )

    def test_times_of_persons_are_aggregate_and_only_where_wanted(self):
        often, seldom = self.env.user, self.env.ref("base.user_admin")
        self.stages_of(often, 30, 2)
        self.stages_of(seldom, 29, 9)

        def told(**options):
            rows = self.compute("stage_working_hours", "stage_hours", **options)
            return [
                (row["subject"], row["statistic"], row["value"], row["n"])
                for row in rows
                if row["dimension"] == "person_id"
            ]

        self.assertFalse(told())
        self.company.order_review_people = True
        self.assertEqual(told(), [(str(often.id), "p50", 2, 30)])
        self.assertFalse(told(partner=self.buyer))

    def test_no_order_tells_on_a_person(self):
        self.company.order_review_people = True
        self.stages_of(self.env.user, 30, 2)
        review = self.env["order.review"].create(
            {"company_id": self.company.id, "date_from": FIRST, "date_to": LAST}
        )
        review.action_freeze()
        figure = review.figure_ids.filtered(lambda f: f.dimension == "person_id")
        self.assertEqual((len(figure), figure.n), (1, 30))
        self.assertEqual(figure.subject_text, self.env.user.display_name)
        with self.assertRaisesRegex(UserError, "in aggregate only"):
            figure.action_open()
        for model in ("order.outcome", "order.outcome.part"):
            self.assertFalse(self.env[model].search([("figure_id", "=", figure.id)]))
            self.assertNotIn("person_id", self.env[model]._fields)

    def test_answers_and_solutions(self):
        self.parts_of(
            "complaint",
            {"cause": "damaged", "answer_hours": 2, "hours": 20},
            {"answer_hours": 6, "hours": 3, "ok": None},
            {"answer_hours": None, "ok": None},
        )
        self.assertEqual(self.figure("complaints")["value"], 3)
        self.assert_quantiles("complaint_answer_hours", [2, 6])
        self.assert_quantiles("complaint_resolve_hours", [20])

    def test_what_customers_say(self):
        self.parts_of(
            "feedback",
            {"product_score": 5, "delivery_score": 3, "service_score": 4, "nps": 10},
            {"product_score": 4, "delivery_score": 1, "nps": 0},
            {"product_score": 2, "nps": 9},
            {"nps": 7},
            {"nps": 6},
            {"nps": 9},
        )
        self.assert_share("csat_product", 2, 3)
        self.assert_share("csat_delivery", 0, 2)
        self.assert_share("csat_service", 1, 1)
        row, expected = self.figure("nps"), statistics.promoters(3, 2, 6)
        self.assertEqual((row["n"], row["value"], row["low"]), (6, expected.value, expected.low))


class TestWhichRows(FiguresCase):
    def test_the_whole_catalogue_without_any_order(self):
        """No data is no data: nothing is 0 % of nothing, but nothing happened is a number."""
        rows = self.compute()
        apps = self.env["order.outcome"]._apps()
        shown = {metric.key for metric in figure_sql.wanted_metrics(apps=apps)}
        self.assertEqual({row["metric"] for row in rows}, shown)
        for row in rows:
            counts = metrics.BY_KEY[row["metric"]].statistic == "count"
            self.assertEqual((row["n"], row["value"]), (0, 0 if counts else None), row["metric"])

    def test_as_they_were_known_then(self):
        """A row that was closed counts until then; the one that followed it from then on."""
        old = self.outcome(first_due_at=at(20), known_until=at(25))
        [(order,)] = self.env.execute_query(_order_of(old))
        self.outcome(order_id=order, first_due_at=at(20), delivered_at=at(19), known_from=at(25))
        self.assert_share("kept_first", 0, 1, as_of=at(24))
        self.assert_share("kept_first", 1, 1, as_of=at(25))

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        outcome = self.outcome(company_id=other.id, first_due_at=at(20), delivered_at=at(19))
        self.part(outcome, "line", quantity=1, day=date(2026, 5, 9))
        self.assertFalse([row for row in self.compute() if row["n"]])
        self.assert_share("kept_first", 1, 1, company=other)

    def test_one_customer_with_their_contacts(self):
        company = self.env["res.partner"].create({"name": "Key Account", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": company.id})
        self.outcomes([{"partner_id": contact.id}, {"partner_id": company.id}, {}])
        self.assertEqual(self.figure("orders", partner=contact)["value"], 2)
        dimensions = {row["dimension"] for row in self.compute("orders", partner=company)}
        self.assertNotIn("partner_id", dimensions)

    def test_stages_of_one_name_say_whose_they_are(self):
        stages = self.env["order.tracking.stage"].search([("company_id", "=", False)])
        self.assertGreater(len(stages), len(set(stages.mapped("name"))))
        names = self.env["order.review"]._named("stage_id", set(map(str, stages.ids)))
        self.assertEqual(len(set(names.values())), len(stages))

    def test_few_statements(self):
        """As many as there are kinds of rows and days, however many figures and orders."""
        outcomes = self.outcomes([{"first_due_at": at(20), "delivered_at": at(19)}] * 30)
        self.parts([{"outcome_id": found, "kind": "line", "quantity": 1} for found in outcomes])
        self.compute()
        with self.assertQueryCount(30):
            self.compute()


def _order_of(outcome):
    return SQL("SELECT order_id FROM order_outcome WHERE id = %s", outcome)
