from odoo import fields, models


class OrderShipmentLine(models.Model):
    """How much of an order line is in a parcel, where that is known."""

    _name = "order.shipment.line"
    _description = "Shipment Content"
    _inherit = ["order.made"]
    _rec_name = "sale_line_id"
    _check_company_auto = True

    shipment_id = fields.Many2one("order.shipment", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="shipment_id.company_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        required=True,
        check_company=True,
        index=True,
        ondelete="cascade",
    )
    quantity = fields.Float(digits="Product Unit", required=True)

    _line_uniq = models.UniqueIndex("(shipment_id, sale_line_id)")
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity in a parcel must be greater than zero."
    )
