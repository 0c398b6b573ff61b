"""AfterShip Tracking: the dated API versions, and the answers of its older v4.

Sources: AfterShip's SDKs (tracking-sdk-nodejs, aftership-tracking-sdk 10.0.1 for Python),
aftership.com/docs/tracking/webhook/* and /enum/delivery-statuses, /enum/delivery-sub-statuses.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from . import answers, errors, reading, requesting, sequence, signing, times
from .base import Connector
from .keys import event_key
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# --- code tables -------------------------------------------------------------------------------

# `tag`: the nine delivery statuses.
TAGS = {
    "Pending": "pending",
    "InfoReceived": "info_received",
    "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery",
    "AttemptFail": "attempt_failed",
    "Delivered": "delivered",
    "AvailableForPickup": "available_for_pickup",
    "Exception": "exception",
    "Expired": "expired",
}
# `subtag`, where it says more than the tag: the list of delivery sub-statuses.
SUBTAGS = {
    "InTransit_002": "picked_up",  # acceptance scan
    "InTransit_005": "customs",  # clearance completed
    "InTransit_006": "customs",  # clearance started
    "Exception_010": "returning",
    "Exception_011": "returned",
}
REASONS = {
    "AttemptFail_002": "absent",
    "AttemptFail_003": "absent",  # business closed
    "Exception_002": "address",  # the receiver moved
    "Exception_003": "refused",
    "Exception_004": "customs",
    "Exception_005": "delayed",
    "Exception_006": "payment",
    "Exception_007": "address",
    "Exception_008": "overdue",  # not picked up
    "Exception_009": "other",  # rejected by the carrier
    "Exception_011": "other",
    "Exception_012": "damaged",
    "Exception_013": "lost",
    "Exception_016": "delayed",
    "Exception_017": "weather",
    "Exception_018": "customs",  # documents
}
# What a parcel can still be while it goes back: `return_to_sender` is set from the first
# checkpoint about a return on.
GOES_BACK = frozenset({"in_transit", "customs", "out_for_delivery", "attempt_failed", "exception"})

# `meta.code`: the SDK's table of error codes.
ALREADY_EXISTS = 4003
NOT_FOUND = frozenset({404, 4004})
OF_FOLLOWING = frozenset({ALREADY_EXISTS, 4013, 4016})
ACCOUNT_CODES = frozenset({401, 402, 403})
TOO_OFTEN = 429

# --- parser ------------------------------------------------------------------------------------

NAME = "AfterShip"
SOURCE = "aftership"


def _update(tracking: dict) -> ParcelUpdate:
    number = reading.text(tracking.get("tracking_number"))
    listed = "checkpoints" in tracking
    rows = reading.listed(tracking.get("checkpoints" if listed else "checkpoint"))
    slug = reading.text(tracking.get("slug"))
    told = answers.with_guesses([_event(number, slug, row) for row in rows])
    events = sequence.oldest_first(told, newest_first=False)
    eta, until = _estimate(tracking)
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=slug,
        status=_status(tracking, events),
        raw_status=reading.text(tracking.get("subtag")) or reading.text(tracking.get("tag")),
        status_text=reading.text(tracking.get("subtag_message")),
        eta=eta,
        eta_until=until,
        events=events,
        full=listed,
        stopped=tracking.get("active") is False,
        signed_by=reading.text(tracking.get("signed_by")),
        service=reading.text(tracking.get("shipment_type")),
        extra=_extra(tracking),
    )


def _status(tracking: dict, events: Sequence[Event]) -> str | None:
    """By tag and subtag; a parcel that comes back to its sender was not delivered."""
    tag, subtag = (reading.text(tracking.get(name)) for name in ("tag", "subtag"))
    if not tag and not subtag:
        return answers.status_of(events, default=None)
    code = _meaning(tag, subtag) or "unknown"
    if not reading.truth(tracking.get("return_to_sender")):
        return code
    if code == "delivered":
        return "returned"
    return "returning" if code in GOES_BACK else code


def _meaning(tag: str, subtag: str) -> str | None:
    """A subtag that is not known is what its tag is."""
    return SUBTAGS.get(subtag) or TAGS.get(tag) or TAGS.get(subtag.split("_")[0])


def _event(number: str, slug: str, row: dict) -> Event:
    local = reading.text(row.get("checkpoint_time"))
    at, how = times.read(local)
    words = reading.text(row.get("message"))
    tag, subtag = (reading.text(row.get(name)) for name in ("tag", "subtag"))
    return Event(
        occurred_at=at,
        local_time=local,
        tz_source=how,
        code=_meaning(tag, subtag),
        raw_code=subtag or tag or reading.text(row.get("raw_tag")),
        text=words or reading.text(row.get("subtag_message")),
        location=_place(row),
        reason=REASONS.get(subtag, ""),
        key=_key(number, reading.text(row.get("slug")) or slug, row, at or local, words),
    )


def _key(number: str, slug: str, row: dict, when: Any, words: str) -> str:
    """By AfterShip's own hash; without one by instant, carrier and text."""
    own = reading.text(row.get("hash"))
    return event_key(SOURCE, number, *((own,) if own else (when, slug, words)))


