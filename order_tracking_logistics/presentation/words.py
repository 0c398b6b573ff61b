"""The words of the customer's page about parcels, one table per question."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# Where a parcel is, and what that means for whoever waits for it.
STATUS = {
    "unknown": (_lt("No news yet"), _lt("We ask the carrier again.")),
    "pending": (
        _lt("Not yet with the carrier"),
        _lt("The carrier's first scan follows, usually within a day."),
    ),
    "info_received": (
        _lt("Announced to the carrier"),
        _lt("The carrier expects the parcel and has not scanned it yet."),
    ),
    "picked_up": (_lt("Handed to the carrier"), ""),
    "in_transit": (_lt("On its way"), ""),
    "customs": (_lt("In customs"), _lt("Customs decide how long this takes.")),
    "out_for_delivery": (_lt("Out for delivery"), _lt("The driver has it on board.")),
    "available_for_pickup": (
        _lt("Waiting for you at the pickup point"),
        _lt("Please collect it in time; afterwards it goes back to us."),
    ),
    "attempt_failed": (
        _lt("Delivery was tried and did not succeed"),
        _lt("The carrier usually tries again. Its page says what you can choose."),
    ),
    "delivered": (_lt("Delivered"), ""),
    "exception": (
        _lt("There is a problem on the way"),
        _lt("Please ask us if you have not heard from us."),
    ),
    "returning": (
        _lt("On its way back to us"),
        _lt("Please ask us what happens now."),
    ),
    "returned": (_lt("Back with us"), _lt("Please ask us what happens now.")),
    "cancelled": (_lt("Cancelled"), _lt("This parcel is not sent.")),
    "expired": (
        _lt("No more news from the carrier"),
        _lt("Please ask us if it has not arrived."),
    ),
}
# The page's headline while all parcels under way have this status.
HEADLINES = {
    "customs": (_lt("Your goods are in customs"), _lt("Customs decide how long this takes.")),
    "out_for_delivery": (
        _lt("Your goods are out for delivery"),
        _lt("The driver has them on board."),
    ),
    "available_for_pickup": (
        _lt("Your goods are waiting at the pickup point"),
        _lt("Please collect them in time; afterwards they go back to us."),
    ),
    "attempt_failed": (
        _lt("Delivery was tried and did not succeed"),
        _lt("The carrier usually tries again. Its page says what you can choose."),
    ),
    "exception": (
        _lt("There is a problem on the way"),
        _lt("Please ask us if you have not heard from us."),
    ),
    "returning": (
        _lt("Your goods are on their way back to us"),
        _lt("Please ask us what happens now."),
    ),
}
# Colour and symbol of a status where they are not the usual ones.
TONES = {
    "delivered": "good",
    "available_for_pickup": "late",
    "attempt_failed": "late",
    "customs": "late",
    "exception": "bad",
    "returning": "bad",
    "returned": "bad",
    "expired": "late",
    "unknown": "calm",
    "pending": "calm",
    "cancelled": "calm",
}
REASONS = {
    "address": _lt("The address could not be found or is incomplete."),
    "absent": _lt("Nobody was there."),
    "refused": _lt("The parcel was not accepted."),
    "damaged": _lt("The parcel is damaged."),
    "lost": _lt("The carrier cannot find the parcel."),
    "delayed": _lt("The carrier reports a delay."),
    "weather": _lt("The weather holds it up."),
    "customs": _lt("Customs hold it."),
    "security": _lt("It is held for a security check."),
    "payment": _lt("Something has to be paid first."),
    "overdue": _lt("It was not collected in time."),
}
