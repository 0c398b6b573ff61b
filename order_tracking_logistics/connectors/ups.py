"""UPS Track API v1 (query) and Track Alert v2 (push).

Sources: UPS-API/api-documentation, Tracking.yaml and UPSTrackAlert.yaml; developer.ups.com,
Tracking, appendix (package activity types, movement scans, delivery codes, package exceptions,
status/description codes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from . import keys, reading, sequence, statuses, times, wording
from .answers import named
from .base import Connector
from .errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from .oauth import OAuth
from .requesting import (
    FORM,
    JSON,
    address,
    basic,
    batches,
    bearer,
    form_body,
    in_path,
    json_body,
    numbers,
    plain_number,
    unknown_purpose,
)
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# appendix, package activity types; P and RS are of the older XML interface
TYPE = {
    "D": "delivered",
    "DD": "in_transit",  # freight, at the destination's station
    "DO": "in_transit",  # freight, at the origin's station
    "I": "in_transit",
    "M": "info_received",
    "MV": "cancelled",
    "O": "out_for_delivery",
    "P": "picked_up",
    "RS": "returning",
    "W": "in_transit",  # freight, in a warehouse
    "X": "exception",
}
# A change of the announced date or a photo: says nothing about where the parcel is.
UPDATE = "U"
# Codes mean different things in different types (DP is a departure scan and a manifest, YF is
# out for delivery and undeliverable): a table for each type.
# appendix, movement scans
MOVEMENT = {
    "OC": "info_received",
    "PL": "info_received",
    "SP": "info_received",
    "OR": "picked_up",
    "PC": "picked_up",
    "PT": "picked_up",
    "PU": "picked_up",
    "XD": "picked_up",
    "OF": "out_for_delivery",
    "OT": "out_for_delivery",
    "YF": "out_for_delivery",
    "YI": "out_for_delivery",
}
# appendix, delivery codes: those that are no delivery to the receiver; and loaded on the
# vehicle, which type D covers too (Track Alert, FAQ) and which may be days before the delivery
DELIVERY = {
    "OD": "in_transit",
    "OF": "out_for_delivery",
    "OT": "out_for_delivery",
    "1N": "available_for_pickup",
    "2Q": "available_for_pickup",
    "EP": "available_for_pickup",
    "ZP": "available_for_pickup",
    "ZQ": "available_for_pickup",
    "AU": "available_for_pickup",
    "B0": "returned",
}
# appendix, package exceptions: somebody came to the door in vain
EXCEPTION = dict.fromkeys(
    "48 49 51 52 55 84 89 2X 3J 3L 5R 5Z 6R 7L YD ZM".split(), "attempt_failed"
) | {"ZP": "available_for_pickup"}
BY_TYPE = {"D": DELIVERY, "I": MOVEMENT, "P": MOVEMENT, "X": EXCEPTION}
# of any type: the codes that Track Alert's examples and karrio's table agree on
CODE = {"OT": "out_for_delivery", "FS": "delivered", "KB": "delivered"}
# appendix, status/description codes; currentStatus often holds such a one for its code
SUMMARY = {
    **dict.fromkeys((3, 44, 45, 79, 80, 157, 166), "info_received"),
    **dict.fromkeys((7, 43), "cancelled"),
    **dict.fromkeys((38, 160, 167, 168, 169), "picked_up"),
    **dict.fromkeys((5, 10, 16, 25, 39, 47, 57, 71, 72, 73, 74, 75, 87, 137, 138), "in_transit"),
    **dict.fromkeys((158, 159, 164, 165), "in_transit"),
    **dict.fromkeys((12, 14, 58, 84, 92, 123, 124, 125, 126, 134), "customs"),
    **dict.fromkeys((6, 21, 37, 78, 89, 91, 146, 162), "out_for_delivery"),
    **dict.fromkeys((17, 40, 144, 161), "available_for_pickup"),
    **dict.fromkeys((22, 23, 24, 60, 61, 62, 66, 145), "attempt_failed"),
    **dict.fromkeys((11, 26, 143, 156), "delivered"),
    **dict.fromkeys((13, 29, 30, 46, 48, 49, 50, 51, 52, 53, 59), "exception"),
    **dict.fromkeys((64, 68, 69, 76, 83, 85, 86, 90, 129, 132, 139, 147, 149), "exception"),
    **dict.fromkeys((33, 35, 36, 118, 119), "returning"),
    **dict.fromkeys((34, 67, 81), "returned"),
}
# UPSTrackAlert.yaml (error codes); TV1002, 250003: answers kept in karrio's tests; TW0001, TJ001:
# public clients; 10429: unverified. Codes that begin with 25 are about authentication.
UNKNOWN_PARCEL = frozenset({"TW0001", "TJ001", "TV1002", "404"})
TOKEN_ERRORS = frozenset({"251004", "UJ0001"})
ACCOUNT_ERRORS = ("25", "401", "403")
BUSY = frozenset({"10004", "VSS100", "500", "503"})
TOO_OFTEN = frozenset({"429", "10429"})

INVALID = "invalidTrackingNumbers"

_NUMBER = re.compile(r"[0-9A-Za-z]{7,34}")  # Tracking.yaml, inquiryNumber
_ALERT_NUMBER = re.compile(r"1Z[0-9A-Z]{16}|1R[0-9A-Z]{14}|1R[0-9A-Z]{26}")  # UPSTrackAlert.yaml
_DAY = timedelta(hours=23, minutes=59, seconds=59)


class Ups(OAuth, Connector):
    """A push carries no signature: UPS gets a token from an address of ours before it sends
    (UPSTrackAlert.yaml, clientOauth2). That address, and the push secret as the client's secret,
    are entered in its portal, as the push's address is (Manage Webhook Credentials)."""

    code = "ups"
    name = "UPS"
    base_url = "https://onlinetools.ups.com"
    pushes = True
    logs_in = True
    subscribes = True
    # a subscription takes 100 parcels and ends after 14 days; a query takes one
    limits = Limits(batch=1, per_second=5.0, interval=3600, subscription_days=14)
    subscribe_batch = 100

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """Every package of an answer; or what a push tells of one."""
        said = reading.as_json(body, what=self.name)
        if isinstance(said, list):
            return [_alert(one) for one in reading.objects(said) if _alert_number(one)]
        said = reading.mapping(said)
        if "trackResponse" in said:
            packages = _packages(reading.mapping(said["trackResponse"]))
            return named(packages, push=kind == "push")
        if _alert_number(said):
            return [_alert(said)]
        # of a request that was refused as a whole it names the wrong numbers beside the error
        if "response" not in said and ("validTrackingNumbers" in said or INVALID in said):
            return _subscribed(said)
        return named(_refused(said, headers), push=kind == "push")

    def _refused(self, answer: dict) -> None:
        if "response" in answer:
            _refused(answer, None)

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """There is no request that ends a subscription before its 14 days."""
        if purpose == "query":
            return [_query(parcel, account) for parcel in parcels]
        if purpose == "token":
            return [_token(account)]
        if purpose != "subscribe":
            raise unknown_purpose(self.name, purpose)
        wanted = [parcel for parcel in parcels if _ALERT_NUMBER.fullmatch(plain_number(parcel))]
        return [_subscribe(some, account) for some in batches(wanted, self.subscribe_batch)]


