from odoo import fields, models


class OrderTrackingStage(models.Model):
    """A flow may end with the customer's word instead of the goods' arrival."""

    _inherit = "order.tracking.stage"

    trigger = fields.Selection(
        selection_add=[("accepted", "Accepted by the customer"), ("manual",)],
        ondelete={"accepted": "set default"},
    )
