from odoo import api, fields, models
from odoo.tools import SQL

from .order_acceptance_line import PROBLEMS as COUNTED
from .order_complaint_category import FAULTS

PROBLEMS = [*COUNTED[:-1], ("surplus", "More than expected"), COUNTED[-1]]
# Complaints that are open, too, and share the product, or the carrier and the problem.
_SIMILAR = """
SELECT l.complaint_id, o.complaint_id,
       BOOL_OR(EXISTS (SELECT FROM order_complaint_line_stock_lot_rel a
                         JOIN order_complaint_line_stock_lot_rel b USING (stock_lot_id)
                        WHERE a.order_complaint_line_id = l.id
                          AND b.order_complaint_line_id = o.id))
  FROM order_complaint_line l
  JOIN order_complaint_line o
    ON o.open AND o.company_id = l.company_id AND o.complaint_id <> l.complaint_id
   AND (%(match)s)
 WHERE l.complaint_id = ANY (%(complaints)s)
 GROUP BY 1, 2"""
_MATCHES = (
    SQL("o.product_id = l.product_id"),
    SQL("o.carrier_id = l.carrier_id AND o.problem = l.problem"),
)


class OrderComplaintLine(models.Model):
    """What of an order a complaint is about, and what is known of how it left us."""

    _name = "order.complaint.line"
    _description = "Line of a Complaint"
    _inherit = ["order.made"]
    _order = "complaint_id, id"

    complaint_id = fields.Many2one(
        "order.complaint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(readonly=True, digits="Product Unit", help="That is not right.")
    problem = fields.Selection(PROBLEMS, readonly=True)
    note = fields.Text("Customer's Note", readonly=True)
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots/Serial Numbers", readonly=True, help="That were delivered."
    )
    shipment_id = fields.Many2one(
        "order.shipment", "Parcel", readonly=True, index="btree_not_null", ondelete="set null"
    )
    carrier_id = fields.Many2one(related="shipment_id.carrier_id", store=True, string="Carrier")
    packer_id = fields.Many2one(
        "res.users",
        "Picked or Packed By",
        readonly=True,
        ondelete="set null",
        help="Who scanned it last, else who validated the transfer.",
    )
    fault = fields.Selection(FAULTS, "Stage at Fault", help="A first guess; correct it.")
    open = fields.Boolean(compute="_compute_open", store=True)

    _product_idx = models.Index("(company_id, product_id) WHERE open")
    _carrier_idx = models.Index("(company_id, carrier_id, problem) WHERE open")

    @api.depends("complaint_id.state")
    def _compute_open(self):
        for line in self:
            line.open = line.complaint_id.state != "resolved"

    @api.model
    def _similar(self, complaint_ids):
        """Open complaints about the same: ``{complaint id: {other id: whether of one lot}}``."""
        self.flush_model()
        found = {number: {} for number in complaint_ids}
        for match in _MATCHES:  # apart, so that each has its index
            query = SQL(_SIMILAR, match=match, complaints=list(complaint_ids))
            for number, other, lot in self.env.execute_query(query):
                found[number][other] = lot or found[number].get(other, False)
        return found
