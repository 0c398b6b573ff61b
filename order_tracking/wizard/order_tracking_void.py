from odoo import fields, models

from ..cold import EventReference


class OrderTrackingVoid(models.TransientModel):
    _name = "order.tracking.void"
    _description = "Void Event"

    event_id = EventReference("order.tracking.event", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_void(self):
        self.ensure_one()
        self.event_id.order_id._tracking_void(self.event_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
