from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .. import presentation, shortage


class OrderVerificationOffer(models.TransientModel):
    """What can be done about goods that are not there in time; staff do it or ask the customer."""

    _name = "order.verification.offer"
    _description = "Ways Out of a Shortage"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id", related_sudo=False)
    missing = fields.Text(readonly=True)
    way_ids = fields.One2many("order.verification.offer.way", "offer_id")
    asked_at = fields.Datetime("Customer Asked", readonly=True)

    @api.model
    def _make(self, order):
        """The action that shows what is possible for ``order`` now."""
        short = shortage.shortages(order)
        if not short:
            raise UserError(
                self.env._("Everything of this order is there in time. Check the order again.")
            )
        offer = self.create(
            {
                "order_id": order.id,
                "missing": "\n".join(presentation.missing_lines(short)),
                "way_ids": [Command.create(_row(order, way)) for way in shortage.ways(order)],
                "asked_at": self.env["order.choice"]
                .search([("order_id", "=", order.id), ("state", "=", "open")])
                .sent_at,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Goods Not There in Time: %(order)s", order=order.name),
            "res_model": self._name,
            "res_id": offer.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_ask(self):
        """Sends the ticked ways to the customer, who chooses one of them."""
        self.ensure_one()
        self.order_id.check_access("write")
        ways = [way.way for way in self.way_ids if way.chosen]
        self.env["order.choice"]._ask(self.order_id, ways)
        return {"type": "ir.actions.act_window_close"}


class OrderVerificationOfferWay(models.TransientModel):
    _name = "order.verification.offer.way"
    _description = "Way Out of a Shortage"
    _order = "id"

    offer_id = fields.Many2one(
        "order.verification.offer", required=True, readonly=True, ondelete="cascade"
    )
    way = fields.Json(readonly=True)
    title = fields.Text("What", readonly=True)
    detail = fields.Text("Which Means", readonly=True)
    chosen = fields.Boolean("Ask", default=True)

    def action_apply(self):
        """Does it at once, with the rights of the reader."""
        self.ensure_one()
        order, way = self.offer_id.order_id, self.way
        order.check_access("write")
        if order.state not in ("draft", "sent") or not shortage.still_open(order, way):
            raise UserError(
                self.env._("This is no longer possible: stock or order have changed. Start again.")
            )
        rest = shortage.go(order, way)
        # sudo: users only read choices; what was asked has just been decided otherwise
        open_ = [("order_id", "=", order.id), ("state", "=", "open")]
        self.env["order.choice"].sudo().search(open_)._withdraw()
        order._verify()
        order._verification_log_way(self.title, rest)
        return {"type": "ir.actions.act_window_close"}


def _row(order, way):
    return {
        "way": way,
        "title": presentation.way_title(order, way),
        "detail": "\n".join(presentation.way_detail(order, way)),
    }
