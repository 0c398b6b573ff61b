from odoo import models
from odoo.tools import SQL

from .. import demand
from ..metrics import testing

YEARS = 3  # looked back, beside the period itself
_ROWS = """
SELECT x.categ_id, t.uom_id, x.first, SUM(x.quantity), SUM(x.lines)
  FROM (SELECT p.categ_id, p.product_id, DATE_TRUNC(%(kind)s, p.day)::date AS first,
               SUM(p.quantity) AS quantity, COUNT(*)::int AS lines
          FROM %(lines)s AND p.categ_id IS NOT NULL
         GROUP BY 1, 2, 3) AS x
  JOIN product_product v ON v.id = x.product_id
  JOIN product_template t ON t.id = v.product_tmpl_id AND t.type = 'consu'
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


class OrderReview(models.Model):
    """Categories of products whose demand moved in the period, beyond season and chance."""

    _inherit = "order.review"

    def _findings(self):
        return [*super()._findings(), *self._find_demand()]

    def _find_demand(self):
        """Level and trend of each category and unit, tested together; of a category with several
        units the one that is least likely chance."""
        if demand.start(self.kind, self.date_from) != self.date_from:
            return []  # no period of the calendar: there is no such one a year before
        sold = self._demand_rows()
        tests = demand.moved(
            {key: demand.series(self.kind, pairs, self.date_from) for key, pairs in sold.items()},
            demand.SEASONS[self.kind],
        )
        found = {}
        for test, q in sorted(testing.beyond_chance(tests), key=lambda pair: pair[1]):
            row = self._demand_row(test, q, len(tests), sold[test.subject])
            found.setdefault((row["metric"], row["subject"]), row)
        return list(found.values())

    def _demand_row(self, test, q, tests, pairs):
        (category, unit), change = test.subject, test.change
        return {
            "kind": "demand",
            "metric": f"demand_{test.what}",
            "statistic": False,
            "dimension": "categ_id",
            "subject": str(category),
            "data": {
                "value": change.value,
                "expected": change.expected,
                "low": change.low,
                "high": change.high,
                "n": change.n,
                "p": change.chance,
                "q": q,
                "tests": tests,
                "unit": unit,
                "first": min(day for day, _quantity in pairs).isoformat(),
            },
        }

    def _demand_rows(self):
        """``{(category, unit): [(first day of a period, quantity)]}`` of goods, as of then; those
        with lines enough to say anything."""
        self.ensure_one()
        since = demand.later(self.kind, self.date_from, -YEARS * demand.SEASONS[self.kind])
        found = {}
        for category, unit, first, quantity, lines in self.env.execute_query(
            SQL(
                _ROWS,
                kind=self.kind,
                lines=self._demand_lines(since),
            )
        ):
            found.setdefault((category, unit), []).append((first, quantity, lines))
        return {
            key: [row[:2] for row in rows]
            for key, rows in found.items()
            if sum(row[2] for row in rows) >= testing.MIN_CASES
        }

    def _demand_lines(self, since):
        """FROM and WHERE: lines ``p`` of outcomes ``o`` that were ordered from ``since`` to the end
        of the period, as of then."""
        return SQL(
            "order_outcome_part p JOIN order_outcome o ON o.id = p.outcome_id"
            " WHERE p.company_id = %s AND p.kind = 'line' AND p.day BETWEEN %s AND %s"
            " AND o.state <> 'cancelled' AND o.known_from <= %s"
            " AND (o.known_until IS NULL OR o.known_until > %s)",
            self.company_id.id,
            since,
            self.date_to,
            self.as_of,
            self.as_of,
        )
