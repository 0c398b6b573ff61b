from odoo import models
from odoo.tools import SQL

from .. import metrics
from ..metrics import lost, slower, standout, testing

_SLOWER = ("stage_working_hours", "stage_id")
# Where hours are lost, and the figure that an action about it should move. Stages without a plan
# have nothing beyond it.
_LOST = {
    "stage_id": "stage_in_time",
    "holder": "stage_in_time",
    "cause": "exception_hours",
    "": "kept_last",
}
_NAMED = {
    "stage_id": "order.tracking.stage",
    "team_id": "order.tracking.team",
    "product_id": "product.product",
    "categ_id": "product.category",
    "carrier_id": "delivery.carrier",
    "packer_id": "res.users",
    "sales_team_id": "crm.team",
}
_RANKS = ("lost_hours", "slower", "worse", "stands_out")


class OrderReview(models.Model):
    """What a review finds, when it is frozen: counted by SQL, judged by ``metrics``."""

    _inherit = "order.review"

    def _find(self):
        """Makes the findings of frozen reviews, once, and checks the actions of earlier ones.

        A customer's edition has none: they speak of everybody's orders.
        """
        for review in self.filtered(lambda r: r.as_of and not r.partner_id and not r.finding_ids):
            rows = review._name_subjects(review._findings())
            rows.sort(key=lambda row: _RANKS.index(row["kind"]) if row["kind"] in _RANKS else 9)
            # sudo: nobody may write findings; whoever freezes a review lets it find them
            self.env["order.review.finding"].sudo().create(
                [{**row, "review_id": review.id, "rank": rank} for rank, row in enumerate(rows, 1)]
            )

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
                "metric": _LOST[dimension],
                "statistic": "p50" if dimension == "cause" else False,
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
        """(dimension, subject, n, cases that lost hours, hours lost)."""
        stages = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN GROUPING(p.stage_id) = 0 THEN 'stage_id' ELSE 'holder' END,
                       COALESCE(p.stage_id::varchar, p.holder), COUNT(*),
                       COUNT(*) FILTER (WHERE p.working_hours > p.planned_hours),
                       SUM(GREATEST(p.working_hours - p.planned_hours, 0))
                  FROM %s
                   AND p.planned_hours > 0 AND p.working_hours IS NOT NULL
                 GROUP BY GROUPING SETS ((p.stage_id), (p.holder))
                HAVING COALESCE(p.stage_id::varchar, p.holder) IS NOT NULL""",
                self._finding_rows("stage", "p.day", self._span()),
            )
        )
        exceptions = self.env.execute_query(
            SQL(
                "SELECT 'cause', p.cause, COUNT(*), COUNT(*), SUM(p.hours) FROM %s"
                " AND p.cause IS NOT NULL GROUP BY p.cause",
                self._finding_rows("exception", "p.day", self._span()),
            )
        )
        return [*stages, *exceptions, *self._late_rows()]

    def _late_rows(self):
        """Orders after their last promise, those still open until what was known then."""
        metric = metrics.BY_KEY["kept_last"]
        end = SQL("COALESCE(o.delivered_at, %s)", self.as_of)
        return self.env.execute_query(
            SQL(
                "SELECT '', '', COUNT(*), COUNT(*) FILTER (WHERE %s > o.last_due_at),"
                " SUM(GREATEST(EXTRACT(EPOCH FROM %s - o.last_due_at) / 3600.0, 0))::float8"
                " FROM %s AND %s",
                end,
                end,
                self._finding_rows(metric.source, metric.day, self._span()),
                SQL(metric.counted, as_of=self.as_of),
            )
        )

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
        for row in found.values():
            row["data"]["target"] = self._target(row, tests)
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

    def _target(self, row, tests):
        """As before; for who stands out, what the best quarter reaches."""
        if row["kind"] != "stands_out":
            return row["data"]["against"][0]["value"]
        beside = [
            self._told(test, test.share)
            for test in tests
            if (test.metric, test.dimension, test.against)
            == (row["metric"], row["dimension"], "others")
        ]
        return standout.best_quartile(beside, metrics.BY_KEY[row["metric"]].better)

    def _slower(self):
        """Times of each stage beside the period before, and beside last year."""
        for against, other in zip(
            ("previous", "year"), metrics.compared(self._span()), strict=True
        ):
            for subject, n, median, other_n, other_median, ranks, ties in self._rank_rows(other):
                values = n, median, other_n, other_median, float(ranks or 0), int(ties)
                yield slower.Times(*_SLOWER, subject, against, *values)

    def _rank_rows(self, other):
        """Rank sums by window functions: no single order leaves the database."""
        metric = metrics.BY_KEY[_SLOWER[0]]
        subject = SQL(metric.subject(_SLOWER[1]))
        return self.env.execute_query(
            SQL(
                """
                WITH timed AS (
                    SELECT %(subject)s::varchar AS subject, %(value)s AS hours,
                           %(day)s >= %(first)s AND %(day)s <= %(last)s AS now
                      FROM %(rows)s AND %(of)s AND %(subject)s IS NOT NULL
                ), equal AS (
                    SELECT subject, hours, COUNT(*) AS t, COUNT(*) FILTER (WHERE now) AS mine
                      FROM timed GROUP BY subject, hours
                ), ranked AS (
                    SELECT *, SUM(t) OVER (PARTITION BY subject ORDER BY hours) - (t - 1) / 2.0
                           AS rank
                      FROM equal
                ), sums AS (
                    SELECT subject, SUM(mine)::bigint AS n, SUM(t - mine)::bigint AS other_n,
                           SUM(mine * rank) AS ranks, SUM(t::numeric ^ 3 - t) AS ties
                      FROM ranked GROUP BY subject
                ), medians AS (
                    SELECT subject,
                           PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY hours)
                               FILTER (WHERE now) AS median,
                           PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY hours)
                               FILTER (WHERE NOT now) AS other
                      FROM timed GROUP BY subject
                )
                SELECT subject, n, median, other_n, other, ranks, ties
                  FROM sums JOIN medians USING (subject)
                 WHERE n > 0 AND other_n > 0 ORDER BY subject""",
                subject=subject,
                value=SQL(metric.value),
                day=SQL(metric.day),
                first=self.date_from,
                last=self.date_to,
                rows=self._finding_rows(metric.source, metric.day, self._span(), other),
                of=SQL(metric.counted, as_of=self.as_of),
            )
        )

    def _shares(self):
        """Subjects beside all others, and the whole beside the period before."""
        people = self.company_id.order_review_people
        for key, dimensions in standout.STANDS_OUT.items():
            for dimension in dimensions:
                if people or dimension not in standout.PEOPLE:
                    counts = self._share_rows(key, dimension, self._span())
                    yield from standout.beside_others(key, dimension, counts)
        before = metrics.compared(self._span())[0]
        for key in standout.GOT_WORSE:
            now, then = (self._share_rows(key, "", span)[0][1:] for span in (self._span(), before))
            yield standout.Shares(key, "", "", "previous", *now, *then)

    def _share_rows(self, key, dimension, span):
        """(subject, n, cases that went wrong) of a share of the catalogue."""
        metric = metrics.BY_KEY[key]
        subject = SQL("%s::varchar", SQL(metric.subject(dimension))) if dimension else SQL("''")
        hit = SQL("(%s)", SQL(metric.hit, as_of=self.as_of))
        rows = self.env.execute_query(
            SQL(
                "SELECT %(subject)s, COUNT(*), COUNT(*) FILTER (WHERE %(wrong)s)"
                " FROM %(rows)s AND %(of)s %(group)s",
                subject=subject,
                wrong=SQL("NOT %s", hit) if metric.better == "more" else hit,
                rows=self._finding_rows(metric.source, metric.day, span),
                of=SQL(metric.counted, as_of=self.as_of),
                group=SQL("GROUP BY 1 ORDER BY 1") if dimension else SQL(),
            )
        )
        return [row for row in rows if row[0] is not None]

    # ------------------------------------------------------------------ rows as of then

    def _span(self):
        self.ensure_one()
        return metrics.Period(self.date_from, self.date_to)

    def _finding_rows(self, source, day, *spans):
        """FROM and WHERE: rows of a source whose day is in one of the periods, as of then."""
        part = SQL(
            " JOIN order_outcome_part p ON p.outcome_id = o.id AND p.company_id = %s"
            " AND p.kind = %s",
            self.company_id.id,
            source,
        )
        days = SQL(" OR ").join(
            SQL("%s BETWEEN %s AND %s", SQL(day), span.first, span.last) for span in spans
        )
        return SQL(
            "order_outcome o%s WHERE o.company_id = %s AND o.known_from <= %s"
            " AND (o.known_until IS NULL OR o.known_until > %s) AND (%s)",
            part if source != metrics.OUTCOME else SQL(),
            self.company_id.id,
            self.as_of,
            self.as_of,
            days,
        )

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
            (dimension, str(found.id), code): found.display_name
            for dimension, ids in wanted.items()
            for code in codes
            # sudo: a review names what it is about, whoever freezes it
            for found in self.env[_NAMED[dimension]]
            .sudo()
            .with_context(lang=code)
            .browse(ids)
            .exists()
        }
        for row in rows:
            key = row["dimension"], row["subject"]
            said = {code: names[(*key, code)] for code in codes if (*key, code) in names}
            row["data"] = {**row["data"], "names": said}
            row["subject_name"] = said.get(own) or row["subject"]
        return rows
