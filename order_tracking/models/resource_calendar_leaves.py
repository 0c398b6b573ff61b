from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    # Only public holidays (no resource) are part of the cached working clock; one person's
    # time off is far more frequent and must not empty every worker's cache.

    def _tracking_forget_clock(self):
        if not all(leave.resource_id for leave in self):
            self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._tracking_forget_clock()
        return leaves

    def write(self, vals):
        self._tracking_forget_clock()
        result = super().write(vals)
        self._tracking_forget_clock()
        return result

    def unlink(self):
        self._tracking_forget_clock()
        return super().unlink()
