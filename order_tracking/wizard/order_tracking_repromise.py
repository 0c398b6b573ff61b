from odoo import fields, models
from odoo.exceptions import UserError


class OrderTrackingRepromise(models.TransientModel):
    _name = "order.tracking.repromise"
    _description = "New Promise"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    last_at = fields.Datetime(
        related="order_id.promise_last_at", string="Promised Until Now", related_sudo=False
    )
    date = fields.Datetime("New Date", required=True)
    reason = fields.Char(required=True, help="The customer may read this on the tracking page.")

    def action_promise(self):
        self.ensure_one()
        if self.date < fields.Datetime.now():
            raise UserError(
                self.env._("The new date is in the past. Promise a date that is still to come.")
            )
        self.order_id._tracking_repromise(self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}
