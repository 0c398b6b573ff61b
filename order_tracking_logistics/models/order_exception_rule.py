from odoo import fields, models

from .order_exception import PARCEL_KINDS


class OrderExceptionRule(models.Model):
    _inherit = "order.exception.rule"

    kind = fields.Selection(
        selection_add=PARCEL_KINDS, ondelete={code: "cascade" for code, _label in PARCEL_KINDS}
    )
