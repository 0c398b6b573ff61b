import logging

from odoo import models

from ..shipping.polling import next_poll
from .tracking_connector import utcnow
from .tracking_connector_carrier_addon import CODE

_logger = logging.getLogger(__name__)
INTERVAL = 3600  # seconds between two questions about a parcel: add-ons know no limit of theirs


class OrderShipment(models.Model):
    """Parcels that a carrier add-on knows about."""

    _inherit = "order.shipment"

    def _follow(self):
        addons = self.filtered(lambda s: s.connector_id.code == CODE and not s.closed)
        addons.sudo().next_poll_at = utcnow()  # sudo: as for the other sources
        return super(OrderShipment, self - addons)._follow()

    def _ask_addon(self):
        """Asks about this parcel, and plans the next question."""
        self.ensure_one()
        before, problem = self.changed_at, ""
        try:
            with self.env.cr.savepoint():
                asked = [picking._ask_addon() for picking in self.picking_ids]
                self.env.cr.flush()  # what the add-on wrote is taken in here, or fails here
            problem = "" if any(asked) else self.env._("No carrier add-on answers for this parcel.")
        except Exception as error:  # foreign code: whatever it stumbles over
            _logger.warning("Carrier add-on, parcel %s: %s", self.id, error)
            problem = f"{type(error).__name__}: {error}"[:500]
        now = utcnow()
        quiet = 0 if self.changed_at != before else self.quiet + 1
        self.write(
            {
                "source_problem": problem or False,
                "last_poll_at": now,
                "quiet": quiet,
                "next_poll_at": next_poll(
                    status=self.status,
                    now=now,
                    changed_at=self.changed_at or self.create_date,
                    ended_at=self.delivered_at or self.last_event_at,
                    quiet=quiet,
                    interval=self.connector_id.interval_seconds or INTERVAL,
                )
                or False,
            }
        )
