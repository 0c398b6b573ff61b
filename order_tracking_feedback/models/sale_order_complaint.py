from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline import Event, facts

from .. import acceptance, complaints
from .order_tracking_event import ACCEPTED, COMPLAINT_OPENED, COMPLAINT_RESOLVED

SOURCE = "complaint"
# Who had the goods of an order line in hand last: whoever scanned them, else who validated.
_HANDS = """
SELECT DISTINCT ON (m.line) m.line, COALESCE(s.author_id, m.author_id)
  FROM (SELECT l.key::int AS line, e.document_id AS picking, e.author_id, e.occurred_at
          FROM order_tracking_event e, jsonb_each(e.data->'lines') l
         WHERE e.order_id = %(order)s AND e.kind IN ('picked', 'packed', 'left_warehouse')
           AND e.document_model = 'stock.picking') m
  JOIN sale_order_line o ON o.id = m.line
  LEFT JOIN LATERAL (
        SELECT s.author_id FROM order_scan s
         WHERE s.picking_id = m.picking AND s.product_id = o.product_id AND s.outcome = 'ok'
           AND NOT EXISTS (SELECT FROM order_scan u
                            WHERE u.picking_id = s.picking_id AND u.undoes = s.uuid)
         ORDER BY s.id DESC LIMIT 1) s ON TRUE
 WHERE m.line = ANY (%(lines)s)
 ORDER BY m.line, s.author_id IS NULL, m.author_id IS NULL, m.occurred_at DESC"""


class SaleOrder(models.Model):
    """Complaints about an order: what is known of the goods, and what the journal is told."""

    _inherit = "sale.order"

    complaint_ids = fields.One2many("order.complaint", "order_id", "Complaints", readonly=True)
    complaint_count = fields.Integer(compute="_compute_complaint_count")

    def _compute_complaint_count(self):
        groups = self.env["order.complaint"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.complaint_count = counts.get(order.id, 0)

    def _complaint_open(self):
        """The latest complaint about this order that is not resolved (superuser); maybe none."""
        self.ensure_one()
        known = [("order_id", "=", self.id), ("state", "!=", "resolved")]
        return self.env["order.complaint"].search(known, limit=1)

    def action_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_complaint_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------ from the count

    @api.model
    def _complaint_from_count(self, found):
        """The complaint that an answered acceptance leads to (superuser); once.

        :param found: order.acceptance, in which something differs.
        """
        lines = found.line_ids.filtered(lambda line: line._surplus() or line._bad())
        rows = found.order_id._complaint_lines(
            [
                (line.sale_line_id, line._bad() or line._surplus(), line._problem(), line.note)
                for line in lines
            ]
        )
        Category = self.env["order.complaint.category"]
        category = Category._for_problems([row["problem"] for row in rows], found.company_id)
        values = {
            "acceptance_id": found.id,
            "author_name": found.author_name,
            "via": found.via,
            "fault": rows[0]["fault"] if rows else category.fault,
        }
        return self.env["order.complaint"]._open(found.order_id, category, values, rows)

    def _complaint_lines(self, told):
        """Values of the lines of a complaint, with what is known of how the goods left us.

        :param told: (order line, quantity, problem or False, note) each.
        """
        self.ensure_one()
        lines = self.env["sale.order.line"].union(*(line for line, *_rest in told))
        hands, lots = self._complaint_hands(lines), self._complaint_lots(lines)
        parcels = self._complaint_parcels(lines)
        return [
            {
                "sale_line_id": line.id,
                "product_id": line.product_id.id,
                "quantity": quantity,
                "problem": problem,
                "note": note,
                "lot_ids": [fields.Command.set(lots.get(line.id, []))],
                "shipment_id": parcels.get(line.id),
                "packer_id": hands.get(line.id),
                "fault": complaints.fault_of(problem, made=self._complaint_made(line))
                if problem
                else False,
            }
            for line, quantity, problem, note in told
        ]

    def _complaint_hands(self, lines):
        """Id of the user who packed, picked or validated, by order line id."""
        rows = self.env.execute_query(SQL(_HANDS, order=self.id, lines=lines.ids))
        return {line: user for line, user in rows if user}

    @api.model
    def _complaint_lots(self, lines):
        """Ids of the lots that went to the customer, by order line id."""
        groups = self.env["stock.move.line"]._read_group(
            [
                ("move_id.sale_line_id", "in", lines.ids),
                ("state", "=", "done"),
                ("lot_id", "!=", False),
                ("location_dest_id.usage", "=", "customer"),
            ],
            ["move_id", "lot_id"],
        )
        found = {}
        for move, lot in groups:
            found.setdefault(move.sale_line_id.id, []).append(lot.id)
        return found

    @api.model
    def _complaint_parcels(self, lines):
        """Id of the parcel that came last, by order line id."""
        found = self.env["order.shipment.line"].search([("sale_line_id", "in", lines.ids)])
        ordered = found.sorted(lambda line: (str(line.shipment_id.delivered_at or ""), line.id))
        return {line.sale_line_id.id: line.shipment_id.id for line in ordered}

    @api.model
    def _complaint_made(self, line):
        """Whether we produce it ourselves, as far as installed apps tell."""
        return "bom_count" in line.product_id._fields and bool(line.product_id.bom_count)

    # ------------------------------------------------------------------ the journal

    def _complaint_record(self, complaint, kind, customer=False):
        """Opening and resolving belong to the order's history (superuser).

        What a resolved complaint of the customer's count was about is settled: when that was the
        last of the order, it is accepted in full. It is not any more when that is opened again.
        """
        self.ensure_one()
        if not self.tracking_version_id:
            return  # an order from before the timeline
        journal = self.env["order.tracking.event"]._journal([self.id])
        told = _told(complaint, kind, customer, len(journal[self.id]))
        events = [told]
        known = facts.active(journal[self.id])
        accepted = [event for event in known if event.kind == ACCEPTED]
        complete = acceptance.is_complete(facts.active([*journal[self.id], told]))
        if complete and not accepted:
            at, key = told.occurred_at, f"accepted:{told.key}"
            events.append(Event(ACCEPTED, at, key, SOURCE, "staff", document=told.document))
        elif accepted and not complete and kind == COMPLAINT_OPENED:
            reason = complaint.name
            events += [facts.voided(at=told.occurred_at, event=e, reason=reason) for e in accepted]
        author = None if self.env.user.share else self.env.uid
        headers = self._tracking_headers_of()
        self._tracking_append(headers, {self.id: events}, journal, author=author)


def _told(complaint, kind, customer, number):
    """``number``: of rows before, so that what is opened again is told again."""
    counted = complaint.acceptance_id and kind == COMPLAINT_RESOLVED
    lines = {str(line.sale_line_id.id): line.quantity for line in complaint.line_ids if counted}
    at = complaint.resolved_at if kind == COMPLAINT_RESOLVED else fields.Datetime.now()
    return Event(
        *(kind, at, f"{number:04d}:{kind}", f"{SOURCE}:{complaint.id}"),
        "customer" if customer else "staff",
        {"complaint": complaint.id, "lines": lines},
        document=(complaint._name, complaint.id),
    )
