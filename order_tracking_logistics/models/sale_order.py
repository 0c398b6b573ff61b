from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking.timeline import Event, reconciled
from odoo.addons.order_tracking.timeline.facts import delivered
from odoo.addons.order_tracking.timeline.overview import undelivered
from odoo.addons.order_tracking.touched import Touched

from ..shipping.order_facts import Parcel, capped, consignments, parcel_facts
from .order_shipment import UNDER_WAY

SOURCE = "shipment"
TOLD_ANEW = "The carrier told it anew."
_PARCELS = """
SELECT r.sale_order_id, s.id, CASE WHEN s.kind = 'parcel' THEN s.shipped_at END, s.delivered_at,
       ARRAY(SELECT p.stock_picking_id FROM order_shipment_stock_picking_rel p
              WHERE p.order_shipment_id = s.id),
       (SELECT json_object_agg(l.sale_line_id, l.quantity) FROM order_shipment_line l
          JOIN sale_order_line sol ON sol.id = l.sale_line_id
         WHERE l.shipment_id = s.id AND sol.order_id = r.sale_order_id),
       COALESCE(s.evidence, 'carrier')
  FROM order_shipment_sale_order_rel r JOIN order_shipment s ON s.id = r.order_shipment_id
 WHERE r.sale_order_id = ANY (%s) AND s.status <> 'cancelled'
 ORDER BY s.id"""
_ARRIVED = """
SELECT DISTINCT r.sale_order_id FROM order_shipment_sale_order_rel r
  JOIN order_shipment s ON s.id = r.order_shipment_id
 WHERE r.sale_order_id = ANY (%s) AND s.delivered_at IS NOT NULL"""
_MOVED = """
SELECT l.order_id, m.picking_id, m.sale_line_id,
       SUM(CASE WHEN m.state <> 'done' THEN m.product_qty
                WHEN m.product_uom_qty <> 0 THEN m.quantity * m.product_qty / m.product_uom_qty
                ELSE m.quantity END)
  FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
 WHERE m.picking_id = ANY (%s) AND l.order_id = ANY (%s) AND m.state <> 'cancel'
 GROUP BY 1, 2, 3"""


