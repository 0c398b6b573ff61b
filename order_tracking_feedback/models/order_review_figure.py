from odoo import fields, models


class OrderReviewFigure(models.Model):
    """One figure of a review: of everybody (no dimension) or of one subject. Stored, frozen."""

    _name = "order.review.figure"
    _description = "Figure of a Review"
    _order = "review_id, sequence, id"
    _log_access = False

    review_id = fields.Many2one("order.review", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    metric = fields.Char(required=True, readonly=True, help="Key in the catalogue of metrics.")
    statistic = fields.Char(readonly=True, help="p50, p90, p99 of quantiles; else empty.")
    dimension = fields.Char(readonly=True, help="Column that it is split by; empty: everybody.")
    subject = fields.Char(readonly=True, help="The dimension's value: an id or a code, as text.")
    subject_name = fields.Char(readonly=True, help="As it was called then.")
    unit = fields.Char(readonly=True)
    n = fields.Integer("Cases", readonly=True)
    hits = fields.Float(readonly=True, digits=False)
    value = fields.Float(readonly=True, digits=False, aggregator=None)
    low = fields.Float("95 % From", readonly=True, digits=False, aggregator=None)
    high = fields.Float("95 % To", readonly=True, digits=False, aggregator=None)
    has_value = fields.Boolean(readonly=True, help="No: there are no data.")
    previous_n = fields.Integer(readonly=True)
    previous_value = fields.Float(readonly=True, digits=False, aggregator=None)
    previous_low = fields.Float(readonly=True, digits=False, aggregator=None)
    previous_high = fields.Float(readonly=True, digits=False, aggregator=None)
    year_n = fields.Integer(readonly=True)
    year_value = fields.Float(readonly=True, digits=False, aggregator=None)
    year_low = fields.Float(readonly=True, digits=False, aggregator=None)
    year_high = fields.Float(readonly=True, digits=False, aggregator=None)

    _review_uniq = models.UniqueIndex(
        "(review_id, metric, statistic, dimension, subject) NULLS NOT DISTINCT"
    )
