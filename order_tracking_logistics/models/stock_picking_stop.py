from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..dispatch import Stop
from ..presentation.handover import map_link, one_line, say_goods

STAFF = "base.group_user"
OWN_HELP = "order_tracking_own_help"  # context of actions
WAVES = 1000  # a person's latest: more than 90 days hold


class StockPicking(models.Model):
    """What the driver and the clerk at the counter see of a delivery from hand to hand; customers,
    who may read their own transfers, have their page."""

    _inherit = "stock.picking"

    stop_address = fields.Char("Delivery Address", compute="_compute_stop_address", groups=STAFF)
    stop_map = fields.Char("Map", compute="_compute_stop_address", groups=STAFF)
    stop_phone = fields.Char(related="partner_id.phone", string="Phone", groups=STAFF)
    stop_goods = fields.Text("Goods", compute="_compute_stop_goods", groups=STAFF)
    stop_until = fields.Datetime("Promised", compute="_compute_stop_until", groups=STAFF)
    awaits_ready = fields.Boolean(compute="_compute_awaits_ready")
    my_stop = fields.Boolean(
        "My Stop", compute="_compute_my_stop", search="_search_my_stop", groups=STAFF
    )

    # Few deliveries have somebody responsible: an index of these alone.
    _user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")

    @api.model
    def get_empty_list_help(self, help_message):
        """Pages of ours say themselves why they are empty; Odoo's text tells how to make a
        transfer, whatever the page."""
        if self.env.context.get(OWN_HELP):
            return help_message
        return super().get_empty_list_help(help_message)

    @api.depends("partner_id")
    def _compute_stop_address(self):
        for picking in self:
            partner = picking.partner_id
            picking.stop_address = one_line(partner)
            picking.stop_map = map_link(picking.stop_address, partner.country_id.code)

    @api.depends("move_ids.quantity", "move_ids.product_uom_qty", "move_ids.state")
    def _compute_stop_goods(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda m: m.state != "cancel")
            picking.stop_goods = "\n".join(say_goods(move) for move in moves)

    @api.depends("sale_id.promise_last_at")
    def _compute_stop_until(self):
        for picking in self:
            # sudo: when the customer expects the goods, of an order that drivers do not open
            picking.stop_until = picking.sudo().sale_id.promise_last_at

    @api.depends(
        "carrier_id.handover", "state", "move_line_ids.picked", "move_ids.move_orig_ids.state"
    )
    def _compute_awaits_ready(self):
        """Somebody still has to bring the goods to the counter."""
        for picking in self:
            here = all(_picked(move) or _brought(move) for move in picking.move_ids)
            pickup = picking.state == "assigned" and picking._handover_kind() == "pickup"
            picking.awaits_ready = pickup and not here

    @api.depends("user_id", "batch_id.user_id")
    @api.depends_context("uid")
    def _compute_my_stop(self):
        """The reader is responsible for it, or for its wave."""
        for picking in self:
            picking.my_stop = self.env.user in picking.user_id | picking.batch_id.user_id

    @api.model
    def _search_my_stop(self, operator, value):
        """Waves by their numbers: PostgreSQL then finds both sorts of stops by indexes, where a
        subquery beside an OR has it read all transfers there are."""
        if operator != "in":
            return NotImplemented
        waves = self.env["stock.picking.batch"].search(
            [("user_id", "=", self.env.uid), ("state", "!=", "cancel")],
            order="id desc",
            limit=WAVES,
        )
        mine = Domain("user_id", "=", self.env.uid) | Domain("batch_id", "in", waves.ids)
        return mine if True in value else ~mine

    def _to_stop(self):
        partner = self.partner_id
        zone = (partner.country_id.code, partner.zip, partner.city, partner.street)
        return Stop(self.id, int(self.priority or 0), tuple(part or "" for part in zone))

    def action_ready_for_pickup(self):
        """The goods lie at the counter: they are picked, which the order and its customer learn."""
        for picking in self:
            if any(move.state != "assigned" for move in picking.move_ids if move.state != "cancel"):
                raise UserError(
                    self.env._(
                        "Not all goods of %s are reserved. Wait for the rest, or split the "
                        "delivery and make the first part ready.",
                        picking.name,
                    )
                )
        self.move_ids.picked = True
        return True


def _picked(move):
    """Whether all of it is; Odoo calls a move picked when any of its lines is."""
    return move.picked and all(move.move_line_ids.mapped("picked"))


def _brought(move):
    """Whether a step before has brought the goods here."""
    before = move.move_orig_ids.filtered(lambda m: m.location_id.usage == "internal")
    return "done" in before.mapped("state")
