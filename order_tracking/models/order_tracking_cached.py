from odoo import api, models


class OrderTrackingCached(models.AbstractModel):
    """What is kept in memory of such records is forgotten when any of them changes."""

    _name = "order.tracking.cached"
    _description = "Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
