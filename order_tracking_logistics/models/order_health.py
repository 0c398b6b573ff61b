from odoo import api, models

from .. import health_reading
from ..presentation import health_words


class OrderHealth(models.TransientModel):
    """Queue, sources, inbox and questions are on the health page."""

    _inherit = "order.health"

    @api.model
    def _addons(self):
        return [*super()._addons(), "order_tracking_logistics"]

    @api.model
    def _readers(self):
        return super()._readers() | {
            "queue": lambda: health_reading.read_queue(self.env),
            "sources": lambda: health_reading.read_sources(self.env),
            "inbox": lambda: health_reading.read_inbox(self.env),
            "asking": lambda: health_reading.read_asking(self.env),
        }

    @api.model
    def _words(self):
        names, sentences = super()._words()
        return names | health_words.NAMES, sentences | health_words.SENTENCES
