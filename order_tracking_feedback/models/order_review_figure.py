from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import figure_sql, metrics
from ..metrics import persons

_STORED = (
    *("sequence", "section", "metric", "statistic", "dimension", "subject", "subject_name", "unit"),
    *("n", "hits", "value", "low", "high", "has_value"),
    *("previous_n", "previous_value", "previous_low", "previous_high"),
    *("year_n", "year_value", "year_low", "year_high"),
)
_BATCH = 1000


class OrderReviewFigure(models.Model):
    """One figure of a review: of everybody (no dimension) or of one subject. Stored, frozen."""

    _name = "order.review.figure"
    _description = "Figure of a Review"
    _order = "review_id, sequence, id"
    _log_access = False

    review_id = fields.Many2one("order.review", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    section = fields.Char(readonly=True, help="Of the catalogue: what it is shown under.")
    metric = fields.Char(required=True, readonly=True, help="Key in the catalogue of metrics.")
    statistic = fields.Char(readonly=True, help="p50, p90, p99 of quantiles; else empty.")
    dimension = fields.Char(readonly=True, help="Column that it is split by; empty: everybody.")
    subject = fields.Char(readonly=True, help="The dimension's value: an id or a code, as text.")
    subject_name = fields.Char(readonly=True, help="As it was called then.")
    subject_names = fields.Json(
        readonly=True, help="As it was called then in other languages, by code; where it differs."
    )
    unit = fields.Char(readonly=True)
    n = fields.Integer("Cases", readonly=True)
    hits = fields.Float(readonly=True, digits=False)
    value = fields.Float(readonly=True, digits=False, aggregator=None)
    low = fields.Float("95% From", readonly=True, digits=False, aggregator=None)
    high = fields.Float("95% To", readonly=True, digits=False, aggregator=None)
    has_value = fields.Boolean(readonly=True, help="No: there are no data.")
    previous_n = fields.Integer(readonly=True)
    previous_value = fields.Float(readonly=True, digits=False, aggregator=None)
    previous_low = fields.Float(readonly=True, digits=False, aggregator=None)
    previous_high = fields.Float(readonly=True, digits=False, aggregator=None)
    year_n = fields.Integer(readonly=True)
    year_value = fields.Float(readonly=True, digits=False, aggregator=None)
    year_low = fields.Float(readonly=True, digits=False, aggregator=None)
    year_high = fields.Float(readonly=True, digits=False, aggregator=None)

    _review_uniq = models.UniqueIndex(
        "(review_id, metric, statistic, dimension, subject) NULLS NOT DISTINCT"
    )

    # ------------------------------------------------------------------ stored once

    @api.model
    def _store(self, review, values):
        """Stores the figures of a review (superuser); by SQL, so that "none" is not zero.

        :param values: of ``order.review._compute``.
        """
        columns = SQL(", ").join(map(SQL.identifier, (*_STORED, "subject_names")))
        for start in range(0, len(values), _BATCH):
            rows = SQL(", ").join(
                SQL("%s", (review.id, review.company_id.id, *_columns(row)))
                for row in values[start : start + _BATCH]
            )
            self.env.execute_query(
                SQL(
                    "INSERT INTO order_review_figure (review_id, company_id, %s) VALUES %s"
                    " RETURNING id",
                    columns,
                    rows,
                )
            )
        review.invalidate_recordset()

    def write(self, vals):
        raise UserError(self.env._("The figures of a review stay as they were counted."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The figures of a review stay as they were counted."))

    def _measured(self):
        """Of each figure ``metrics.Figure`` three times: the period, the one before, last year's;
        None, where the columns have none."""
        columns = [
            SQL.identifier(f"{prefix}{name}")
            for prefix in ("", "previous_", "year_")
            for name in ("n", "value", "low", "high")
        ]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM order_review_figure WHERE id IN %s",
                SQL(", ").join(columns),
                tuple(self.ids) or (0,),
            )
        )
        found = {row[0]: [metrics.Figure(*row[at : at + 4]) for at in (1, 5, 9)] for row in rows}
        return [found[figure.id] for figure in self]

    # ------------------------------------------------------------------ what is behind it

    def _behind(self, model, hit=None):
        """SQL of the ids of ``order.outcome`` or ``order.outcome.part`` that a figure counted.

        :param hit: True: only the hits of a share, False: only the others.
        """
        self.ensure_one()
        review, metric = self.review_id, metrics.BY_KEY.get(self.metric)
        if not metric or (metric.source == metrics.OUTCOME and model == "order.outcome.part"):
            return None
        if self.dimension in persons.AGGREGATE:  # no single order tells on a person
            return None
        customer = review.partner_id.commercial_partner_id.id or None
        return figure_sql.behind(
            metric,
            metrics.Period(review.date_from, review.date_to),
            figure_sql.source(metric, review.company_id.id, review.as_of, customer),
            review.as_of,
            split=(self.dimension, self.subject) if self.dimension else None,
            hit=hit,
            orders=model == "order.outcome",
        )


def _columns(row):
    """What is stored of a figure, in the order of the columns."""
    names = row.get("subject_names")
    return (*(row[name] for name in _STORED), Json(names) if names else None)
