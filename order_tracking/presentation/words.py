"""The words of the customer's page, one table per question."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# What the customer's page shows at most: it costs the same for 10 and for 10,000 events.
HISTORY, ITEMS, FIRST_ITEMS, CHANGES = 30, 100, 6, 5
ACCENT, DARK_ENOUGH = "#1f4f8f", 0.16  # luminance: contrast 4.6 to 1 on our light grey
ICONS = (
    "order_confirmed",
    "stock_reserved",
    "picked",
    "packed",
    "left_warehouse",
    "delivered",
    "invoiced",
    "paid",
)
ORDER_FIELDS = [
    "name",
    "state",
    "client_order_ref",
    "delivery_status",
    "access_token",
    "company_id",
    "user_id",
    "partner_id",
    "partner_shipping_id",
    "current_receipt_id",
    "tracking_state",
    "tracking_version_id",
    "promise_requested_at",
    "promise_first_at",
    "promise_last_at",
]
PERSON_FIELDS = [
    "lang",
    "tz",
    "name",
    "commercial_company_name",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
]
MILESTONE_FIELDS = [
    "stage_id",
    "state",
    "due_at",
    "promised_at",
    "reached_at",
    "evidence",
    "done_qty",
    "total_qty",
]
STATES = {
    "reached": _lt("Done"),
    "current": _lt("In progress"),
    "pending": _lt("To come"),
    "skipped": _lt("Not needed"),
    "failed": _lt("Came back"),
}
STOPPED = {**STATES, "failed": _lt("Cancelled"), "skipped": _lt("Not done")}
PLANNED = {  # by (promised, late)
    (False, False): _lt("Planned for %s"),
    (False, True): _lt("Late: was planned for %s"),
    (True, False): _lt("Promised for %s"),
    (True, True): _lt("Late: was promised for %s"),
}
PROOFS = {
    "system": _lt("Proof: document in our books"),
    "scan": _lt("Proof: scanned"),
    "carrier": _lt("Proof: told by the carrier"),
    "staff": _lt("Proof: told by our staff"),
    "customer": _lt("Proof: confirmed by you"),
}
PROOF_RECEIVER = _lt("Proof: confirmed by the receiver")
_WAREHOUSE = (
    *("stock_reserved", "picked", "packed", "ready_for_pickup", "left_warehouse", "delivered"),
    "goods_returned",
)
PROOF_DOCUMENTS = {
    "order_confirmed": _lt("Proof: your order"),
    **dict.fromkeys(_WAREHOUSE, _lt("Proof: warehouse document")),
}
HAPPENED = {
    "order_confirmed": _lt("Order confirmed"),
    "order_cancelled": _lt("Order cancelled"),
    "stock_reserved": _lt("All goods set aside"),
    "picked": _lt("Picked"),
    "packed": _lt("Packed"),
    "ready_for_pickup": _lt("Ready for pickup"),
    "left_warehouse": _lt("Left our warehouse"),
    "backorder_created": _lt("The rest follows in a later delivery"),
    "delivered": _lt("Delivered"),
    "goods_returned": _lt("Came back to us"),
    "promise_made": _lt("New date"),
}
# The word on the hero's badge; colour and symbol beside it where they are not the usual ones.
BADGES = {
    "quotation": _lt("Quotation"),
    "untracked": _lt("Confirmed"),
    "running": _lt("In progress"),
    "late": _lt("Late"),
    "delivered": _lt("Delivered"),
    "collected": _lt("Handed over"),
    "done": _lt("Done"),
    "cancelled": _lt("Cancelled"),
    "returned": _lt("Came back"),
}
TONES = {
    "quotation": "calm",
    "untracked": "calm",
    "late": "late",
    "delivered": "good",
    "collected": "good",
    "done": "good",
    "cancelled": "bad",
    "returned": "bad",
}
# Headline and the sentence below it; a running order has those of its current step.
HEADLINES = {
    "quotation": (
        _lt("This is a quotation, not an order yet"),
        _lt("Once it is confirmed, this page tells where your goods are and when they arrive."),
    ),
    "untracked": (
        _lt("Your order is confirmed"),
        _lt("It has no step-by-step tracking. Below you see what has left so far."),
    ),
    "cancelled": (
        _lt("This order was cancelled"),
        _lt("Nothing more will be sent. If you did not expect this, please ask us."),
    ),
    "returned": (
        _lt("Your order came back to us"),
        _lt("The goods are with us again. Please ask us what happens now."),
    ),
    "delivered": (
        _lt("Your order has been delivered"),
        _lt("If something is missing or damaged, please tell us."),
    ),
    "collected": (
        _lt("Your order has been handed over"),
        _lt("If something is missing or damaged, please tell us."),
    ),
    "done": (_lt("Your order is complete"), _lt("If something is not right, please tell us.")),
    "partly_left": (_lt("Part of your order is on its way"), _lt("The rest follows.")),
    "partly_delivered": (_lt("Part of your order has been delivered"), _lt("The rest follows.")),
}
