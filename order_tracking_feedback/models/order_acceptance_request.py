from odoo import models


class OrderAcceptance(models.Model):
    """Who has counted what arrived is asked, some days later, how it was."""

    _inherit = "order.acceptance"

    def _answer(self, answers, by, teller=None, key=None):
        was_open = self.state == "open"
        result = super()._answer(answers, by, teller, key)
        if was_open and self.state != "open":
            self.env["order.feedback.request"]._plan(self.order_id.ids, self.answered_at)
        return result
