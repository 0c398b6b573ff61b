from odoo import fields, models


class TrackingConnector(models.Model):
    _inherit = "tracking.connector"

    code = fields.Selection(
        selection_add=[("example", "Example Parcels")], ondelete={"example": "cascade"}
    )
