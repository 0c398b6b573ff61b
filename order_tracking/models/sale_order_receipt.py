from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    receipt_ids = fields.One2many("order.receipt", "order_id", "Receipts", readonly=True)
    current_receipt_id = fields.Many2one(
        "order.receipt", "Receipt", copy=False, readonly=True, ondelete="set null"
    )
    receipt_due_at = fields.Datetime(
        "Receipt Wanted Since",
        copy=False,
        readonly=True,
        help="Set by the confirmation and by changes of what was agreed; a job prepares it.",
    )
    receipt_retry_at = fields.Datetime(copy=False, readonly=True)
    receipt_attempts = fields.Integer(copy=False, readonly=True)
    receipt_error = fields.Char("Receipt Problem", copy=False, readonly=True)

    _receipt_due_idx = models.Index("(receipt_due_at) WHERE receipt_due_at IS NOT NULL")
