"""The words of notices about parcels."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.notice_words import TITLES, TOPIC_NAMES

_lt = LazyTranslate(__name__)
TOPIC_NAMES.update(
    {
        "shipped": _lt("Handed to the carrier"),
        "in_customs": _lt("In customs"),
        "out_for_delivery": _lt("Out for delivery"),
        "at_pickup_point": _lt("Ready at the pickup point"),
        "attempt_failed": _lt("Delivery was tried and did not succeed"),
        "parcel_returning": _lt("On its way back to us"),
        "parcel_returned": _lt("Back with us"),
    }
)
TITLES.update(
    {
        "shipped": (
            _lt("Your goods are with the carrier"),
            _lt("The carrier has them and is bringing them to you."),
        ),
        "in_customs": (
            _lt("Your goods are in customs"),
            _lt("Customs decide how long this takes."),
        ),
        "out_for_delivery": (
            _lt("Your goods are out for delivery"),
            _lt("The driver has them on board."),
        ),
        "at_pickup_point": (
            _lt("Your goods are waiting at the pickup point"),
            _lt("Please collect them in time; afterwards they go back to us."),
        ),
        "attempt_failed": (
            _lt("Delivery was tried and did not succeed"),
            _lt("The carrier usually tries again. Its page says what you can choose."),
        ),
        "parcel_returning": (
            _lt("Your goods are on their way back to us"),
            _lt("Please ask us what happens now."),
        ),
        "parcel_returned": (
            _lt("Your goods came back to us"),
            _lt("Please ask us what happens now."),
        ),
    }
)
