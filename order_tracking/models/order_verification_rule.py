from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..presentation import findings
from ..verification.engine import RULES
from ..verification.settings import Settings

SEVERITIES = [
    ("off", "Off"),
    ("note", "Note"),
    ("warning", "Warning"),
    ("audit", "Audit"),
    ("block", "Stop"),
]
CHANNELS = [
    ("staff", "Staff"),
    ("portal", "Portal"),
    ("website", "Website"),
    ("api", "API"),
    ("edi", "EDI"),
    ("email", "E-mail"),
    ("csv", "File"),
]
# Smallest and largest sensible value of each parameter, by its name in the rules.
RANGES = {
    "amount": (0, 1e12),
    "days": (0, 3650),
    "hours": (0, 8760),
    "percent": (0, 1000),
    "factor": (0, 1000),
    "count": (0, 1e6),
    "score": (0, 100),
}
_SPECIFIC = {"company_id": 4, "team_id": 2, "channel": 1}


class OrderVerificationRule(models.Model):
    """What a company, a sales team or a channel decided about one rule of the registry."""

    _name = "order.verification.rule"
    _inherit = "order.tracking.cached"
    _description = "Verification Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(lambda self: self._selection_code(), "Checks", required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", "Sales Team", index="btree_not_null", ondelete="cascade")
    channel = fields.Selection(CHANNELS, help="How the order came in.")
    severity = fields.Selection(
        SEVERITIES,
        "What Happens",
        required=True,
        default="block",
        help="Off: not checked. Note and Warning: shown, stops nothing. Audit: somebody has to "
        "approve the order. Stop: not confirmed until corrected or overridden with a reason.",
    )
    param_amount = fields.Float("Amount", help="In the company's currency.")
    param_days = fields.Float("Days")
    param_hours = fields.Float("Hours")
    param_percent = fields.Float("Percent")
    param_factor = fields.Float("Factor")
    param_count = fields.Float("Number")
    param_score = fields.Float("Likeness (0 to 100)")
    parameter_names = fields.Char(compute="_compute_parameter_names")
    explanation = fields.Text("What It Does", compute="_compute_explanation")
    consequence = fields.Char(compute="_compute_explanation")
    issue_ids = fields.One2many("order.verification.issue", "rule_id")
    hit_count = fields.Integer("Hits", compute="_compute_counts")
    override_count = fields.Integer("Overrides", compute="_compute_counts")
    miss_count = fields.Integer("Misses", compute="_compute_counts")

    _scope_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(team_id, 0), COALESCE(channel, '')) WHERE active",
        "There is already such a rule for this company, sales team and channel. Change that one.",
    )

    @api.model
    def _selection_code(self):
        return [(code, findings.title(self.env, code)) for code in RULES]

    @api.depends("code")
    def _compute_parameter_names(self):
        for rule in self:
            known = RULES.get(rule.code)
            rule.parameter_names = " ".join(known.parameters) if known else ""

    @api.depends("code", "severity", *(f"param_{name}" for name in RANGES))
    @api.depends_context("lang")
    def _compute_explanation(self):
        for rule in self:
            rule.explanation = findings.explanation(self.env, rule.code, rule._parameters())
            rule.consequence = findings.consequence(self.env, rule.severity)

    def _compute_counts(self):
        rows = self.env["order.verification.issue"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id", "missed", "overridden"], ["__count"]
        )
        for rule in self:
            own = [row[1:] for row in rows if row[0] == rule]
            rule.miss_count = sum(count for missed, _overridden, count in own if missed)
            rule.hit_count = sum(count for missed, _overridden, count in own if not missed)
            rule.override_count = sum(count for _missed, overridden, count in own if overridden)

    @api.onchange("code")
    def _onchange_code(self):
        known = RULES.get(self.code)
        if known:
            self.name = self.name or findings.title(self.env, self.code)
            self.severity = known.severity
            self.update(_defaults(known))

    @api.constrains("code", *(f"param_{name}" for name in RANGES))
    def _check_parameters(self):
        for rule in self:
            for name, value in rule._parameters().items():
                low, high = RANGES[name]
                if not low <= value <= high:
                    raise ValidationError(
                        self.env._(
                            "Rule “%(rule)s”: %(field)s must be between %(low)s and %(high)s, "
                            "not %(value)s.",
                            rule=rule.name,
                            field=self._fields[f"param_{name}"]._description_string(self.env),
                            low=low,
                            high=f"{high:,.0f}",
                            value=value,
                        )
                    )

    def _parameters(self):
        """Numbers that this rule uses, by their name in the rule."""
        self.ensure_one()
        known = RULES.get(self.code)
        return {name: self[f"param_{name}"] for name in known.parameters} if known else {}

    # ------------------------------------------------------------------ what decides

    @api.model
    @tools.ormcache("company", "team", "channel")
    def _settings(self, company, team, channel):
        """What is decided for orders of a company, sales team (id or None) and channel.

        :return: ``(settings, rules)``: ``verification.Settings`` and the id of the deciding
            record, by rule code. The most specific record decides: company before team before
            channel. A rule without an active record is off. Cached; not to be changed.
        """
        domain = [
            ("company_id", "in", (company, False)),
            ("team_id", "in", (team or False, False)),
            ("channel", "in", (channel or False, False)),
        ]
        # sudo: what is checked does not depend on who confirms
        found = self.sudo().search(domain).sorted(lambda rule: rule._specificity())
        deciding = {rule.code: rule for rule in found}
        settings = {code: Settings(code, "off") for code in RULES}
        for code, rule in deciding.items():
            if code in RULES:
                settings[code] = Settings(code, rule.severity, rule._parameters())
        return settings, {code: rule.id for code, rule in deciding.items()}

    def _specificity(self):
        return sum(weight for name, weight in _SPECIFIC.items() if self[name])

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_complete(vals) for vals in vals_list])

    # ------------------------------------------------------------------ buttons

    def action_hits(self):
        return self._action_issues("search_default_hit")

    def action_overrides(self):
        return self._action_issues("search_default_was_overridden")

    def action_misses(self):
        return self._action_issues("search_default_missed")

    def _action_issues(self, chosen):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.order_verification_issue_action"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {chosen: 1}}


def _defaults(rule):
    return {f"param_{name}": value for name, value in rule.parameters.items()}


def _complete(vals):
    """A new record has the rule's own severity and numbers where none are given."""
    known = RULES.get(vals.get("code"))
    return {"severity": known.severity, **_defaults(known), **vals} if known else vals
