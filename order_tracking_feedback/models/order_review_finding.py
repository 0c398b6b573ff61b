from odoo import fields, models


class OrderReviewFinding(models.Model):
    """What a review found that somebody should look at, in a sentence with its figures."""

    _name = "order.review.finding"
    _description = "Finding of a Review"
    _order = "review_id, rank, id"
    _log_access = False

    review_id = fields.Many2one("order.review", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    rank = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("lost_hours", "Lost Hours"),
            ("slower", "Stage Became Slower"),
            ("stands_out", "Stands Out"),
            ("demand", "Demand Moved"),
        ],
        required=True,
        readonly=True,
    )
    metric = fields.Char(readonly=True)
    dimension = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    subject_name = fields.Char(readonly=True)
    data = fields.Json(readonly=True, help="The figures of the sentence.")
    text = fields.Char("Finding", compute="_compute_text")
    improvement_ids = fields.One2many("order.improvement", "finding_id", "Actions")

    _review_idx = models.Index("(review_id, rank)")

    def _compute_text(self):
        self.text = ""
