"""The words of notices that no stage of a flow has words for; addons above add theirs."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
TOPIC_NAMES = {
    "late": _lt("Late, or a new date"),
    "order_cancelled": _lt("Cancelled"),
}
# Headline and the sentence below it, by the kind of event that leads a message; for all others
# the tracking page's own headline is true.
TITLES = {
    "late": (
        _lt("Your order is late"),
        _lt("We are sorry: the promised date has passed, and your goods are not there yet."),
    ),
    "promise_made": (
        _lt("Your order has a new delivery date"),
        _lt("We are sorry: it arrives later than we promised."),
    ),
}
