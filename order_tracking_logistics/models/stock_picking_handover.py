from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

from ..shipping import references
from .delivery_carrier import HANDOVERS

TRIES, PAUSE = 5, timedelta(minutes=15)
CODE_DIGITS = 6
# A flow in which the goods are handed over, and nothing leaves the warehouse before.
_PICKUP_FLOW = [
    ("stage_ids", "any", [("trigger", "=", "delivered")]),
    ("stage_ids", "not any", [("trigger", "=", "left_warehouse")]),
]


class StockPicking(models.Model):
    """Own delivery and store pickup: goods go from hand to hand, without any carrier."""

    _inherit = "stock.picking"

    handover = fields.Selection(HANDOVERS, compute="_compute_handover")
    without_carrier = fields.Boolean(
        compute="_compute_without_carrier", search="_search_without_carrier"
    )
    handed_over = fields.Boolean(compute="_compute_handover")
    can_hand_over = fields.Boolean(compute="_compute_handover")
    # nobody resets the count of wrong codes
    handover_tries = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    handover_locked_until = fields.Datetime(readonly=True, copy=False, groups=fields.NO_ACCESS)

    @api.depends("carrier_id.handover", "shipment_ids.status", "state", "picking_type_code")
    def _compute_handover(self):
        for picking in self:
            # sudo: only whether the goods went with a carrier, and whether they arrived
            shipments = picking.sudo().shipment_ids
            own = shipments.filtered(lambda s: s.kind != "parcel")
            picking.handover = picking._handover_kind()
            picking.handed_over = "delivered" in own.mapped("status")
            picking.can_hand_over = (
                picking.picking_type_code == "outgoing"
                and picking.state in ("assigned", "done")
                and shipments == own
                and not picking.handed_over
            )

    def _handover_kind(self):
        """``own``, ``pickup`` or False, by the delivery method, else by the order's flow."""
        flow = self.sudo().sale_id.tracking_flow_id  # sudo: how the goods get to the customer
        return self.carrier_id.handover or (
            "pickup" if not self.carrier_id and flow.filtered_domain(_PICKUP_FLOW) else False
        )

    @api.depends("handover")
    def _compute_without_carrier(self):
        for picking in self:
            picking.without_carrier = bool(picking.handover)

    @api.model
    def _search_without_carrier(self, operator, value):
        """By the ids of the few methods and flows: joined, all deliveries of a period are read."""
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        # sudo: how goods get to customers; whose deliveries are found, the reader's rights decide
        flows = self.env["order.tracking.flow"].sudo().with_context(active_test=False)
        methods = self.env["delivery.carrier"]._handover_methods()
        picked_up = ("sale_id.tracking_flow_id", "in", flows.search(_PICKUP_FLOW).ids)
        return fields.Domain("carrier_id", "in", methods) | fields.Domain(*picked_up)

    # ------------------------------------------------------------------ the code

    def _handover_code(self):
        """The code that the customer tells whoever hands over the goods: six digits, made from
        the database's secret, so that nobody can read it but the customer: on the order's page
        and in its notices."""
        self.ensure_one()
        # sudo: the secret is nobody's; only this code made of it is told
        digest = hmac(self.env(su=True), "order_tracking_logistics.handover", self.id)
        return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"

    def _handover_try(self, code):
        """``right``, ``wrong``, or ``locked`` after too many wrong ones; counts the try."""
        self.ensure_one()
        own = self.sudo()  # sudo: the count is written by nobody else
        own.lock_for_update()  # tries at the same time count each
        now = fields.Datetime.now()
        if own.handover_locked_until and own.handover_locked_until > now:
            return "locked"
        plain = "".join(c for c in code or "" if c.isascii() and c.isdigit())
        if consteq(plain, own._handover_code()):
            own.write({"handover_tries": 0, "handover_locked_until": False})
            return "right"
        tries = own.handover_tries + 1
        locked = tries >= TRIES
        own.handover_tries = 0 if locked else tries
        own.handover_locked_until = now + PAUSE if locked else False
        return "locked" if locked else "wrong"

    # ------------------------------------------------------------------ handing over

    def _hand_over(self, *, evidence, name="", note="", signature=b"", photo=b"", at=None):
        """Records that the goods of this delivery are in the customer's hands.

        :param evidence: ``customer`` for a code or a signature, ``staff`` for our own word.
        :param name: who took them; ``signature``, ``photo``: pictures (bytes).
        :param at: naive UTC; now if None.
        :return: the shipment.
        :raise UserError: when the goods have not left, or nothing is to be handed over.
        """
        self.ensure_one()
        if not self.can_hand_over or self.state != "done":
            raise UserError(self._say_no_handover())
        shipment = self._own_shipment()
        for kind, picture in (("signature", signature), ("photo", photo)):
            if picture:
                shipment._keep_proof(f"{kind}-{shipment.number.replace('/', '-')}", picture)
        shipment._tell("delivered", at=at, text=note, signed_by=name, evidence=evidence)
        return shipment

    def _say_no_handover(self):
        if self.handed_over:
            return self.env._("The goods of %s have been handed over already.", self.name)
        if self.state != "done":
            return self.env._("The goods of %s have not left yet. Validate it first.", self.name)
        return self.env._(
            "%s goes with a carrier: its parcels say when they arrive. Record what you know there.",
            self.name,
        )

    def _own_shipment(self):
        """The shipment of a delivery without a carrier; the delivery's number is its own."""
        own = self.shipment_ids.filtered(lambda s: s.kind != "parcel")[:1]
        if own:
            return own
        number = references.normalised(self.name)
        if references.problem(number):  # a warehouse's short name may be in any script
            number = f"D/{self.id}"
        return self.env["order.shipment"].create(
            {
                "number": number,
                "kind": self._handover_kind() or "own",
                "company_id": self.company_id.id,
                "carrier_id": self.carrier_id.id,
                "connector_id": False,
                "picking_ids": [Command.link(self.id)],
            }
        )

    def action_hand_over(self):
        """Opens the dialog “Hand Over”."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "order.shipment.handover",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }
