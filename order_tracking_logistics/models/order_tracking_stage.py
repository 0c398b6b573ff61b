from odoo import fields, models


class OrderTrackingStage(models.Model):
    """A flow may wait for the carrier's word instead of Odoo's document that goods left."""

    _inherit = "order.tracking.stage"

    trigger = fields.Selection(
        selection_add=[("shipped", "Shipped (the carrier's first scan)"), ("manual",)],
        ondelete={"shipped": "set default"},
    )
