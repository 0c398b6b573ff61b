from dataclasses import dataclass

from odoo import api, fields, models, tools

from ..watch import KINDS
from .order_exception import EXCEPTION_KINDS


@dataclass(frozen=True)
class Settings:
    """What holds for one kind in one company; hours are working hours."""

    enabled: bool
    team: int | None
    hours: float
    tolerance: float


class OrderExceptionRule(models.Model):
    """What a company wants of one kind of exception."""

    _name = "order.exception.rule"
    _inherit = "order.tracking.cached"
    _description = "Exception Rule"
    _order = "kind, company_id, id"
    _rec_name = "kind"
    _check_company_auto = True

    kind = fields.Selection(EXCEPTION_KINDS, required=True)
    company_id = fields.Many2one("res.company", help="Empty: every company without its own rule.")
    enabled = fields.Boolean("Watch", default=True, help="Off: this is never an exception.")
    team_id = fields.Many2one(
        "order.tracking.team",
        "Owner Team",
        check_company=True,
        help="Empty: whoever has the order – the salesperson where the customer has to be told, "
        "else the team of the current stage.",
    )
    hours = fields.Float(
        "Act Within (working hours)", help="Deadline of the owner, in the team's working time."
    )
    tolerance = fields.Float(
        "Tolerance (working hours)", help="So long nothing is said, in the team's working time."
    )

    _kind_uniq = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0))", "There is a rule for this kind and company already."
    )
    _hours_not_negative = models.Constraint(
        "CHECK (hours >= 0 AND tolerance >= 0)", "Hours cannot be negative."
    )

    @api.model
    def _make_missing(self):
        """At installation: a rule for every kind that has none, with the kind's own numbers."""
        known = set(self.search([("company_id", "=", False)]).mapped("kind"))
        # addons of other databases register their kinds in the same process
        wanted = set(self._fields["kind"].get_values(self.env)) - known
        missing = [kind for code, kind in KINDS.items() if code in wanted]
        self.create([{"kind": k.code, "hours": k.hours, "tolerance": k.tolerance} for k in missing])

    @api.model
    @tools.ormcache("company_id")
    def _settings(self, company_id):
        """``Settings`` by kind, for one company."""
        found = {
            code: Settings(True, None, kind.hours, kind.tolerance) for code, kind in KINDS.items()
        }
        # sudo: whoever looks at an order need not read how the company is set up
        rules = self.sudo().search([("company_id", "in", (False, company_id))])
        for rule in rules.sorted(lambda rule: bool(rule.company_id)):
            found[rule.kind] = Settings(
                rule.enabled, rule.team_id.id or None, rule.hours, rule.tolerance
            )
        return found