_ON_THE_WAY = f"""
EXISTS (SELECT FROM order_shipment_sale_order_rel r
         WHERE r.sale_order_id = o.id
           AND r.order_shipment_id IN (SELECT id FROM order_shipment WHERE {UNDER_WAY}) OFFSET 0)"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shipment_ids = fields.Many2many(
        "order.shipment", string="Shipments", copy=False, check_company=True
    )
    shipment_count = fields.Integer(compute="_compute_shipment_count")

    @api.model_create_multi
    def create(self, vals_list):
        if any("shipment_ids" in vals for vals in vals_list):
            self.env["order.shipment"].check_access("write")
        return super().create(vals_list)

    def write(self, vals):
        if "shipment_ids" in vals:  # whose parcel it is decides who may see it
            self.env["order.shipment"].check_access("write")
        return super().write(vals)

    def _compute_shipment_count(self):
        counts = dict(
            self.env["order.shipment"]._read_group(
                [("order_ids", "in", self.ids)], ["order_ids"], ["__count"]
            )
        )
        for order in self:
            order.shipment_count = counts.get(order, 0)

    @api.model
    def _tracking_unfinished(self):
        return [*super()._tracking_unfinished(), SQL(_ON_THE_WAY)]

    @api.model
    def _tracking_sync(self, headers, **options):
        """Goods may arrive by the carrier's word before Odoo's document says that they left:
        once it does, the arrival is told again with what has become known."""
        done = super()._tracking_sync(headers, **options)
        old = [order for order in headers if order not in options.get("new", ())]
        if old:
            arrived = [row[0] for row in self.env.execute_query(SQL(_ARRIVED, old))]
            self.browse(arrived)._shipment_sync({})
        return done

    def _shipment_sync(self, tellings):
        """Brings the journals up to date with the parcels; idempotent, set-based.

        :param tellings: ``{shipment id: [Telling]}``: whole histories of the parcels with news.
        :return: ids of the orders that were projected.
        """
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        headers = {i: h for i, h in headers.items() if h["tracking_version_id"]}
        if not headers:
            return set()
        journal = self.env["order.tracking.event"]._journal(list(headers))
        parcels = self._shipment_parcels(list(headers))
        moved = self._shipment_moved(list(headers), parcels)
        events = {}
        for order, known in journal.items():
            groups = consignments(parcels[order], moved[order])
            wanted = _arrivals(groups, known)
            events[order] = reconciled(known, wanted, source=SOURCE, reason=TOLD_ANEW)
            for parcel in parcels[order]:
                if parcel.id in tellings:
                    events[order] += _parcel_events(parcel.id, tellings[parcel.id], known)
        return self._tracking_append(headers, events, journal)

    @api.model
    def _shipment_parcels(self, order_ids):
        """``{order id: [shipping.Parcel]}``, every id present."""
        found = {order: [] for order in order_ids}
        for order, *values, deliveries, lines, told_by in self.env.execute_query(
            SQL(_PARCELS, order_ids)
        ):
            found[order].append(Parcel(*values, frozenset(deliveries), lines, told_by))
        return found

    @api.model
    def _shipment_moved(self, order_ids, parcels):
        """``{order id: {transfer id: {order line: quantity in the product's unit}}}``."""
        found = {order: defaultdict(dict) for order in order_ids}
        deliveries = {d for some in parcels.values() for p in some for d in p.deliveries}
        if deliveries:
            query = SQL(_MOVED, sorted(deliveries), order_ids)
            for order, delivery, line, quantity in self.env.execute_query(query):
                found[order][delivery][str(line)] = quantity
        return found

    def _notice_watched(self):
        """Somebody tells when followed parcels arrive."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT r.sale_order_id FROM order_shipment_sale_order_rel r"
                " JOIN order_shipment s ON s.id = r.order_shipment_id"
                " WHERE r.sale_order_id = ANY (%s) AND s.status <> 'cancelled'"
                " AND (s.connector_id IS NOT NULL OR s.last_event_at IS NOT NULL)",
                self.ids,
            )
        )
        return super()._notice_watched() | {row[0] for row in rows}

    def action_view_shipments(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shipments"),
            "res_model": "order.shipment",
            "view_mode": "list,form",
            "domain": [("order_ids", "in", self.ids)],
            "context": {"default_order_ids": self.ids},
        }


def _arrivals(groups, journal):
    """Facts with quantities: goods handed to the carrier, and goods that arrived."""
    others = [event for event in journal if event.source != SOURCE]
    open_ = undelivered(others)
    facts = []
    for group in groups:
        lines = capped(group.lines, open_)
        if group.shipped_at:
            data = {"lines": group.lines or lines}
            key = f"shipped:{group.key}"
            facts.append(Event("shipped", group.shipped_at, key, SOURCE, "carrier", data))
        if group.arrived_at and lines:
            facts.append(_arrival(group, lines))
            open_ = {line: q - lines.get(line, 0.0) for line, q in open_.items()}
    return facts


def _arrival(group, lines):
    return delivered(
        at=group.arrived_at,
        key=f"arrived:{group.key}",
        lines=lines,
        evidence=group.evidence,
        source=SOURCE,
        document=("order.shipment", group.key),
    )


def _parcel_events(shipment, tellings, journal):
    """What one parcel adds to the journal of an order it is for."""
    source = f"{SOURCE}:{shipment}"
    document = ("order.shipment", shipment)
    wanted = [
        Event(
            *(fact.kind, fact.at, fact.key, source, fact.evidence),
            data={"text": fact.text, "location": fact.location, "reason": fact.reason},
            document=document,
        )
        for fact in parcel_facts(tellings)
    ]
    return reconciled(journal, wanted, source=source, reason=TOLD_ANEW)