# What is told -------------------------------------------------------------------------------


def _packages(answer: dict) -> list[ParcelUpdate]:
    updates = []
    for shipment in reading.listed(answer.get("shipment")):
        packages = reading.listed(shipment.get("package"))
        updates += [_package(package, shipment) for package in packages]
        if not packages:
            updates.append(_nothing_yet(shipment))
    return updates


def _nothing_yet(shipment: dict) -> ParcelUpdate:
    """An answer without packages: TW0001, or a warning that says why there are none."""
    warnings = reading.listed(shipment.get("warnings"))
    code = next((reading.text(one.get("code")) for one in warnings), "")
    return ParcelUpdate(
        reading.text(shipment.get("inquiryNumber")),
        carrier_code="ups",
        status="pending",
        raw_status=code,
        problem=reading.joined(warnings, "message"),
    )


def _package(package: dict, shipment: dict) -> ParcelUpdate:
    told = _package_number(package, shipment)
    activities = reading.listed(package.get("activity"))
    events = sequence.oldest_first((_event(told, one) for one in activities), newest_first=True)
    summary = reading.mapping(package.get("currentStatus"))
    delivery = reading.mapping(package.get("deliveryInformation"))
    return ParcelUpdate(
        tracking_number=told,
        carrier_code="ups",
        status=_status(summary, events),
        raw_status=reading.first(summary.get("code"), summary.get("type")),
        status_text=reading.first(summary.get("description"), package.get("statusDescription")),
        events=events,
        signed_by=reading.text(delivery.get("receivedBy")),
        service=reading.text(reading.mapping(package.get("service")).get("description")),
        extra=_extra(package, delivery),
        **_estimate(package),
    )


