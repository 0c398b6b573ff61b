from odoo import api, models

AGREED = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "name",
    "product_no_variant_attribute_value_ids",
    "product_custom_attribute_value_ids",
    "collapse_prices",
    "collapse_composition",
}


class SaleOrderLine(models.Model):
    """A change of a line of a confirmed order asks for the next revision of its receipt."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._receipt_want()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not AGREED.isdisjoint(vals):
            self.order_id._receipt_want()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._receipt_want()
        return result
