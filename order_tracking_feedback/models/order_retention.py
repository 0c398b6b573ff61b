from odoo import api, models


class OrderRetention(models.AbstractModel):
    _inherit = "order.retention"

    @api.model
    def _kinds(self):
        return [*super()._kinds(), ("order_history_months", "order.history.import")]
