from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    cutoff_ids = fields.One2many("order.dispatch.cutoff", "warehouse_id", "Cut-off Times")

    def _dispatch_tz(self):
        """Name of the time zone whose clocks hang in the warehouse."""
        # sudo: the zone of an address is no secret
        own = self.sudo()
        return own.partner_id.tz or own.company_id.partner_id.tz or "UTC"
