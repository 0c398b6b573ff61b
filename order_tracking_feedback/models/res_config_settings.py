from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_acceptance_enabled = fields.Boolean(
        related="company_id.order_acceptance_enabled", readonly=False
    )
    order_acceptance_days = fields.Integer(
        related="company_id.order_acceptance_days", readonly=False
    )
    order_feedback_enabled = fields.Boolean(
        related="company_id.order_feedback_enabled", readonly=False
    )
    order_feedback_delay = fields.Integer(related="company_id.order_feedback_delay", readonly=False)
    order_feedback_gap = fields.Integer(related="company_id.order_feedback_gap", readonly=False)
    order_feedback_complaint = fields.Boolean(
        related="company_id.order_feedback_complaint", readonly=False
    )
    order_notice_afterwards = fields.Boolean(
        related="company_id.order_notice_afterwards", readonly=False
    )
    order_complaint_reopen_days = fields.Integer(
        related="company_id.order_complaint_reopen_days", readonly=False
    )
    order_words_months = fields.Integer(related="company_id.order_words_months", readonly=False)
    order_history_months = fields.Integer(related="company_id.order_history_months", readonly=False)
    order_photos_months = fields.Integer(related="company_id.order_photos_months", readonly=False)
    order_review_people = fields.Boolean(related="company_id.order_review_people", readonly=False)
    order_restock_service = fields.Float(related="company_id.order_restock_service", readonly=False)
    order_restock_days = fields.Integer(related="company_id.order_restock_days", readonly=False)
    order_restock_lead_days = fields.Integer(
        related="company_id.order_restock_lead_days", readonly=False
    )
    order_review_week_user_ids = fields.Many2many(
        related="company_id.order_review_week_user_ids", readonly=False
    )
    order_review_month_user_ids = fields.Many2many(
        related="company_id.order_review_month_user_ids", readonly=False
    )
    order_review_quarter_user_ids = fields.Many2many(
        related="company_id.order_review_quarter_user_ids", readonly=False
    )
    order_review_week = fields.Boolean(related="company_id.order_review_week", readonly=False)
    order_review_month = fields.Boolean(related="company_id.order_review_month", readonly=False)
    order_review_quarter = fields.Boolean(related="company_id.order_review_quarter", readonly=False)
    order_review_user_id = fields.Many2one(
        related="company_id.order_review_user_id", readonly=False
    )
