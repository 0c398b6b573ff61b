"""17TRACK, API v2.4."""

from __future__ import annotations

import hashlib

from ..truth import Scan, Told
from .base import KEY, Answer, Asked, Desk, Push, Source, dumped, local, offset, said, zulu

# stage, sub_status
TOLD = {
    "info_received": ("InfoReceived", "InfoReceived"),
    "picked_up": ("PickedUp", "InTransit_PickedUp"),
    "in_transit": ("Arrival", "InTransit_Arrival"),
    "customs": (None, "InTransit_CustomsProcessing"),
    "out_for_delivery": ("OutForDelivery", "OutForDelivery_Other"),
    "available_for_pickup": ("AvailableForPickup", "AvailableForPickup_Other"),
    "attempt_failed": (None, "DeliveryFailure_NoBody"),
    "delivered": ("Delivered", "Delivered_Other"),
    "exception": (None, "Exception_Damage"),
    "returning": ("Returning", "Exception_Returning"),
    "returned": ("Returned", "Exception_Returned"),
    "cancelled": (None, "Exception_Cancel"),
    None: (None, "Imagined_Anew"),
    "pending": (None, "NotFound_Other"),
}
CARRIER = 100003


class SeventeenTrack(Source):
    code = "17track"
    pushes = True
    # three attempts are believed, at unknown distances
    retries = (600, 1800, 3600)

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.headers.get("17token") != KEY:
            return said({"code": -18010002, "data": {"errors": [_wrong(-18010002, "Bad key")]}})
        what = asked.path.rpartition("/")[2]
        if what == "getquota":
            return said({"code": 0, "data": {"quota_total": 1000, "quota_used": 1,
                                             "quota_remain": 999}})  # fmt: skip
        handle = getattr(self, f"_{what}")
        accepted, rejected = [], []
        for item in asked.json():
            handle(item, desk, accepted, rejected)
        return said({"code": 0, "data": {"accepted": accepted, "rejected": rejected}})

    def _register(self, item, desk, accepted, rejected) -> None:
        number = item["number"]
        if desk.follows(number):
            error = _wrong(-18019901, "The tracking number has been registered.")
            rejected.append({"number": number, "error": error})
        elif not desk.told(number):
            error = _wrong(-18019903, "The carrier could not be detected.")
            rejected.append({"number": number, "error": error})
        else:
            desk.follow(number)
            accepted.append({"origin": 1, "number": number, "carrier": CARRIER})

    def _gettrackinfo(self, item, desk, accepted, rejected) -> None:
        number = item["number"]
        told = desk.told(number)
        if not desk.follows(number) or not told:
            error = _wrong(-18019902, f"The tracking number {number} is not registered.")
            rejected.append({"number": number, "error": error})
        else:
            accepted.append(self._item(told))

    def _stoptrack(self, item, desk, accepted, rejected) -> None:
        number = item["number"]
        if not desk.follows(number):
            error = _wrong(-18019902, f"The tracking number {number} is not registered.")
            rejected.append({"number": number, "error": error})
        else:
            desk.leave(number)
            accepted.append({"number": number, "carrier": CARRIER})

    _deletetrack = _stoptrack

    def _retrack(self, item, desk, accepted, rejected) -> None:
        number = item["number"]
        if desk.follows(number):
            error = _wrong(-18019904, "Only stopped numbers can be retracked.")
            rejected.append({"number": number, "error": error})
        else:
            desk.follow(number)
            accepted.append({"number": number, "carrier": CARRIER})

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        body = dumped({"event": "TRACKING_UPDATED", "data": self._item(told)})
        sign = hashlib.sha256(body + f"/{secret}".encode()).hexdigest()
        return Push(body, {"Content-Type": "application/json", "sign": sign})

    def _item(self, told: Told) -> dict:
        """Events newest first."""
        sub = TOLD[told.status][1]
        events = [_event(scan) for scan in reversed((*told.parcel.earlier, *told.scans))]
        provider = {"key": CARRIER, "name": "UPS", "country": "US"}
        return {
            "number": told.number,
            "carrier": CARRIER,
            "param": None,
            "tag": None,
            "track_info": {
                "latest_status": {
                    "status": sub.partition("_")[0],
                    "sub_status": sub,
                    "sub_status_descr": None,
                },
                "latest_event": events[0] if events else None,
                "time_metrics": {
                    "estimated_delivery_date": {
                        "source": "Official",
                        "from": zulu(told.parcel.eta),
                        "to": zulu(told.parcel.eta),
                    }
                },
                "misc_info": {"service_type": None},
                "tracking": {"providers": [{"provider": provider, "events": events}]},
            },
        }


def _event(scan: Scan) -> dict:
    """Without a zone only ``time_raw`` is told."""
    stage, sub = TOLD[scan.code]
    city, state, postcode, country, _zone = scan.place
    at = local(scan)
    raw = {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M:%S}"}
    return {
        "time_iso": at.isoformat() if scan.zoned else None,
        "time_utc": zulu(scan.at) if scan.zoned else None,
        "time_raw": raw | {"timezone": offset(at) if scan.zoned else None},
        "description": scan.text,
        "location": f"{city.upper()}, {country}",
        "stage": stage,
        "sub_status": sub,
        "address": {"country": country, "state": state, "city": city, "postal_code": postcode},
    }


def _wrong(code: int, message: str) -> dict:
    return {"code": code, "message": message}
