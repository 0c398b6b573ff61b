"""Applying a proposal by Odoo's own means: moves are cancelled and procured anew elsewhere."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..allocation_reading import MOVABLE

_MOVES = "SELECT m.id, l.id " + MOVABLE + " AND o.id = %(order)s ORDER BY m.id FOR UPDATE OF m"
# Reserved moves of the same goods that the plan does not send from here by that day.
_BEHIND = (
    "SELECT m.id "
    + MOVABLE
    + """
   AND o.id <> %(order)s AND m.product_id IN %(products)s AND src.warehouse_id IN %(places)s
   AND m.state IN ('assigned', 'partially_available')
   AND EXISTS (SELECT 1 FROM order_allocation a
                WHERE a.order_id = o.id AND a.state = 'proposed'
                  AND NOT EXISTS (SELECT 1 FROM order_allocation_line al
                                   WHERE al.allocation_id = a.id AND al.sale_line_id = l.id
                                     AND al.warehouse_id = src.warehouse_id
                                     AND al.date <= %(date)s))
 ORDER BY m.id FOR UPDATE OF m"""
)


class OrderAllocation(models.Model):
    _inherit = "order.allocation"

    def _apply(self):
        """Only what nobody has picked, printed or sent meanwhile; else nothing at all."""
        self.ensure_one()
        # sudo: whoever may decide about proposals need not be allowed to change sales orders
        own = self.sudo()
        moves = own._movable()
        own._check_still_open(moves)
        if own._elsewhere(moves):
            moves._action_cancel()
            if len(own.line_ids.warehouse_id) == 1:
                own.order_id.warehouse_id = own.line_ids.warehouse_id
            moves = own._procure()
        own._make_way(moves)
        own._tell()
        self._decide("applied")

    def _movable(self):
        """The order's moves that can still be sent from elsewhere, locked."""
        warehouses = self._warehouses_of_company()
        self.env["stock.move"].flush_model()
        query = SQL(
            _MOVES, company=self.company_id.id, order=self.order_id.id, warehouses=warehouses
        )
        return self.env["stock.move"].browse([row[0] for row in self.env.execute_query(query)])

    def _warehouses_of_company(self):
        domain = [("company_id", "=", self.company_id.id), ("allocation_enabled", "=", True)]
        return tuple(self.env["stock.warehouse"].search(domain).ids or [0])

    def _elsewhere(self, moves):
        """Whether anything is to be sent from elsewhere than now."""
        now, then = defaultdict(float), defaultdict(float)
        for move in moves:
            now[move.sale_line_id, move.location_id.warehouse_id] += move.product_qty
        for part in self.line_ids:
            then[part.sale_line_id, part.warehouse_id] += part.quantity
        return now.keys() != then.keys() or any(
            line.product_id.uom_id.compare(now[line, place], then[line, place])
            for line, place in then
        )

    def _check_still_open(self, moves):
        """The moves are still for what was decided about."""
        wanted, there = defaultdict(float), defaultdict(float)
        for part in self.line_ids:
            wanted[part.sale_line_id] += part.quantity
        for move in moves:
            there[move.sale_line_id] += move.product_qty
        same = wanted.keys() == there.keys() and all(
            not line.product_id.uom_id.compare(there[line], wanted[line]) for line in wanted
        )
        if not same:
            raise UserError(
                self.env._(
                    "%(order)s was picked or changed since this was proposed. Wait for the next"
                    " proposal, or use “Propose Now”.",
                    order=self.order_id.name,
                )
            )

    def _procure(self):
        """What sale_stock does at confirmation, with the warehouse of each part; the new moves."""
        if not self.order_id.stock_reference_ids:
            self.env["stock.reference"].create(
                self.order_id.order_line[:1]._prepare_reference_vals()
            )
        procurements = []
        for part in self.line_ids:
            line = part.sale_line_id.with_company(self.company_id)
            values = line._prepare_procurement_values() | {"warehouse_id": part.warehouse_id}
            unit = part.product_id.uom_id
            procurements += line._create_procurements(part.quantity, unit, values)
        self.env["stock.rule"].run(procurements)
        open_ = self.order_id.picking_ids.filtered(lambda p: p.state not in ("cancel", "done"))
        open_.action_confirm()
        return self._movable()

    def _make_way(self, moves):
        """Goods reserved for orders that the plan sends later or from elsewhere are reserved for
        this one; those others get what is left."""
        moves._action_assign()
        short = moves.filtered(lambda m: m.state in ("confirmed", "partially_available"))
        if not short:
            return
        rows = self.env.execute_query(
            SQL(
                _BEHIND,
                company=self.company_id.id,
                order=self.order_id.id,
                warehouses=self._warehouses_of_company(),
                products=tuple(short.product_id.ids),
                places=tuple(short.location_id.warehouse_id.ids),
                date=self.date,
            )
        )
        behind = self.env["stock.move"].browse([row[0] for row in rows])
        behind._do_unreserve()
        short._action_assign()
        behind._action_assign()

    def _tell(self):
        self.order_id.message_post(body=self.env._("Allocated: %(text)s", text=self.text))
