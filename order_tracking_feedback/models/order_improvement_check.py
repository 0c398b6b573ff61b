from odoo import fields, models
from odoo.exceptions import UserError

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
    before_value = fields.Float("Before", readonly=True, digits=False, aggregator=None)
    before_low = fields.Float("Before: 95 % From", readonly=True, digits=False, aggregator=None)
    before_high = fields.Float("Before: 95 % To", readonly=True, digits=False, aggregator=None)
    after_n = fields.Integer("After: Cases", readonly=True)
    after_value = fields.Float("After", readonly=True, digits=False, aggregator=None)
    after_low = fields.Float("After: 95 % From", readonly=True, digits=False, aggregator=None)
    after_high = fields.Float("After: 95 % To", readonly=True, digits=False, aggregator=None)
    unit = fields.Char(readonly=True)

    _once_uniq = models.UniqueIndex("(improvement_id, review_id)")

    def write(self, vals):
        raise UserError(self.env._("What a review said about an action stays as it was."))
