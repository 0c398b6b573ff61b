"""EasyPost Tracking API v2 and its webhooks.

Sources: docs.easypost.com (trackers, webhooks guide, errors), EasyPost/examples (fixtures),
the client library easypost 10.7 (signature).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from . import keys, reading, sequence, signing, statuses, times
from .answers import named
from .base import Connector
from .errors import AccountError, BadMessage, Throttled, Unavailable
from .requesting import JSON, address, basic, in_path, json_body, unknown_purpose
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# docs.easypost.com, trackers: status
STATUS = {
    "unknown": "unknown",
    "error": "unknown",
    "pre_transit": "info_received",
    "in_transit": "in_transit",
    "out_for_delivery": "out_for_delivery",
    "available_for_pickup": "available_for_pickup",
    "delivered": "delivered",
    "return_to_sender": "returning",
    "failure": "exception",
    "cancelled": "cancelled",
}
# status_detail where it says more than the status (easypost-node, tracker types)
DETAIL = {
    ("in_transit", "received_at_origin_facility"): "picked_up",
    ("unknown", "delivery_exception"): "attempt_failed",
    ("in_transit", "delivery_exception"): "attempt_failed",
    ("out_for_delivery", "delivery_exception"): "attempt_failed",
    ("failure", "delivery_exception"): "attempt_failed",
    ("unknown", "expired"): "expired",
    ("error", "expired"): "expired",
    ("pre_transit", "expired"): "expired",
    ("in_transit", "expired"): "expired",
    ("failure", "expired"): "expired",
    ("return_to_sender", "arrived_at_destination"): "returned",
    ("return_to_sender", "delivered"): "returned",
}
REASON = {
    "address_correction": "address",
    "damaged": "damaged",
    "delayed": "delayed",
    "delivery_exception": "other",
    "expired": "overdue",
    "failure": "other",
    "held": "other",
    "lost": "lost",
    "missorted": "delayed",
    "refused": "refused",
    "transit_exception": "other",
    "weather_delay": "weather",
}
# docs.easypost.com, errors: beginnings of error.code
_ACCOUNT = ("APIKEY", "UNAUTHORIZED", "FORBIDDEN", "PAYMENT", "BILLING", "USER", "ACCOUNT", "MODE")
_BUSY = ("INTERNAL", "SERVICE_UNAVAILABLE", "GATEWAY", "TIMEOUT", "SERVER", "UNEXPECTED")
_PARCEL = ("TRACKER", "TRACKING", "NOT_FOUND")

_SIGNATURE = "hmac-sha256-hex="


class EasyPost(Connector):
    code = "easypost"
    name = "EasyPost"
    base_url = "https://api.easypost.com/v2"
    signed = True
    pushes = True
    subscribes = True
    registers = True
    ends = "delete"
    # no figure for requests a second is published
    limits = Limits(batch=1, per_second=2.0, interval=3600)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """A tracker, a list of trackers, or an event that carries one (always in full)."""
        said = reading.as_json(body, what=self.name)
        if isinstance(said, dict) and said.get("error"):
            return named(_refused(said["error"], headers), push=kind == "push")
        trackers = _trackers(said)
        if trackers is None:
            raise BadMessage.ours("not_ours", what=self.name)
        return [_update(tracker) for tracker in trackers]

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """``X-Hmac-Signature: hmac-sha256-hex=<hex>`` over the body, secret in NFKD."""
        given = reading.header(headers, "X-Hmac-Signature").strip()
        if not secret or not given.startswith(_SIGNATURE):
            return False
        digest = signing.hmac_sha256(unicodedata.normalize("NFKD", secret), body)
        return signing.same(digest.hex(), given.removeprefix(_SIGNATURE).lower())

    def delivery_id(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The event's id; the same in every attempt to deliver it."""
        try:
            said = reading.as_object(body, what=self.name)
        except BadMessage:
            return None
        return reading.text(said.get("id")) or None if said.get("object") == "Event" else None

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """Creating a tracker subscribes and answers with what is known; one parcel a request."""
        one = {"query": _query, "subscribe": _subscribe, "delete": _delete}.get(purpose)
        if not one:
            raise unknown_purpose(self.name, purpose)
        return [
            one(parcel, account) for parcel in parcels if purpose != "delete" or parcel.source_id
        ]


def _trackers(said: object) -> list[dict] | None:
    """The trackers of an answer; none of an event about something else; None: not EasyPost's."""
    if isinstance(said, list):
        return [item for item in said if _is_tracker(item)]
    said = reading.mapping(said)
    if isinstance(said.get("trackers"), list):
        return [item for item in said["trackers"] if _is_tracker(item)]
    if "result" in said:
        return [said["result"]] if _is_tracker(said["result"]) else []
    if _is_tracker(said):
        return [said]
    return [] if reading.text(said.get("object")) else None


