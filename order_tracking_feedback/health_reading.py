"""Reads the health lines of outcomes and reviews."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.order_tracking import health

from . import metrics

MANY = 10_000
HOUR, DAY = 3600.0, 86400.0
KINDS = ("week", "month", "quarter")
_OUTCOMES = """
SELECT count(*) AS count,
       extract(epoch FROM now() AT TIME ZONE 'UTC' - min(due_at))::float AS seconds
  FROM (SELECT due_at FROM order_outcome_due
         WHERE order_id IS NOT NULL AND due_at <= now() AT TIME ZONE 'UTC'
         ORDER BY due_at, order_id LIMIT %s) d"""
_FROZEN = """
SELECT company_id, kind, max(date_to) FROM order_review
 WHERE state <> 'draft' AND partner_id IS NULL GROUP BY 1, 2"""
_FIRST = """
SELECT c.id, o.ordered_on FROM res_company c CROSS JOIN LATERAL (
       SELECT ordered_on FROM order_outcome WHERE company_id = c.id AND ordered_on IS NOT NULL
        ORDER BY ordered_on LIMIT 1) o"""


def read_outcomes(env):
    """How far the outcomes of orders, which reviews count, are behind what happened."""
    [row] = env.execute_query_dict(SQL(_OUTCOMES, MANY))
    return health.queue("outcomes", **row, warn=HOUR, fail=6 * HOUR)


def read_reviews(env):
    """Whether each company has the reviews that it wants, and when the last one was."""
    frozen = {(company, kind): day for company, kind, day in env.execute_query(SQL(_FROZEN))}
    late = [
        (fields.Datetime.now() - datetime.combine(last + timedelta(days=1), time())).total_seconds()
        for company, kind, last in _wanted(env)
        if frozen.get((company, kind), last - timedelta(days=1)) < last
    ]
    last = max(frozen.values(), default=None)
    figures = {"last": last and last.isoformat(), "late": len(late)}
    # the job runs every hour; a company's day may begin half a day after that of UTC
    level = health.aged(max(late, default=None), DAY, 3 * DAY)
    reason = "late" if level != health.OK else health.OK if last else "none"
    return health.Line("reviews", level, reason, figures)


def _wanted(env):
    """(company id, kind, last day) of finished periods of which there is something to review."""
    first = dict(env.execute_query(SQL(_FIRST)))
    for company in env["res.company"].browse(first):
        today = env["order.review"]._company_today(company)
        for kind in KINDS:
            last = metrics.previous(kind, metrics.period(kind, today)).last
            if company[f"order_review_{kind}"] and first[company.id] <= last:
                yield company.id, kind, last
