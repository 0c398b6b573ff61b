"""What exceptions of parcels say and ask for."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
TEXTS = {
    "cutoff": _lt(
        "Delivery %(delivery)s has to leave with %(carrier)s by %(cutoff_at)s to keep the promise, "
        "and is not picked."
    ),
    "silent": _lt(
        "No news of parcel %(number)s since %(heard_at)s; some was to be expected by %(since)s."
    ),
    "own_overdue": _lt("Nobody has said what became of delivery %(number)s since %(since)s."),
    "unknown_number": _lt("The carrier does not know parcel %(number)s, announced on %(since)s."),
    "attempt_failed": _lt("Parcel %(number)s could not be delivered. The carrier says: %(said)s"),
    "customs": _lt("Parcel %(number)s is with customs since %(since)s. %(said)s"),
    "damaged": _lt("Parcel %(number)s is damaged. The carrier says: %(said)s"),
    "lost": _lt("Parcel %(number)s is lost. The carrier says: %(said)s"),
    "parcel_problem": _lt("Problem with parcel %(number)s. The carrier says: %(said)s"),
    "returning": _lt("Parcel %(number)s is on its way back to us since %(since)s. %(said)s"),
    "returned": _lt("Parcel %(number)s came back to us on %(since)s. %(said)s"),
}
NEXT_STEPS = {
    "cutoff": _lt(
        "Pick and hand it over before the cut-off, choose a faster carrier, or promise the "
        "customer another date."
    ),
    "silent": _lt(
        "Ask the carrier where the parcel is. Tell the customer what you learn, and claim it when "
        "it cannot be found."
    ),
    "own_overdue": _lt(
        "Ask the driver, or the customer, whether the goods arrived, and record it on the shipment."
    ),
    "unknown_number": _lt(
        "Compare the number with the label, and see whether the carrier picked the parcel up. "
        "Correct the number on the shipment, or hand the parcel over."
    ),
    "attempt_failed": _lt(
        "Check the address and phone number with the customer, and arrange another attempt or a "
        "pickup before the carrier sends it back."
    ),
    "customs": _lt("Ask the carrier which papers are missing, and send them."),
    "damaged": _lt(
        "Ask the carrier for pictures and claim the damage in time. Agree with the customer on a "
        "replacement or a refund."
    ),
    "lost": _lt("Claim the loss from the carrier, and send the goods again or refund them."),
    "parcel_problem": _lt("Ask the carrier what it needs, and tell the customer."),
    "returning": _lt(
        "Find out why with the customer, have it redirected if that is still possible, or agree "
        "on another delivery."
    ),
    "returned": _lt(
        "Receive the goods with a return, and agree with the customer on another delivery or a "
        "refund."
    ),
}