def _package_number(package: dict, shipment: dict) -> str:
    """The package's own number; where there is none the one that was asked for."""
    own = reading.text(package.get("trackingNumber"))
    asked = reading.text(shipment.get("inquiryNumber"))
    return own if _NUMBER.fullmatch(keys.number(own)) or not asked else asked


def _extra(package: dict, delivery: dict) -> dict:
    access = reading.mapping(package.get("accessPointInformation"))
    named = {
        "left_at": delivery.get("location"),
        "pickup_by": access.get("pickupByDate"),
        "pieces": package.get("packageCount"),
    }
    told = reading.texts(named)
    pictures = _pictures(delivery)
    return {**told, "pictures": pictures} if pictures else told


def _pictures(delivery: dict) -> tuple[tuple[str, str], ...]:
    """Proof of delivery: (kind, content in base64) of the signature and the photo."""
    signature = reading.text(reading.mapping(delivery.get("signature")).get("image"))
    photo = reading.text(reading.mapping(delivery.get("deliveryPhoto")).get("photo"))
    return tuple((k, d) for k, d in (("signature", signature), ("photo", photo)) if d)


def _event(number: str, said: dict) -> Event:
    where = reading.mapping(reading.mapping(said.get("location")).get("address"))
    return _one(
        number,
        reading.mapping(said.get("status")),
        where,
        local=(said.get("date"), said.get("time")),
        gmt=(said.get("gmtDate"), said.get("gmtTime")),
        offset=said.get("gmtOffset"),
    )


def _alert_number(said: dict) -> str:
    return reading.text(said.get("trackingNumber"))


def _alert(said: dict) -> ParcelUpdate:
    """One event, pushed; the parcel's history is not in it."""
    told = _alert_number(said)
    status = reading.mapping(said.get("activityStatus"))
    event = _one(
        told,
        status,
        reading.mapping(said.get("activityLocation")),
        local=(said.get("localActivityDate"), said.get("localActivityTime")),
        gmt=(said.get("gmtActivityDate"), said.get("gmtActivityTime")),
        offset=said.get("gmtOffset"),
    )
    return ParcelUpdate(
        tracking_number=told,
        carrier_code="ups",
        status=event.code or (None if _type(status) == UPDATE else "unknown"),
        raw_status=event.raw_code,
        status_text=event.text,
        events=(event,),
        full=False,
        signed_by=reading.text(said.get("receivedBy")),
        extra=_alert_extra(said),
        **_alert_estimate(said),
    )


def _alert_extra(said: dict) -> dict:
    named = {
        "eta_remark": said.get("deliveryTimeDescription"),
        "other_number": said.get("alternateTrackingNumber"),
    }
    return reading.texts(named)


def _one(
    number: str, status: dict, where: dict, *, local: tuple, gmt: tuple, offset: object
) -> Event:
    instant, source = _instant(local, gmt, offset)
    code, words = _code(status), reading.text(status.get("description"))
    city = reading.text(where.get("city"))
    written = " ".join(filter(None, map(reading.text, local)))
    raw = reading.first(status.get("code"), status.get("statusCode"), status.get("type"))
    country = reading.first(where.get("countryCode"), where.get("country"))
    return Event(
        occurred_at=instant,
        local_time=written,
        tz_source=source,
        code=code,
        raw_code=raw,
        text=words,
        location=reading.place(city, where.get("stateProvince"), where.get("postalCode"), country),
        reason=wording.reason(words) if code in statuses.PROBLEMS else "",
        key=keys.event_key("ups", number, instant or written, raw, city.upper()),
    )


