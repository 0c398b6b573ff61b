from odoo import api, models


class OrderTrackingWatch(models.Model):
    """The job that looks at orders also opens and ends their acceptances."""

    _inherit = "order.tracking.watch"

    @api.model
    def _cron_look(self, batch=500):
        """First the leaders are told of complaints that nobody answered or resolved in time."""
        cron = self.env["ir.cron"]
        while told := self.env["order.complaint"]._escalate(batch):
            if not cron._commit_progress(told, remaining=1):
                return
        super()._cron_look(batch)

    @api.model
    def _look(self, order_ids):
        result = super()._look(order_ids)
        self._mark(self.env["sale.order"].browse(order_ids)._acceptance_sync())
        return result
