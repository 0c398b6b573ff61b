from datetime import timedelta

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, format_date, formatLang, get_lang

from odoo.addons.order_tracking.presentation.shared import say_together

from .. import figure_sql, metrics
from ..metrics import lost, slower, standout, testing
from ..presentation.finding_words import LOST
from ..presentation.metric_words import metric_name
from ..presentation.review_values import code_name

KINDS = [
    ("lost_hours", "Lost Hours"),
    ("slower", "Stage Became Slower"),
    ("worse", "Became Worse"),
    ("stands_out", "Stands Out"),
    ("demand", "Demand Moved"),
]
_SKELETONS = {"month": "yMMMM", "quarter": "yQQQ"}
_SPLIT = ("metric", "statistic", "dimension")
# Whose leader takes care of it, by what it is about.
_TEAMS = {
    "stage_id": ("order.tracking.stage", "team_id.leader_id"),
    "team_id": ("order.tracking.team", "leader_id"),
    "sales_team_id": ("crm.team", "user_id"),
}


class OrderReviewFinding(models.Model):
    """What a review found that somebody should look at, in a sentence with its figures.

    Made when the review is frozen, never changed. ``data`` holds the numbers; sentence and method
    are put into words for each reader, in their language. Keys of data, of all kinds: ``names``
    (the subject's name by language, as it was then). Of tests: ``value`` and ``n``, ``other`` and
    ``other_n``, ``against`` (whom it is compared with), ``p`` (chance, of this test alone), ``q``
    (adjusted for all ``tests`` of the review). Of lost hours: ``hours``, ``cases`` of ``n``,
    ``share`` of all.
    """

    _name = "order.review.finding"
    _description = "Finding of a Review"
    _order = "review_id, rank, id"
    _log_access = False

    review_id = fields.Many2one("order.review", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    rank = fields.Integer(readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    metric = fields.Char(readonly=True)
    statistic = fields.Char(readonly=True)
    dimension = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    subject_name = fields.Char(readonly=True)
    data = fields.Json(readonly=True, help="The figures of the sentence.")
    text = fields.Char("Finding", compute="_compute_text")
    method = fields.Char("How It Was Found", compute="_compute_text")
    improvement_ids = fields.One2many("order.improvement", "finding_id", "Actions")
    improvement_count = fields.Integer("Number of Actions", compute="_compute_improvement_count")

    _review_idx = models.Index("(review_id, rank)")
    _once_uniq = models.UniqueIndex(
        "(review_id, kind, metric, dimension, subject) NULLS NOT DISTINCT"
    )

    @api.depends("improvement_ids")
    def _compute_improvement_count(self):
        for finding in self:
            finding.improvement_count = len(finding.improvement_ids)

    @api.depends("text")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.text

    def write(self, vals):
        raise UserError(
            self.env._(
                "A finding stays as it was when the review was frozen. Make an action of it."
            )
        )

    # ------------------------------------------------------------------ in words

    @api.depends("kind", "data")
    @api.depends_context("lang")
    def _compute_text(self):
        """Each kind has its own methods: ``_text_<kind>``, and ``_method_<kind>`` where the
        sentence rests on a computation."""
        for finding in self:
            finding.text = finding._put("text") or finding._subject_label()
            finding.method = finding._put("method")

    def _put(self, what):
        words = getattr(self, f"_{what}_{self.kind}", None)
        return words and words()

    def _text_lost_hours(self):
        data = self.data
        sentence = str(self.env._(LOST[self.dimension or ""]))
        return sentence % {
            "subject": self._subject_label(),
            "hours": self._say(data["hours"]),
            "share": self._say(100 * data["share"], 0),
            "cases": data["cases"],
            "n": data["n"],
        }

    def _text_slower(self):
        data = self.data
        said = [self._say_slower(data, more) for more in data["against"]]
        return say_together(self.env, said)

    def _say_slower(self, data, other):
        words = {
            "subject": self._subject_label(),
            "value": self._say(data["value"]),
            "n": data["n"],
            "other": self._say(other["value"]),
            "other_n": other["n"],
            "period": self._period(other["first"]),
            "chance": self._chance(other["q"]),
        }
        if not other["value"]:
            return self.env._(
                "%(subject)s took %(value)s h in the middle, in %(period)s nothing (%(n)s orders, "
                "%(other_n)s then; not chance, %(chance)s).",
                **words,
            )
        words["rise"] = self._say(100 * (data["value"] / other["value"] - 1), 0)
        return self.env._(
            "%(subject)s took %(value)s h in the middle, %(rise)s%% longer than in %(period)s "
            "(%(other)s h; %(n)s orders, %(other_n)s then; not chance, %(chance)s).",
            **words,
        )

    def _text_worse(self):
        other = self.data["against"][0]
        return self.env._(
            "%(figure)s: %(value)s%% of %(n)s, in %(period)s %(other)s%% of %(other_n)s (not "
            "chance, %(chance)s).",
            **self._share_words(other),
            period=self._period(other["first"]),
        )

    def _text_stands_out(self):
        return self.env._(
            "%(subject)s stands out, %(figure)s: %(value)s%% of %(n)s, all others %(other)s%% of "
            "%(other_n)s (not chance, %(chance)s).",
            **self._share_words(self.data["against"][0]),
            subject=self._subject_label(),
        )

    def _share_words(self, other):
        label = self._metric_label()
        if self.kind == "worse" and self.dimension:
            label = f"{label}, {self._subject_label()}"
        return {
            "figure": label,
            "value": self._say(self.data["value"]),
            "n": self.data["n"],
            "other": self._say(other["value"]),
            "other_n": other["n"],
            "chance": self._chance(other["q"]),
        }

    def _method_lost_hours(self):
        return self.env._(
            "Working hours of each stage beyond those planned for it; of exceptions the hours they "
            "were open, of late orders the hours after the promise. Largest causes first, until "
            "four fifths are explained."
        )

    def _method_slower(self):
        return self.env._(
            "Working hours in the middle (median). One-sided Mann–Whitney test with correction for "
            "ties, from %(cases)s orders on both sides and a rise of %(rise)s%%. %(tests)s",
            cases=testing.MIN_CASES,
            rise=round(100 * slower.MIN_RISE),
            tests=self._method_tests(),
        )

    def _method_worse(self):
        return self._method_stands_out()

    def _method_stands_out(self):
        return self.env._(
            "One-sided exact test (Fisher), from %(cases)s cases on both sides, %(hits)s that went "
            "wrong, and a quarter more often. %(tests)s",
            cases=testing.MIN_CASES,
            hits=standout.MIN_HITS,
            tests=self._method_tests(),
        )

    def _method_tests(self):
        return self.env._(
            "Tests made for this review: %(tests)s; chances are adjusted for that (Benjamini–"
            "Hochberg), so that at most 5%% of such findings are expected to be chance.",
            tests=self.data["tests"],
        )

    # ------------------------------------------------------------------ words for values

    def _say(self, number, digits=1):
        return formatLang(self.env, number, digits=digits)

    def _chance(self, q):
        """A probability as statisticians write it."""
        return "p < 0.001" if q < 0.001 else f"p = {self._say(q, 3)}"

    def _period(self, first):
        """The period that began on this day (ISO date), in the reader's language."""
        if self.review_id.kind == "week":
            return self.env._("the week of %(day)s", day=format_date(self.env, first))
        locale = babel_locale_parse(get_lang(self.env).code)
        skeleton = _SKELETONS[self.review_id.kind]
        return format_skeleton(skeleton, fields.Date.to_date(first), locale=locale)

    def _subject_label(self):
        """The subject in the reader's language, called as it was then."""
        self.ensure_one()
        names = (self.data or {}).get("names") or {}
        known = code_name(self.env, self) or names.get(self.env.lang)
        return known or self.subject_name or self.subject or ""

    def _metric_label(self):
        return metric_name(self.env, self.metric) if self.metric else ""

    # ------------------------------------------------------------------ what is behind it

    def action_orders(self):
        """The orders of the sentence's cases, as they were known then."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_outcome_action"
        )
        domain = [("finding_id", "=", self.id)]
        return {**action, "name": self.text, "domain": domain, "context": {}}

    def _behind(self):
        """SQL of the ids of outcomes that a finding counted: those that went wrong, where some
        did; of times all of them. None of findings that rest on no figure."""
        self.ensure_one()
        metric = metrics.BY_KEY.get(self.metric)
        if self.kind == "lost_hours":
            metric = lost.BEYOND[self.dimension or ""]
        if not metric:
            return None
        review, wrong = self.review_id, None
        if metric.statistic == "share":
            wrong = metric.better != "more"
        return figure_sql.behind(
            metric,
            metrics.Period(review.date_from, review.date_to),
            figure_sql.source(metric, review.company_id.id, review.as_of),
            review.as_of,
            split=(self.dimension, self.subject) if self.dimension else None,
            hit=wrong,
            orders=True,
        )

    # ------------------------------------------------------------------ what to do about it

    def action_improve(self):
        """Makes an action of the finding, or opens the one that somebody has made of it."""
        self.ensure_one()
        actions = self.env["order.improvement"]
        action = self.improvement_ids[:1] or actions.create(self._improvement_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": actions._name,
            "res_id": action.id,
            "views": [(False, "form")],
        }

    def _improvement_values(self):
        review = self.review_id
        after = metrics.period(review.kind, review.date_to + timedelta(days=1))
        return {
            "name": self._improvement_name(),
            "company_id": review.company_id.id,
            "finding_id": self.id,
            "review_kind": review.kind,
            "user_id": (self._leader() or self.env.user).id,
            "due_on": after.last,
            **self._measure(),
            "subject_name": self._subject_label(),
            "target": self._target() or 0.0,
        }

    def _measure(self):
        """The figure that an action must move: that of the finding."""
        return {name: self[name] for name in (*_SPLIT, "subject")}

    def _improvement_name(self):
        figure, subject = self._metric_label(), self._subject_label()
        if subject:
            return self.env._("%(subject)s: improve “%(figure)s”", subject=subject, figure=figure)
        return self.env._("Improve “%(figure)s”", figure=figure)

    def _target(self):
        """What was reached before; where subjects are compared, what the best quarter reaches."""
        metric = metrics.BY_KEY.get(self.metric)
        if self.kind in ("slower", "worse") or not metric:
            return next((other["value"] for other in self.data.get("against", ())), None)
        figures = self._figures_alike(self)
        return self._best(figures, metric) if self.dimension else figures.previous_value

    def _figures_alike(self, measure):
        """The review's figures of this metric and split, of all subjects."""
        return self.review_id.figure_ids.filtered(
            lambda f: all((f[name] or "") == (measure[name] or "") for name in _SPLIT)
        )

    def _best(self, figures, metric):
        values = [f.value for f in figures if f.has_value and f.n >= testing.MIN_CASES]
        return standout.best_quartile(values, metric.better)

    def _leader(self):
        """Who leads the team that the finding is about; nobody where it is about no team."""
        users = self.env["res.users"]
        if self.dimension not in _TEAMS or not self.subject:
            return users
        model, path = _TEAMS[self.dimension]
        # sudo: whoever may read the finding gives it to that team's leader
        found = self.env[model].sudo().browse(int(self.subject)).exists()
        return users.browse(found.mapped(path)[:1].ids)