# Times --------------------------------------------------------------------------------------


def _instant(local: tuple, gmt: tuple, offset: object) -> tuple[datetime | None, str]:
    """``gmtDate`` and ``gmtTime`` are in UTC; else the local time with its offset."""
    instant, source = times.read_utc(_moment(*gmt)) if _clock(gmt[1]) else (None, "received")
    if instant:
        return instant, source
    return times.read_beside(_moment(*local), reading.text(offset))


def _moment(date: object, time: object) -> str:
    day = reading.text(date).replace("-", "")
    return f"{day} {_clock(time)}".strip()


def _clock(time: object) -> str:
    """HHMMSS of ``74700``, ``13:15:59`` and ``121356``: all three are seen."""
    told = reading.text(time).partition(".")[0]
    if ":" in told:
        told = "".join(part.zfill(2) for part in told.split(":")).ljust(6, "0")
    return told.zfill(6) if told.isascii() and told.isdecimal() and len(told) <= 6 else ""


def _estimate(package: dict) -> dict:
    """The rescheduled date (RDD), else the scheduled one (SDD); DEL is no estimate."""
    dates = {
        reading.text(one.get("type")).upper(): reading.text(one.get("date"))
        for one in reading.listed(package.get("deliveryDate"))
    }
    window = reading.mapping(package.get("deliveryTime"))
    if reading.text(window.get("type")).upper() == "DEL":
        window = {}
    date = dates.get("RDD") or dates.get("SDD") or ""
    return _on(date, window.get("startTime"), window.get("endTime"))


def _alert_estimate(said: dict) -> dict:
    return _on(
        reading.text(said.get("scheduledDeliveryDate")),
        said.get("deliveryStartTime"),
        said.get("deliveryEndTime"),
    )


def _on(date: str, start: object, end: object) -> dict:
    """A window; a commitment (only its end is told); else any time of that day.

    Local to a destination whose zone is not told: taken for UTC.
    """
    day = times.read(date.replace("-", ""))[0]
    if not day:
        return {}
    begins = times.read(_moment(date, start))[0] if _clock(start) else None
    ends = times.read(_moment(date, end))[0] if _clock(end) else None
    if begins or ends:
        return {"eta": begins or ends, "eta_until": ends}
    return {"eta": day, "eta_until": day + _DAY}


# Codes --------------------------------------------------------------------------------------


def _type(status: dict) -> str:
    return reading.text(status.get("type")).upper()


def _code(status: dict) -> str | None:
    """By type and code, then by type and words, then by the three-digit summary code."""
    kind, code = _type(status), reading.text(status.get("code")).upper()
    if kind == UPDATE:
        return None
    if kind == "D" and wording.says_return(reading.text(status.get("description"))):
        return "returned"
    if kind == "M":
        return "cancelled" if code == "VP" else "info_received"
    if kind == "X" and _summary(status) == "attempt_failed":
        return "attempt_failed"
    known = BY_TYPE.get(kind, {} if kind else MOVEMENT).get(code) or CODE.get(code)
    return known or _by_words(kind, status) or TYPE.get(kind) or _without_type(status)


def _by_words(kind: str, status: dict) -> str | None:
    """What the text says beyond the type. The language is fixed by our requests."""
    words = reading.text(status.get("description"))
    if kind in ("I", "X") and wording.says_return(words):
        return "returning"
    if kind == "X":
        return "attempt_failed" if wording.says_attempt(words) else None
    if kind in ("D", "I") and wording.says_out_for_delivery(words):
        return "out_for_delivery"
    if kind in ("D", "I") and wording.says_at_pickup_point(words):
        return "available_for_pickup"
    return "customs" if kind == "I" and wording.says_customs(words) else None


def _without_type(status: dict) -> str | None:
    """A letter for a code is a type (seen in currentStatus); else the summary code."""
    return TYPE.get(reading.text(status.get("code")).upper()) or _summary(status)


