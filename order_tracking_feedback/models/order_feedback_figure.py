from odoo import fields, models


class OrderFeedbackFigure(models.TransientModel):
    """One figure of one group."""

    _name = "order.feedback.figure"
    _description = "Figure of Satisfaction"

    group = fields.Char(readonly=True)
    figure = fields.Selection(
        [
            ("product", "Product: satisfied (%)"),
            ("delivery", "Delivery: satisfied (%)"),
            ("service", "Service: satisfied (%)"),
            ("nps", "Net Promoter Score"),
        ],
        readonly=True,
    )
    n = fields.Integer("Answers", readonly=True)
    value = fields.Float(readonly=True, digits=(16, 1))
    low = fields.Float("95% From", readonly=True, digits=(16, 1))
    high = fields.Float("95% To", readonly=True, digits=(16, 1))
