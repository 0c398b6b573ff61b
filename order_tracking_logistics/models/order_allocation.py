from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list
from odoo.tools.misc import formatLang

from odoo.addons.order_tracking.presentation.shared import say_together, say_weekday

from ..presentation.allocation import SENTENCES


class OrderAllocation(models.Model):
    """From where an open order should be sent and when, proposed for the whole open book at once.

    Written by `allocation_writing`; people apply or refuse.
    """

    _name = "order.allocation"
    _description = "Allocation Proposal"
    _inherit = ["order.made"]
    _order = "due, id"
    _rec_name = "order_id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_shipping_id")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("applied", "Applied"),
            ("refused", "Refused"),
            ("obsolete", "Obsolete"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    kind = fields.Selection(
        [
            ("keep", "Nothing to change"),
            ("move", "Other warehouse"),
            ("split", "Several warehouses"),
            ("first", "Goes first"),
            ("wait", "Late"),
        ],
        "Proposal",
        required=True,
        readonly=True,
    )
    changes = fields.Boolean("Changes Something", readonly=True)
    line_ids = fields.One2many("order.allocation.line", "allocation_id", readonly=True)
    warehouse_ids = fields.Many2many("stock.warehouse", compute="_compute_warehouse_ids")
    date = fields.Date("Leaves", readonly=True, help="Empty: nobody can say when.")
    due = fields.Date("Promised", readonly=True)
    late_days = fields.Integer("Days Late", readonly=True, aggregator=None)
    distance = fields.Float("Distance (km)", readonly=True, digits=(12, 0), aggregator="avg")
    cost = fields.Float(
        readonly=True, digits=(12, 0), help="Kilometres, and what delay and splits count as such."
    )
    reason = fields.Json("Why", readonly=True)
    text = fields.Char("Reason", compute="_compute_text")
    way = fields.Char(readonly=True)
    engine = fields.Selection(
        [("highs", "Optimised"), ("greedy", "One by one")], "Decided", readonly=True
    )
    gap = fields.Float(
        "Gap to Best Plan",
        readonly=True,
        aggregator=None,
        help="How much dearer the whole plan may be than the best one. Nothing is known where "
        "orders were decided one by one.",
    )
    made_at = fields.Datetime("Made", readonly=True, required=True)
    decided_at = fields.Datetime("Decided On", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True, ondelete="set null")

    _proposed_uniq = models.UniqueIndex("(order_id) WHERE state = 'proposed'")
    _order_idx = models.Index("(order_id, id DESC)")
    _open_idx = models.Index("(company_id, due, id) WHERE state IN ('proposed', 'refused')")

    @api.depends("line_ids.warehouse_id")
    def _compute_warehouse_ids(self):
        for allocation in self:
            allocation.warehouse_ids = allocation.line_ids.warehouse_id

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_text(self):
        # sudo: names of warehouses and products of an order that may be read
        for allocation, own in zip(self, self.sudo(), strict=True):
            allocation.text = own._sentence()

    def _sentence(self):
        why = dict(self.reason or {})
        code = why.get("code")
        if "until" in why and not why["until"] or code == "never" and "missing" not in why:
            code = f"{code}_ever"
        if code not in SENTENCES:
            return ""
        codes = [code]
        if "days" in why:
            codes.append("learned" if why["parcels"] else "estimated")
        words = self._words(why)
        texts = [self.env._(SENTENCES[one]) for one in codes]
        return say_together(self.env, (text % words for text in texts))

    def _words(self, why):
        """The values of a reason as the reader knows them."""
        env = self.env
        warehouses, product = env["stock.warehouse"].browse, env["product.product"].browse
        found = {name: why[name] for name in ("late", "km", "days", "parcels") if name in why}
        found["from"] = format_list(env, warehouses(why.get("from", [])).mapped("name"))
        found["at"] = warehouses(why.get("at")).name or ""
        found["product"] = product(why.get("product")).display_name or ""
        if "missing" in why:
            digits = 0 if why["missing"] == int(why["missing"]) else 2
            found["missing"] = formatLang(env, why["missing"], digits=digits)
        if why.get("until"):
            day = date.fromisoformat(why["until"])
            found["until"] = say_weekday(env, day)
        return found

    # ------------------------------------------------------------------ people

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Proposals are made by the system. Use “Propose Now”."))

    def action_apply(self):
        """Has the warehouses send what is proposed; what cannot be done any more says why, and
        keeps no other from being done."""
        self.check_access("write")
        todo = self.filtered(lambda a: a.state == "proposed" and a.changes)
        if len(todo) == 1:
            todo._apply()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return self._told([error for one in todo if (error := one._try_to_apply())])

    def _try_to_apply(self):
        """Applies it, or nothing of it; what went wrong."""
        try:
            with self.env.cr.savepoint():
                self._apply()
        except UserError as error:
            return str(error)
        return None

    def _told(self, errors):
        if not errors:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Not all could be applied"),
                "message": "\n".join(errors),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_refuse(self):
        """The same is not proposed again for these orders."""
        self.check_access("write")
        self.filtered(lambda a: a.state == "proposed")._decide("refused")

    def _decide(self, state):
        # sudo: the callers have checked who decides; nobody enters it
        self.sudo().write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.user.id,
            }
        )

    def action_open_order(self):
        self.ensure_one()
        return self.order_id.get_formview_action()
