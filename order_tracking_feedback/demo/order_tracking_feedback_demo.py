from odoo import api, models

from . import said


class OrderTrackingFeedbackDemo(models.AbstractModel):
    """Makes what demo customers said, by Odoo's own methods."""

    _name = "order.tracking.feedback.demo"
    _description = "Order Tracking Feedback Demo Data"

    @api.model
    def _create_feedback(self):
        """Called once, when the demo data are loaded."""
        said.create_all(self.env)
