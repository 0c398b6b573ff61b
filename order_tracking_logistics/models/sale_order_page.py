from odoo import models

from .. import presentation


class SaleOrder(models.Model):
    """What the customer's page says about the parcels of an order."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token):
        page = super()._tracking_page_values(full=full, token=token)
        return {**page, "parcels": presentation.parcels_of_page(self, full=full)}
