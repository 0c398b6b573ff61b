from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking.presentation.shared import say_day

from .. import returns
from .order_return_line import WISHES


class OrderReturnNew(models.TransientModel):
    """Staff open a return for a customer: from the order, with what the policy says beside each
    item. They may be more generous than it, never beyond what was delivered."""

    _name = "order.return.new"
    _description = "New Return"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    complaint_id = fields.Many2one("order.complaint", readonly=True)
    line_ids = fields.One2many("order.return.new.line", "wizard_id")
    has_lots = fields.Boolean(compute="_compute_has_lots")

    @api.depends("line_ids.lot")
    def _compute_has_lots(self):
        for wizard in self:
            wizard.has_lots = any(wizard.line_ids.mapped("lot"))

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        complaint = self.env["order.complaint"].browse(values.get("complaint_id"))
        order = self.env["sale.order"].browse(values.get("order_id"))
        if order and "line_ids" in names:
            self._check(order, complaint, "read")
            # sudo: whoever may read either may know what of the order is still with the customer
            goods = [one for one in order.sudo()._return_goods() if one.left]
            told = complaint.sudo()._return_wishes(goods)  # sudo: as above
            values["line_ids"] = [
                Command.create({**_line(self.env, one), **told.get(one.key, {})}) for one in goods
            ]
        return values

    @api.model
    def _check(self, order, complaint, operation):
        """
        :raise AccessError, UserError: neither the order nor a complaint about it is the reader's.
        """
        (complaint or order).check_access(operation)
        if complaint and complaint.order_id != order:
            raise UserError(self.env._("This complaint is about another order."))

    def action_ask(self):
        self.ensure_one()
        order, complaint = self.order_id, self.complaint_id
        self._check(order, complaint, "write")
        sudo = order.sudo().with_company(order.company_id)  # sudo: checked above
        sudo._return_turn()
        goods = {one.key: one for one in sudo._return_goods()}
        asks = [line._ask(goods) for line in self.line_ids if line.quantity]
        if not asks:
            raise UserError(self.env._("Enter how many of at least one item go back."))
        found = sudo._return_ask(asks, goods)
        if complaint:
            found._take_over(complaint.sudo())  # sudo: checked above
        return {
            "type": "ir.actions.act_window",
            "res_model": "order.return",
            "res_id": found.id,
            "view_mode": "form",
        }


class OrderReturnNewLine(models.TransientModel):
    _name = "order.return.new.line"
    _description = "Line of a New Return"

    wizard_id = fields.Many2one("order.return.new", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot = fields.Char("Lot/Serial", readonly=True)
    left = fields.Float("With the Customer", readonly=True, digits="Product Unit")
    verdict = fields.Char("By the Policy", readonly=True)
    quantity = fields.Float("Goes Back", digits="Product Unit")
    reason_id = fields.Many2one("order.return.reason")
    wish = fields.Selection(WISHES, "Customer Wants", default="refund")
    note = fields.Char("Customer's Words")

    def _ask(self, goods):
        """``returns.Ask`` of this line.

        :param goods: ``Goods`` by key, as they are now.
        """
        self.ensure_one()
        name = self.product_id.display_name
        one = goods.get(self.key)
        left = one.left if one else 0
        if self.quantity < 0 or self.product_id.uom_id.compare(self.quantity, left) > 0:
            raise UserError(
                self.env._("%(product)s: at most %(left)s can go back.", product=name, left=left)
            )
        if not self.reason_id or not self.wish:
            raise UserError(
                self.env._("%s: choose why, and what the customer wants instead.", name)
            )
        place = returns.Place(self.key, left, (str(self.reason_id.id),))
        return returns.Ask(
            place,
            self.quantity,
            str(self.reason_id.id),
            self.wish,
            (self.note or "")[: returns.NOTE],
        )


def _line(env, one):
    return {
        "key": one.key,
        "product_id": one.move.product_id.id,
        "lot": one.lot.name,
        "left": one.left,
        "verdict": _say(env, one.decision),
    }


def _say(env, decision):
    if decision.allowed:
        return env._("Until %s", say_day(env, decision.until))
    return {
        "no_policy": env._("There is no return policy for it"),
        "not_returnable": env._("Cannot be returned"),
        "on_the_way": env._("On its way to the customer, as far as is known"),
        "too_late": env._("Too late since %s", say_day(env, decision.until)),
    }[decision.code]
