"""Applying a proposal by Odoo's own means: moves are cancelled and procured anew elsewhere."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..allocation import allocate
from ..allocation_reading import MOVABLE, read_book
from ..allocation_writing import write_plan

_MOVES = "SELECT m.id, l.id " + MOVABLE + " AND o.id = %(order)s ORDER BY m.id FOR UPDATE OF m"


class OrderAllocation(models.Model):
    _inherit = "order.allocation"

    def _apply(self):
        """Only what nobody has picked, printed or sent meanwhile; else nothing at all."""
        self.ensure_one()
        # sudo: whoever may decide about proposals need not be allowed to change sales orders
        own = self.sudo()
        moves = own._movable()
        own._check_still_open(moves)
        places = own._places()
        moves._action_cancel()
        if len(places) == 1:
            own.order_id.warehouse_id = places
        own._procure()
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

    def _places(self):
        return self.line_ids.warehouse_id

    def _check_still_open(self, moves):
        """The moves are still for what was decided about."""
        wanted, there = {}, {}
        for line in self.line_ids:
            wanted[line.sale_line_id] = wanted.get(line.sale_line_id, 0) + line.quantity
        for move in moves:
            there[move.sale_line_id] = there.get(move.sale_line_id, 0) + move.product_qty
        same = wanted.keys() == there.keys() and all(
            not line.product_id.uom_id.compare(there[line], wanted[line]) for line in wanted
        )
        if not same or self.order_id.locked:
            raise UserError(
                self.env._(
                    "%(order)s was picked or changed since this was proposed. Wait for the next"
                    " proposal, or use “Propose Now”.",
                    order=self.order_id.name,
                )
            )

    def _procure(self):
        """What sale_stock does at confirmation, with the warehouse of each part."""
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

    def _tell(self):
        self.order_id.message_post(body=self.env._("Allocated: %(text)s", text=self.text))

    # ------------------------------------------------------------------ runs

    @api.model
    def action_propose(self):
        """Proposals for all companies of the user, now."""
        self.check_access("write")
        # sudo: the whole open book is decided about, whoever asks
        self.sudo()._propose(self.env.companies)

    @api.model
    def _propose(self, companies):
        for company in companies:
            now = fields.Datetime.now()
            self.env.flush_all()
            reading = read_book(company, now)
            if reading:
                write_plan(company, reading, allocate(reading.book), now)
