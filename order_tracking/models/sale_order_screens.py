from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the screens of the staff need of an order; nothing here is stored."""

    _inherit = "sale.order"

    tracking_team_id = fields.Many2one(
        "order.tracking.team", "Next Step's Team", compute="_compute_tracking_owner"
    )
    tracking_user_id = fields.Many2one(
        "res.users", "Next Step's Owner", compute="_compute_tracking_owner"
    )

    exception_count = fields.Integer("Open Exceptions", compute="_compute_exception_count")

    # a customer's form: what they wait for, and what they ordered of late
    _customer_open_idx = models.Index("(partner_id) WHERE tracking_state = 'running'")
    _customer_idx = models.Index("(partner_id, date_order)")

    def _compute_exception_count(self):
        counts = dict(
            self.env["order.exception"]._read_group(
                [("order_id", "in", self.ids), ("state", "!=", "closed")],
                ["order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.exception_count = counts.get(order, 0)

    @api.depends("tracking_stage_id")
    def _compute_tracking_owner(self):
        # sudo: who owns the next step is part of the timeline of an order that may be read
        current = (
            self.env["order.tracking.milestone"]
            .sudo()
            .search([("order_id", "in", self.ids), ("state", "=", "current")])
        )
        milestones = {(m.order_id.id, m.stage_id): m for m in current}
        for order in self:
            milestone = milestones.get((order.id, order.sudo().tracking_stage_id), current.browse())
            order.tracking_team_id = milestone.holder_id or milestone.team_id
            order.tracking_user_id = milestone.user_id

    @api.model
    def get_views(self, views, options=None):
        """Odoo's own order form counts invoices. Staff who may not read them (a warehouse)
        get our form instead, wherever no certain form is asked for."""
        if self._tracking_form_only():
            form = self.env.ref("order_tracking.sale_order_view_tracking_form").id
            views = [(form if kind == "form" and not view else view, kind) for view, kind in views]
        return super().get_views(views, options)

    @api.model
    def _tracking_form_only(self):
        return self.env["order.tracking.milestone"].has_access("read") and not self.env[
            "account.move.line"
        ].has_access("read")

    def action_tracking_exceptions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_exception_action"
        )
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "views": [(False, "list"), (False, "form")],
            "context": {"search_default_open": 1, "search_default_snoozed": 1},
        }

    def action_tracking_sale_form(self):
        """From the tracking form to Odoo's own, with prices and invoices."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.id,
            "view_mode": "form",
            "view_id": self.env.ref("sale.view_order_form").id,
        }
