"""USPS Tracking v3 (developers.usps.com)."""

from __future__ import annotations

from ..truth import Scan, Told
from .base import KEY, SECRET, Answer, Asked, Desk, Source, local, offset, said, zulu
from .tokens import Tokens

# eventCode, statusCategory
TOLD = {
    "info_received": ("GX", "Pre-Shipment"),
    "picked_up": ("03", "Accepted"),
    "in_transit": ("10", "In Transit"),
    "out_for_delivery": ("OF", "Out for Delivery"),
    "available_for_pickup": ("16", "Available for Pickup"),
    "attempt_failed": ("02", "Delivery Attempt"),
    "delivered": ("01", "Delivered"),
    "exception": ("05", "Alert"),
    "returning": ("21", "Return to Sender"),
    "returned": ("01", "Delivered to Sender"),
    None: ("ZZ", ""),
}


class Usps(Source):
    code = "usps"
    coarse = {"customs": "in_transit", "cancelled": "exception"}

    def __init__(self):
        self.tokens = Tokens()

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.path == "/oauth2/v3/token":
            wish = asked.json()
            if (wish.get("client_id"), wish.get("client_secret")) != (KEY, SECRET):
                return said({"error": "invalid_client", "error_description": "Invalid."}, 401)
            return said(self.tokens.new())
        if not self.tokens.valid(asked.headers.get("authorization")):
            return _error(401, "Token expired.")
        told = desk.told(asked.path.rpartition("/")[2])
        if not told or not told.scans:
            return _error(404, "The tracking number may be incorrect or the status is not yet "
                          "available.")  # fmt: skip
        return said(self._parcel(told))

    def _parcel(self, told: Told) -> dict:
        """Events newest first."""
        scans = (*told.parcel.earlier, *told.scans)
        category = TOLD[self.means(told.status)][1]
        return {
            "trackingNumber": told.number,
            "mailClass": "USPS Ground Advantage<SUP>&#153;</SUP>",
            "status": category,
            "statusCategory": category,
            "statusSummary": told.scans[-1].text,
            "uniqueMailPieceID": "110158946",
            "expectedDeliveryTimeStamp": zulu(told.parcel.eta),
            "trackingEvents": [self._event(scan, told) for scan in reversed(scans)],
        }

    def _event(self, scan: Scan, told: Told) -> dict:
        at = local(scan)
        city, state, postcode, country, _zone = scan.place
        signer = told.signed_by if scan.code == "delivered" else None
        return {
            "eventType": scan.text,
            "eventTimestamp": at.replace(tzinfo=None).isoformat(),
            "GMTTimestamp": zulu(scan.at) if scan.zoned else None,
            "GMTOffset": offset(at) if scan.zoned else None,
            "eventCountry": country,
            "eventCity": city.upper(),
            "eventState": state,
            "eventZIP": postcode,
            "firm": None,
            "name": signer,
            "authorizedAgent": "false",
            "eventCode": TOLD[self.means(scan.code)][0],
        }


def _error(status: int, message: str) -> Answer:
    return said({"apiVersion": "v3", "error": {"code": str(status), "message": message}}, status)
