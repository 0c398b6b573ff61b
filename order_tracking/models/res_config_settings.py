from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_verification_mode = fields.Selection(
        related="company_id.order_verification_mode", readonly=False
    )
    order_audit_team_id = fields.Many2one(related="company_id.order_audit_team_id", readonly=False)
    order_audit_hours = fields.Float(related="company_id.order_audit_hours", readonly=False)
    order_audit_four_eyes = fields.Boolean(
        related="company_id.order_audit_four_eyes", readonly=False
    )
    order_receipt_enabled = fields.Boolean(
        related="company_id.order_receipt_enabled", readonly=False
    )
    order_receipt_sla_hours = fields.Float(
        related="company_id.order_receipt_sla_hours", readonly=False
    )
    order_receipt_sms = fields.Boolean(related="company_id.order_receipt_sms", readonly=False)
    order_receipt_next = fields.Html(related="company_id.order_receipt_next", readonly=False)
    order_receipt_footer = fields.Html(related="company_id.order_receipt_footer", readonly=False)
    order_notice_enabled = fields.Boolean(related="company_id.order_notice_enabled", readonly=False)
    order_notice_problems = fields.Boolean(
        related="company_id.order_notice_problems", readonly=False
    )
    order_notice_sms = fields.Boolean(related="company_id.order_notice_sms", readonly=False)
    order_notice_window = fields.Integer(related="company_id.order_notice_window", readonly=False)
    order_notice_per_day = fields.Integer(related="company_id.order_notice_per_day", readonly=False)
    order_notice_quiet_from = fields.Float(
        related="company_id.order_notice_quiet_from", readonly=False
    )
    order_notice_quiet_until = fields.Float(
        related="company_id.order_notice_quiet_until", readonly=False
    )
    order_lookup_enabled = fields.Boolean(related="company_id.order_lookup_enabled", readonly=False)
    order_archive_months = fields.Integer(related="company_id.order_archive_months", readonly=False)
    order_intake_months = fields.Integer(related="company_id.order_intake_months", readonly=False)
    order_notice_months = fields.Integer(related="company_id.order_notice_months", readonly=False)
    order_lookup_url = fields.Char("Link for Your Website", compute="_compute_order_lookup_url")
    order_notice_replaces_odoo = fields.Boolean(
        "Odoo's Own Delivery E-mail", related="company_id.stock_move_email_validation"
    )

    @api.depends("company_id")
    def _compute_order_lookup_url(self):
        for settings in self:
            settings.order_lookup_url = settings.company_id._order_lookup_url()

    def action_order_first_steps(self):
        """The panel of first steps is back; the page that has it."""
        self.env["onboarding.onboarding"].order_tracking_reopen()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.sale_order_action_by_stage"
        )
