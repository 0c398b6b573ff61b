from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.models.order_intake_message import CHANNEL_NAMES

from .. import metrics
from ..outcomes import days as counting
from ..presentation.metric_words import metric_name

# Tables that grew to twice what PostgreSQL last looked at: after the first time it does not know
# yet how much there is. Looking again takes a second at a million orders.
_GROWN = """
SELECT relname FROM pg_class
 WHERE oid IN ('order_outcome'::regclass, 'order_outcome_part'::regclass)
   AND pg_relation_size(oid) > 2 * GREATEST(relpages, 8) * current_setting('block_size')::bigint"""


class OrderOutcomeDay(models.Model):
    """One figure of one day, kept by the job: what dashboards read whatever the number of orders.

    Rows hold sums, so that any days together give the figure of them all: see
    :mod:`..outcomes.days`.
    """

    _name = "order.outcome.day"
    _description = "Daily Figure"
    _order = "day desc, metric, id"
    _rec_name = "metric"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    metric = fields.Selection("_metrics", "Figure", required=True, readonly=True)
    channel = fields.Selection(CHANNEL_NAMES, readonly=True)
    country_id = fields.Many2one("res.country", readonly=True, ondelete="set null")
    n = fields.Integer("Cases", readonly=True)
    hits = fields.Float("Sum", readonly=True, digits=False, aggregator=None)
    base = fields.Float("Divided By", readonly=True, digits=False, aggregator=None)
    value = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Percent, mean hours, amount or number, as the figure is. Of several days together: "
        "of all their cases.",
    )

    # Days first: the list shows the latest of all companies.
    _day_idx = models.Index("(day, company_id)")
    _metric_idx = models.Index("(metric, company_id, day)")

    @api.model
    def _metrics(self):
        return [(m.key, metric_name(self.env, m.key)) for m in metrics.CATALOGUE]

    @api.model
    def _recount(self, days):
        """Counts the figures of these days anew (superuser), in a fixed number of statements for
        each company.

        :param days: ``{company id: [date]}``.
        """
        self.env.flush_all()
        for (table,) in self.env.execute_query(SQL(_GROWN)):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        for company, found in days.items():
            values = {"company": company, "days": found, "as_of": fields.Datetime.now()}
            for statement in counting.statements(metrics.CATALOGUE):
                self.env.cr.execute(statement, values)
        self.invalidate_model(flush=False)

    def _read_group_select(self, aggregate_spec, query):
        """The figure of all cases together, not the mean of daily figures: a day with one order
        does not weigh as much as one with a thousand."""
        if aggregate_spec != "value:avg":
            return super()._read_group_select(aggregate_spec, query)
        hits, base = (self._field_to_sql(self._table, name, query) for name in ("hits", "base"))
        return SQL(
            "CASE WHEN COUNT(%(base)s) > 0 THEN SUM(%(hits)s) / NULLIF(SUM(%(base)s), 0)"
            " ELSE SUM(%(hits)s) END",
            hits=hits,
            base=base,
        )
