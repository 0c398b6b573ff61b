from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..returns import Claim

OUTCOMES = [
    ("refund", "Refund"),
    ("replacement", "Replacement"),
    ("repair", "Repair"),
    ("credit", "Store credit"),
    ("refusal", "Refused: goes back to the customer"),
]
WISHES = [outcome for outcome in OUTCOMES if outcome[0] != "refusal"]
GRADES = [("a", "A: as new"), ("b", "B: opened or used"), ("c", "C: damaged"), ("scrap", "Scrap")]
# What staff may change, by the state of the return; everything else is done by steps.
EDITABLE = {
    "requested": {"approved_quantity", "fee_percent"},
    "received": {"graded_quantity", "grade", "inspection_note", "outcome", "fee_percent"},
    "inspected": {"outcome", "fee_percent"},
}


class OrderReturnLine(models.Model):
    """Goods of one delivery that a customer gives back; quantities in the product's unit."""

    _name = "order.return.line"
    _description = "Line of a Return"
    _order = "return_id, id"

    return_id = fields.Many2one(
        "order.return", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="return_id.state")
    company_id = fields.Many2one(related="return_id.company_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", required=True, readonly=True, index=True
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    move_id = fields.Many2one(
        "stock.move", "Came With", required=True, readonly=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    reason_id = fields.Many2one("order.return.reason", required=True, readonly=True)
    wish = fields.Selection(WISHES, "Customer Wants", required=True, readonly=True)
    note = fields.Text("Customer's Note", readonly=True)
    quantity = fields.Float("Asked", required=True, readonly=True, digits="Product Unit")
    approved_quantity = fields.Float("Approved", digits="Product Unit")
    received_quantity = fields.Float("Received", readonly=True, digits="Product Unit")
    graded_quantity = fields.Float("Inspected", digits="Product Unit")
    grade = fields.Selection(GRADES)
    inspection_note = fields.Text("What Was Found")
    outcome = fields.Selection(OUTCOMES)
    fee_percent = fields.Float("Restocking Fee (%)")
    transfer_move_ids = fields.One2many("stock.move", "order_return_line_id", readonly=True)
    credit_line_ids = fields.One2many("account.move.line", "order_return_line_id", readonly=True)
    repair = fields.Reference(selection="_repair_models", readonly=True, copy=False)
    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Photos",
        domain=[("res_model", "=", "order.return.line"), ("res_field", "=", False)],
        readonly=True,
    )

    _asked_positive = models.Constraint(
        "CHECK (quantity > 0)", "At least something must go back: enter a quantity."
    )
    _fee_range = models.Constraint(
        "CHECK (fee_percent BETWEEN 0 AND 100)", "A restocking fee is 0 to 100%."
    )

    @api.model
    def _repair_models(self):
        """The repair order is Odoo's own, where that app is installed."""
        return [("repair.order", "Repair Order")] if "repair.order" in self.env else []

    @api.constrains("approved_quantity", "graded_quantity")
    def _check_quantities(self):
        for line in self:
            most = line.quantity if line.state == "requested" else line.received_quantity
            told = line.approved_quantity if line.state == "requested" else line.graded_quantity
            if told < 0 or line.uom_id.compare(told, most) > 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: enter 0 to %(most)s.",
                        product=line.product_id.display_name,
                        most=most,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            for line in self:
                line._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, vals):
        refused = vals.keys() - EDITABLE.get(self.state, set())
        if refused:
            names = [self._fields[name]._description_string(self.env) for name in sorted(refused)]
            raise UserError(
                self.env._(
                    "%(fields)s of return %(name)s cannot be changed in this state.",
                    fields=", ".join(names),
                    name=self.return_id.name,
                )
            )

    def _claim(self):
        """``returns.Claim`` of this line."""
        return Claim(
            self.return_id.state, self.quantity, self.approved_quantity, self.received_quantity
        )

    def action_split(self):
        """The rest that is not inspected yet gets a line, and so a grade and an outcome, of its
        own."""
        self.ensure_one()
        self.return_id._check_step("inspect")
        rest = self.received_quantity - self.graded_quantity
        if self.uom_id.compare(self.graded_quantity, 0) <= 0 or self.uom_id.compare(rest, 0) <= 0:
            raise UserError(
                self.env._(
                    "Enter first how many of them have the same grade; the rest gets a line of "
                    "its own."
                )
            )
        # sudo: quantities that were received are only moved from one line to the other
        line = self.sudo()
        line.copy(
            {
                **dict.fromkeys(("quantity", "approved_quantity", "received_quantity"), rest),
                "return_id": line.return_id.id,
                "graded_quantity": 0,
                "grade": False,
                "inspection_note": False,
                "outcome": False,
            }
        )
        kept = self.graded_quantity
        line.write(dict.fromkeys(("quantity", "approved_quantity", "received_quantity"), kept))

    def _check_graded(self):
        """
        :raise UserError: something about received goods is still to be said.
        """
        self.ensure_one()
        if not self.received_quantity:
            return
        told = self.uom_id.compare(self.graded_quantity, self.received_quantity) == 0
        if not told or not self.grade or not self.outcome:
            raise UserError(
                self.env._(
                    "%s: enter the grade and what the customer gets, for all that was received. "
                    "Goods of different grades: enter how many have this one, and split the line.",
                    self.product_id.display_name,
                )
            )
