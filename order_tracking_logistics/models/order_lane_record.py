from odoo import api, fields, models

from .. import carrier_record
from .tracking_connector import utcnow


class OrderLane(models.Model):
    """How carriers fared on a route, beside how long they took."""

    _inherit = "order.lane"

    kind = fields.Selection(
        selection_add=[
            ("on_time", "Arrived as promised"),
            ("lost", "Lost on the way"),
            ("damaged", "Damaged on the way"),
        ],
        ondelete=dict.fromkeys(carrier_record.RECORDS, "cascade"),
    )

    @api.model
    def _learn(self):
        """After the times, which remove what is old."""
        done = super()._learn()
        carrier_record.learn(self.env, utcnow())
        return done

    @api.depends("kind", "values", "count")
    def _compute_share(self):
        counted = self.filtered(lambda lane: lane.kind in carrier_record.RECORDS)
        for lane in counted:
            lane.share = lane.values[0] / lane.count if lane.count else 0.0
        return super(OrderLane, self - counted)._compute_share()