def _place(row: dict) -> str:
    names = ("city", "state", "country_region_name", "country_name")
    parts = dict.fromkeys(filter(None, (reading.text(row.get(name)) for name in names)))
    return reading.text(row.get("location")) or ", ".join(parts)


def _estimate(tracking: dict) -> tuple[datetime | None, datetime | None]:
    """The carrier's own estimate, else the newest of anybody's."""
    for name in (
        "courier_estimated_delivery_date",
        "latest_estimated_delivery",
        "expected_delivery",
        "aftership_estimated_delivery_date",
    ):
        start, end = _window(tracking.get(name))
        if start:
            return start, end
    return None, None


def _window(told: Any) -> tuple[datetime | None, datetime | None]:
    """A text, or an object with the date and perhaps the earliest and the latest one."""
    if not isinstance(told, dict):
        return times.span(reading.text(told))
    value = {name.rpartition("_")[2]: reading.text(text) for name, text in told.items()}
    start, start_day = times.span(value.get("min"))
    end, end_day = times.span(value.get("max"))
    if start:
        return start, end_day or end or start_day
    return times.span(value.get("datetime") or value.get("date"))


def _extra(tracking: dict) -> dict[str, str]:
    following = reading.one(tracking.get("next_couriers"))
    told = {
        "source_id": tracking.get("id"),
        "order_number": tracking.get("order_number"),
        "next_carrier": following.get("slug"),
        "next_number": following.get("tracking_number"),
    }
    return reading.texts(told)


def _trackings(message: dict) -> list[dict] | None:
    """Trackings of a push, of a single answer, or of a list; None: there are none in it."""
    if "msg" in message:
        return reading.listed(message["msg"])
    data = message.get("data", message)
    if isinstance(data, list):
        return reading.listed(data)
    data = reading.one(data)
    for name in ("trackings", "tracking"):
        if name in data:
            return reading.listed(data[name])
    return [data] if "tracking_number" in data else None


def _refused(message: dict, headers: Mapping[str, str] | None) -> list[ParcelUpdate] | None:
    """What a ``meta`` that is no success means; None: it is one, or there is none."""
    meta = reading.one(message.get("meta"))
    code = reading.number(meta.get("code"))
    if not code or 200 <= code < 300:
        return None
    text = reading.text(meta.get("message"))
    if code in ACCOUNT_CODES:
        raise errors.AccountError(f"{NAME} {code}: {text}", str(code))
    if code == TOO_OFTEN:
        raise errors.Throttled(f"{NAME} {code}: {text}", str(code), reading.retry_after(headers))
    if 500 <= code < 600:
        raise errors.Unavailable(f"{NAME} {code}: {text}", str(code))
    status = "pending" if code in NOT_FOUND else None if code in OF_FOLLOWING else "unknown"
    return [_problem(item, code, status, text) for item in _trackings(message) or [{}]]


def _problem(tracking: dict, code: int, status: str | None, text: str) -> ParcelUpdate:
    return ParcelUpdate(
        tracking_number=reading.text(tracking.get("tracking_number")),
        carrier_code=reading.text(tracking.get("slug")),
        status=status,
        raw_status=str(code),
        problem="" if code == ALREADY_EXISTS else text,
        full=False,
        extra=_extra(tracking),
    )


# --- requests ----------------------------------------------------------------------------------

BASE_URL = "https://api.aftership.com"
VERSION = "2026-07"


def _request(account: Account, method: str, path: str, **options: Any) -> Request:
    """``options``: ``params``, ``json``, ``now``, and those of the request itself."""
    body = requesting.json_body(options["json"]) if "json" in options else None
    params = options.get("params", {})
    path = f"/tracking/{account.settings.get('version', VERSION)}{path}"
    headers = {"as-api-key": account.key, **requesting.JSON}
    if account.secret:
        headers |= _signature(account, method, path, params, body, options["now"])
    return Request(
        method=method,
        url=requesting.address(account, BASE_URL, path),
        headers=headers,
        params=params,
        body=body,
        parcels=requesting.numbers(options["parcels"]),
        purpose=options["purpose"],
    )


def _signature(account, method, path, params, body, now) -> dict[str, str]:
    """Of accounts whose key demands it (AES in the console): method, MD5 of the body, type,
    date, the headers that begin with "as-", and the path with its sorted query."""
    if now is None:
        raise ValueError(f"{NAME} signs the time: say what time it is.")
    date = format_datetime(now, usegmt=True)
    query = "&".join(f"{k}={quote(v, safe='!*()~')}" for k, v in sorted(params.items()))
    digest = signing.md5(body).hexdigest().upper() if body else ""
    kind = requesting.JSON["Content-Type"] if body else ""
    resource = f"{path}?{query}" if query else path
    text = "\n".join([method, digest, kind, date, f"as-api-key:{account.key}", resource])
    signed = signing.hmac_sha256(account.secret, text.encode())
    return {"date": date, "as-signature-hmac-sha256": base64.b64encode(signed).decode()}


