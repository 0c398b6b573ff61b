"""FedEx Track v1 and its webhook (developer.fedex.com). Numbers are used again: then there are
several results for one number."""

from __future__ import annotations

import base64
import hashlib
import hmac

from ..truth import Scan, Told
from .base import JSON, KEY, SECRET, Answer, Asked, Desk, Push, Source, dumped, iso, said
from .tokens import Tokens

# eventType, derivedStatusCode
TOLD = {
    "info_received": ("OC", "IN"),
    "picked_up": ("PU", "PU"),
    "in_transit": ("AR", "IT"),
    "customs": ("CC", "IT"),
    "out_for_delivery": ("OD", "IT"),
    "available_for_pickup": ("HL", "IT"),
    "attempt_failed": ("DE", "DE"),
    "delivered": ("DL", "DL"),
    "exception": ("SE", "SE"),
    "returning": ("RS", "RS"),
    "returned": ("DL", "DL"),
    "cancelled": ("CA", "CA"),
    None: ("RM", ""),
}


class FedEx(Source):
    code = "fedex"
    pushes = True
    # not published: a guess
    retries = (300, 1800, 7200)

    def __init__(self):
        self.tokens = Tokens()

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.path == "/oauth/token":
            form = asked.form()
            if (form.get("client_id"), form.get("client_secret")) != (KEY, SECRET):
                return _errors(401, "NOT.AUTHORIZED.ERROR", "The given client credentials were "
                               "not valid.")  # fmt: skip
            return said(self.tokens.new() | {"scope": "CXS"})
        if not self.tokens.valid(asked.headers.get("authorization")):
            return _errors(401, "NOT.AUTHORIZED.ERROR", "Access token expired.")
        wanted = asked.json()["trackingInfo"]
        numbers = [item["trackingNumberInfo"]["trackingNumber"] for item in wanted]
        return said(_envelope([self._complete(number, desk.told(number)) for number in numbers]))

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        body = dumped(_envelope([self._complete(told.number, told)]))
        sign = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        return Push(body, JSON | {"fdx-signature": sign})

    def _complete(self, number: str, told: Told | None) -> dict:
        if not told or not told.scans:
            error = {
                "code": "TRACKING.TRACKINGNUMBER.NOTFOUND",
                "message": "Tracking number cannot be found.",
            }
            result = {"trackingNumberInfo": {"trackingNumber": number}, "error": error}
            return {"trackingNumber": number, "trackResults": [result]}
        results = [_result(told, told.scans, "2")]
        if told.parcel.earlier:
            results.insert(0, _result(told, told.parcel.earlier, "1"))
        return {"trackingNumber": number, "trackResults": results}


def _result(told: Told, scans: tuple[Scan, ...], which: str) -> dict:
    """Scans newest first."""
    newest = next((scan for scan in reversed(scans) if scan.code), None)
    code = TOLD[newest.code if newest else None][0]
    return {
        "trackingNumberInfo": {
            "trackingNumber": told.number,
            "trackingNumberUniqueId": f"{which}~{told.number}~FDEG",
            "carrierCode": "FDXG",
        },
        "latestStatusDetail": {"code": code, "derivedCode": code, "description": ""},
        "deliveryDetails": {"receivedByName": told.signed_by} if told.signed_by else {},
        "scanEvents": [_event(scan) for scan in reversed(scans)],
        "estimatedDeliveryTimeWindow": {
            "window": {
                "begins": told.parcel.eta.isoformat(),
                "ends": told.parcel.eta.isoformat(),
            }
        },
    }


def _event(scan: Scan) -> dict:
    kind, derived = TOLD[scan.code]
    city, state, postcode, country, _zone = scan.place
    return {
        "date": iso(scan),
        "eventType": kind,
        "eventDescription": scan.text,
        "exceptionCode": "",
        "exceptionDescription": "",
        "scanLocation": {
            "city": city.upper(),
            "stateOrProvinceCode": state,
            "postalCode": postcode,
            "countryCode": country,
        },
        "derivedStatusCode": derived,
        "delayDetail": {},
    }


def _envelope(results: list[dict]) -> dict:
    return {"transactionId": "sim", "output": {"completeTrackResults": results}}


def _errors(status: int, code: str, message: str) -> Answer:
    return said({"transactionId": "sim", "errors": [{"code": code, "message": message}]}, status)
