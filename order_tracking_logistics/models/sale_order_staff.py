from odoo import api, models

STAFF = frozenset({"allocation_changes", "allocation_id", "allocation_kind", "allocation_text"})


class SaleOrder(models.Model):
    """From where an order is best sent is nothing that its customer reads."""

    _inherit = "sale.order"

    @api.model
    def _tracking_staff_fields(self):
        return super()._tracking_staff_fields() | STAFF
