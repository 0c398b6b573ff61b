from datetime import date, datetime, time

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..shipping.carrier_addon import Said, news
from .tracking_connector import utcnow

# Fields of OCA's delivery_state and the carrier add-ons on it. They are looked for, not needed.
STATE, WORDS, DELIVERED, PROOF = "delivery_state", "tracking_state", "date_delivered", "pod_file"
_KEY = "order_tracking_logistics.carrier_addons"


class StockPicking(models.Model):
    """What carrier add-ons write on deliveries becomes history of their parcels.

    The add-ons write field by field; a transaction is looked at once, at its end.
    """

    _inherit = "stock.picking"

    def write(self, vals):
        if {STATE, WORDS, DELIVERED} & vals.keys() and STATE in self._fields:
            self._addon_touch()
        done = super().write(vals)
        if vals.get(PROOF) and STATE in self._fields:
            self._addon_proof(vals[PROOF])
        return done

    def _addon_touch(self):
        """Remembers what was said of these deliveries before this transaction."""
        precommit = self.env.cr.precommit
        pending = precommit.data.get(_KEY)
        if pending is None:
            pending = precommit.data[_KEY] = {}
            precommit.add(lambda: _tell(self.env.cr, precommit.data.pop(_KEY)))
        for picking in self:
            if picking.id not in pending:
                pending[picking.id] = picking._addon_said()

    def _addon_said(self):
        """The add-ons' fields of this delivery as plain values."""
        at = self[DELIVERED] if DELIVERED in self._fields else None
        if isinstance(at, date) and not isinstance(at, datetime):
            at = datetime.combine(at, time(12))
        words = self[WORDS] if WORDS in self._fields else ""
        return Said(self[STATE] or "", (words or "")[:500], at or None)

    def _addon_tell(self, before, now):
        """Rows of the events that this delivery's parcels have got."""
        found = news(before, self._addon_said(), now)
        parcels = self.shipment_ids.filtered(lambda s: s.kind == "parcel" and not s.closed)
        if not found:
            return []
        return [
            s._told_row(found.code, found.at, now, found.key, "carrier", text=found.text)
            for s in parcels
        ]

    def _ask_addon(self):
        """Whether an add-on was asked about this delivery; it then wrote what it knows."""
        carrier = self.carrier_id
        ask = getattr(carrier, f"{carrier.delivery_type}_tracking_state_update", None)
        if not ask:
            return False
        ask(self)
        return True

    def _addon_proof(self, data):
        """Keeps the proof of delivery that an add-on fetched, where it is a picture."""
        for shipment in self.sudo().shipment_ids:  # sudo: the add-on's job writes for the company
            try:
                shipment._keep_picture("proof", data)
            except UserError:
                continue  # a document of the carrier's own stays on the delivery


def _tell(cr, pending):
    # Superuser: the history is written for everybody, from facts, not from input.
    env = api.Environment(cr, SUPERUSER_ID, {})
    now, rows = utcnow(), []
    for picking in env["stock.picking"].browse(pending).exists():
        rows += picking._addon_tell(pending[picking.id], now)
    env["order.shipment"]._take_told(rows, now)
    env.flush_all()
