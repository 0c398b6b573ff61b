from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_notice_parcels = fields.Boolean(
        "Parcels",
        default=True,
        help="Also when the carrier has a parcel, brings it, or keeps it at a pickup point.",
    )
