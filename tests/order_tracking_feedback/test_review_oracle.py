"""Every figure of a review equals what pandas counts from the file itself.

``ORDER_HISTORY=full`` takes all 30,871 lines of the public history instead of three of its months.

Cases, hits and values are equal to the last digit, but for those in ``REORDERED``: sums of floats,
and working hours, which the product adds up stage by stage. Intervals come from other forms of the
same equations, worked out with 40 digits, and agree in twelve.
"""

import base64
import gzip
import io
import math
import os
import random
from datetime import datetime, timedelta

import pandas as pd

from odoo.tests import TransactionCase, tagged
from odoo.tools import split_every

from odoo.addons.order_tracking_feedback.figure_sql import wanted_metrics
from odoo.addons.order_tracking_feedback.history_loading import Loader
from odoo.addons.order_tracking_feedback.history_lookup import Known
from odoo.addons.order_tracking_feedback.metrics import CATALOGUE

from ..order_history.convert import SOURCE, convert
from .review_oracle import Oracle, utc

ZONE = "America/New_York"
MONTHS = ("201603", "201702", "201703")
REORDERED = {"held_hours", "held_working_hours", "stage_working_hours", "cycle_working_hours"}
# names of the public history that are not those of Odoo's countries
COUNTRIES = {
    "Algeria\ufffd": "DZ",
    "Ben\ufffdn": "BJ",
    "Cote d\ufffdIvoire": "CI",
    "Czech Republic (Czechia)": "CZ",
    "Democratic Republic of Congo": "CD",
    "Dominican\ufffdRepublic": "DO",
    "Guadalupe": "GP",
    "Israel\ufffd": "IL",
    "Jordania": "JO",
    "Liban": "LB",
    "Macedonia": "MK",
    "New zealand": "NZ",
    "Per\ufffd": "PE",
    "Republic of Congo": "CG",
    "Russia": "RU",
    "Sierra Leona": "SL",
    "Turkey": "TR",
    "UAE": "AE",
    "USA": "US",
}


def spans(kind, day):
    """First and last days of the period, the one before, and last year's."""
    frequency, year = {"week": ("W-SUN", 52), "month": ("M", 12), "quarter": ("Q", 4)}[kind]
    period = pd.Timestamp(day).to_period(frequency)
    found = (period, period - 1, period - year)
    return [(p.start_time.date(), p.end_time.date()) for p in found]


class OracleCase(TransactionCase):
    exact_sums = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Counted Twice", "currency_id": cls.env.ref("base.USD").id}
        )
        cls.company.partner_id.tz = ZONE
        cls.company.resource_calendar_id.tz = ZONE
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))

    @classmethod
    def load(cls, content):
        record = cls.env["order.history.import"].create(
            {"file": base64.b64encode(content), "file_name": "old.csv", "tz": ZONE}
        )
        record.action_check()
        known = Known(record._sudo().env, cls.company)
        _reading, orders, _remarks = record._read(known)
        loader = Loader(record._sudo(), known)
        for part in split_every(500, orders, list):
            loader.load(part)
            cls.env.flush_all()
        cls.env.invalidate_all()
        cls.env["order.outcome"].sudo()._refresh(record.order_ids.ids)
        return record

    def oracle(self, lines, record):
        orders = record.order_ids
        names = {
            "currency_id": orders.currency_id,
            "product_id": orders.order_line.product_id,
            "categ_id": orders.order_line.product_id.categ_id,
            "carrier_id": orders.carrier_id,
        }
        ids = {key: {r.name: str(r.id) for r in found} for key, found in names.items()}
        ids["partner_id"] = {f"{p.name}|{p.country_id.id}": str(p.id) for p in orders.partner_id}
        ids["country_id"] = self.countries(lines["country"].unique())
        stages = {
            stage.trigger: (str(stage.id), str(stage.team_id.id) if stage.team_id else None)
            for stage in orders.tracking_flow_id.stage_ids
        }
        return Oracle(lines, ZONE, ids, record.delivery_known, datetime.now(), stages)

    def countries(self, names):
        known = self.env["res.country"].with_context(lang="en_US").search([])
        by_name = {country.name: str(country.id) for country in known}
        by_code = {country.code: str(country.id) for country in known}
        found = {name: by_name.get(name) or by_code.get(COUNTRIES.get(name)) for name in names}
        self.assertFalse([name for name, number in found.items() if not number])
        return found

    def compare(self, oracle, kind, day):
        """Both ways of counting a period agree in everything; number of figures."""
        periods = spans(kind, day)
        told = {key for key, *_rest in oracle.metrics()}
        shown = {m.key for m in wanted_metrics(apps=self.env["order.outcome"]._apps())}
        empty = {m.key: m.statistic for m in CATALOGUE if m.key in shown - told}
        wanted = oracle.figures(periods, empty)
        counted = self.env["order.review"]._compute(self.company, *periods[0], datetime.now())
        found = {(f["metric"], f["statistic"], f["dimension"], f["subject"]): f for f in counted}
        self.assertEqual(set(found), set(wanted))
        wrong = [
            (place, column, found[place][column], value)
            for place, columns in wanted.items()
            for column, value in columns.items()
            if not self.agree(place[0], column, found[place][column], value)
        ]
        self.assertFalse(wrong[:5], f"{len(wrong)} of {len(wanted)} differ; {kind} of {day}")
        return len(wanted)

    def agree(self, metric, column, found, wanted):
        if found is None or wanted is None:
            return found is wanted
        if column.endswith(("low", "high")):
            return math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-12)
        sums = not self.exact_sums and metric in ("order_amount", "returned_value")
        if column.endswith("value") and (sums or metric in REORDERED):
            return math.isclose(found, wanted, rel_tol=1e-12)
        return found == wanted

    def figure(self, key, kind, day):
        """The company's figure of a period, of everybody."""
        first, last = spans(kind, day)[0]
        [found, *_quantiles] = (
            f
            for f in self.env["order.review"]._compute(
                self.company, first, last, datetime.now(), keys=[key]
            )
            if not f["dimension"]
        )
        return found


