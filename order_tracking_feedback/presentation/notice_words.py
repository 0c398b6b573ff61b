"""The words of notices about complaints, returns and acceptances."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation.notice_words import (
    HAPPENED_NEWS,
    TITLES,
    TOPIC_NAMES,
)

_lt = LazyTranslate(__name__)
TOPIC_NAMES.update(
    {
        "acceptance_due": _lt("Before goods count as accepted"),
        "complaint_opened": _lt("Complaint received"),
        "return_requested": _lt("Return requested"),
        "return_approved": _lt("Return approved"),
        "return_label": _lt("Return label added"),
        "return_received": _lt("Returned goods received"),
        "return_settled": _lt("Return settled"),
    }
)
# What the event behind the news does not tell alone.
OTHER_TITLES = {
    "complaint_noted": (
        _lt("We look into what you told us"),
        _lt("We are sorry that not everything was right, and take care of it."),
    ),
    "complaint_again": (
        _lt("Your complaint is open again"),
        _lt("We are on it. You can follow it, and add to it, on its page."),
    ),
    "return_refused": (_lt("We cannot take your goods back"), _lt("This is why:")),
    "return_cancelled": (_lt("Your return is cancelled"), _lt("Nothing needs to be sent.")),
}
OTHER_NAMES = {
    "complaint_again": _lt("Complaint opened again"),
    "return_refused": _lt("Return refused"),
    "return_cancelled": _lt("Return cancelled"),
}
# the topic's name says when such messages come, not what happened
HAPPENED_NEWS["acceptance_due"] = _lt("We wait for your answer")
TITLES.update(
    {
        "acceptance_due": (
            _lt("Is everything all right with your goods?"),
            _lt("Please tell us if anything is missing, damaged or not what you ordered."),
        ),
        "complaint_opened": (
            _lt("We have your complaint"),
            _lt("Thank you for telling us. You can follow it, and add to it, on its page."),
        ),
        "return_requested": (
            _lt("We have your request for a return"),
            _lt("We look at it and answer soon. Please do not send anything yet."),
        ),
        "return_approved": (
            _lt("Your return is approved"),
            _lt("Please send the goods back to us. Below you read how."),
        ),
        "return_label": (
            _lt("Your return label is here"),
            _lt("Print it, stick it on the parcel and hand the parcel over."),
        ),
        "return_received": (
            _lt("Your goods are back with us"),
            _lt("We check them, and then settle your return."),
        ),
        "return_settled": (_lt("Your return is settled"), _lt("This is what becomes of it:")),
    }
)
