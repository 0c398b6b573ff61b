from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline.clock import midnight

from .. import metrics

_DAYS = timedelta(days=90)
_BY = {
    "all": "",
    "channel": "order_feedback.channel",
    "month": "TO_CHAR(order_feedback.told_at, 'YYYY-MM')",
    "lang": "order_feedback.lang",
}
_SCORES = ("product", "delivery", "service")


class OrderFeedbackFigures(models.TransientModel):
    """How satisfied customers are in a period, with how sure that is."""

    _name = "order.feedback.figures"
    _description = "Satisfaction"

    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self) - _DAYS
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    by = fields.Selection(
        [
            ("all", "All together"),
            ("month", "Month"),
            ("channel", "Channel"),
            ("lang", "Language"),
        ],
        required=True,
        default="all",
    )
    line_ids = fields.One2many("order.feedback.figure", compute="_compute_line_ids")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Satisfaction")

    @api.depends("date_from", "date_to", "by")
    @api.depends_context("uid", "allowed_company_ids", "tz", "lang")
    def _compute_line_ids(self):
        for figures in self:
            lines = figures._lines() if figures.date_from and figures.date_to else []
            figures.line_ids = [
                fields.Command.clear(),
                *(fields.Command.create(line) for line in lines),
            ]

    def _lines(self):
        """Values of a line for each group and figure: those of :meth:`_counts` in words."""
        labels = self._labels()
        lines = []
        for group, *counts in self._counts():
            for name, share in self._shares(counts):
                if share.n:
                    lines.append(
                        {
                            "group": labels.get(group, group) or "",
                            "figure": name,
                            "n": share.n,
                            "value": share.value,
                            "low": share.low,
                            "high": share.high,
                        }
                    )
        return lines

    @api.model
    def _shares(self, counts):
        """(figure, ``metrics.Share``) of the counts of one group."""
        for at, name in enumerate(_SCORES):
            n, satisfied = counts[2 * at : 2 * at + 2]
            yield name, metrics.csat(satisfied, n)
        n, promoters, detractors = counts[-3:]
        yield "nps", metrics.nps(promoters, detractors, n)

    def _counts(self):
        """(group, n and satisfied of each score, n, promoters and detractors), what the user may
        see, in one query."""
        zone = self.env.user.tz or "UTC"
        since, until = (midnight(day, zone) for day in (self.date_from, self._day_after()))
        query = self.env["order.feedback"]._search(
            [("told_at", ">=", since), ("told_at", "<", until)]
        )
        group = SQL(_BY[self.by or "all"] or "NULL")
        counts = [SQL(text) for name in _SCORES for text in _count_score(f"{name}_score")]
        counts += [
            SQL("COUNT(order_feedback.nps)"),
            SQL("COUNT(*) FILTER (WHERE order_feedback.nps >= 9)"),
            SQL("COUNT(*) FILTER (WHERE order_feedback.nps <= 6)"),
        ]
        if _BY[self.by or "all"]:
            query.groupby = group
        rows = self.env.execute_query(query.select(group, *counts))
        return sorted(rows, key=lambda row: row[0] or "")

    def _day_after(self):
        return self.date_to + timedelta(days=1)

    def _labels(self):
        """What groups are called."""
        feedback = self.env["order.feedback"]
        if self.by == "channel":
            return dict(feedback._fields["channel"]._description_selection(self.env))
        return dict(self.env["res.lang"].get_installed()) if self.by == "lang" else {}


def _count_score(column):
    return (
        f"COUNT(order_feedback.{column})",
        f"COUNT(*) FILTER (WHERE order_feedback.{column} >= 4)",
    )
