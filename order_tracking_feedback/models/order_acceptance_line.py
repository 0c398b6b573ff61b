from odoo import fields, models

PROBLEMS = [
    ("missing", "Missing"),
    ("damaged", "Damaged"),
    ("defective", "Does not work"),
    ("wrong", "Wrong item"),
    ("other", "Something else"),
]


class OrderAcceptanceLine(models.Model):
    """What the customer found of one order line."""

    _name = "order.acceptance.line"
    _description = "Line of an Acceptance"
    _order = "acceptance_id, id"

    acceptance_id = fields.Many2one(
        "order.acceptance", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="acceptance_id.company_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float("Arrived", readonly=True, digits="Product Unit", help="By our records.")
    good_quantity = fields.Float("Good", readonly=True, digits="Product Unit")
    problem = fields.Selection(PROBLEMS, readonly=True)
    note = fields.Text("Customer's Note", readonly=True)
    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Photos",
        domain=[("res_model", "=", "order.acceptance.line"), ("res_field", "=", False)],
        readonly=True,
    )

    _line_uniq = models.UniqueIndex("(acceptance_id, sale_line_id)")

    def _bad(self):
        """How many of those that arrived by our records are not as they should be."""
        return max(self.quantity - self.good_quantity, 0.0)

    def _surplus(self):
        """How many more there are than arrived by our records."""
        return max(self.good_quantity - self.quantity, 0.0)

    def _problem(self):
        return self.problem or ("surplus" if self._surplus() else "other")

    def _keep(self, answer):
        """What the customer said about this line (superuser).

        :param answer: ``acceptance.Answer``.
        """
        self.ensure_one()
        self.write(
            {
                "good_quantity": answer.good,
                "problem": answer.problem or False,
                "note": answer.note or False,
            }
        )
        self.env["ir.attachment"]._keep_photos(self, answer.photos)
