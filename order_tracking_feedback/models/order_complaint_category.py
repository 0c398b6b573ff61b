from odoo import api, fields, models

from .. import complaints
from ..complaints import SEVERITIES as ASCENDING

SEVERITIES = [("low", "Low"), ("normal", "Normal"), ("high", "High"), ("critical", "Critical")]
FAULTS = [
    ("order", "Order taking"),
    ("picking", "Picking"),
    ("packing", "Packing"),
    ("transport", "Transport"),
    ("production", "Production"),
    ("supplier", "Supplier"),
    ("invoicing", "Invoicing"),
    ("service", "Service"),
    ("customer", "Customer"),
    ("unknown", "Not known"),
]
# Of the customer's count: fields that say whether it leads to this category.
_LEADS = ("missing", "damaged", "defective", "wrong", "other")


class OrderComplaintCategory(models.Model):
    """What a complaint is about: who takes care of it, and until when."""

    _name = "order.complaint.category"
    _description = "Complaint Category"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    team_id = fields.Many2one(
        "order.tracking.team",
        "Team",
        check_company=True,
        ondelete="restrict",
        help="Takes care of it: the member with the fewest open complaints becomes the owner.",
    )
    severity = fields.Selection(SEVERITIES, required=True, default="normal")
    answer_hours = fields.Float(
        "First Answer Within (hours)", default=8, help="In the team's working hours."
    )
    resolve_hours = fields.Float(
        "Resolved Within (hours)", default=40, help="In the team's working hours."
    )
    fault = fields.Selection(
        FAULTS, "Stage at Fault", help="Most likely, where nothing else tells it."
    )
    offered = fields.Boolean(
        "Customers Can Choose It", default=True, help="In the form on the order's page."
    )
    on_missing = fields.Boolean("Missing", help="When the customer's count says so.")
    on_damaged = fields.Boolean("Damaged", help="When the customer's count says so.")
    on_defective = fields.Boolean("Does Not Work", help="When the customer's count says so.")
    on_wrong = fields.Boolean("Wrong Item", help="When the customer's count says so.")
    on_other = fields.Boolean("Something Else", help="When the customer's count says so.")

    _hours_sensible = models.Constraint(
        "CHECK (answer_hours BETWEEN 0 AND 1000 AND resolve_hours BETWEEN 0 AND 10000)",
        "A first answer takes 0 to 1,000 working hours, a solution 0 to 10,000.",
    )

    @api.model
    def _of_company(self, company):
        """Those that complaints of ``company`` may have, its own first."""
        domain = [("company_id", "in", (company.id, False))]
        # sudo: categories are no secret of an order whose page is open
        return self.sudo().search(domain).sorted(lambda c: (not c.company_id, c.sequence, c.id))

    @api.model
    def _for_problems(self, problems, company):
        """The category of what a customer's count found; the last one where none leads there."""
        known = self._of_company(company)
        values = [(c.id, ASCENDING.index(c.severity), c._problems()) for c in known]
        return self.sudo().browse(complaints.choose_category(problems, values)) or known[-1:]

    def _problems(self):
        return frozenset(problem for problem in _LEADS if self[f"on_{problem}"])
