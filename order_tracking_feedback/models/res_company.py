from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_acceptance_enabled = fields.Boolean(
        "Customers Confirm What Arrived",
        default=True,
        help="When goods have arrived, their customer is asked whether everything is there and "
        "in good condition.",
    )
    order_acceptance_days = fields.Integer(
        "Silence Accepts After (days)",
        default=7,
        help="So many days after goods arrived they count as accepted when the customer has not "
        "said anything; the customer is told so. 0: never by silence.",
    )

    _order_acceptance_days_positive = models.Constraint(
        "CHECK (order_acceptance_days BETWEEN 0 AND 365)",
        "Silence accepts after 0 to 365 days; 0 means never.",
    )
