from odoo import fields, models

from ..presentation.acceptance import say_answered

ANSWERED, ACCEPTED = "acceptance_answered", "accepted"


class OrderTrackingEvent(models.Model):
    _inherit = "order.tracking.event"

    kind = fields.Selection(
        selection_add=[
            (ANSWERED, "Customer counted what arrived"),
            (ACCEPTED, "Accepted in full"),
        ],
        # what happened stays told when the addon that told it is gone
        ondelete=dict.fromkeys((ANSWERED, ACCEPTED), lambda events: None),
    )

    def _detail(self, lines):
        if self.kind == ANSWERED and self.data:
            return say_answered(self.env, self.data)
        return super()._detail(lines)
