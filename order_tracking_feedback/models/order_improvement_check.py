from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from odoo.addons.order_tracking.presentation.shared import say_percent

from ..metrics import verdict

VERDICTS = [
    (verdict.WORKED, "Worked"),
    (verdict.NO_EFFECT, "No Effect"),
    (verdict.WORSE, "Worse"),
    (verdict.TOO_EARLY, "Too Early"),
]


class OrderImprovementCheck(models.Model):
    """What one review said about an action: the figure before and after. Never changed."""

    _name = "order.improvement.check"
    _description = "Check of an Improvement"
    _order = "date_to desc, id desc"
    _log_access = False

    improvement_id = fields.Many2one(
        "order.improvement", "Action", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="improvement_id.company_id", store=True)
    review_id = fields.Many2one(
        "order.review", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_to = fields.Date(readonly=True, help="The last day of the review's period.")
    changed_on = fields.Date(readonly=True, help="As it was then.")
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    before_to = fields.Date("Before: Until", readonly=True, help="Last day of the period before.")
    before_n = fields.Integer("Before: Cases", readonly=True)
    before_value = fields.Float("Before: Value", readonly=True, digits=False, aggregator=None)
    before_low = fields.Float("Before: 95% From", readonly=True, digits=False, aggregator=None)
    before_high = fields.Float("Before: 95% To", readonly=True, digits=False, aggregator=None)
    after_n = fields.Integer("After: Cases", readonly=True)
    after_value = fields.Float("After: Value", readonly=True, digits=False, aggregator=None)
    after_low = fields.Float("After: 95% From", readonly=True, digits=False, aggregator=None)
    after_high = fields.Float("After: 95% To", readonly=True, digits=False, aggregator=None)
    unit = fields.Char(readonly=True)
    before = fields.Char(compute="_compute_told")
    after = fields.Char(compute="_compute_told")

    _once_uniq = models.UniqueIndex("(improvement_id, review_id)")

    @api.depends_context("lang")
    def _compute_told(self):
        """Value, interval and cases in the reader's language."""
        for check in self:
            check.before = check._say("before")
            check.after = check._say("after")

    def _say(self, which):
        n, value, low, high = (self[f"{which}_{name}"] for name in ("n", "value", "low", "high"))
        if not n:
            return self.env._("no data")
        words = {"n": n, "value": self._number(value), "low": self._number(low)}
        if low == high and low != value:  # told without an interval
            return self.env._("%(value)s (n = %(n)s)", n=n, value=words["value"])
        return self.env._(
            "%(value)s (%(low)s to %(high)s, n = %(n)s)", **words, high=self._number(high)
        )

    def _number(self, value):
        if self.unit == "percent":
            return say_percent(self.env, round(value, 1))
        said = formatLang(self.env, value, digits=1)
        return f"{said} h" if self.unit == "hours" else said

    def write(self, vals):
        raise UserError(self.env._("What a review said about an action stays as it was."))
