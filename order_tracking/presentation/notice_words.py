"""The words of notices that no stage of a flow has words for; addons above add theirs."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
TOPIC_NAMES = {
    "late": _lt("Late, or a new date"),
    "order_cancelled": _lt("Cancelled"),
}
# What happened in one line, by the kind of event, where the topic's name does not say it.
HAPPENED_NEWS = {
    "late": _lt("The promised date has passed"),
    "promise_made": _lt("New date"),
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
    "correction": (
        _lt("We must correct what we told you"),
        _lt("Our last message was wrong, and we are sorry. This is how it is:"),
    ),
}
NOTICE_LEVELS = {
    "all": _lt("Everything"),
    "chosen": _lt("Only what I tick here"),
    "problems": _lt("Only when there is a problem"),
    "none": _lt("Nothing"),
}
