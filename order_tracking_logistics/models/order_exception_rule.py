from odoo import fields, models

from .order_exception import PARCEL_KINDS
from .order_exception_dispatch import DISPATCH_KINDS

_OURS = [*PARCEL_KINDS, *DISPATCH_KINDS]


class OrderExceptionRule(models.Model):
    _inherit = "order.exception.rule"

    kind = fields.Selection(
        selection_add=_OURS, ondelete={code: "cascade" for code, _label in _OURS}
    )
