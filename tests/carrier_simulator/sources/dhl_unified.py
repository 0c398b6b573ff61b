"""DHL Shipment Tracking - Unified. It pushes nothing that is described in public."""

from __future__ import annotations

from ..truth import Scan, Told
from .base import KEY, Answer, Asked, Desk, Source, iso, said, zulu

TOLD = {
    "info_received": "pre-transit",
    "out_for_delivery": "with-delivery-courier",
    "delivered": "delivered",
    "exception": "failure",
    None: "reimagined",
}


class DhlUnified(Source):
    code = "dhl_unified"
    coarse = {
        "picked_up": "in_transit",
        "customs": "in_transit",
        "available_for_pickup": "in_transit",
        "attempt_failed": "exception",
        "returning": "exception",
        "returned": "exception",
        "cancelled": "exception",
    }

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.headers.get("dhl-api-key") != KEY:
            return _problem(401, "Unauthorized", "Unauthorized for given resource.")
        number = asked.query.get("trackingNumber", "")
        told = desk.told(number)
        if not told or not told.scans:
            return _problem(404, "No result found", "No shipment with given tracking number found.")
        return said({"shipments": [self._shipment(told)]})

    def _shipment(self, told: Told) -> dict:
        """Events newest first."""
        events = [self._event(scan) for scan in reversed((*told.parcel.earlier, *told.scans))]
        newest = next(
            self._event(scan) for scan in reversed(told.scans) if scan.code or not told.status
        )
        return {
            "id": told.number,
            "service": "express",
            "status": newest,
            "estimatedTimeOfDelivery": zulu(told.parcel.eta),
            "details": {
                "product": {"productName": "DHL Express Worldwide"},
                "proofOfDelivery": {"signed": {"name": told.signed_by}} if told.signed_by else {},
            },
            "events": events,
        }

    def _event(self, scan: Scan) -> dict:
        code = TOLD.get(self.means(scan.code), "transit")
        city, _state, postcode, country, _zone = scan.place
        return {
            "timestamp": iso(scan),
            "location": {
                "address": {
                    "countryCode": country,
                    "postalCode": postcode,
                    "addressLocality": city,
                }
            },
            "statusCode": code,
            "status": code,
            "description": scan.text,
        }


def _problem(status: int, title: str, detail: str) -> Answer:
    return said({"title": title, "status": status, "detail": detail}, status)
