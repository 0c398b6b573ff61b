"""Shipped demo orders whose parcels are in all sorts of states.

The orders are made as those of the core's demo data. What the carrier has told so far goes
through the inbox, as a push would. Where the carriers are simulated (``setup/demo``), the parcels
go on from there.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo.addons.order_tracking.demo import orders
from odoo.addons.order_tracking.demo.company import unverified
from odoo.addons.order_tracking.demo.scenarios import Scenario, confirm, ship

# By our word for it: EasyPost's status, its detail, the carrier's code, the text.
WORDS = {
    "info_received": ("pre_transit", "label_created", "OC", "Shipping label created"),
    "picked_up": ("in_transit", "received_at_origin_facility", "PU", "Package accepted"),
    "in_transit": ("in_transit", "arrived_at_facility", "AR", "Processed at facility"),
    "out_for_delivery": ("out_for_delivery", "out_for_delivery", "OD", "Out for delivery"),
    "attempt_failed": (
        "in_transit",
        "delivery_exception",
        "DE",
        "Delivery attempted - notice left",
    ),
    "delivered": ("delivered", "arrived_at_destination", "DL", "Delivered"),
    "returning": ("return_to_sender", "return", "RS", "Return to sender"),
}
PLACES = (("OAKLAND", "CA"), ("SACRAMENTO", "CA"), ("RENO", "NV"))
_WAY = (("info_received", 0), ("picked_up", 3), ("in_transit", 6))
_DOOR = (*_WAY, ("in_transit", 11), ("out_for_delivery", 5))


@dataclass(frozen=True)
class Parcel:
    """``scenario``: its order; ``told``: statuses, hours after the one before; the last one was
    told ``ago`` hours before now; ``carrier``: XML id."""

    number: str
    scenario: Scenario
    told: tuple[tuple[str, float], ...] = ()
    ago: float = 1.0
    carrier: str = "demo_carrier_parcels"


def _order(key, customer, age, lines, house="main"):
    return Scenario(key, customer, house, age, lines, (confirm(), ship(3)))


PARCELS = (
    Parcel("DEMO1000001", _order("parcel_new", "clinic", 4, (("lamp", 3),))),
    Parcel("DEMO1000002", _order("parcel_way", "coworking", 14, (("chair", 4),)), _WAY, 5),
    Parcel("DEMO1000003", _order("parcel_out", "portal", 20, (("desk", 1),)), _DOOR, 2),
    Parcel(
        "DEMO1000004",
        _order("parcel_attempt", "ella", 26, (("lamp", 2),)),
        (*_DOOR, ("attempt_failed", 4)),
        3,
    ),
    Parcel("DEMO1000005", _order("parcel_silent", "school", 70, (("chair", 6),)), _WAY, 170),
    Parcel(
        "DEMO1000006",
        _order("parcel_arrived", "tomas", 40, (("cabinet", 1),)),
        (*_DOOR, ("delivered", 3)),
        20,
    ),
    Parcel(
        "DEMO1000007",
        _order("parcel_back", "architects", 60, (("frame", 1), ("lamp", 2))),
        (*_DOOR, ("attempt_failed", 4), ("returning", 20)),
        30,
    ),
    Parcel(
        "YT9000000001",
        _order("parcel_shanghai", "zh_lin", 5, (("lamp", 1),), house="pudong"),
        carrier="demo_carrier_express",
    ),
)


def create_all(env):
    now = datetime.now().replace(microsecond=0)
    scenarios = [parcel.scenario for parcel in PARCELS]
    with unverified(env):
        made = orders.create(env, scenarios, now)
        orders.confirm(made, scenarios)
        for order, scenario in zip(made, scenarios, strict=True):
            orders.live(order, scenario, now)
        orders.finish(made)
    for order, parcel in zip(made, PARCELS, strict=True):
        send(order, parcel)
        tell(env, parcel, now)
    env.flush_all()
    env.invalidate_all()


def send(order, parcel):
    """The delivery left with this number."""
    leaving = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")[:1]
    leaving.carrier_id = order.env.ref(f"order_tracking_logistics.{parcel.carrier}")
    leaving.carrier_tracking_ref = parcel.number


def tell(env, parcel, now):
    """What the carrier has pushed until now."""
    if not parcel.told:
        return
    connector = env.ref("order_tracking_logistics.demo_connector_parcels")
    messages = env["tracking.message"]
    body = json.dumps(event(parcel, now)).encode()
    messages.browse(messages._receive(connector.id, "push", body))._process()


def event(parcel, now):
    """EasyPost's event with the whole history of the parcel."""
    length = sum(hours for _code, hours in parcel.told)
    at = now - timedelta(hours=parcel.ago + length)
    details = []
    for place, (code, hours) in enumerate(parcel.told):
        at += timedelta(hours=hours)
        details.append(detail(code, at, PLACES[place * len(PLACES) // len(parcel.told)]))
    status, sort, _code, _text = WORDS[parcel.told[-1][0]]
    tracker = {
        "object": "Tracker",
        "id": f"trk_{parcel.number}",
        "tracking_code": parcel.number,
        "status": status,
        "status_detail": sort,
        "carrier": "FedEx",
        "signed_by": "Front desk" if status == "delivered" else None,
        "tracking_details": details,
    }
    return {"object": "Event", "description": "tracker.updated", "result": tracker}


def detail(code, at, place):
    status, sort, scan, text = WORDS[code]
    city, state = place
    return {
        "object": "TrackingDetail",
        "status": status,
        "status_detail": sort,
        "carrier_code": scan,
        "message": text,
        "datetime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "tracking_location": {"city": city, "state": state, "country": "US"},
    }
