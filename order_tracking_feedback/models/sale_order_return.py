from collections import defaultdict
from datetime import UTC
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline import Event, facts
from odoo.addons.order_tracking.timeline.facts import active
from odoo.addons.order_tracking.touched import Touched
from odoo.addons.order_tracking_logistics.shipping.state import TERMINAL

from .. import returns

SOURCE = "return"
# Parcels of which somebody has told; those that the customer can still get, and did not refuse.
_FOLLOWED = [("last_event_at", "!=", False)]
_AWAITED = [
    ("closed", "=", False),
    ("status", "not in", (*TERMINAL, "returning", "expired")),
    ("reason", "!=", "refused"),
]
_HOPED_FOR = """
SELECT COALESCE(m.done_qty, 0) = 0
       AND CASE WHEN %s THEN %s ELSE COALESCE(m.promised_at, m.due_at) > %s END
  FROM order_tracking_milestone m JOIN order_tracking_stage s ON s.id = m.stage_id
 WHERE m.order_id = %s AND s.trigger = 'delivered'"""
MOST = 50  # returns of one order; more of them need a conversation


class Goods(NamedTuple):
    """Goods of a delivery that may go back, or may not (``decision``).

    ``left``: how many nobody speaks for, in the product's unit. ``reasons``: that may be chosen.
    """

    move: models.Model
    lot: models.Model
    left: float
    policy: models.Model
    reasons: models.Model
    decision: returns.Decision

    @property
    def key(self) -> str:
        return f"m{self.move.id}" + (f"l{self.lot.id}" if self.lot else "")

    @property
    def sale_line(self):
        return self.move.sale_line_id

    @property
    def place(self) -> returns.Place:
        reasons = tuple(str(number) for number in self.reasons.ids)
        whole = self.sale_line.product_id.uom_id.rounding >= 1 or bool(
            self.lot and self.lot.product_id.tracking == "serial"
        )
        return returns.Place(self.key, self.left, reasons, whole)


