"""Daily figures of all channels and countries together, added up from those of each: all that an
earlier release has counted."""

_WHOLE = """
INSERT INTO order_outcome_day (company_id, day, whole, metric, n, hits, base, value)
SELECT company_id, day, TRUE, metric, SUM(n), SUM(hits), SUM(base),
       CASE WHEN COUNT(base) = 0 THEN SUM(hits) ELSE SUM(hits) / NULLIF(SUM(base), 0) END
  FROM order_outcome_day WHERE whole IS NOT TRUE
 GROUP BY company_id, day, metric"""


def migrate(cr, version):
    cr.execute("DELETE FROM order_outcome_day WHERE whole")
    cr.execute(_WHOLE)