# ---------------------------------------------------------------------- the public history


def public_lines(months):
    """The lines of these months (None: all) of the public file, as it is."""
    with gzip.open(SOURCE, "rt", encoding="utf-8") as file:
        raw = pd.read_csv(file, skipinitialspace=True)
    raw.columns = raw.columns.str.strip()
    if months:
        raw = raw[raw["Order YearMonth"].astype(str).isin(months)]
    ordered_day, shipped_day = (_day(raw, what) for what in ("Order", "Shipment"))
    clock = pd.to_timedelta(raw["Order Time"] + ":00")
    ordered = utc(ordered_day + clock, ZONE)
    days = pd.to_timedelta(raw["Shipment Days - Scheduled"], unit="D")
    lines = pd.DataFrame(
        {
            "order": raw["Order ID"].astype(str),
            "customer": "Customer " + raw["Customer ID"].astype(str),
            "country": raw["Customer Country"],
            "currency": "USD",
            "carrier": raw["Shipment Mode"],
            "product": raw["Product Name"].str.strip(),
            "category": raw["Product Category"].str.strip(),
            "amount": raw["Gross Sales"].astype(float),
            "ordered": ordered,
            "promised": utc(ordered_day + days + pd.Timedelta("23:59:59"), ZONE),
            # a date alone is noon; on the day of the order not before it
            "shipped": utc(shipped_day + pd.Timedelta("12h"), ZONE).clip(lower=ordered),
            "delivered": pd.NaT,
        }
    )
    lines["delivered"] = pd.to_datetime(lines["delivered"])
    return lines[shipped_day >= ordered_day], lines[shipped_day < ordered_day]


def _day(raw, what):
    parts = raw[[f"{what} Year", f"{what} Month", f"{what} Day"]]
    return pd.to_datetime(parts.set_axis(["year", "month", "day"], axis=1))


