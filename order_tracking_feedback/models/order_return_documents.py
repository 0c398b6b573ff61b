from odoo import models
from odoo.exceptions import UserError


class OrderReturn(models.Model):
    """The documents that a return leads to, each by Odoo's own way."""

    _inherit = "order.return"

    # ------------------------------------------------------------------ transfers

    def _make_transfers(self):
        """Odoo's return transfer of each delivery that the approved goods came with."""
        wanted = {line: line.approved_quantity for line in self.line_ids}
        self._give_back({line: (line.move_id, q) for line, q in wanted.items() if q > 0})

    def _give_back(self, wanted):
        """Odoo's return of moves that are done; both directions.

        The delivered quantity of the order follows it (``to_refund``), whatever the outcome:
        what is delivered again later counts again.

        :param wanted: ``{return line: (move to return, quantity in the product's unit)}``.
        :return: the new transfers.
        """
        made = self.env["stock.picking"]
        for picking in self.env["stock.picking"].union(
            *[m.picking_id for m, _q in wanted.values()]
        ):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            wizard.product_return_moves.unlink()  # one for each move; lots want one each
            for line, (move, quantity) in wanted.items():
                if move.picking_id == picking:
                    self._add_to_return(wizard, line, move, quantity)
            made |= wizard._create_return()
        for line in wanted:
            line._reserve_lot(made)
        return made

    def _add_to_return(self, wizard, line, move, quantity):
        unit = line.uom_id
        self.env["stock.return.picking.line"].create(
            {
                "wizard_id": wizard.id,
                "product_id": move.product_id.id,
                "move_id": move.id,
                "quantity": unit._compute_quantity(quantity, move.product_uom),
                "to_refund": True,
                "order_return_line_id": line.id,
            }
        )

    # ------------------------------------------------------------------ outcomes

    def _make_documents(self, lines):
        """What settles these lines (superuser).

        :param lines: received ones, each with an outcome.
        """
        by_outcome = lines.grouped("outcome")
        none = lines.browse()
        self._credit(by_outcome.get("refund", none), by_outcome.get("credit", none))
        self._replace(by_outcome.get("replacement", none))
        self._repair(by_outcome.get("repair", none))
        self._send_again(by_outcome.get("refusal", none))
        kept = lines.filtered(lambda line: line.grade == "scrap")
        self._scrap(kept.filtered(lambda line: line.outcome not in ("repair", "refusal")))

    def _replace(self, lines):
        """A new delivery of the same order line, as Odoo's exchange makes one: the return has
        lowered the delivered quantity, the replacement raises it again, and nothing is invoiced
        or credited."""
        procurements = []
        for line in lines:
            values = {
                **line.sale_line_id._prepare_procurement_values(),
                "order_return_line_id": line.id,
            }
            procurements += line.sale_line_id._create_procurements(
                line.received_quantity, line.uom_id, values
            )
        if procurements:
            self.env["stock.rule"].run(procurements)

    def _send_again(self, lines):
        """The same goods go back to the customer: Odoo's return of the return."""
        if lines:
            self._give_back(
                {line: (line._transfer_move(), line.received_quantity) for line in lines}
            )

    def _repair(self, lines):
        if lines and "repair.order" not in self.env:
            raise UserError(
                self.env._(
                    "Install the Repairs app to settle a return by repair, or choose another way."
                )
            )
        for line in lines:
            line.repair = self.env["repair.order"].create(line._repair_values())

    def action_send_repaired(self):
        """Goods that were repaired go back to the customer."""
        for found in self:
            found.check_access("write")
            found._check_deciding()
            found._take_turn()
            done = found.sudo()  # sudo: checked; the transfer belongs to the warehouse
            ready = done.line_ids.filtered(lambda line: line._is_repaired())
            if not ready:
                raise UserError(self.env._("No repair of this return has been finished since."))
            done._send_again(ready)

    def _scrap(self, lines):
        """Odoo's scrap order for goods that cannot be sold again."""
        for line in lines:
            move = line._transfer_move()
            scrap = self.env["stock.scrap"].create(
                {
                    "product_id": line.product_id.id,
                    "scrap_qty": line.received_quantity,
                    "product_uom_id": line.uom_id.id,
                    "lot_id": line.lot_id.id,
                    "location_id": move.location_dest_id.id,
                    "company_id": self.company_id.id,
                    "origin": self.name,
                }
            )
            scrap.do_scrap()

    # ------------------------------------------------------------------ smart buttons

    def action_view_transfers(self):
        return self._view("stock.picking", self.env._("Transfers"), self.transfer_ids)

    def action_view_credit_notes(self):
        return self._view("account.move", self.env._("Credit Notes"), self.credit_note_ids)

    def action_view_repairs(self):
        self.check_access("read")
        repairs = [line.repair for line in self.line_ids if line.repair]
        if not repairs:  # nor need the app be installed
            raise UserError(self.env._("No repair order was made for this return."))
        found = self.env["repair.order"].union(*repairs)
        return self._view("repair.order", self.env._("Repair Orders"), found)

    def _view(self, model, name, records):
        self.check_access("read")  # also numbers of documents are nobody else's
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }
        return (
            {**action, "view_mode": "form", "res_id": records.id} if len(records) == 1 else action
        )
