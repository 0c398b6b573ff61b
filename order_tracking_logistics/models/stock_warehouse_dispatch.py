from itertools import islice

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import dispatching
from ..dispatch import waves
from ..presentation import dispatch_board as words
from .tracking_connector import utcnow

SHOWN = 60  # transfers on the board, the first ones to be done
MOST_AT_ONCE = 20  # waves made by one click


class StockWarehouse(models.Model):
    """What leaves a warehouse today, and in which order."""

    _inherit = "stock.warehouse"

    cutoff_ids = fields.One2many("order.dispatch.cutoff", "warehouse_id", "Cut-off Times")

    def _dispatch_tz(self):
        """Name of the time zone whose clocks hang in the warehouse."""
        # sudo: the zone of an address is no secret
        own = self.sudo()
        return own.partner_id.tz or own.company_id.partner_id.tz or "UTC"

    def _dispatch_check(self):
        """Those who work in the warehouse, or follow all orders, see its board."""
        self.check_access("read")
        allowed = ("stock.group_stock_user", "order_tracking.group_user")
        if not self.env.su and not any(self.env.user.has_group(group) for group in allowed):
            raise AccessError(self.env._("Only the warehouse may see what it has to send."))

    @api.model
    @api.readonly
    def dispatch_board(self, warehouse_id=None):
        """The board of a warehouse, texts ready to be shown; see ``presentation.dispatch_board``.

        :param warehouse_id: the user's own warehouse if None.
        """
        choices = self.search([("company_id", "in", self.env.companies.ids)])
        own = self.env.user._get_default_warehouse_id()
        # in this order: the user's own warehouse comes with superuser rights, not to be kept
        chosen = choices.filtered(lambda w: w.id == warehouse_id) or (choices & own) or choices[:1]
        chosen._dispatch_check()
        if not chosen:
            return {"warehouses": [], "warehouse": None}
        now = utcnow()
        # sudo: the plan reads all open transfers of a warehouse that the user may see
        day = dispatching.read_day(self.sudo().env, chosen.sudo(), now)
        proposals = waves(day.planned, chosen._dispatch_sizes(day))
        left = (item.work.id for item in day.planned if item.state != "picked")
        # sudo: as above
        shown = self.sudo().env["stock.picking"].browse(islice(left, SHOWN))
        return {
            "warehouses": [{"id": w.id, "name": w.name} for w in choices],
            **words.board(chosen, day, proposals, shown, now),
        }

    def _dispatch_sizes(self, day):
        """Transfers in one wave, by operation type, as Odoo's own batches are limited."""
        kinds = {delivery.work.kind for delivery in day.by_id.values()}
        types = self.env["stock.picking.type"].sudo().browse(kinds)  # sudo: a number of a setting
        return {kind.id: kind.batch_max_pickings for kind in types}

    def dispatch_make_waves(self, carrier_id=None, departure=None):
        """Makes the waves that the board proposes, planned afresh, as Odoo's own batches.

        :param carrier_id, departure: only those for this delivery method and departure (ISO, as
            the board names it); all of today if both are None.
        :return: action that shows them.
        :raise UserError: when there is nothing to pick.
        """
        self.ensure_one()
        self._dispatch_check()
        # one at a time: nobody gets a transfer twice
        self.sudo().lock_for_update()
        # sudo: the plan reads all open transfers; the waves are made with the user's own rights
        day = dispatching.read_day(self.sudo().env, self.sudo(), utcnow())
        found = [
            wave
            for wave in waves(day.planned, self._dispatch_sizes(day))
            if departure is None
            and carrier_id is None
            or (words.departure_key(wave), wave.carrier) == (departure or "", carrier_id or None)
        ]
        if not found:
            raise UserError(self.env._("There is nothing to pick that is in no wave yet."))
        batches = self.env["stock.picking.batch"]
        for wave in found[:MOST_AT_ONCE]:
            batches += self._dispatch_make(wave, day)
        return batches._get_records_action(name=self.env._("New Waves"))

    def _dispatch_make(self, wave, day):
        """The batch of a proposal, its transfers in the order of work."""
        tasks = dict.fromkeys(day.by_id[number].task for number in wave.ids)
        pickings = self.env["stock.picking"].browse(tasks).filtered(lambda p: not p.batch_id)
        if not pickings:  # picked together with those of another wave
            return self.env["stock.picking.batch"]
        batch = self.env["stock.picking.batch"].create(
            {
                "company_id": self.company_id.id,
                "picking_type_id": wave.kind,
                "picking_ids": [Command.set(pickings.ids)],
                "description": words.wave_name(self.env, wave, day.tz),
            }
        )
        for number, picking in enumerate(pickings, 1):
            picking.batch_sequence = number
        batch.action_confirm()
        return batch

    # ------------------------------------------------------------------ looks at its orders

    def _dispatch_watch(self):
        """Times of these warehouses have changed: orders of their open deliveries are looked at
        again."""
        query = SQL(
            "SELECT DISTINCT p.sale_id FROM stock_picking p"
            " JOIN stock_picking_type t ON t.id = p.picking_type_id AND t.code = 'outgoing'"
            " WHERE t.warehouse_id = ANY (%s) AND p.state = ANY (%s) AND p.sale_id IS NOT NULL",
            self.ids,
            list(dispatching.WAITING),
        )
        order_ids = [row[0] for row in self.env.execute_query(query)]
        self.env["order.tracking.watch"]._mark_now(order_ids)
