from odoo import fields, models
from odoo.tools import SQL

from .. import figure_sql, metrics
from ..figure_sql import raw
from ..metrics import lost, persons, slower, standout, testing

_SLOWER = ("stage_working_hours", "stage_id")
# The figure that an action about lost hours should move.
_LOST = {
    "stage_id": ("stage_in_time", False),
    "holder": ("stage_in_time", False),
    "cause": ("exception_hours", "p50"),
    "": ("kept_last", False),
}
# Cases of the same subject and hours are counted together first: nothing is sorted twice, and
# medians are read off the counts, as PERCENTILE_DISC finds them.
_RANKS = """
WITH equal AS (
    SELECT (%(subject)s)::varchar AS subject, (%(value)s) AS hours, COUNT(*) AS t,
           COUNT(*) FILTER (WHERE %(now)s) AS mine
      %(rows)s AND (%(days)s) AND (%(of)s) AND (%(subject)s) IS NOT NULL GROUP BY 1, 2
), ranked AS (
    SELECT *, t - mine AS theirs,
           SUM(t) OVER below AS upto, SUM(mine) OVER below AS mine_upto,
           SUM(t) OVER everyone AS total, SUM(mine) OVER everyone AS mine_total
      FROM equal
    WINDOW below AS (PARTITION BY subject ORDER BY hours), everyone AS (PARTITION BY subject)
)
SELECT subject, SUM(mine)::bigint AS n,
       MIN(hours) FILTER (WHERE mine > 0 AND 2 * mine_upto >= mine_total) AS median,
       SUM(theirs)::bigint AS other_n,
       MIN(hours) FILTER (WHERE theirs > 0 AND 2 * (upto - mine_upto) >= total - mine_total)
           AS other,
       SUM(mine * (upto - (t - 1) / 2.0))::float8 AS ranks,
       SUM(t::numeric ^ 3 - t)::float8 AS ties
  FROM ranked GROUP BY subject HAVING SUM(mine) > 0 AND SUM(theirs) > 0 ORDER BY subject"""
_SHARES = """
SELECT * FROM (
    SELECT subject, n, wrong, SUM(n) OVER ()::bigint, SUM(wrong) OVER ()::bigint
      FROM (SELECT (%(subject)s)::varchar AS subject, COUNT(*) AS n,
                   COUNT(*) FILTER (WHERE %(wrong)s) AS wrong
              %(rows)s AND (%(days)s) AND (%(of)s) GROUP BY 1) counted
     WHERE subject IS NOT NULL) beside
 WHERE n >= %(least)s ORDER BY subject"""
# dimensions whose subjects are records
_NAMED = frozenset(
    ("stage_id", "team_id", "product_id", "categ_id", "carrier_id", "packer_id")
    + ("package_type_id", "supplier_id", "sales_team_id")
)
_ORDER = ("lost_hours", "slower", "worse", "stands_out")