def _summary(status: dict) -> str | None:
    """Of ``statusCode``; ``code`` where that holds the three digits. ``descriptionCode`` of
    Track Alert is not used: its published examples are not those of the table.
    """
    told = reading.text(status.get("statusCode")).zfill(3), reading.text(status.get("code"))
    digits = (text for text in told if len(text) == 3 and text.isascii() and text.isdecimal())
    return next((SUMMARY[number] for number in map(int, digits) if number in SUMMARY), None)


def _status(summary: dict, events: tuple[Event, ...]) -> str:
    """The package's own status; where it has none that of its newest event."""
    if (_type(summary) or reading.text(summary.get("code"))) and _type(summary) != UPDATE:
        return _of_summary(summary) or "unknown"
    newest = statuses.newest(events)
    return newest.code if newest else "unknown" if events else "pending"


def _of_summary(summary: dict) -> str | None:
    """The three digits of ``currentStatus.code`` say more than its type."""
    told = reading.text(summary.get("code"))
    return (_summary({"code": told}) if len(told) == 3 else None) or _code(summary)


# Refusals -----------------------------------------------------------------------------------


def _refused(said: dict, headers: Mapping[str, str] | None) -> list[ParcelUpdate]:
    told = reading.listed(reading.mapping(said.get("response")).get("errors"))
    code = next((reading.text(one.get("code")) for one in told), "")
    message = reading.joined(told, "message") or code
    if code in UNKNOWN_PARCEL:
        return [ParcelUpdate("", "ups", "pending", raw_status=code, problem=message)]
    if code in TOO_OFTEN:
        raise Throttled(f"UPS: {message}", code, reading.retry_after(headers))
    if code in TOKEN_ERRORS:
        raise TokenExpired(f"UPS: {message}", code)
    if code.startswith(ACCOUNT_ERRORS):
        raise AccountError(f"UPS: {message}", code)
    if code in BUSY:
        raise Unavailable(f"UPS: {message}", code)
    if not message:
        raise BadMessage.ours("not_ours", what="UPS")
    raise BadMessage(f"UPS: {message}", code)


def _subscribed(said: dict) -> list[ParcelUpdate]:
    """The answer to a subscription: which numbers UPS will not follow."""
    refused = said.get(INVALID)
    told = [reading.text(one) for one in refused] if isinstance(refused, list) else []
    problem = "UPS does not follow this number."
    return [ParcelUpdate(one, "ups", full=False, problem=problem) for one in told if one]


# Requests -----------------------------------------------------------------------------------


def _query(parcel: Parcel, account: Account) -> Request:
    path = f"/api/track/v1/details/{in_path(plain_number(parcel))}"
    return Request(
        "GET",
        address(account, Ups.base_url, path),
        headers=_headers(account),
        params={"locale": "en_US", "returnSignature": "true", "returnMilestones": "false"},
        parcels=(parcel.tracking_number,),
    )


def _token(account: Account) -> Request:
    merchant = {"x-merchant-id": account.customer} if account.customer else {}
    return Request(
        "POST",
        address(account, Ups.base_url, "/security/v1/oauth/token"),
        headers=FORM | merchant | basic(account.key, account.secret),
        body=form_body(grant_type="client_credentials"),
        purpose="token",
    )


def _subscribe(parcels: Sequence[Parcel], account: Account) -> Request:
    """Address and credentials of the push are kept in UPS's portal (Track Alert v2)."""
    kind = "enhanced" if account.settings.get("enhanced") else "standard"
    wanted = {
        "locale": "en_US",
        "countryCode": str(account.settings.get("country") or "US"),
        "trackingNumberList": [plain_number(parcel) for parcel in parcels],
    }
    if kind == "enhanced":
        wanted["eventPreferences"] = ["D", "I", "M", "X"]
    return Request(
        "POST",
        address(account, Ups.base_url, f"/api/track/v2/subscription/{kind}/package"),
        headers=JSON | _headers(account),
        body=json_body(wanted),
        parcels=numbers(parcels),
        purpose="subscribe",
    )


def _headers(account: Account) -> dict[str, str]:
    """``transId`` tells requests apart in UPS's log."""
    return bearer(account.token) | {"transId": uuid4().hex, "transactionSrc": "order_tracking"}


connector = Ups()
