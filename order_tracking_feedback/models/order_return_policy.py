from decimal import Decimal

from odoo import api, fields, models

from ..returns import Policy, closest

PAYERS = [("us", "We do"), ("customer", "The customer")]


class OrderReturnPolicy(models.Model):
    """What a company takes back, for how long, on which terms: for a category of products and
    those below it, or for all that no other policy is about."""

    _name = "order.return.policy"
    _description = "Return Policy"
    _order = "company_id, category_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="cascade",
        help="For products of this category and those below it that have no policy of their "
        "own. Empty: for all other products.",
    )
    returnable = fields.Boolean("Can Be Returned", default=True)
    days = fields.Integer("Days After Arrival", default=14, required=True)
    send_days = fields.Integer(
        "Send Back Within (days)",
        default=14,
        required=True,
        help="So many days after a return was approved customers are asked to send it. 0: no day "
        "is named.",
    )
    reason_ids = fields.Many2many(
        "order.return.reason", string="Reasons", help="Empty: every reason is accepted."
    )
    conditions = fields.Text(
        translate=True, help="Shown to customers before they ask, e.g. in which condition."
    )
    instructions = fields.Text(
        "How to Send Back", translate=True, help="Shown once a return is approved."
    )
    shipping_payer = fields.Selection(
        PAYERS,
        "Who Pays the Way Back",
        required=True,
        default="customer",
        help="Where we have caused the return, we always do.",
    )
    approve_up_to = fields.Monetary(
        "Approved at Once Up To",
        help="A return worth at most so much, taxes included, needs nobody's approval. 0: never.",
    )
    fee_percent = fields.Float(
        "Restocking Fee (%)", help="Kept of what is paid back, unless we have caused the return."
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        "Return Carrier",
        check_company=True,
        help="How return parcels are followed.",
    )

    _category_uniq = models.UniqueIndex(
        "(company_id, COALESCE(category_id, 0))",
        "There is a return policy for this category already: change that one.",
    )
    _days_range = models.Constraint(
        "CHECK (days BETWEEN 0 AND 3650)", "Goods may go back for 0 to 3650 days."
    )
    _send_range = models.Constraint(
        "CHECK (send_days BETWEEN 0 AND 365)", "Goods are sent back within 0 to 365 days."
    )
    _fee_range = models.Constraint(
        "CHECK (fee_percent BETWEEN 0 AND 100)", "A restocking fee is 0 to 100%."
    )
    _approve_positive = models.Constraint(
        "CHECK (approve_up_to >= 0)", "The amount approved at once cannot be negative."
    )

    @api.depends("category_id.complete_name")
    def _compute_name(self):
        for policy in self:
            policy.name = policy.category_id.complete_name or self.env._("All other products")

    @api.model
    def _make_all_defaults(self):
        """At installation: every company has a policy."""
        known = self.search([("category_id", "=", False)]).company_id
        self._make_defaults(self.env["res.company"].search([("id", "not in", known.ids)]))

    @api.model
    def _make_defaults(self, companies):
        """The policy for all other products, of those companies that have none (superuser)."""
        known = self.search([("category_id", "=", False), ("company_id", "in", companies.ids)])
        made = self.create([{"company_id": c.id} for c in companies - known.company_id])
        for code, _name in self.env["res.lang"].get_installed() if made else ():
            spoken = made.with_context(lang=code)
            spoken.write(
                {
                    "conditions": spoken.env._(
                        "Please give goods back complete and in their original packaging."
                    ),
                    "instructions": spoken.env._(
                        "Put the goods into a sturdy box, add a sheet with the number of this "
                        "return, and send it to our address."
                    ),
                }
            )

    @api.model
    def _for_products(self, company, products):
        """``{product: its policy, maybe empty}``."""
        known = {
            p.category_id.id or None: p for p in self.search([("company_id", "=", company.id)])
        }
        found = {}
        for product in products:
            path = [int(n) for n in (product.categ_id.parent_path or "").split("/") if n]
            found[product] = closest(path[::-1], known) or self.browse()
        return found

    def _plain(self):
        """``returns.Policy``; None for no policy. Amounts in the company's currency."""
        if not self:
            return None
        return Policy(self.returnable, self.days, Decimal(str(self.approve_up_to)))

    def _reasons(self):
        """The reasons that customers may choose from."""
        self.ensure_one()
        Reason = self.env["order.return.reason"]
        own = self.reason_ids.filtered("active")
        return own or Reason.search([("company_id", "in", (False, self.company_id.id))])