class SaleOrder(models.Model):
    """Which goods of an order may go back, and the asking for it."""

    _inherit = "sale.order"

    return_ids = fields.One2many("order.return", "order_id", "Returns", readonly=True)
    return_count = fields.Integer(compute="_compute_return_count")

    def _compute_return_count(self):
        Return = self.env["order.return"].sudo()  # sudo: only how many there are
        counts = dict(Return._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.return_count = counts.get(order, 0)

    # ------------------------------------------------------------------ what may go back

    def _return_goods(self):
        """:class:`Goods` of everything that was delivered (superuser), oldest first."""
        self.ensure_one()
        moves = self.order_line.move_ids.filtered(_delivered).sorted(lambda m: (m.date, m.id))
        policies = self.env["order.return.policy"]._for_products(self.company_id, moves.product_id)
        reasons = {policy: policy._reasons() for policy in policies.values() if policy}
        journal = active(self.env["order.tracking.event"]._journal(self.ids)[self.id])
        arrivals, coming = _arrivals(journal), self._return_coming(moves, journal)
        claims = defaultdict(list)
        for line in self.return_ids.line_ids:
            claims[line.move_id, line.lot_id].append(line._claim())
        found = []
        for move in moves:
            policy = policies[move.product_id]
            arrived = arrivals.get(str(move.sale_line_id.id), [])
            arrived = min((at for at in arrived if at >= move.date), default=move.date)
            for lot, quantity in _by_lot(move).items():
                left = returns.left(quantity, _came_back(move, lot), claims[move, lot])
                day, today = self._return_day(arrived), self._return_day(fields.Datetime.now())
                # where nobody follows the goods the customer knows best whether they are there
                told = (policy._plain(), day, left, today)
                decision = returns.decide(*told, on_the_way=move in coming)
                found.append(Goods(move, lot, left, policy, reasons.get(policy), decision))
        return found

    def _return_coming(self, moves, journal):
        """Those of ``moves`` whose goods are still on their way in a parcel that somebody follows.
        What was refused at the door, or comes back for another reason, is not among them.

        :param moves: of this order (superuser), oldest first. :param journal: its active facts.
        """
        rest, found = returns.under_way(journal), moves.browse()
        for move in reversed(moves):  # what left first arrives first
            line, quantity = str(move.sale_line_id.id), sum(_by_lot(move).values())
            if rest.get(line, 0.0) >= quantity - returns.EPSILON > 0:
                rest[line] -= quantity
                found |= move
        domain = [*_FOLLOWED, *_AWAITED, ("picking_ids", "in", found.picking_id.ids)]
        coming = self.env["order.shipment"].search(domain).picking_ids
        return found.filtered(lambda move: move.picking_id in coming)

    def _return_hoped_for(self):
        """Whether all that left is still to be expected at the customer's: followed, or not yet
        due. One query, for a page that is opened often: told of the order, not of each item
        (superuser)."""
        followed = [*_FOLLOWED, ("order_ids", "in", self.ids)]
        found = map(self.env["order.shipment"]._search, (followed, [*followed, *_AWAITED]))
        told, awaited = (SQL("EXISTS %s", parcels.subselect()) for parcels in found)
        query = SQL(_HOPED_FOR, told, awaited, fields.Datetime.now(), self.id)
        return any(hoped for (hoped,) in self.env.execute_query(query))

    def _return_day(self, at):
        """The day of a naive UTC instant where the customer is."""
        zone = ZoneInfo(self._receipt_zone())
        return at.replace(tzinfo=UTC).astimezone(zone).date()

    # ------------------------------------------------------------------ asking

    def _return_turn(self):
        """Of two requests about an order at once the second waits here and sees the first."""
        self.flush_recordset()
        query = SQL("UPDATE sale_order SET id = id WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)

    def _return_ask(self, asks, goods, *, teller=None, key=None):
        """Opens a return (superuser), approved at once where the policies say so.

        :param asks: ``returns.Ask``. :param goods: :class:`Goods` by the key of the place.
        :param teller: who asks (``order_receipt_answer.Teller``); None: our own staff.
        """
        self.ensure_one()
        if len(self.return_ids) >= MOST:
            raise UserError(self.env._("Order %s has too many returns. Talk to us.", self.name))
        found = self.env["order.return"].create(
            {
                "order_id": self.id,
                "company_id": self.company_id.id,
                "author_name": teller.name if teller else self.env.user.name,
                "via": teller.via if teller else False,
                "form_key": key,
            }
        )
        for ask in asks:
            values = _line_values(ask, goods[ask.place.key])
            line = found.line_ids.create({**values, "return_id": found.id})
            self.env["ir.attachment"]._keep_photos(line, ask.photos)
        found.complaint_id = found._find_complaint()
        at, evidence = found.requested_at, "customer" if teller else "staff"
        found._record("return_requested", at, evidence)
        if self._return_approves_itself(asks, goods):
            found._approve()
        return found

    def _return_approves_itself(self, asks, goods):
        company = self.company_id
        parts = []
        for ask in asks:
            one = goods[ask.place.key]
            line = one.sale_line
            price = line.price_reduce_taxinc
            sold = line.product_id.uom_id._compute_quantity(ask.quantity, line.product_uom_id)
            worth = self.currency_id._convert(price * sold, company.currency_id, company)
            parts.append((one.policy._plain(), Decimal(str(worth))))
        return returns.approves_itself(parts)

    def _return_proves(self, found, came, pickings):
        """A row of the journal for goods that had arrived unnoticed (superuser).

        :param came: quantity by order line, key as in the journal. :param pickings: that brought
            them back.
        """
        journal = self.env["order.tracking.event"]._journal(self.ids)[self.id]
        lines = returns.unproven(active(journal), came)
        headers = self._tracking_headers_of() if lines else {}
        if not headers:
            return
        told = facts.delivered(
            at=found.requested_at,
            key=f"arrived:{min(pickings.ids)}",
            lines=lines,
            evidence="customer" if found.via else "staff",
            source=f"{SOURCE}:{found.id}",
            document=(found._name, found.id),
        )
        self._tracking_append(headers, {self.id: [told]}, {self.id: journal})

    def _return_record(self, found, kind, at, evidence, data):
        """A row of the journal about a return (superuser); orders without a timeline have none.

        :param at: naive UTC.
        """
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        headers = {i: h for i, h in headers.items() if h["tracking_version_id"]}
        event = Event(
            *(kind, at, kind, f"{SOURCE}:{found.id}", evidence),
            data,
            document=(found._name, found.id),
        )
        if headers:
            self._tracking_append(headers, {self.id: [event]})

    def action_view_returns(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Returns"),
            "res_model": "order.return",
            "view_mode": "list,form",
            "domain": [("order_id", "=", self.id)],
        }


def _arrivals(journal):
    """``{order line: [naive UTC]}``: when goods came into the customer's hands.

    :param journal: the active facts of the order.
    """
    found = defaultdict(list)
    for fact in journal:
        for line in fact.lines if fact.kind == "delivered" else ():
            found[line].append(fact.occurred_at)
    return found


def _delivered(move):
    """Goods of an order line that went to the customer, and were not sent back because their
    return was refused."""
    again = move.order_return_line_id.outcome == "refusal"
    same = move.product_id == move.sale_line_id.product_id  # not the parts of a kit
    to_customer = move.location_dest_id.usage == "customer"
    return move.state == "done" and to_customer and same and not again


def _by_lot(move):
    """``{lot, maybe empty: quantity in the product's unit}`` of a done move."""
    found = defaultdict(float)
    for line in move.move_line_ids:
        found[line.lot_id] += line.quantity_product_uom
    return found


def _came_back(move, lot):
    """How many went back, or are about to, by transfers that belong to no return."""
    total = 0.0
    for back in move.returned_move_ids:
        if back.order_return_line_id or back.state == "cancel":
            continue
        if lot and back.move_line_ids:
            lines = back.move_line_ids.filtered(lambda line: line.lot_id == lot)
            total += sum(lines.mapped("quantity_product_uom"))
        elif back.state == "done":
            total += back.product_uom._compute_quantity(back.quantity, back.product_id.uom_id)
        else:
            total += back.product_qty
    return total


def _line_values(ask, goods):
    reason = goods.move.env["order.return.reason"].browse(int(ask.reason))
    return {
        "sale_line_id": goods.sale_line.id,
        "move_id": goods.move.id,
        "lot_id": goods.lot.id,
        "reason_id": reason.id,
        "wish": ask.wish,
        "note": ask.note or False,
        "quantity": ask.quantity,
        "approved_quantity": ask.quantity,
        "fee_percent": 0 if reason.our_fault else goods.policy.fee_percent,
    }
