"""EasyPost: trackers, and events about them (docs.easypost.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata

from ..truth import Scan, Told
from .base import KEY, Answer, Asked, Desk, Push, Source, dumped, local, said, zulu

# status, status_detail, the carrier's own code
TOLD = {
    "info_received": ("pre_transit", "label_created", "OC"),
    "picked_up": ("in_transit", "received_at_origin_facility", "PU"),
    "in_transit": ("in_transit", "arrived_at_facility", "AR"),
    "out_for_delivery": ("out_for_delivery", "out_for_delivery", "OD"),
    "available_for_pickup": ("available_for_pickup", "arrived_at_pickup_location", "HL"),
    "attempt_failed": ("in_transit", "delivery_exception", "DE"),
    "delivered": ("delivered", "arrived_at_destination", "DL"),
    "exception": ("failure", "damaged", "SE"),
    "returning": ("return_to_sender", "return", "RS"),
    "returned": ("return_to_sender", "arrived_at_destination", "RT"),
    "cancelled": ("cancelled", "cancelled", "CA"),
    "pending": ("unknown", "unknown", ""),
    None: ("re_imagined", "something_new", "ZZ"),
}


class EasyPost(Source):
    code = "easypost"
    pushes = True
    # the schedule is not published: these are a guess
    retries = (60, 300, 1800, 3600, 7200, 14400)
    coarse = {"customs": "in_transit"}

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.headers.get("authorization") != _basic(KEY):
            return _error(401, "APIKEY.INACTIVE", "This api key is no longer active.")
        path = asked.path.removeprefix("/trackers")
        if asked.method == "POST":
            number = asked.json()["tracker"]["tracking_code"]
            told = desk.told(number)
            if not told:
                return _error(404, "TRACKER.NOT_FOUND", "No tracker with this code.")
            desk.follow(number)
            return said(self._tracker(told), 201)
        if path:
            number = path.removeprefix("/trk_")
            told = desk.told(number)
            if asked.method == "DELETE" and told:
                desk.leave(number)
                return Answer(204)
            return said(self._tracker(told)) if told else _error(404, "NOT_FOUND", "Not found.")
        told = desk.told(asked.query.get("tracking_code", ""))
        return said({"trackers": [self._tracker(told)] if told else [], "has_more": False})

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        event = {
            "id": f"evt_{delivery}",
            "object": "Event",
            "mode": "production",
            "description": "tracker.updated",
            "created_at": zulu(now),
            "previous_attributes": {},
            "pending_urls": ["https://receiver"],
            "completed_urls": [],
            "status": "pending",
            "result": self._tracker(told),
        }
        body = dumped(event)
        key = unicodedata.normalize("NFKD", secret).encode()
        sign = hmac.new(key, body, hashlib.sha256).hexdigest()
        return Push(
            body,
            {"Content-Type": "application/json", "X-Hmac-Signature": f"hmac-sha256-hex={sign}"},
        )

    def _tracker(self, told: Told) -> dict:
        status, detail, _code = _words(told.status)
        return {
            "id": f"trk_{told.number}",
            "object": "Tracker",
            "mode": "production",
            "tracking_code": told.number,
            "status": status,
            "status_detail": detail,
            "signed_by": told.signed_by or None,
            "est_delivery_date": zulu(told.parcel.eta),
            "carrier": "FedEx",
            "tracking_details": [_detail(scan) for scan in (*told.parcel.earlier, *told.scans)],
            "carrier_detail": {"object": "CarrierDetail", "service": "Ground"},
            "finalized": told.status in ("delivered", "returned"),
        }


def _words(code: str | None) -> tuple[str, str, str]:
    return TOLD["in_transit" if code == "customs" else code]


def _detail(scan: Scan) -> dict:
    """A time without a zone is the local one, called UTC."""
    status, detail, code = _words(scan.code)
    city, state, postcode, country, _zone = scan.place
    return {
        "object": "TrackingDetail",
        "message": scan.text,
        "description": scan.text,
        "status": status,
        "status_detail": detail,
        "datetime": zulu(scan.at if scan.zoned else local(scan)),
        "source": "FedEx",
        "carrier_code": code,
        "tracking_location": {
            "object": "TrackingLocation",
            "city": city.upper(),
            "state": state,
            "country": country,
            "zip": postcode,
        },
    }


def _basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def _error(status: int, code: str, message: str) -> Answer:
    return said({"error": {"code": code, "message": message, "errors": []}}, status)
