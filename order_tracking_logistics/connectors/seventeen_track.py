"""17TRACK, API v2.4 (v2.2 has the same shape).

Sources: the SPEC, enums and test data of godely/aio17track ("pulled from the official
documents 2026-07-03"), the models of wksw/17track-golang-sdk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from . import answers, errors, reading, requesting, sequence, signing, times
from .base import Connector
from .keys import event_key
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# --- code tables -------------------------------------------------------------------------------

# Main statuses: the nine documented ones.
MAIN = {
    "NotFound": "pending",
    "InfoReceived": "info_received",
    "InTransit": "in_transit",
    "Expired": "expired",
    "AvailableForPickup": "available_for_pickup",
    "OutForDelivery": "out_for_delivery",
    "DeliveryFailure": "attempt_failed",
    "Delivered": "delivered",
    "Exception": "exception",
}
# Sub-statuses that say more than the main status before their underscore.
SUB = {
    "InTransit_PickedUp": "picked_up",
    "Exception_Returning": "returning",
    "Exception_Returned": "returned",
    "Exception_Cancel": "cancelled",
}
CUSTOMS = "InTransit_Customs"  # …Processing, Released, RequiringInformation, and what may come
# `stage` of an event without sub-status: the milestones' names.
STAGES = {
    "InfoReceived": "info_received",
    "PickedUp": "picked_up",
    "Departure": "in_transit",
    "Arrival": "in_transit",
    "AvailableForPickup": "available_for_pickup",
    "OutForDelivery": "out_for_delivery",
    "Delivered": "delivered",
    "Returning": "returning",
    "Returned": "returned",
}
REASONS = {
    "InTransit_CustomsRequiringInformation": "customs",
    "DeliveryFailure_Other": "other",
    "DeliveryFailure_NoBody": "absent",
    "DeliveryFailure_Security": "security",
    "DeliveryFailure_Rejected": "refused",
    "DeliveryFailure_InvalidAddress": "address",
    "Exception_Other": "other",
    "Exception_NoBody": "absent",
    "Exception_Security": "security",
    "Exception_Damage": "damaged",
    "Exception_Rejected": "refused",
    "Exception_Delayed": "delayed",
    "Exception_Lost": "lost",
    "Exception_Destroyed": "damaged",
}
# Error codes. Of the request as a whole, or of one number; then they say whether the number is
# only not known yet.
ACCOUNT_CODES = frozenset({-18010001, -18010002, -18010004, -18010005})
SPENT = frozenset({-18019907, -18019908})  # of the day, and all; reading costs nothing
ALREADY_REGISTERED = -18019901
NOT_YET = frozenset({-18019902, -18019903, -18019909})
# About following, not about the parcel: only stopped ones can be resumed, once; not followed.
OF_FOLLOWING = frozenset({ALREADY_REGISTERED, -18019904, -18019905, -18019906})
STOPPED = "TRACKING_STOPPED"
# How an instant is known, the most telling first.
_TRUST = ("offset", "utc", "fixed", "assumed", "received")

# --- parser ------------------------------------------------------------------------------------

NAME = "17TRACK"
SOURCE = "17track"


def _update(item: dict) -> ParcelUpdate:
    info = reading.one(item.get("track_info"))
    latest = reading.one(info.get("latest_status"))
    number = reading.text(item.get("number"))
    events = _events(item, info)
    raw = reading.text(latest.get("sub_status")) or reading.text(latest.get("status"))
    eta, until = _estimate(info)
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=_carrier(item),
        status=_status(item, latest, events),
        raw_status=raw or reading.text(item.get("package_status")),
        status_text=reading.text(latest.get("sub_status_descr")),
        eta=eta,
        eta_until=until,
        events=events,
        full="track_info" in item,
        stopped=reading.text(item.get("tracking_status")) == "Stopped",
        service=reading.text(reading.one(info.get("misc_info")).get("service_type")),
        extra=_extra(item, info),
    )


def _carrier(item: dict) -> str:
    code = reading.text(item.get("carrier"))
    return "" if code == "0" else code


def _extra(item: dict, info: dict) -> dict[str, str]:
    """Who carries it at the end, and what the list of parcels says of its newest event."""
    misc = reading.one(info.get("misc_info"))
    told = {
        "local_number": misc.get("local_number"),
        "local_carrier": misc.get("local_provider"),
        "latest_event": item.get("latest_event_info"),
        "latest_event_time": item.get("latest_event_time"),
        "stop_reason": item.get("stop_track_reason"),
        "order_number": item.get("order_no"),
    }
    return reading.texts(told)


def _status(item: dict, latest: dict, events: Sequence[Event]) -> str | None:
    """By ``latest_status``; in the list of parcels by ``package_status``. The answer to a
    registration has neither: it says nothing about the parcel."""
    main = reading.text(latest.get("status")) or reading.text(item.get("package_status"))
    sub = reading.text(latest.get("sub_status"))
    if main or sub:
        return _meaning(sub, main) or "unknown"
    return answers.status_of(events, default="pending" if "track_info" in item else None)


def _meaning(sub: str, main: str = "", stage: str = "") -> str | None:
    """A sub-status that is not known is what its main status is."""
    if sub.startswith(CUSTOMS):
        return "customs"
    family = sub.split("_")[0]
    return SUB.get(sub) or MAIN.get(family) or MAIN.get(main) or STAGES.get(stage)


def _events(item: dict, info: dict) -> tuple[Event, ...]:
    """Of all carriers that had the parcel, in one order."""
    number = reading.text(item.get("number"))
    told: list[Event] = []
    for provider in reading.listed(reading.one(info.get("tracking")).get("providers")):
        key = reading.text(reading.one(provider.get("provider")).get("key"))
        told += _of_provider(number, key, reading.listed(provider.get("events")))
    if not told:
        told += _of_provider(number, _carrier(item), reading.listed(info.get("latest_event")))
    return sequence.oldest_first(told, newest_first=False)


def _of_provider(number: str, key: str, rows: Sequence[dict]) -> tuple[Event, ...]:
    found = answers.with_guesses([_event(number, key, row) for row in rows])
    return sequence.oldest_first(found, newest_first=True)


def _event(number: str, provider: str, row: dict) -> Event:
    local, at, how = _time(row)
    words = reading.text(row.get("description")) or _translation(row)
    place = reading.text(row.get("location")) or _address(row)
    sub, stage = reading.text(row.get("sub_status")), reading.text(row.get("stage"))
    when = local if how == "assumed" or not at else at
    return Event(
        occurred_at=at,
        local_time=local,
        tz_source=how,
        code=_meaning(sub, stage=stage),
        raw_code=sub or stage,
        text=words,
        location=place,
        reason=REASONS.get(sub, ""),
        key=event_key(SOURCE, number, provider, when, words, place),
    )


def _time(row: dict) -> tuple[str, datetime | None, str]:
    """(text, instant, how): by ``time_utc``; where that is null by ``time_iso``, or by
    ``time_raw``, which may lack a zone."""
    raw = reading.one(row.get("time_raw"))
    plain = " ".join(filter(None, (reading.text(raw.get(name)) for name in ("date", "time"))))
    plain = plain or reading.text(row.get("time_raw"))
    iso, utc = reading.text(row.get("time_iso")), reading.text(row.get("time_utc"))
    told = [
        times.read(iso),
        times.read_beside(plain, raw.get("timezone")),
        times.read_utc(utc),
    ]
    at, how = min(told, key=lambda found: _TRUST.index(found[1]))
    return iso or plain or utc, times.read_utc(utc)[0] or at, how


def _translation(row: dict) -> str:
    return reading.text(reading.one(row.get("description_translation")).get("description"))


def _address(row: dict) -> str:
    address = reading.one(row.get("address"))
    parts = (reading.text(address.get(name)) for name in ("city", "state", "country"))
    return ", ".join(filter(None, parts))


def _estimate(info: dict) -> tuple[datetime | None, datetime | None]:
    told = reading.one(reading.one(info.get("time_metrics")).get("estimated_delivery_date"))
    start, start_day = times.span(reading.text(told.get("from")))
    end, end_day = times.span(reading.text(told.get("to")))
    return (start, end_day or end or start_day) if start else (end, end_day)


def _rejected(item: dict) -> ParcelUpdate:
    """A number that was not taken, or that nothing is known of."""
    error = reading.one(item.get("error"))
    code = reading.number(error.get("code"))
    silent = OF_FOLLOWING | SPENT
    status = "pending" if code in NOT_YET else None if code in silent else "unknown"
    problem = "" if code == ALREADY_REGISTERED else reading.text(error.get("message"))
    return ParcelUpdate(
        tracking_number=reading.text(item.get("number")),
        carrier_code=_carrier(item),
        status=status,
        raw_status=reading.text(error.get("code")),
        problem=problem,
        full=False,
    )


def _refuse(message: dict) -> None:
    """:raise errors.ConnectorError: the request as a whole was refused."""
    wrong = reading.one(reading.one(message.get("data")).get("errors"))
    code = reading.number(message.get("code")) or reading.number(wrong.get("code"))
    if not code:
        return
    text = reading.text(wrong.get("message")) or reading.text(message.get("message"))
    if code in ACCOUNT_CODES or code == 401:
        raise errors.AccountError(f"{NAME} {code}: {text}", str(code))
    if code in SPENT:
        raise errors.NothingLeft(f"{NAME} {code}: {text}", str(code))
    if code == 429:
        raise errors.Throttled(f"{NAME} {code}: {text}", str(code))
    raise errors.Unavailable(f"{NAME} {code}: {text}", str(code))


def _answered(data: dict) -> list[ParcelUpdate]:
    accepted, rejected = (reading.listed(data.get(name)) for name in ("accepted", "rejected"))
    for item in rejected if not accepted else ():
        if reading.number(reading.one(item.get("error")).get("code")) in ACCOUNT_CODES | SPENT:
            _refuse(reading.one(item.get("error")))
    return [_update(item) for item in accepted] + [_rejected(item) for item in rejected]


def _pushed(message: dict) -> list[ParcelUpdate]:
    """One parcel; ``TRACKING_STOPPED`` only says that nothing more will come."""
    stopped = reading.text(message.get("event")) == STOPPED
    updates = [_update(item) for item in reading.listed(message.get("data"))]
    return [replace(update, stopped=stopped or update.stopped) for update in updates]


# --- requests ----------------------------------------------------------------------------------

BASE_URL = "https://api.17track.net"
PATHS = {
    "query": "gettrackinfo",
    "subscribe": "register",
    "stop": "stoptrack",
    "retrack": "retrack",
    "delete": "deletetrack",
    "push": "push",  # sends the newest push again
}


def _request(parcels: Sequence[Parcel], account: Account, purpose: str, path: str) -> Request:
    version = account.settings.get("version", "v2.4")
    item = _registration if purpose == "subscribe" else _reference
    items = [item(parcel, account) for parcel in parcels]
    return Request(
        method="POST",
        url=requesting.address(account, BASE_URL, f"/track/{version}/{path}"),
        headers={"17token": account.key, **requesting.JSON},
        body=requesting.json_body(items) if items else b"",
        parcels=requesting.numbers(parcels),
        purpose=purpose,
    )


def _reference(parcel: Parcel, account: Account) -> dict:
    carrier = parcel.carrier_code
    known = {"carrier": int(carrier)} if carrier.isdecimal() and carrier != "0" else {}
    return {"number": parcel.tracking_number, **known}


def _registration(parcel: Parcel, account: Account) -> dict:
    """``param``: what a carrier wants to know, one value; the setting ``param_fields`` says
    which one for which carrier."""
    field = account.settings.get("param_fields", {}).get(parcel.carrier_code, "")
    wanted = {"phone": requesting.last_digits(parcel.phone), "postcode": parcel.postcode}
    return {
        **_reference(parcel, account),
        **requesting.filled(
            {
                "order_no": parcel.order_number,
                "param": wanted.get(field, ""),
                "lang": account.settings.get("lang", ""),
            }
        ),
    }


class SeventeenTrack(Connector):
    """``Account``: ``key``, which signs the pushes too (``push_secret`` is the same). The
    address of the push is set in the console.

    A number must be registered before it can be asked about; that costs one unit of the quota,
    everything else is free. Carriers are numbers of 17TRACK's own list.
    Settings: ``version`` (v2.4), ``lang`` of the translations, ``param_fields``.
    """

    code = SOURCE
    name = "17TRACK"
    base_url = BASE_URL
    signed = True
    pushes = True
    subscribes = True
    registers = True
    again = "retrack"
    ends = "stop"
    tells_quota = True
    spent = frozenset(map(str, SPENT))
    limits = Limits(batch=40, per_second=3.0, interval=3600)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """A push, or the answer to any request; of a quota there is nothing to tell."""
        message = reading.as_object(body, what=f"{NAME} {kind}")
        if "event" in message:
            return answers.named(_pushed(message), push=True)
        _refuse(message)
        data = message.get("data")
        if not isinstance(data, (dict, list)):
            raise errors.BadMessage.ours("not_ours", what=f"{NAME} {kind}")
        if kind == "push":
            return answers.named(_pushed(message), push=True)
        return answers.named(_answered(reading.one(data)), push=False)

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Header ``sign`` = hex SHA-256 of the raw body, a slash and the key."""
        digest = signing.sha256(body, "/", secret).hexdigest()
        return bool(secret) and signing.same(
            digest, reading.header(headers, "sign").strip().lower()
        )

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """At most 40 parcels in each request; the carrier is found by registering."""
        if purpose == "quota":
            return [_request([], account, purpose, "getquota")]
        path = PATHS.get(purpose)
        if not path:
            raise requesting.unknown_purpose(NAME, purpose)
        batches = requesting.batches(parcels, self.limits.batch)
        return [_request(batch, account, purpose, path) for batch in batches]

    def quota(self, body: bytes) -> dict[str, int]:
        """Registrations: all, used and left."""
        message = reading.as_object(body, what=NAME)
        _refuse(message)
        data = reading.one(message.get("data"))
        names = {"total": "quota_total", "used": "quota_used", "left": "quota_remain"}
        told = {ours: theirs for ours, theirs in names.items() if theirs in data}
        return {ours: reading.number(data[theirs]) for ours, theirs in told.items()}


connector = SeventeenTrack()
