"""What carrier add-ons write on a delivery (OCA ``delivery_state`` and those that build on it), as
statuses of a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STATUSES = {
    "shipping_recorded_in_carrier": "info_received",
    "in_transit": "in_transit",
    "incident": "exception",
    "incidence": "exception",
    "warehouse_delivered": "available_for_pickup",
    "customer_delivered": "delivered",
    "canceled_shipment": "cancelled",
    "no_update": "expired",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Fields of a delivery: ``state``, the add-on's code; ``text``, the carrier's words;
    ``delivered_at``, naive UTC. Some add-ons set only one of them.
    """

    state: str = ""
    text: str = ""
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """``code``: None where the words are not among ours; ``key``: of this telling."""

    code: str | None
    at: datetime
    text: str
    key: str


def news(before: Said, after: Said, now: datetime) -> News | None:
    """What became known between two states of a delivery; None: nothing.

    :param now: naive UTC. The add-ons keep no time of a change but that of the delivery.
    """
    if before == after:
        return None
    code = STATUSES.get(after.state)
    if after.delivered_at and code not in ("delivered", "exception", "cancelled"):
        code = "delivered"  # add-ons that know nothing but the date
    moved = (before.state, before.text) != (after.state, after.text)
    if not moved and code != "delivered":
        return None
    at = after.delivered_at if code == "delivered" and after.delivered_at else now
    # a label is made once, however often it is written; everything else can happen again
    once = code == "info_received"
    key = f"addon:{code}" if once else f"addon:{code}:{after.text}:{at.isoformat()}"
    return News(code, min(at, now), after.text, key)