def _query(parcels: Sequence[Parcel], account: Account, now) -> list[Request]:
    """Many by their numbers, with all that is known of them."""
    return [
        _request(
            account,
            "GET",
            "/trackings",
            params={"tracking_numbers": ",".join(requesting.numbers(batch))},
            parcels=batch,
            purpose="query",
            now=now,
        )
        for batch in requesting.batches(parcels, connector.limits.batch)
    ]


def _subscribe(parcels: Sequence[Parcel], account: Account, now) -> list[Request]:
    return _each(parcels, account, now, "subscribe", "POST", "/trackings", _registration)


def _registration(parcel: Parcel, account: Account) -> dict:
    """Without a carrier AfterShip finds it. Carriers that want to know more than the postcode
    and the day of shipping want it in ``tracking_key``: the setting ``key_fields`` says whether
    it is the phone."""
    wants_phone = account.settings.get("key_fields", {}).get(parcel.carrier_code) == "phone"
    return requesting.filled(
        {
            "tracking_number": parcel.tracking_number,
            "slug": parcel.carrier_code,
            "order_number": parcel.order_number,
            "language": account.language,
            "destination_postal_code": parcel.postcode,
            "destination_country_region": parcel.destination_country,
            "origin_country_region": parcel.origin_country,
            "tracking_ship_date": parcel.shipped_on,
            "tracking_key": requesting.last_digits(parcel.phone) if wants_phone else "",
        }
    )


def _detect(parcels: Sequence[Parcel], account: Account, now) -> list[Request]:
    return _each(parcels, account, now, "detect", "POST", "/couriers/detect", _description)


def _description(parcel: Parcel, account: Account) -> dict:
    return requesting.filled(
        {
            "tracking_number": parcel.tracking_number,
            "destination_postal_code": parcel.postcode,
            "tracking_ship_date": parcel.shipped_on,
        }
    )


def _each(parcels, account, now, purpose, method, path, body_of) -> list[Request]:
    return [
        _request(
            account,
            method,
            path,
            json=body_of(parcel, account),
            parcels=[parcel],
            purpose=purpose,
            now=now,
        )
        for parcel in parcels
    ]


def _delete(parcels: Sequence[Parcel], account: Account, now) -> list[Request]:
    return _of_known(parcels, account, now, "delete", "DELETE", "")


def _retrack(parcels: Sequence[Parcel], account: Account, now) -> list[Request]:
    return _of_known(parcels, account, now, "retrack", "POST", "/retrack")


def _of_known(parcels, account, now, purpose: str, method: str, path: str) -> list[Request]:
    """About those whose id at AfterShip is known: nothing else names them here."""
    return [
        _request(
            account,
            method,
            f"/trackings/{quote(parcel.source_id, safe='')}{path}",
            parcels=[parcel],
            purpose=purpose,
            now=now,
        )
        for parcel in parcels
        if parcel.source_id
    ]


_MAKERS = {
    "query": _query,
    "subscribe": _subscribe,
    "detect": _detect,
    "delete": _delete,
    "retrack": _retrack,
}


class AfterShip(Connector):
    """``Account``: ``key``; ``secret`` where the key wants signed requests; ``push_secret`` of
    the webhook, whose address (port 80, 443 or 8080) is set in the console.

    Settings: ``version`` of the API, ``key_fields``. AfterShip's id of a parcel is
    ``extra["source_id"]`` of its updates.
    """

    code = SOURCE
    name = "AfterShip"
    base_url = BASE_URL
    signed = True
    pushes = True
    subscribes = True
    registers = True
    again = "retrack"
    ends = "delete"  # marking as completed would tell everybody that the parcel was delivered
    limits = Limits(batch=50, per_second=10.0, interval=3600)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """A push, or the answer to any request, of all versions."""
        message = reading.as_object(body, what=f"{NAME} {kind}")
        push = kind == "push" or "msg" in message
        refused = _refused(message, headers)
        if refused is not None:
            return answers.named(refused, push=push)
        trackings = _trackings(message)
        if trackings is None and ("meta" not in message or push):
            raise errors.BadMessage.ours("not_ours", what=f"{NAME} {kind}")
        return answers.named([_update(item) for item in trackings or ()], push=push)

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Header ``aftership-hmac-sha256`` = base64 of the HMAC-SHA256 of the raw body."""
        if not secret:
            return False
        digest = signing.hmac_sha256(secret, body)
        given = reading.header(headers, "aftership-hmac-sha256").strip()
        return signing.same(base64.b64encode(digest).decode(), given)

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """At most 50 parcels in a question, one in everything else."""
        make = _MAKERS.get(purpose)
        if not make:
            raise requesting.unknown_purpose(NAME, purpose)
        return make(parcels, account, now)

    def delivery_id(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The push's ``event_id``."""
        try:
            return reading.text(reading.as_object(body, what=NAME).get("event_id")) or None
        except errors.BadMessage:
            return None

    def detected(self, body: bytes) -> tuple[str, ...]:
        """Carriers that the answer to ``detect`` names, likeliest first."""
        data = reading.one(reading.as_object(body, what=NAME).get("data"))
        found = (reading.text(row.get("slug")) for row in reading.listed(data.get("couriers")))
        return tuple(filter(None, found))


connector = AfterShip()
