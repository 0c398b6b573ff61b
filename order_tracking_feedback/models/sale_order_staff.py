from odoo import api, models

STAFF = frozenset({"complaint_count", "feedback_count", "history_import_id"})


class SaleOrder(models.Model):
    """Our own counts, and from which file an order came, are nothing that its customer reads."""

    _inherit = "sale.order"

    @api.model
    def _tracking_staff_fields(self):
        return super()._tracking_staff_fields() | STAFF
