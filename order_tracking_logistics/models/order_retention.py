from odoo import api, models


class OrderRetention(models.AbstractModel):
    _inherit = "order.retention"

    @api.model
    def _kinds(self):
        return [
            *super()._kinds(),
            ("order_message_months", "tracking.message"),
            ("order_scan_months", "order.scan"),
        ]
