from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..carrier_offers import promise_of
from ..models.res_company import CARRIER_POLICIES
from ..presentation import carrier_choice as words


class OrderCarrierChoice(models.TransientModel):
    """All delivery methods for an order, the best first, with what speaks for each."""

    _name = "order.carrier.choice"
    _description = "Choose Carrier"

    order_id = fields.Many2one(
        "sale.order", "Sales Order", required=True, readonly=True, ondelete="cascade"
    )
    picking_id = fields.Many2one("stock.picking", readonly=True, ondelete="cascade")
    order_name = fields.Char("Order", readonly=True)
    promise = fields.Datetime("Promised", readonly=True)
    policy = fields.Selection(CARRIER_POLICIES, "Prefer", required=True)
    # computed as the user, who must be one that may choose
    sentence = fields.Char(compute="_compute_lines", store=True, compute_sudo=False)
    waiting = fields.Boolean(
        help="Not all carriers have answered yet.",
        compute="_compute_lines",
        store=True,
        compute_sudo=False,
    )
    line_ids = fields.One2many(
        "order.carrier.choice.line",
        "choice_id",
        compute="_compute_lines",
        store=True,
        compute_sudo=False,
    )

    @api.model
    def _open(self, order, picking=None, afresh=False):
        """The dialog; the callers have checked that the user may choose.

        :param order: sale.order; :param picking: the transfer it is opened from.
        """
        order = order.sudo()  # sudo: see above
        self.env["order.carrier.offer"]._collect(order, afresh=afresh)
        choice = self.create(
            {
                "order_id": order.id,
                "picking_id": picking.id if picking else False,
                "order_name": order.name,
                "promise": promise_of(order),
                "policy": order.company_id.order_carrier_policy,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Carrier"),
            "res_model": self._name,
            "res_id": choice.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.depends("policy")
    def _compute_lines(self):
        for choice in self:
            choice._check_chooser()
            # sudo: whoever may choose may know what there is to choose from
            order = choice.sudo().order_id
            verdicts = order._carrier_verdicts(choice.policy)
            currency = order.currency_id
            choice.sentence = words.say_choice(self.env, verdicts, choice.promise, currency.format)
            choice.waiting = "asked" in order.carrier_offer_ids.mapped("state")
            rows = [self._prepare_line(n, verdict, order) for n, verdict in enumerate(verdicts)]
            choice.line_ids = [Command.clear(), *map(Command.create, rows)]

    @api.model
    def _prepare_line(self, number, verdict, order):
        env, offer = self.env, verdict.offer
        priced = offer.price is not None
        share = words.say_share
        return {
            "sequence": number,
            "carrier_id": offer.method,
            "price": offer.price or 0.0,
            "currency_id": order.currency_id.id,
            "priced": priced,
            "chosen": verdict.chosen,
            "keeps": verdict.keeps,
            "verdict": words.say_kept(env, verdict) if priced else offer.error,
            "arrival": words.say_arrival(env, offer),
            "in_time": share(env, offer.in_time),
            "on_time": share(env, offer.on_time),
            "lost": share(env, offer.lost),
            "damaged": share(env, offer.damaged),
        }

    def _check_chooser(self):
        """Whoever may change the transfer, or the order when it was opened there.

        :raise AccessError: for everybody else.
        """
        (self.picking_id or self.order_id).check_access("write")
        # sudo: only whether they belong together
        if self.picking_id and self.picking_id.sudo().sale_id != self.sudo().order_id:
            raise AccessError(self.env._("This delivery is not for this order."))

    def action_again(self):
        """Asks all methods for their rates again."""
        self.ensure_one()
        self._check_chooser()
        return self._open(self.order_id, self.picking_id, afresh=True)

    def action_refresh(self):
        """Shows what has been answered meanwhile."""
        self.ensure_one()
        self._check_chooser()
        return self._open(self.order_id, self.picking_id)


class OrderCarrierChoiceLine(models.TransientModel):
    _name = "order.carrier.choice.line"
    _description = "Delivery Method to Choose"
    _order = "sequence, id"

    choice_id = fields.Many2one("order.carrier.choice", required=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", "Delivery Method", readonly=True)
    price = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    priced = fields.Boolean(readonly=True)
    chosen = fields.Boolean(readonly=True)
    keeps = fields.Char(readonly=True)
    verdict = fields.Char("Promise", readonly=True)
    arrival = fields.Char("Arrives", readonly=True)
    in_time = fields.Char(
        "Quick Enough",
        readonly=True,
        help="Of earlier parcels on this route, those that took no longer than is left.",
    )
    on_time = fields.Char(
        "As Promised", readonly=True, help="Delivered as promised to the customer, of those lately."
    )
    lost = fields.Char(readonly=True)
    damaged = fields.Char(readonly=True)

    def action_take(self):
        """This one takes the goods."""
        self.ensure_one()
        choice = self.choice_id
        choice._check_chooser()
        proposed = choice.line_ids.filtered("chosen").carrier_id
        # sudo: the right to choose was just checked
        order = choice.sudo().order_id
        order._carrier_take(
            self.sudo().carrier_id, proposed=proposed.sudo(), deliveries=choice.picking_id
        )
        return {"type": "ir.actions.act_window_close"}