class OrderReview(models.Model):
    """What a review finds, when it is frozen: counted by SQL, judged by ``metrics``."""

    _inherit = "order.review"

    check_ids = fields.One2many(
        "order.improvement.check", "review_id", "Checked Actions", readonly=True
    )

    def _find(self):
        """Makes the findings of frozen reviews, once, and checks the actions of earlier ones.

        A customer's edition has none: they speak of everybody's orders.
        """
        for review in self.filtered(lambda r: r.as_of and not r.partner_id and not r.finding_ids):
            rows = review._name_subjects(review._findings())
            rows.sort(key=lambda row: _ORDER.index(row["kind"]) if row["kind"] in _ORDER else 9)
            # sudo: nobody may write findings; whoever freezes a review lets it find them
            self.env["order.review.finding"].sudo().create(
                [{**row, "review_id": review.id, "rank": rank} for rank, row in enumerate(rows, 1)]
            )
        for review in self.filtered(lambda r: r.as_of and not r.partner_id):
            # sudo: nobody may write checks; freezing a review makes them, once
            self.env["order.improvement"].sudo()._check(review)

    def _findings(self):
        """Values of the findings of this review; addons and other parts add theirs."""
        self.ensure_one()
        return [*self._find_lost(), *self._find_tested()]

    # ------------------------------------------------------------------ lost hours

    def _find_lost(self):
        counted = {dimension: [] for dimension in _LOST}
        for dimension, subject, n, cases, hours in self._lost_rows():
            counted[dimension].append(lost.Lost(subject, n, cases, hours or 0.0))
        return [
            {
                "kind": "lost_hours",
                "metric": _LOST[dimension][0],
                "statistic": _LOST[dimension][1],
                "dimension": dimension or False,
                "subject": cause.subject or False,
                "data": {
                    "n": cause.n,
                    "cases": cause.cases,
                    "hours": cause.hours,
                    "share": share,
                },
            }
            for dimension, causes in counted.items()
            for cause, share in lost.largest(causes)
        ]

    def _lost_rows(self):
        """Yield (dimension, subject, n, cases that lost hours, hours lost)."""
        for dimension, metric in lost.BEYOND.items():
            subject = (
                SQL("(%s)::varchar", raw(metric.subject(dimension))) if dimension else SQL("''")
            )
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s, COUNT(*), COUNT(*) FILTER (WHERE %s), SUM(%s)::float8"
                    " %s AND %s AND (%s) GROUP BY 1",
                    subject,
                    raw(metric.hit, as_of=self.as_of),
                    raw(metric.value, as_of=self.as_of),
                    self._rows_of(metric),
                    figure_sql.within(metric, self._span()),
                    raw(metric.counted, as_of=self.as_of),
                )
            )
            yield from ((dimension, *row) for row in rows if row[0] is not None)

    # ------------------------------------------------------------------ tests

    def _find_tested(self):
        """Stages that became slower, what became worse, and who stands out; tested together."""
        tests = [test for test in (*self._slower(), *self._shares()) if test.enough]
        found = {}
        for test, q in testing.beyond_chance(tests):
            kind = self._kind_of_test(test)
            row = found.setdefault(
                (kind, test.metric, test.dimension, test.subject),
                self._tested_row(kind, test, len(tests)),
            )
            row["data"]["against"].append({**self._against(test), "p": test.chance, "q": q})
        return list(found.values())

    def _kind_of_test(self, test):
        if isinstance(test, slower.Times):
            return "slower"
        return "stands_out" if test.against == "others" else "worse"

    def _tested_row(self, kind, test, count):
        value = test.median if kind == "slower" else self._told(test, test.share)
        return {
            "kind": kind,
            "metric": test.metric,
            "statistic": "p50" if kind == "slower" else False,
            "dimension": test.dimension or False,
            "subject": test.subject or False,
            "data": {"n": test.n, "value": value, "tests": count, "against": []},
        }

    def _against(self, test):
        """What the test compares with, and the first day of that period."""
        before, year = metrics.compared(self._span())
        other = {"previous": before, "year": year}.get(test.against, self._span())
        times = isinstance(test, slower.Times)
        return {
            "which": test.against,
            "first": other.first.isoformat(),
            "n": test.other_n,
            "value": test.other_median if times else self._told(test, test.other_share),
        }

    def _told(self, test, wrong):
        """The share as its figure tells it, in percent: of what went well where that is counted."""
        more = metrics.BY_KEY[test.metric].better == "more"
        return 100 * (1 - wrong if more else wrong)

    def _slower(self):
        """Times of each stage beside the period before, and beside last year."""
        for against, other in zip(
            ("previous", "year"), metrics.compared(self._span()), strict=True
        ):
            for subject, n, median, other_n, other_median, ranks, ties in self._rank_rows(other):
                values = n, median, other_n, other_median, ranks, ties
                yield slower.Times(*_SLOWER, subject, against, *values)

    def _rank_rows(self, other):
        """Rank sums by window functions: no single order leaves the database."""
        metric = metrics.BY_KEY[_SLOWER[0]]
        span = self._span()
        return self.env.execute_query(
            SQL(
                _RANKS,
                subject=raw(metric.subject(_SLOWER[1])),
                value=raw(metric.value),
                now=figure_sql.within(metric, span),
                days=SQL(" OR ").join(figure_sql.within(metric, days) for days in (span, other)),
                rows=self._rows_of(metric),
                of=raw(metric.counted, as_of=self.as_of),
            )
        )

    def _shares(self):
        """Subjects beside all others, and the whole beside the period before."""
        people = self.company_id.order_review_people
        for key, dimensions in standout.STANDS_OUT.items():
            for dimension in dimensions:
                if people or dimension not in persons.PEOPLE:
                    counts = self._share_rows(key, dimension)
                    yield from standout.beside_others(key, dimension, counts)
        whole = [("review_id", "=", self.id), ("dimension", "=", False)]
        figures = self.env["order.review.figure"]
        for figure in figures.search([*whole, ("metric", "in", standout.GOT_WORSE)]):
            now = figure.n, round(figure.hits)
            then = figure.previous_n, round(figure.previous_value * figure.previous_n / 100)
            yield self._beside_before(figure.metric, now, then)

    def _beside_before(self, key, *counts):
        """``Shares`` of the whole; figures count hits, which may be what went well."""
        well = metrics.BY_KEY[key].better == "more"
        wrong = [count for n, hits in counts for count in (n, n - hits if well else hits)]
        return standout.Shares(key, "", "", "previous", *wrong)

    def _share_rows(self, key, dimension):
        """(subject, n, cases that went wrong, n and those of all) of a share, of those with
        cases enough."""
        metric = metrics.BY_KEY[key]
        good = "(%s)" if metric.better == "less" else "NOT (%s)"
        return self.env.execute_query(
            SQL(
                _SHARES,
                subject=raw(metric.subject(dimension)),
                wrong=SQL(good, raw(metric.hit, as_of=self.as_of)),
                rows=self._rows_of(metric),
                days=figure_sql.within(metric, self._span()),
                of=raw(metric.counted, as_of=self.as_of),
                least=testing.MIN_CASES,
            )
        )

    def _span(self):
        self.ensure_one()
        return metrics.Period(self.date_from, self.date_to)

    def _rows_of(self, metric):
        """FROM and WHERE: rows of a metric's kind, as of then."""
        return figure_sql.source(metric, self.company_id.id, self.as_of)

    # ------------------------------------------------------------------ names as of then

    def _name_subjects(self, rows):
        """Adds what subjects are called now, in each installed language and the company's."""
        wanted = {}
        for row in rows:
            if row["dimension"] in _NAMED and row["subject"]:
                wanted.setdefault(row["dimension"], set()).add(int(row["subject"]))
        own = self.company_id.partner_id.lang or self.env.lang
        codes = {code for code, _name in self.env["res.lang"].get_installed()} | {own}
        names = {
            (dimension, subject, code): name
            for dimension, ids in wanted.items()
            for code in codes
            for subject, name in self.with_context(lang=code)
            ._named(dimension, set(map(str, ids)))
            .items()
        }
        for row in rows:
            key = row["dimension"], row["subject"]
            said = {code: names[(*key, code)] for code in codes if (*key, code) in names}
            row["data"] = {**row["data"], "names": said}
            row["subject_name"] = said.get(own) or row["subject"]
        return rows
