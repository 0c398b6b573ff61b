from odoo import api, models

from .. import health_reading
from ..presentation import health_words


class OrderHealth(models.TransientModel):
    """Outcomes and reviews are on the health page."""

    _inherit = "order.health"

    @api.model
    def _addons(self):
        return [*super()._addons(), "order_tracking_feedback"]

    @api.model
    def _readers(self):
        return super()._readers() | {
            "outcomes": lambda: health_reading.read_outcomes(self.env),
            "reviews": lambda: health_reading.read_reviews(self.env),
        }

    @api.model
    def _words(self):
        names, sentences = super()._words()
        return names | health_words.NAMES, sentences | health_words.SENTENCES
