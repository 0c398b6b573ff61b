from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import metrics
from ..metrics import persons
from ..metrics.comparison import clear_changes
from ..presentation.review_values import Sayer, read_figure, unit_of
from ..presentation.review_words import CHANGES


class OrderReviewFigure(models.Model):
    """How a figure is read: name and definition, texts, better or worse, and what is behind it."""

    _inherit = "order.review.figure"

    name = fields.Char(compute="_compute_words")
    definition = fields.Char(compute="_compute_words")
    label = fields.Html("Figure", compute="_compute_label", sanitize=False)
    split_name = fields.Char("Split By", compute="_compute_words")
    subject_text = fields.Char("Of", compute="_compute_words")
    value_text = fields.Char("Value as Text", compute="_compute_texts")
    interval_text = fields.Char("95% Between", compute="_compute_texts")
    previous_text = fields.Char("Period Before", compute="_compute_texts")
    year_text = fields.Char("Last Year", compute="_compute_texts")
    is_share = fields.Boolean(compute="_compute_shape")
    has_split = fields.Boolean(compute="_compute_shape")
    change = fields.Char(compute="_compute_change", help="better, worse, more, less, same or none")
    change_text = fields.Char("Since the Period Before", compute="_compute_change")
    year_change = fields.Char(compute="_compute_change")
    year_change_text = fields.Char("Since Last Year", compute="_compute_change")

    @api.depends("metric", "statistic", "dimension", "subject_name", "subject_names")
    @api.depends_context("lang")
    def _compute_words(self):
        say = Sayer(self.env, self.company_id[:1].currency_id)
        for figure in self:
            figure.name = say.name(figure)
            figure.definition = say.definition(figure)
            figure.split_name = say.dimension(figure.dimension) if figure.dimension else ""
            figure.subject_text = say.subject(figure)

    @api.depends("name", "definition", "statistic")
    def _compute_label(self):
        """The name, and below it what it means; several figures of one metric say it once."""
        name = Markup('<div style="white-space: normal"><strong>%s</strong></div>')
        both = name + Markup(
            '<div style="white-space: normal"><small class="text-muted">%s</small></div>'
        )
        for figure in self:
            again = figure.statistic not in (False, "p50")
            words = (figure.name,) if again else (figure.name, figure.definition)
            figure.label = (name if again else both) % words

    @api.depends("name", "subject_text")
    def _compute_display_name(self):
        for figure in self:
            words = [figure.name, figure.subject_text]
            figure.display_name = " · ".join(word for word in words if word)

    @api.depends_context("lang")
    def _compute_texts(self):
        for company, figures in self.grouped("company_id").items():
            say = Sayer(self.env, company.currency_id)
            for figure in figures:
                reading = read_figure(figure)
                figure.value_text = say.figure(figure, reading.now.value)
                figure.interval_text = say.between(
                    reading.now, unit_of(figure.metric, figure.statistic, figure.unit)
                )
                figure.previous_text = say.figure(figure, reading.previous.value)
                figure.year_text = say.figure(figure, reading.year.value)

    @api.depends("metric", "dimension")
    def _compute_shape(self):
        for figure in self:
            metric = metrics.BY_KEY.get(figure.metric)
            figure.is_share = bool(metric) and metric.statistic == "share"
            figure.has_split = bool(metric and metric.by) and not figure.dimension

    @api.depends_context("lang")
    def _compute_change(self):
        """Only what is beyond chance, all figures that stand together looked at together."""
        for figures in self._beside():
            readings = {figure.id: read_figure(figure) for figure in figures}
            changes = {
                (number, side): change
                for number, reading in readings.items()
                for (_key, side), change in reading.changes().items()
            }
            clear = clear_changes(changes)
            for figure in figures & self:
                for side, field in (("previous", "change"), ("year", "year_change")):
                    place = figure.id, side
                    way = _way(readings[figure.id], changes[place], clear.get(place))
                    figure[field] = way
                    figure[f"{field}_text"] = self._change_text(way)

    def _beside(self):
        """These figures with those that stand beside them: everybody's of the review; of a split
        all its subjects."""

        def place(figure):
            split = figure.metric, figure.statistic, figure.dimension
            return figure.review_id.id, split if figure.dimension else None

        wanted = set(self.mapped(place))
        found = self.search([("review_id", "in", self.review_id.ids)]) | self
        return [figures for where, figures in found.grouped(place).items() if where in wanted]

    @api.model
    def _change_text(self, way):
        sign, words = CHANGES[way]
        return f"{sign} {self.env._(words)}".strip()

    # ------------------------------------------------------------------ what is behind it

    def action_open(self):
        """What was counted, as it was known then."""
        return self._action_behind("figure_id")

    def action_hits(self):
        return self._action_behind("figure_hit_id")

    def action_misses(self):
        return self._action_behind("figure_miss_id")

    def _action_behind(self, field):
        self.ensure_one()
        metric = metrics.BY_KEY.get(self.metric)
        if not metric:
            raise UserError(self.env._("This figure is not counted any more."))
        if self.dimension in persons.AGGREGATE:
            raise UserError(
                self.env._(
                    "Times of persons are shown in aggregate only, without the orders behind them. "
                    "Open the figure of the stage or the team instead."
                )
            )
        of_orders = metric.source == metrics.OUTCOME
        xmlid = "order_outcome_action" if of_orders else "order_outcome_part_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"order_tracking_feedback.{xmlid}")
        domain = [(field, "=", self.id)]
        context = {"supply": True} if metric.app else {}
        return {**action, "name": self.display_name, "domain": domain, "context": context}

    def action_split(self):
        """The same figure of each team, product, carrier …"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_review_figure_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [
                ("review_id", "=", self.review_id.id),
                ("metric", "=", self.metric),
                ("statistic", "=", self.statistic),
                ("dimension", "!=", False),
            ],
        }


def _way(reading, change, clear):
    """Key of ``CHANGES``."""
    if not change:
        return ""
    if not clear:
        return "same"
    way = "more" if clear.difference > 0 else "less"
    return {"": way, way: "better"}.get(reading.better, "worse")
