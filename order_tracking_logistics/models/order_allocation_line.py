from odoo import fields, models


class OrderAllocationLine(models.Model):
    """How much of an order's line comes from a warehouse, by a proposal."""

    _name = "order.allocation.line"
    _description = "Allocation Line"
    _order = "allocation_id, date, id"
    _log_access = False

    allocation_id = fields.Many2one(
        "order.allocation", required=True, readonly=True, ondelete="cascade", index=True
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one("product.product", readonly=True, required=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, required=True)
    quantity = fields.Float(readonly=True, digits="Product Unit", help="In the product's unit.")
    date = fields.Date("Leaves", readonly=True)
    company_id = fields.Many2one(related="allocation_id.company_id")
