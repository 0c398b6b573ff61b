"""AfterShip Tracking, dated versions (aftership.com/docs/tracking)."""

from __future__ import annotations

import base64
import hashlib
import hmac

from ..truth import Scan, Told
from .base import KEY, Answer, Asked, Desk, Push, Source, dumped, iso, said, zulu

# tag, subtag
TOLD = {
    "info_received": ("InfoReceived", "InfoReceived_001"),
    "picked_up": ("InTransit", "InTransit_002"),
    "in_transit": ("InTransit", "InTransit_003"),
    "customs": ("InTransit", "InTransit_006"),
    "out_for_delivery": ("OutForDelivery", "OutForDelivery_001"),
    "available_for_pickup": ("AvailableForPickup", "AvailableForPickup_001"),
    "attempt_failed": ("AttemptFail", "AttemptFail_002"),
    "delivered": ("Delivered", "Delivered_001"),
    "exception": ("Exception", "Exception_012"),
    "returning": ("Exception", "Exception_010"),
    "returned": ("Exception", "Exception_011"),
    "pending": ("Pending", "Pending_001"),
    None: ("Imagined", "Imagined_001"),
    "cancelled": ("Exception", "Exception_001"),
}


class AfterShip(Source):
    code = "aftership"
    pushes = True
    retries = tuple(30.0 * 2**n for n in range(1, 14))
    coarse = {"cancelled": "exception"}

    def answer(self, asked: Asked, desk: Desk) -> Answer:
        if asked.headers.get("as-api-key") != KEY:
            return _meta(401, "Unauthorized", "The API key is invalid.", 401)
        if asked.path.endswith("/couriers/detect"):
            return _meta(200, data={"total": 1, "couriers": [{"slug": "fedex"}]})
        if asked.method == "DELETE" or asked.path.endswith("/retrack"):
            return self._of_known(asked, desk)
        if asked.method == "POST":
            return self._create(asked.json()["tracking_number"], desk)
        numbers = filter(None, asked.query.get("tracking_numbers", "").split(","))
        found = [told for number in numbers if (told := desk.told(number))]
        return _meta(200, data={"trackings": [self._tracking(told) for told in found]})

    def _create(self, number: str, desk: Desk) -> Answer:
        told = desk.told(number)
        if not told:
            return _meta(4005, "BadRequest", "The value of `tracking_number` is invalid.", 400)
        if desk.follows(number):
            return _meta(4003, "BadRequest", "Tracking already exists.", 400)
        desk.follow(number)
        return _meta(201, data=self._tracking(told), status=201)

    def _of_known(self, asked: Asked, desk: Desk) -> Answer:
        """Ends the following, or takes it up, of what has this id: made of the number."""
        parts = asked.path.partition("/trackings/")[2].partition("/")
        number = parts[0].removeprefix("as").upper()
        told = desk.told(number)
        if not told or (asked.method == "DELETE" and not desk.follows(number)):
            return _meta(4004, "NotFound", "Tracking does not exist.", 404)
        (desk.leave if asked.method == "DELETE" else desk.follow)(number)
        return _meta(200, data=self._tracking(told))

    def push(self, told: Told, now, *, delivery: str, secret: str) -> Push:
        body = dumped(
            {
                "ts": int(now.timestamp()),
                "event": "tracking_update",
                "event_id": delivery,
                "is_tracking_first_tag": False,
                "msg": self._tracking(told),
            }
        )
        sign = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
        headers = {"Content-Type": "application/json", "aftership-hmac-sha256": sign.decode()}
        return Push(body, headers)

    def _tracking(self, told: Told) -> dict:
        tag, subtag = TOLD[told.status]
        estimate = {"estimated_delivery_date": zulu(told.parcel.eta)}
        return {
            "id": f"as{told.number.lower()}",
            "tracking_number": told.number,
            "slug": "fedex",
            "active": told.status not in ("delivered", "returned"),
            "tag": tag,
            "subtag": subtag,
            "subtag_message": tag,
            "return_to_sender": told.status in ("returning", "returned"),
            "signed_by": told.signed_by or None,
            "courier_estimated_delivery_date": estimate,
            "checkpoints": [_checkpoint(scan) for scan in (*told.parcel.earlier, *told.scans)],
        }


def _checkpoint(scan: Scan) -> dict:
    tag, subtag = TOLD[scan.code]
    city, state, postcode, country, _zone = scan.place
    identity = f"{scan.at.isoformat()}|{subtag}|{city}"
    return {
        "created_at": zulu(scan.told),
        "slug": "fedex",
        "checkpoint_time": iso(scan),
        "location": f"{city}, {state}, {country}",
        "city": city,
        "state": state,
        "postal_code": postcode,
        "country_region": country,
        "message": scan.text,
        "tag": tag,
        "subtag": subtag,
        "subtag_message": tag,
        "source": "carrier",
        "hash": hashlib.md5(identity.encode()).hexdigest(),
    }


def _meta(code: int, kind: str = "", message: str = "", status: int = 200, data=None) -> Answer:
    meta = {"code": code} | ({"type": kind, "message": message} if kind else {})
    return said({"meta": meta, "data": data or {}}, status)
