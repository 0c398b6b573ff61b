from odoo import fields, models


class OrderTrackingStage(models.Model):
    _inherit = "order.tracking.stage"

    # the name of the trigger is the kind of event that reaches the stage
    trigger = fields.Selection(
        selection_add=[("inspected", "Inspected"), ("manual",)],
        ondelete={"inspected": "set default"},
    )