@tagged("post_install", "-at_install")
class TestPublicHistory(OracleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months = None if os.environ.get("ORDER_HISTORY") == "full" else MONTHS
        cls.lines, cls.bad = public_lines(cls.months)
        cls.record = cls.load(convert(cls.months))

    def test_every_line_is_loaded_or_refused_by_name(self):
        self.assertEqual(self.record.line_count, len(self.lines) + len(self.bad))
        self.assertEqual(self.record.refused_lines, len(self.bad))
        self.assertEqual(set(self.record.refusal_ids.mapped("problem")), {"too_early"})
        self.assertEqual(set(self.record.refusal_ids.mapped("column")), {"shipped"})
        refused = sorted(self.record.refusal_ids.mapped("order_name"))
        self.assertEqual(refused, sorted(self.bad["order"]))
        self.assertEqual(self.record.order_count, self.lines["order"].nunique())
        self.assertEqual(len(self.record.order_ids.order_line), len(self.lines))
        if not self.months:
            self.assertEqual((len(self.lines), len(self.bad)), (28136, 2735))

    def test_every_figure(self):
        oracle = self.oracle(self.lines, self.record)
        for kind, day in (
            *(("month", "2017-03-05"), ("month", "2017-02-28"), ("month", "2017-04-01")),
            *(("week", "2017-03-15"), ("quarter", "2017-01-01"), ("quarter", "2016-03-31")),
        ):
            with self.subTest(kind=kind, day=day):
                self.assertGreater(self.compare(oracle, kind, day), 100)

    def test_without_dates_of_delivery_there_are_no_data(self):
        for key in ("perfect_order", "in_full", "kept_first", "kept_last", "cycle_hours"):
            found = self.figure(key, "month", "2017-03-05")
            self.assertEqual((found["n"], found["value"], found["has_value"]), (0, None, False))
        shipped = self.figure("shipped_in_time", "month", "2017-03-05")
        self.assertGreater(shipped["n"], 200)
        self.assertTrue(0 < shipped["value"] < 100)


# ---------------------------------------------------------------------- deliveries, currencies


def synthetic(count=260):
    """A file with deliveries, currencies and warehouses around the nights when clocks change."""
    rng = random.Random(20260308)
    rows = []
    for number in range(count):
        start = datetime(2025, 10, 25) if number % 2 else datetime(2026, 3, 1)
        ordered = start + timedelta(minutes=rng.randrange(16 * 24 * 60))
        promised = (ordered + timedelta(days=rng.randrange(1, 7))).date()
        customer = rng.randrange(12)
        currency = rng.choice(["USD", "USD", "EUR", "GBP"])
        for _line in range(rng.randrange(1, 4)):
            left = ordered + timedelta(minutes=rng.randrange(5 * 24 * 60))
            there = left + timedelta(minutes=rng.randrange(4 * 24 * 60))
            rows.append(
                {
                    "order": f"S-{number}",
                    "customer": f"Client {customer}",
                    "country": ["Germany", "France", "Japan"][customer % 3],
                    "product": f"Part {rng.randrange(9)}",
                    "category": "",
                    "quantity": rng.randrange(1, 9),
                    "unit price": rng.randrange(1, 9999) / 100,
                    "currency": currency,
                    "ordered at": ordered.strftime("%Y-%m-%d %H:%M"),
                    "promised at": promised if number % 9 else "",
                    "shipped at": left.strftime("%Y-%m-%d %H:%M") if rng.random() < 0.95 else "",
                    "delivered at": there.strftime("%Y-%m-%d %H:%M") if rng.random() < 0.9 else "",
                    "carrier": rng.choice(["Fast Van", "Slow Boat"]) if number % 2 else "",
                    "warehouse": rng.choice(["North", "South"]),
                }
            )
    for row in rows:
        row["category"] = f"Group {int(row['product'][-1]) % 3}"
    rows[5] |= {"shipped at": "2020-01-01 10:00", "delivered at": ""}
    return pd.DataFrame(rows).to_csv(index=False)


def synthetic_lines(text, rates):
    raw = pd.read_csv(io.StringIO(text), keep_default_na=False)
    lines = raw[["order", "customer", "country", "product", "category", "currency", "carrier"]]
    lines = lines.copy()
    for step in ("ordered", "shipped", "delivered"):
        lines[step] = utc(pd.to_datetime(raw[f"{step} at"]), ZONE)
    day = pd.to_datetime(raw["promised at"])
    lines["promised"] = utc(day + pd.Timedelta("23:59:59"), ZONE)
    amount = (raw["quantity"] * raw["unit price"]).round(2)
    lines["amount"] = amount / raw["currency"].map(rates)
    early = lines["shipped"] < lines["ordered"]
    # where clocks are put back, what was told as earlier may be: the first of two equal times
    early |= lines["delivered"] < lines["shipped"]
    early |= lines["delivered"] < lines["ordered"]
    return lines[~early], lines[early]


@tagged("post_install", "-at_install")
class TestDeliveredHistory(OracleCase):
    exact_sums = False
    RATES = {"USD": 1.0, "EUR": 0.5, "GBP": 0.25}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("EUR", "GBP"):
            currency = cls.env.ref(f"base.{name}")
            currency.active = True
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "company_id": cls.company.id,
                    "name": "2020-01-01",
                    "rate": cls.RATES[name],
                }
            )
        cls.env["stock.warehouse"].create(
            {"name": "South", "code": "STH", "company_id": cls.company.id}
        )
        product = cls.env["product.product"].create({"name": "Sending", "type": "service"})
        cls.env["delivery.carrier"].create({"name": "Fast Van", "product_id": product.id})
        text = synthetic()
        cls.lines, cls.bad = synthetic_lines(text, cls.RATES)
        cls.record = cls.load(text.encode())

    def test_what_was_read(self):
        self.assertEqual(self.record.refused_lines, len(self.bad))
        self.assertGreaterEqual(len(self.bad), 1)
        self.assertTrue(self.record.delivery_known)
        self.assertIn("South", self.record.order_ids.warehouse_id.mapped("name"))
        self.assertEqual(self.record.remark_ids.mapped("value"), ["North"])
        self.assertEqual(set(self.record.order_ids.currency_id.mapped("name")), set(self.RATES))

    def test_every_figure(self):
        oracle = self.oracle(self.lines, self.record)
        for kind, day in (
            *(("week", "2026-03-08"), ("week", "2025-11-02"), ("month", "2026-03-31")),
            *(("month", "2025-11-01"), ("quarter", "2026-01-01"), ("quarter", "2025-12-31")),
        ):
            with self.subTest(kind=kind, day=day):
                self.assertGreater(self.compare(oracle, kind, day), 100)
        self.assertGreater(self.figure("kept_first", "month", "2026-03-31")["n"], 50)