def _is_tracker(value: object) -> bool:
    value = reading.mapping(value)
    other = reading.text(value.get("object")) or "Tracker"
    return other == "Tracker" and bool(reading.text(value.get("tracking_code")))


def _update(tracker: dict) -> ParcelUpdate:
    number = reading.text(tracker["tracking_code"])
    status, detail = _told(tracker)
    events = sequence.oldest_first(
        (_event(number, one) for one in reading.objects(tracker.get("tracking_details"))),
        newest_first=False,
    )
    carrier = reading.mapping(tracker.get("carrier_detail"))
    eta, until = times.span(reading.text(tracker.get("est_delivery_date")))
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=reading.text(tracker.get("carrier")),
        status=_status(status, detail, events),
        raw_status=status,
        status_text=detail,
        eta=eta,
        eta_until=until,
        events=events,
        unique_id=reading.text(tracker.get("id")),
        stopped=tracker.get("finalized") is True,
        signed_by=reading.text(tracker.get("signed_by")),
        service=reading.text(carrier.get("service")),
        extra=_extra(tracker, carrier),
    )


def _extra(tracker: dict, carrier: dict) -> dict:
    named = {
        "public_url": tracker.get("public_url"),
        "eta_local_date": carrier.get("est_delivery_date_local"),
        "eta_local_time": carrier.get("est_delivery_time_local"),
    }
    return reading.texts(named)


def _told(said: dict) -> tuple[str, str]:
    return (
        reading.text(said.get("status")).lower(),
        reading.text(said.get("status_detail")).lower(),
    )


def _code(status: str, detail: str) -> str:
    return DETAIL.get((status, detail)) or STATUS.get(status, "unknown")


def _status(status: str, detail: str, events: tuple[Event, ...]) -> str:
    """The tracker's own; of a tracker without one its newest event's."""
    if status:
        return _code(status, detail)
    newest = statuses.newest(events)
    return newest.code if newest and newest.code else "pending"


def _event(number: str, said: dict) -> Event:
    """``datetime`` is in UTC, local times having been converted where the place is known
    (docs.easypost.com, trackers); a time of unknown place is local time called UTC.
    """
    status, detail = _told(said)
    code = _code(status, detail)
    message = reading.first(said.get("message"), said.get("description"))
    local = reading.text(said.get("datetime"))
    instant, source = times.read(local)
    place = reading.mapping(said.get("tracking_location"))
    scan = reading.text(said.get("carrier_code"))
    return Event(
        occurred_at=instant,
        local_time=local,
        tz_source=source,
        code=None if code == "unknown" else code,
        raw_code=status or detail,
        text=message,
        location=reading.place(*map(place.get, ("city", "state", "zip", "country"))),
        reason=REASON.get(detail, ""),
        key=keys.event_key("easypost", number, instant or local, scan, message),
    )


def _refused(error: object, headers: Mapping[str, str] | None) -> list[ParcelUpdate]:
    """What an error says about the one parcel that was asked for; else it is raised."""
    told = reading.mapping(error)
    code = reading.text(told.get("code")).upper()
    message = reading.first(told.get("message"), error, code)
    if code.startswith(_PARCEL):
        return [ParcelUpdate("", status="pending", raw_status=code, problem=message)]
    if "RATE_LIMIT" in code or code.startswith("TOO_MANY"):
        raise Throttled(f"EasyPost: {message}", code, reading.retry_after(headers))
    if code.startswith(_ACCOUNT):
        raise AccountError(f"EasyPost: {message}", code)
    if code.startswith(_BUSY):
        raise Unavailable(f"EasyPost: {message}", code)
    raise BadMessage(f"EasyPost: {message}", code)


def _query(parcel: Parcel, account: Account) -> Request:
    """By the tracker's id: codes are re-used, ids are not."""
    if parcel.source_id:
        path, params = f"/trackers/{in_path(parcel.source_id)}", {}
    else:
        wanted = {"tracking_code": parcel.tracking_number, "carrier": parcel.carrier_code}
        path, params = "/trackers", {name: value for name, value in wanted.items() if value}
    return _request("GET", path, parcel, account, params=params)


def _subscribe(parcel: Parcel, account: Account) -> Request:
    wanted = {"tracking_code": parcel.tracking_number, "carrier": parcel.carrier_code}
    body = json_body({"tracker": {name: value for name, value in wanted.items() if value}})
    return _request("POST", "/trackers", parcel, account, body=body, purpose="subscribe")


def _delete(parcel: Parcel, account: Account) -> Request:
    path = f"/trackers/{in_path(parcel.source_id)}"
    return _request("DELETE", path, parcel, account, purpose="delete")


def _request(method: str, path: str, parcel: Parcel, account: Account, **more) -> Request:
    return Request(
        method,
        address(account, EasyPost.base_url, path),
        headers=JSON | basic(account.key, ""),
        parcels=(parcel.tracking_number,),
        **more,
    )


connector = EasyPost()
