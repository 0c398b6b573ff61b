from datetime import timedelta

from odoo import api, fields, models

from .. import metrics


class OrderReviewDemo(models.AbstractModel):
    """Makes the reviews of the demo data, and an action."""

    _name = "order.review.demo"
    _description = "Demo Data of Reviews"

    @api.model
    def _create_reviews(self):
        """Called once, when the demo data are loaded: the month before, and this one until now."""
        today = fields.Date.context_today(self)
        reviews = self.env["order.review"]
        for day in (today.replace(day=1) - timedelta(days=1), today):
            span = metrics.period("month", day)
            reviews += reviews.create({"date_from": span.first, "date_to": span.last})
        reviews.action_freeze()
        for finding in reviews.finding_ids[:1]:
            finding.action_improve()
