from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.order_tracking.models.order_intake_message import CHANNEL_NAMES

from .. import metrics
from ..outcomes import days as counting
from ..presentation.metric_words import metric_name

# Who asks for one of these wants the rows of each channel and country.
_SPLIT = {"channel", "country_id"}
# Tables that grew to twice what PostgreSQL last looked at: after the first time it does not know
# yet how much there is. Looking again takes a second at a million orders.
_GROWN = """
SELECT relname FROM pg_class
 WHERE oid IN ('order_outcome'::regclass, 'order_outcome_part'::regclass)
   AND pg_relation_size(oid) > 2 * GREATEST(relpages, 8) * current_setting('block_size')::bigint"""


class OrderOutcomeDay(models.Model):
    """One figure of one day, kept by the job: what dashboards read whatever the number of orders.

    Rows hold sums, so that any days together give the figure of them all: see
    :mod:`..outcomes.days`. There are rows of each channel and country, and rows of all of them
    together (``whole``). Only one of both is ever found, else each case would count twice: those
    of all, unless the search or the groups name a channel or a country.
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
    whole = fields.Boolean(
        "All Together", readonly=True, help="Of all channels and countries of the company."
    )
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

    # Companies first: else PostgreSQL walks all days for a country that nobody ordered from.
    _day_idx = models.Index("(company_id, day)")
    _metric_idx = models.Index("(metric, company_id, day)")
    # The list: the latest of all companies.
    _whole_idx = models.Index("(day, metric, id) WHERE whole IS TRUE")
    _whole_metric_idx = models.Index("(metric, day) WHERE whole IS TRUE")

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

    @api.model
    def _of_either(self, domain, groups=()):
        """The domain, narrowed to the rows of all together or to those of each channel and
        country. Rows that are named by their id, or by ``whole``, are those.

        :param groups: what is grouped by, as ``_read_group`` takes it.
        """
        domain = Domain(domain)
        named = {condition.field_expr.partition(".")[0] for condition in domain.iter_conditions()}
        if named & {"id", "whole"}:
            return domain
        named |= {spec.partition(":")[0].partition(".")[0] for spec in groups}
        return domain & Domain("whole", "=", not named & _SPLIT)

    @api.model
    def _search(self, domain, *args, **names):
        return super()._search(self._of_either(domain), *args, **names)

    @api.model
    def _read_group(self, domain, groupby=(), *args, **names):
        return super()._read_group(self._of_either(domain, groupby), groupby, *args, **names)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, *args, **names):
        groups = {spec for groups in grouping_sets for spec in groups}
        domain = self._of_either(domain, groups)
        return super()._read_grouping_sets(domain, grouping_sets, *args, **names)

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
