"""UPS Track v1, Track Alert v2 (UPS-API/api-documentation)."""

from __future__ import annotations

import base64
from datetime import timedelta

from ..truth import Scan, Told
from .base import (
    CUSTOMER,
    JSON,
    KEY,
    SECRET,
    Answer,
    Asked,
    Desk,
    Push,
    Source,
    dumped,
    local,
    offset,
    said,
)
from .tokens import Tokens

# type, code
TOLD = {
    "info_received": ("M", "MP"),
    "picked_up": ("I", "OR"),
    "in_transit": ("I", "AR"),
    "customs": ("I", "CL"),
    "out_for_delivery": ("I", "OT"),
    "available_for_pickup": ("D", "2Q"),
    "attempt_failed": ("X", "48"),
    "delivered": ("D", "FS"),
    "exception": ("X", "W1"),
    "returning": ("RS", "RS"),
    "returned": ("D", "B0"),
    "cancelled": ("MV", "VP"),
    None: ("U", "QQ"),
}


class Ups(Source):
    code = "ups"
    pushes = True
    incremental = True
    logs_in = True
    # not published: a guess
    retries = (300, 1800, 7200)

    def __init__(self):
        self.tokens = Tokens()

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.path == "/security/v1/oauth/token":
            pair = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            if asked.headers.get("authorization") != f"Basic {pair}":
                return _errors(401, "10401", "ClientId is Invalid")
            token = self.tokens.new()
            return said(token | {"expires_in": str(token["expires_in"])})
        if not self.tokens.valid(asked.headers.get("authorization")):
            return _errors(401, "250002", "Invalid Authentication Information.")
        if asked.path.startswith("/api/track/v2/subscription/"):
            return self._subscribe(asked.json()["trackingNumberList"], desk)
        number = asked.path.rpartition("/")[2]
        told = desk.told(number)
        if not told or not told.scans:
            warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
            shipment = {"inquiryNumber": number, "warnings": [warning]}
            return said({"trackResponse": {"shipment": [shipment]}})
        return said({"trackResponse": {"shipment": [self._shipment(told)]}})

    def _subscribe(self, numbers: list[str], desk: Desk) -> Answer:
        known = [number for number in numbers if desk.told(number)]
        for number in known:
            desk.follow(number)
        return said(
            {
                "validTrackingNumbers": known,
                "invalidTrackingNumbers": [n for n in numbers if n not in known],
            }
        )

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        """The newest activity only."""
        scan, at = told.scans[-1], local(told.scans[-1])
        city, state, postcode, country, _zone = scan.place
        kind, code = TOLD[scan.code]
        body = {
            "trackingNumber": told.number,
            "localActivityDate": f"{at:%Y%m%d}",
            "localActivityTime": f"{at:%H%M%S}",
            "activityLocation": {
                "city": city,
                "stateProvince": state,
                "postalCode": postcode,
                "country": country,
            },
            "activityStatus": {
                "type": kind,
                "code": code,
                "description": scan.text,
                "descriptionCode": 17,
            },
            "gmtActivityDate": f"{scan.at:%Y%m%d}",
            "gmtActivityTime": f"{scan.at:%H%M%S}",
            "gmtOffset": offset(at).replace(":", "."),
            "scheduledDeliveryDate": f"{told.parcel.eta:%Y%m%d}",
            "receivedBy": told.signed_by,
        }
        headers = {"x-api-key": CUSTOMER, "User-Agent": "UPSPubSubTrackingService"}
        return Push(dumped(body), JSON | headers, secret)

    def _shipment(self, told: Told) -> dict:
        """Activities newest first."""
        scans = (*told.parcel.earlier, *told.scans)
        status = _activity(next(scan for scan in reversed(scans) if scan.code))["status"]
        package = {
            "trackingNumber": told.number,
            "deliveryDate": [{"type": "SDD", "date": f"{told.parcel.eta:%Y%m%d}"}],
            "deliveryInformation": {"receivedBy": told.signed_by} if told.signed_by else {},
            "activity": [_activity(scan) for scan in reversed(scans)],
            "currentStatus": status,
            "packageCount": 1,
        }
        return {"inquiryNumber": told.number, "package": [package]}


def _activity(scan: Scan) -> dict:
    """``gmtTime`` in the three ways in which it is seen."""
    at, (kind, code) = local(scan), TOLD[scan.code]
    city, state, postcode, country, _zone = scan.place
    odd = int(scan.at.timestamp()) % 3
    gmt = (f"{scan.at:%H%M%S}", f"{scan.at:%H:%M:%S}", str(int(f"{scan.at:%H%M%S}")))[odd]
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    return {
        "date": f"{at:%Y%m%d}",
        "time": f"{at:%H%M%S}",
        "gmtDate": f"{scan.at:%Y%m%d}",
        "gmtTime": gmt,
        "gmtOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}",
        "location": {
            "address": {
                "city": city,
                "stateProvince": state,
                "postalCode": postcode,
                "countryCode": country,
            }
        },
        "status": {"type": kind, "code": code, "description": scan.text},
    }


def _errors(status: int, code: str, message: str) -> Answer:
    return said({"response": {"errors": [{"code": code, "message": message}]}}, status)
