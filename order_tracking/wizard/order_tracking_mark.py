from odoo import api, fields, models

from ..timeline.flow import MARKABLE


class OrderTrackingMark(models.TransientModel):
    _name = "order.tracking.mark"
    _description = "Mark Stage"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    stage_ids = fields.Many2many(
        "order.tracking.stage", string="Open Stages", compute="_compute_stage_ids"
    )
    stage_id = fields.Many2one(
        "order.tracking.stage", required=True, domain="[('id', 'in', stage_ids)]"
    )
    happened_at = fields.Datetime("Happened", required=True, default=fields.Datetime.now)
    note = fields.Char(help="Who says so, the name of the receiver, a reference: what you rest on.")

    @api.depends("order_id")
    def _compute_stage_ids(self):
        for wizard in self:
            # sudo: the milestones of an order that the reader may read
            order = wizard.order_id._filtered_access("read").sudo()
            milestones = order.milestone_ids.filtered(
                lambda m: m.state in ("pending", "current") and m.stage_id.trigger in MARKABLE
            )
            wizard.stage_ids = milestones.stage_id

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["sale.order"].browse(values.get("order_id"))
        offered = self.new({"order_id": order.id}).stage_ids.ids
        if values.get("stage_id") not in offered:
            values["stage_id"] = offered[0] if offered else False
        return values

    def action_mark(self):
        self.ensure_one()
        now = fields.Datetime.now()
        at = self.happened_at if self.happened_at < now.replace(second=0) else None
        self.order_id._tracking_mark(self.stage_id, at=at, note=self.note or "")
        return {"type": "ir.actions.act_window_close"}
