from odoo import models


class OrderException(models.Model):
    """Root causes and owners change without the journal: outcomes find them by when."""

    _inherit = "order.exception"

    _changed_idx = models.Index("(company_id, write_date)")
