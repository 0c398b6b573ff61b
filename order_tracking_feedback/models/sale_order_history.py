from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """Orders that were loaded from another system's history."""

    _inherit = "sale.order"

    history_import_id = fields.Many2one(
        "order.history.import",
        "Imported With",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="This order was loaded from another system's history: nothing follows from it.",
    )

    # an order of a file is loaded once, however often the file or another one with it is
    _history_uniq = models.UniqueIndex(
        "(company_id, name) WHERE history_import_id IS NOT NULL",
        "An order of this number was imported before.",
    )

    @api.model
    def _order_made(self):
        """Only the import says of an order that it came with it: nothing would follow from it."""
        return super()._order_made() | {"history_import_id"}

    def _history_remove(self):
        """Removes these orders with all that was told of them (superuser)."""
        self.env.cr.execute(
            SQL("UPDATE sale_order SET state = 'cancel' WHERE id = ANY(%s)", self.ids)
        )
        self.invalidate_recordset()
        self.order_line.invalidate_recordset()
        self.unlink()


class SaleOrderLine(models.Model):
    """What another system has delivered and invoiced is not invoiced again."""

    _inherit = "sale.order.line"

    def _compute_qty_to_invoice(self):
        old = self.filtered("order_id.history_import_id")
        old.qty_to_invoice = 0
        return super(SaleOrderLine, self - old)._compute_qty_to_invoice()
