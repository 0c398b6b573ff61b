from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    allocation_enabled = fields.Boolean(
        "Sends Any Order",
        default=True,
        help="Open orders may be given to this warehouse and taken from it, by what is in stock, "
        "by distance and by capacity.",
    )
    daily_capacity = fields.Integer(
        "Deliveries a Day",
        help="How many deliveries this warehouse can send on a working day. 0: any number.",
    )

    _daily_capacity_positive = models.Constraint(
        "CHECK (daily_capacity >= 0)", "Enter 0 or more deliveries a day; 0 means any number."
    )
