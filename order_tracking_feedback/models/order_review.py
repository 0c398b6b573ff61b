from babel.dates import format_date as babel_date
from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.order_tracking.batches import in_parts

from .. import metrics

KINDS = [("week", "Week"), ("month", "Month"), ("quarter", "Quarter")]
_ABOUT = {"kind", "date_from", "date_to", "partner_id", "company_id"}
_STEPS = {"state", "as_of", "signed_by", "signed_at", "document_facts", "mail_due", "told_ids"}
_BATCH = 1000  # outcomes counted at once
_MOST = 20_000  # those that somebody may wait for
_SKELETONS = {"month": "yMMMM", "quarter": "yQQQ"}


class OrderReview(models.Model):
    """The report of a period: its figures are stored when it is frozen and never change."""

    _name = "order.review"
    _description = "Order Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, default="month")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, help="The last day, included.")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="restrict",
        help="Set: the edition for this customer, about their orders only.",
    )
    state = fields.Selection(
        [("draft", "Being Prepared"), ("frozen", "Frozen"), ("signed", "Signed Off")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    as_of = fields.Datetime(
        "As Known On", readonly=True, copy=False, help="What was known at this instant counts."
    )
    signed_by = fields.Many2one("res.users", readonly=True, copy=False)
    signed_at = fields.Datetime(readonly=True, copy=False)
    figure_ids = fields.One2many("order.review.figure", "review_id", "Figures", readonly=True)
    finding_ids = fields.One2many("order.review.finding", "review_id", "Findings", readonly=True)

    _list_idx = models.Index("(company_id, kind, date_to DESC)")
    _dates = models.Constraint("CHECK (date_from <= date_to)", "A period ends after it begins.")

    @api.depends("kind", "date_from", "date_to", "partner_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        for review in self:
            name = review._period_name(locale) if review.date_from and review.date_to else ""
            if review.partner_id:
                name = f"{name} · {review.partner_id.name}"
            review.name = name

    def _period_name(self, locale):
        """“May 2026”, “Q2 2026”; other days from the first to the last."""
        span = metrics.Period(self.date_from, self.date_to)
        skeleton = _SKELETONS.get(self.kind)
        if skeleton and metrics.kind_of(span) == self.kind:
            return format_skeleton(skeleton, self.date_from, locale=locale)
        first, last = (babel_date(day, "medium", locale) for day in (span.first, span.last))
        return f"{first} – {last}"

    @api.model
    def default_get(self, names):
        """The last finished period of its kind."""
        values = super().default_get(names)
        if "date_from" in names and "date_from" not in values:
            kind = values.get("kind", "month")
            today = self._company_today(self.env.company)
            span = metrics.previous(kind, metrics.period(kind, today))
            values.update(date_from=span.first, date_to=span.last)
        return values

    @api.onchange("kind", "date_from")
    def _onchange_period(self):
        """A day is enough: the period that it is in."""
        if self.kind and self.date_from:
            span = metrics.period(self.kind, self.date_from)
            self.date_from, self.date_to = span.first, span.last

    # ------------------------------------------------------------------ what may be changed

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_steps(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Steps follow from the buttons; what a frozen review is about stays."""
        self._refuse_steps(vals)
        if _ABOUT & set(vals) and set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._(
                    "This review is frozen: its period and its customer stay. Make another review "
                    "for other days."
                )
            )
        return super().write(vals)

    def _refuse_steps(self, vals):
        if not self.env.su and _STEPS & set(vals):
            raise UserError(self.env._("Use “Freeze” and “Sign Off” to take a review further."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if set(self.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._("A frozen review is kept: others rest on it. Only drafts are deleted.")
            )

    # ------------------------------------------------------------------ steps

    def action_freeze(self):
        """Counts the figures of drafts as of now, and stores them; others stay as they are."""
        self.check_access("write")
        for review in self.filtered(lambda r: r.state == "draft"):
            review._freeze()

    def _freeze(self):
        """Once: whoever comes second waits, and finds it done."""
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state != "draft":
            return
        # sudo: a manager may freeze; nobody writes the columns and figures by hand
        review = self.sudo()
        # a quarter's cases are sorted in memory, not on disk: a third of the time
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        review._refresh_outcomes()
        review.write({"as_of": self.env["order.outcome"]._settle(review.company_id)})
        values = review._compute(
            review.company_id,
            review.date_from,
            review.date_to,
            review.as_of,
            review.partner_id or None,
        )
        self.env["order.review.figure"]._store(review, values)
        review.write({"state": "frozen"})
        review._find()

    def _refresh_outcomes(self):
        """What happened since the job last looked counts, too (superuser)."""
        Due, Outcome = self.env["order.outcome.due"], self.env["order.outcome"]
        self.env["order.outcome.mark"]._notice()
        waiting = Due.search_count(
            [("order_id", "!=", False), ("due_at", "<=", fields.Datetime.now())], limit=_MOST + 1
        )
        if waiting > _MOST:
            raise UserError(
                self.env._(
                    "The outcomes of many orders are still being counted. Freeze the review when "
                    "that is over, in an hour or so."
                )
            )
        while ids := Due._take(_BATCH):
            in_parts(self.env.cr, ids, Outcome._refresh, Due._failed)

    def action_sign(self):
        """Somebody stands for it: figures and findings were read."""
        self.check_access("write")
        if set(self.mapped("state")) == {"draft"}:
            raise UserError(self.env._("Freeze the review first: only then its figures stay."))
        frozen = self.filtered(lambda r: r.state == "frozen")
        # sudo: after the check above; the state is not written by hand
        frozen.sudo().write(
            {"state": "signed", "signed_by": self.env.uid, "signed_at": fields.Datetime.now()}
        )
        frozen.activity_feedback(["order_tracking_feedback.mail_activity_review"])
