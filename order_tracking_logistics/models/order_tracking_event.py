from odoo import fields, models

from ..presentation.carrier_choice import say_chosen

PARCEL_EVENTS = (
    "shipped",
    "in_transit",
    "in_customs",
    "out_for_delivery",
    "at_pickup_point",
    "attempt_failed",
    "parcel_problem",
    "parcel_returning",
    "parcel_returned",
    "parcel_delivered",
)
SCAN_EVENTS = ("scan_started", "scan_read", "scan_packed", "scan_closed")
CARRIER_CHOSEN = "carrier_chosen"


class OrderTrackingEvent(models.Model):
    _inherit = "order.tracking.event"

    kind = fields.Selection(
        selection_add=[
            ("shipped", "Handed to the carrier"),
            ("in_transit", "In transit"),
            ("in_customs", "In customs"),
            ("out_for_delivery", "Out for delivery"),
            ("at_pickup_point", "Ready at the pickup point"),
            ("attempt_failed", "Delivery attempt failed"),
            ("parcel_problem", "Problem with a parcel"),
            ("parcel_returning", "Parcel on its way back"),
            ("parcel_returned", "Parcel back at the sender"),
            ("parcel_delivered", "Parcel delivered"),
            (CARRIER_CHOSEN, "Carrier chosen"),
            ("scan_started", "Scanning started"),
            ("scan_read", "Scanned"),
            ("scan_packed", "Parcel packed and checked"),
            ("scan_closed", "Transfer scanned and checked"),
        ],
        # what happened stays told when the addon that told it is gone
        ondelete=dict.fromkeys((*PARCEL_EVENTS, *SCAN_EVENTS, CARRIER_CHOSEN), lambda events: None),
    )

    def _detail(self, lines):
        detail = super()._detail(lines)
        if self.kind in PARCEL_EVENTS + SCAN_EVENTS and self.data:
            words = [*self._scan_words(), self.data.get("text"), self.data.get("location")]
            return " · ".join(filter(None, [detail, *words]))
        if self.kind == CARRIER_CHOSEN and self.data:
            return say_chosen(self.env, self.data)
        device = (self.data or {}).get("device")  # goods that moved, and were scanned
        return " · ".join(filter(None, [detail, device]))

    def _scan_words(self):
        """What was scanned and what came of it, of a scan that finished nothing."""
        if self.kind != "scan_read":
            return []
        labels = dict(self.env["order.scan"]._fields["outcome"]._description_selection(self.env))
        return [self.data.get("code"), labels.get(self.data.get("outcome"))]
