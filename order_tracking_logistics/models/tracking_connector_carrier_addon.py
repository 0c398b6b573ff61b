from odoo import api, models
from odoo.fields import Domain

CODE = "delivery_state"
BATCH = 50


class TrackingConnector(models.Model):
    """Asking through a carrier add-on: it is its own transport and parser, and writes the
    delivery's fields. Parcel by parcel: one that the add-on stumbles over stops no other."""

    _inherit = "tracking.connector"

    @api.model
    def _cron_ask_addons(self):
        """Has carrier add-ons asked about the parcels that are due; each answer is committed."""
        shipments, cron = self.env["order.shipment"], self.env["ir.cron"]
        due = Domain(
            [("connector_id.code", "=", CODE), ("connector_id.state", "=", "running")]
        ) & Domain([("next_poll_at", "<=", "now"), ("closed", "=", False)])
        while found := shipments.search(due, order="next_poll_at", limit=BATCH):
            # before anything is locked: it commits
            cron._commit_progress(remaining=shipments.search_count(due, limit=2 * BATCH))
            locked = found.try_lock_for_update()
            if not locked:
                return  # somebody else asks about them
            for shipment in locked:
                shipment._ask_addon()
                if not cron._commit_progress(1):
                    return
