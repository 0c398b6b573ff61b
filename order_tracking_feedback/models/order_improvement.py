from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import metrics
from ..metrics import verdict
from ..presentation.metric_words import metric_name
from .order_review import KINDS as REVIEWS

_MEASURE = {"metric", "statistic", "dimension", "subject", "company_id", "review_kind"}
_KEY = ("metric", "statistic", "dimension", "subject")
_ACTIVITY = "mail.mail_activity_data_todo"


class OrderImprovement(models.Model):
    """What somebody will change, and the figure that must move.

    Each later review of its kind adds a check: the figure before and after, and whether the
    action worked.
    """

    _name = "order.improvement"
    _description = "Improvement"
    _inherit = ["order.made", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id desc"
    _made_but_begun = frozenset({"finding_id"})  # one is begun from a finding, or from none

    name = fields.Char("Action", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    finding_id = fields.Many2one(
        "order.review.finding", readonly=True, ondelete="set null", index="btree_not_null"
    )
    review_kind = fields.Selection(
        REVIEWS,
        "Checked By",
        required=True,
        default="month",
        help="Each later review of this kind says whether it worked.",
    )
    user_id = fields.Many2one("res.users", "Owner", tracking=True, domain=[("share", "=", False)])
    due_on = fields.Date("Due", tracking=True)
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    state = fields.Selection(
        [("open", "To Do"), ("done", "Changed"), ("dropped", "Dropped")],
        required=True,
        default="open",
        tracking=True,
        group_expand=True,
    )
    changed = fields.Reference(
        [
            ("order.tracking.flow", "Flow"),
            ("order.tracking.stage", "Stage"),
            ("order.tracking.team", "Team"),
            ("order.verification.rule", "Verification Rule"),
            ("order.complaint.category", "Complaint Category"),
            ("order.return.policy", "Return Policy"),
            ("order.exception.rule", "Exception Rule"),
            ("mail.template", "Receipt or Mail Template"),
            ("delivery.carrier", "Carrier"),
            ("product.template", "Product"),
        ],
        "What Was Changed",
        help="The template, flow, rule or policy that is different now.",
    )
    changed_on = fields.Date(tracking=True, help="Reviews of later periods tell whether it worked.")
    note = fields.Text("How")
    metric = fields.Char(required=True)
    statistic = fields.Char()
    dimension = fields.Char()
    subject = fields.Char()
    subject_name = fields.Char()
    target = fields.Float(digits=False)
    figure = fields.Char(compute="_compute_figure")
    check_ids = fields.One2many("order.improvement.check", "improvement_id", readonly=True)
    verdict = fields.Selection(related="check_ids.verdict", string="Last Check")

    _list_idx = models.Index("(company_id, state, due_on)")
    _user_idx = models.Index("(user_id, due_on) WHERE state = 'open'")

    @api.depends("state", "due_on")
    def _compute_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.late = action.state == "open" and bool(action.due_on) and action.due_on < today

    @api.model
    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "open"), ("due_on", "<", today)]

    @api.depends("metric", "statistic", "subject_name", "finding_id.data")
    @api.depends_context("lang")
    def _compute_figure(self):
        """What must move, in the reader's language."""
        for action in self:
            name = action.metric and metric_name(self.env, action.metric, action.statistic or "")
            said = action._subject_names().get(self.env.lang) or action.subject_name
            action.figure = ", ".join(filter(None, [name, said]))

    def _subject_names(self):
        """{code of a language: name} of what it is about, as the review called it; empty where
        somebody wrote another name."""
        # sudo: only what the action itself is about
        names = (self.finding_id.sudo().data or {}).get("names") or {}
        return names if self.subject_name in names.values() else {}

    # ------------------------------------------------------------------ what happens to it

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._remind()
        return actions

    def write(self, vals):
        if _MEASURE & set(vals) and self.sudo().check_ids:  # sudo: only whether there are some
            raise UserError(
                self.env._(
                    "A review has already said how this figure moved. Drop this action and make "
                    "another one to follow another figure."
                )
            )
        done = super().write(vals)
        if {"state", "user_id", "due_on"} & set(vals):
            self._remind()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_checked(self):
        if self.sudo().check_ids:  # sudo: only whether there are some
            raise UserError(
                self.env._("A review has said whether this action worked. Drop it instead.")
            )

    def action_changed(self):
        """It is done: reviews of periods that begin from now on tell whether it worked."""
        for action in self:
            today = fields.Date.context_today(action)
            action.write({"state": "done", "changed_on": action.changed_on or today})

    def action_drop(self):
        self.state = "dropped"

    def action_reopen(self):
        self.write({"state": "open", "changed_on": False})

    def _remind(self):
        """One activity of the owner while there is something to do, none after that."""
        # sudo: the activity of the owner before
        self.sudo().activity_unlink([_ACTIVITY])
        for action in self.filtered(lambda a: a.state == "open" and a.user_id):
            action.activity_schedule(
                _ACTIVITY,
                action.due_on or fields.Date.context_today(action),
                summary=action._say_to_do(),
                user_id=action.user_id.id,
            )

    def _say_to_do(self):
        env = self.with_context(lang=self.user_id.lang).env
        return env._("Do it, then press “Changed”")

    # ------------------------------------------------------------------ did it work

    @api.model
    def _check(self, review):
        """Adds what a review that was just frozen says about each earlier action; once."""
        actions = self.search(self._to_check(review))
        checked = self.env["order.improvement.check"].search([("review_id", "=", review.id)])
        actions -= checked.improvement_id
        if not actions:
            return
        reviews = self._reviews_before(review)
        figures = self._figures(actions, reviews | review)
        checked.create(
            [action._checked(review, action._baseline(reviews), figures) for action in actions]
        )

    def _to_check(self, review):
        """Actions that an earlier review, or nobody's finding, led to."""
        return [
            ("company_id", "=", review.company_id.id),
            ("review_kind", "=", review.kind),
            ("state", "!=", "dropped"),
            ("create_date", "<=", review.as_of),
            "|",
            ("finding_id", "=", False),
            ("finding_id.review_id.date_to", "<", review.date_to),
        ]

    @api.model
    def _reviews_before(self, review):
        """Frozen reviews of the kind, over before this one's period began, newest first."""
        return self.env["order.review"].search(
            [
                ("company_id", "=", review.company_id.id),
                ("kind", "=", review.kind),
                ("partner_id", "=", False),
                ("state", "!=", "draft"),
                ("date_to", "<", review.date_from),
            ],
            order="date_to desc, id desc",
        )

    def _baseline(self, reviews):
        """The last review whose period was over before the change, that of the finding at the
        earliest: the finding's own period was picked because it was bad, so a later one tells more
        truly how it was before."""
        found = self.finding_id.review_id
        later = reviews.filtered(lambda r: not found or r.date_to >= found.date_to)
        if not self.changed_on:
            return found or later[:1]
        return later.filtered(lambda r: r.date_to < self.changed_on)[:1] or found

    @api.model
    def _figures(self, actions, reviews):
        """{(review id, metric, statistic, dimension, subject): (``Measured``, unit)}, as stored.

        By SQL, because a figure without an interval has none, not one from 0 to 0.
        """
        figures = self.env["order.review.figure"]
        figures.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT review_id, metric, COALESCE(statistic, ''), COALESCE(dimension, ''),"
                " COALESCE(subject, ''), unit, n, CASE WHEN has_value THEN value END, low, high"
                " FROM order_review_figure WHERE review_id IN %s AND metric IN %s"
                " AND COALESCE(subject, '') IN %s",
                tuple(reviews.ids),
                tuple(set(actions.mapped("metric"))),
                tuple({action.subject or "" for action in actions}),
            )
        )
        return {tuple(row[:5]): (verdict.Measured(*row[6:]), row[5]) for row in rows}

    def _measured(self, review, figures):
        """(``Measured``, unit) of this action's figure in a review."""
        key = review.id, *(self[name] or "" for name in _KEY)
        return figures.get(key, (verdict.Measured(0), None))

    def _checked(self, review, baseline, figures):
        """Values of the check of this action in a review."""
        before, _unit = self._measured(baseline, figures)
        after, unit = self._measured(review, figures)
        better = metrics.BY_KEY[self.metric].better if self.metric in metrics.BY_KEY else ""
        said = verdict.verdict(before, after, better, self.changed_on or None, review.date_from)
        return {
            "improvement_id": self.id,
            "review_id": review.id,
            "date_to": review.date_to,
            "changed_on": self.changed_on,
            "verdict": said,
            "before_to": baseline.date_to,
            "unit": unit,
            **_columns("before", before),
            **_columns("after", after),
        }


def _columns(prefix, measured):
    names = ("n", "value", "low", "high")
    return {f"{prefix}_{name}": getattr(measured, name) for name in names}
