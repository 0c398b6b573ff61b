from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_restock_service = fields.Float(
        "Orders Without Running Out (%)",
        default=95.0,
        help="How often stock shall last until an order is there: the higher, the more safety "
        "stock is proposed.",
    )
    order_restock_days = fields.Integer(
        "An Order Lasts (days)",
        default=30,
        help="For so many days each order of goods shall last: the proposed maximum is the "
        "minimum and the demand of that time.",
    )
    order_restock_lead_days = fields.Integer(
        "Lead Time Where Odoo Knows None (days)",
        default=14,
        help="For goods that no rule buys or makes, or that have no vendor.",
    )

    _order_restock_service_range = models.Constraint(
        "CHECK (order_restock_service BETWEEN 50 AND 99.9)",
        "Stock shall last in 50 to 99.9% of the cases.",
    )
    _order_restock_days_range = models.Constraint(
        "CHECK (order_restock_days BETWEEN 1 AND 365)", "An order lasts 1 to 365 days."
    )
    _order_restock_lead_range = models.Constraint(
        "CHECK (order_restock_lead_days BETWEEN 0 AND 365)", "A lead time is 0 to 365 days."
    )
