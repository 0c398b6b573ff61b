"""The figures of a review, computed a second time: by pandas, from the lines of a file.

Nothing of the product is used here, neither its SQL nor its formulas. Two frames go in:

* lines – ``order, customer, country, product, category, amount, currency`` and the instants
  ``ordered, promised, shipped, delivered`` (naive UTC), good lines alone;
* orders – what :func:`orders_of` makes of them.

Every figure comes out as ``{(metric, statistic, dimension, subject): {column: value}}``.
"""

from __future__ import annotations

from decimal import Decimal, getcontext
from statistics import NormalDist

import numpy as np
import pandas as pd

getcontext().prec = 40
Z = Decimal(repr(NormalDist().inv_cdf(0.975)))
SUBJECTS = 50
QUANTILES = {"p50": "0.5", "p90": "0.9", "p99": "0.99"}
MIX = ("channel", "country_id", "partner_id", "sales_team_id", "currency_id")
WHOSE = ("country_id", "sales_team_id", "channel", "partner_id")
HELD = ("stage_id", "team_id", "holder")
GOODS = ("product_id", "categ_id", "lot", "packer_id", "carrier_id")


# ------------------------------------------------------------------ what became of the orders


def orders_of(lines: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row per order: ordered with its first line, promised for the last date, gone and there
    when all of it is."""
    grouped = lines.groupby("order", sort=False)
    orders = grouped.agg(
        customer=("customer", "first"),
        country=("country", "first"),
        currency=("currency", "first"),
        carrier=("carrier", "first"),
        ordered=("ordered", "min"),
        promised=("promised", "max"),
        amount=("amount", "sum"),
        shipped=("shipped", "max"),
        delivered=("delivered", "max"),
    )
    for step in ("shipped", "delivered"):
        orders.loc[grouped[step].apply(lambda found: found.isna().any()), step] = pd.NaT
    for step in ("ordered", "promised", "shipped", "delivered"):
        orders[f"{step}_on"] = local(orders[step], zone).dt.normalize()
    orders["channel"] = "csv"
    return orders


def local(instants: pd.Series, zone: str) -> pd.Series:
    return instants.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)


def utc(wall: pd.Series, zone: str) -> pd.Series:
    """Of two equal times when clocks go back the first; one that clocks jump over an hour later."""
    aware = wall.dt.tz_localize(
        zone, ambiguous=np.ones(len(wall), bool), nonexistent=pd.Timedelta("1h")
    )
    return aware.dt.tz_convert("UTC").dt.tz_localize(None)


def worked(start: pd.Series, end: pd.Series, zone: str) -> pd.Series:
    """Working hours between instants: Monday to Friday, 8 to 12 and 13 to 17."""
    return (_clock(end, zone) - _clock(start, zone)) / 3600


def _clock(at: pd.Series, zone: str) -> pd.Series:
    """Working seconds since a Monday long ago."""
    wall = local(at, zone)
    day = wall.dt.normalize()
    days = np.busday_count("1990-01-01", day.to_numpy().astype("datetime64[D]"))
    seconds = (wall - day).dt.total_seconds()
    today = (seconds - 8 * 3600).clip(0, 4 * 3600) + (seconds - 13 * 3600).clip(0, 4 * 3600)
    return days * 8 * 3600 + today.where(wall.dt.day_of_week < 5, 0)


# ------------------------------------------------------------------ figures of some rows


def share(rows: pd.DataFrame) -> dict:
    n, hits = len(rows), int(rows["hit"].sum()) if len(rows) else 0
    if not n:
        return {"n": 0, "hits": 0}
    low, high = _wilson(Decimal(hits), Decimal(n))
    return {"n": n, "hits": hits, "value": rows["hit"].mean() * 100, "low": low, "high": high}


def _wilson(hits: Decimal, n: Decimal) -> tuple[float, float]:
    """The two roots of (p - hits/n)² = z² p (1 - p) / n."""
    a, b, c = n + Z * Z, 2 * hits + Z * Z, hits * hits / n
    root = (b * b - 4 * a * c).sqrt()
    return float(50 * (b - root) / a), float(50 * (b + root) / a)


def count(rows: pd.DataFrame) -> dict:
    n = Decimal(len(rows))
    third = Decimal(1) / 3
    low = Decimal(0)
    if n:
        low = n * (1 - 1 / (9 * n) - Z * third / n.sqrt()) ** 3
    m = n + 1
    high = m * (1 - 1 / (9 * m) + Z * third / m.sqrt()) ** 3
    return {"n": len(rows), "value": len(rows), "low": float(max(low, 0)), "high": float(high)}


def total(rows: pd.DataFrame) -> dict:
    return {"n": len(rows), "value": rows["value"].sum()} if len(rows) else {"n": 0}


def rate(rows: pd.DataFrame) -> dict:
    whole = rows["value"].sum() if len(rows) else 0
    if not whole:
        return {"n": len(rows)}
    hits = rows["hit"].sum()
    return {"n": len(rows), "hits": hits, "value": 100 * hits / whole}


def quantile(rows: pd.DataFrame, q: str) -> dict:
    n = len(rows)
    if not n:
        return {"n": 0}
    values = np.sort(rows["value"].to_numpy(dtype=float))
    found = {"n": n, "value": float(np.quantile(values, float(q), method="inverted_cdf"))}
    middle, half = n * Decimal(q), Z * (n * Decimal(q) * (1 - Decimal(q))).sqrt()
    ranks = [
        int((x + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))
        for x in (middle - half, 1 + middle + half)
    ]
    if ranks[0] >= 1 and ranks[1] <= n:
        found |= {"low": values[ranks[0] - 1], "high": values[ranks[1] - 1]}
    return found


STATISTICS = {"share": share, "count": count, "sum": total, "rate": rate}


# ------------------------------------------------------------------ the catalogue


class Oracle:
    """All figures of one set of lines.

    :param zone: of the company's days. :param ids: ``{dimension: {name: subject}}``.
    :param delivery_known: whether the file has dates of delivery.
    :param as_of: naive UTC. :param stages: ``{trigger: (stage id, team id or None)}``.
    """

    def __init__(self, lines, zone, ids, delivery_known, as_of, stages):
        self.zone, self.ids, self.as_of, self.stages = zone, ids, pd.Timestamp(as_of), stages
        self.delivery_known = delivery_known
        self.orders = self._named(orders_of(lines, zone))
        self.lines = self._lines(lines)
        self.held = self._held()

    def _named(self, orders):
        orders["country_id"] = orders["country"].map(self.ids["country_id"])
        # of two countries they are two customers
        named = orders["customer"] + "|" + orders["country_id"]
        orders["partner_id"] = named.map(self.ids["partner_id"])
        orders["currency_id"] = orders["currency"].map(self.ids["currency_id"])
        orders["carrier_id"] = orders["carrier"].map(self.ids["carrier_id"])
        orders["sales_team_id"] = None
        return orders

    def _lines(self, lines):
        order = self.orders.loc[lines["order"]].reset_index()
        return pd.DataFrame(
            {
                "day": order["ordered_on"],
                "product_id": lines["product"].map(self.ids["product_id"]).to_numpy(),
                "categ_id": lines["category"].map(self.ids["categ_id"]).to_numpy(),
                "carrier_id": order["carrier_id"],
                **order[["promised", "promised_on", "shipped", "delivered"]],
                "lot": None,
                "packer_id": None,
                "value": lines["amount"].to_numpy(),
            }
        )

    def _held(self):
        """One row per stage that an order came through."""
        found = []
        for trigger, holder, since, until in (
            ("left_warehouse", "team", "ordered", "shipped"),
            ("delivered", "carrier", "shipped", "delivered"),
        ):
            rows = self.orders[self.orders[until].notna()]
            # what was not seen leaving is under way since it was ordered
            start = rows[since].fillna(rows["ordered"])
            stage, team = self.stages[trigger]
            last = (
                rows["delivered"].isna() if trigger == "left_warehouse" else rows["ordered"].notna()
            )
            found.append(
                pd.DataFrame(
                    {
                        "day": rows[f"{until}_on"],
                        "hours": (rows[until] - start).dt.total_seconds() / 3600,
                        "working": worked(start, rows[until], self.zone),
                        "stage_id": stage,
                        "team_id": team,
                        "holder": holder,
                        # the promise is about the last stage that is known of
                        "judged": last & rows["promised"].notna(),
                        "ok": rows[until] <= rows["promised"],
                    }
                )
            )
        return pd.concat(found, ignore_index=True)

    # -------------------------------------------------------------- rows of each metric

    def metrics(self):
        """(key, rows with day, hit and value; statistic; what it is split by)."""
        o = self.orders
        ordered = o.assign(day=o["ordered_on"], value=o["amount"])
        yield "orders", ordered, "count", MIX
        yield "order_amount", ordered, "sum", MIX
        yield "cancelled", ordered.assign(hit=False), "share", MIX
        yield from self._promises()
        yield from self._times()
        yield (
            "corrected",
            ordered.assign(hit=False),
            "share",
            (
                "channel",
                "sales_team_id",
                "partner_id",
            ),
        )
        untouched = self.lines.assign(hit=False)
        yield "complaint_rate", untouched, "share", GOODS
        yield "return_rate", untouched, "share", GOODS
        yield "returned_value", self.lines[self.lines["value"] > 0].assign(hit=0.0), "rate", GOODS

    def _promises(self):
        o = self.orders
        due = o[(o["promised"] <= self.as_of) & self.delivery_known]
        due = due.assign(day=due["promised_on"])
        there = due["delivered"].notna()
        kept = there & (due["delivered"] <= due["promised"])
        for key in ("perfect_order", "kept_first", "kept_last"):
            yield key, due.assign(hit=kept), "share", WHOSE
        yield "in_full", due.assign(hit=there), "share", WHOSE
        for key in ("documents_right", "condition_good"):
            yield key, due[there].assign(hit=True), "share", WHOSE
        yield "kept_requested", due.iloc[:0].assign(hit=False), "share", WHOSE
        yield "shipped_in_time", self._left(o), "share", WHOSE
        yield "lines_shipped_in_time", self._left(self.lines), "share", ("categ_id",)

    def _left(self, rows):
        """Those that are due, by the day of the promise; ``hit``: gone by then."""
        due = rows["promised"] <= self.as_of
        left = rows[due & (rows["shipped"].notna() | rows["delivered"].isna())]
        hit = left["shipped"].notna() & (left["shipped"] <= left["promised"])
        return left.assign(day=left["promised_on"], hit=hit)

    def _times(self):
        there = self.orders[self.orders["delivered"].notna()]
        there = there.assign(day=there["delivered_on"])
        elapsed = (there["delivered"] - there["ordered"]).dt.total_seconds() / 3600
        yield "cycle_hours", there.assign(value=elapsed), "quantiles", WHOSE
        working = worked(there["ordered"], there["delivered"], self.zone)
        yield "cycle_working_hours", there.assign(value=working), "quantiles", WHOSE
        for prefix, column in (("", "hours"), ("working_", "working")):
            rows = self.held.assign(value=self.held[column])
            yield f"stage_{prefix}hours", rows, "quantiles", HELD
            yield f"held_{prefix}hours", rows, "sum", HELD
        judged = self.held[self.held["judged"]]
        yield "stage_in_time", judged.assign(hit=judged["ok"]), "share", HELD

    # -------------------------------------------------------------- figures

    def figures(self, spans, empty):
        """All figures of three spans [(first, last)]: the period and what it is compared with.

        :param empty: ``{key: statistic}`` of metrics of which such a file tells nothing.
        """
        found = {}
        for key, rows, statistic, by in self.metrics():
            for dimension in (None, *by):
                self._split(found, key, rows, statistic, dimension, spans)
        nothing = pd.DataFrame({"day": pd.to_datetime([]), "hit": [], "value": []})
        for key, statistic in empty.items():
            self._split(found, key, nothing, statistic, None, spans)
        return found

    def _split(self, found, key, rows, statistic, dimension, spans):
        parts = [rows[rows["day"].between(*map(pd.Timestamp, span))] for span in spans]
        if dimension is None:
            return self._put(found, (key, None, None), parts, statistic)
        known = [part[part[dimension].notna()] for part in parts]
        sizes = known[0].groupby(dimension).size() if len(known[0]) else {}
        ranked = sorted(dict(sizes).items(), key=lambda item: (-item[1], str(item[0])))
        for subject, _n in ranked[:SUBJECTS]:
            theirs = [part[part[dimension] == subject] for part in known]
            self._put(found, (key, dimension, str(subject)), theirs, statistic)
        return None

    def _put(self, found, place, parts, statistic):
        key, dimension, subject = place
        if statistic == "nps":
            found[key, None, dimension, subject] = _beside([{"n": 0, "hits": 0}] * 3)
        elif statistic == "quantiles":
            for name, q in QUANTILES.items():
                figures = [quantile(part, q) for part in parts]
                found[key, name, dimension, subject] = _beside(figures)
        else:
            figures = [STATISTICS[statistic](part) for part in parts]
            found[key, None, dimension, subject] = _beside(figures)


def _beside(figures):
    """The columns of ``order.review.figure``."""
    columns = {"hits": figures[0].get("hits")}
    for prefix, figure in zip(("", "previous_", "year_"), figures, strict=True):
        for name in ("n", "value", "low", "high"):
            columns[prefix + name] = figure.get(name)
    return columns
