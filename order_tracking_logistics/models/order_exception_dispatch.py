from odoo import api, fields, models

from odoo.addons.order_tracking.watch import Kind, Trouble, add_kind

from .. import dispatching
from ..dispatch import WARN

DISPATCH = "dispatch"
CUTOFF = "cutoff"
DISPATCH_KINDS = [(CUTOFF, "Misses its cut-off")]
add_kind(Kind(CUTOFF, hours=2, cured_by=("picked", "packed", "left_warehouse", "promise_made")))


class OrderException(models.Model):
    """Deliveries that are not picked although the last truck that keeps their promise is near."""

    _inherit = "order.exception"

    kind = fields.Selection(
        selection_add=DISPATCH_KINDS, ondelete={code: "cascade" for code, _label in DISPATCH_KINDS}
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), DISPATCH: "_find_in_dispatch"}

    @api.model
    def _find_in_dispatch(self, orders, now):
        """What cut-offs say; three queries whatever the number of orders."""
        wanted, looks = [], {}
        missing = dispatching.read_missing(self.env, orders.ids, now, WARN)
        names = self._dispatch_names([m for m in missing if m.since <= now])
        for found in missing:
            order, number = found.delivery.order, found.delivery.work.id
            if found.since > now:
                looks[order] = min(found.since, looks.get(order, found.since))
                continue
            delivery, carrier = names[number]
            data = {"delivery": delivery, "carrier": carrier}
            data["cutoff_at"] = found.cutoff.isoformat()
            document = ("stock.picking", number)
            wanted.append(
                Trouble(order, CUTOFF, str(number), found.since, data=data, document=document)
            )
        return wanted, looks

    @api.model
    def _dispatch_names(self, missing):
        """``{transfer id: (its name, its carrier's)}``."""
        pickings = self.env["stock.picking"].browse(m.delivery.work.id for m in missing)
        return {p.id: (p.name, p.carrier_id.name or "") for p in pickings}
