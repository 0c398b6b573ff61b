"""USPS Tracking API v3.

Sources: developers.usps.com (Tracking 3.2, OpenAPI), USPS Publication 199 (scan events,
appendix G-4) and its code names as kept in the Perl module USPS::WebTools::Tracking::Codes.
Publication 199 names more codes than are here; those are read by the category or the words
that come with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from . import keys, reading, sequence, statuses, times, wording
from .answers import named, raise_for_gateway
from .base import Connector
from .errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from .oauth import OAuth
from .requesting import (
    JSON,
    address,
    bearer,
    in_path,
    json_body,
    plain_number,
    unknown_purpose,
)
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# Publication 199: event codes
EVENT = {
    **dict.fromkeys("GX MA 80 81 82 83".split(), "info_received"),
    **dict.fromkeys("03 OA PA TM 19 41 43 UA".split(), "picked_up"),
    **dict.fromkeys("06 07 08 10 15 42 71".split(), "in_transit"),
    **dict.fromkeys("A1 DX EF L1 NT PC SF T1 TL U1".split(), "in_transit"),
    "OF": "out_for_delivery",
    **dict.fromkeys("14 16".split(), "available_for_pickup"),
    **dict.fromkeys("02 30 51 52 53 54 55 56".split(), "attempt_failed"),
    **dict.fromkeys("01 17".split(), "delivered"),
    **dict.fromkeys("04 05 11".split(), "exception"),
    **dict.fromkeys("09 21 22 23 24 25 26 27 28 29 31".split(), "returning"),
}
# Publication 199, customer daily extract: beginnings of statusCategory, longest first
CATEGORY = {
    "delivered to sender": "returned",
    "delivered": "delivered",
    "delivery attempt": "attempt_failed",
    "out for delivery": "out_for_delivery",
    "available for pickup": "available_for_pickup",
    "held at post office": "available_for_pickup",
    "in transit": "in_transit",
    "moving through network": "in_transit",
    "preparing for delivery": "in_transit",
    "arriving": "in_transit",
    "forwarded": "in_transit",
    "awaiting delivery scan": "in_transit",
    "usps in possession": "picked_up",
    "accepted": "picked_up",
    "acceptance": "picked_up",
    "picked up": "picked_up",
    "on its way to usps": "info_received",
    "pre shipment": "info_received",
    "preshipment": "info_received",
    "shipping label created": "info_received",
    "label created": "info_received",
    "return": "returning",
    "alert": "exception",
}
REASON = {"04": "refused", "05": "address", "11": "lost", "27": "overdue", "31": "overdue"}
_WORDS = re.compile(r"[^a-z]+")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])?\.?m?\.?", re.I)
_NO_NEWS = re.compile(r"not (?:yet )?available|may be incorrect|not found|tracking number", re.I)
_DAY = timedelta(hours=23, minutes=59, seconds=59)


class Usps(OAuth, Connector):
    code = "usps"
    name = "USPS"
    base_url = "https://apis.usps.com"
    limits = Limits(batch=1, per_second=1.0, interval=3600)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """One parcel, or several in a list."""
        said = reading.as_json(body, what=self.name)
        told = [one for one in reading.listed(said) if _number(one)]
        if told:
            return [_update(one) for one in told]
        return named(_refused(reading.mapping(said), headers), push=kind == "push")

    def _refused(self, answer: dict) -> None:
        if isinstance(answer.get("error"), dict):
            _refused(answer, None)

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        if purpose == "token":
            return [_token(account)]
        if purpose != "query":
            raise unknown_purpose(self.name, purpose)
        return [_query(parcel, account) for parcel in parcels]


# What is told -------------------------------------------------------------------------------


def _number(said: dict) -> str:
    return reading.text(said.get("trackingNumber"))


def _update(said: dict) -> ParcelUpdate:
    number = _number(said)
    status = reading.plain_markup(said.get("status"))
    events = _events(number, said)
    category = reading.plain_markup(said.get("statusCategory"))
    error = reading.mapping(said.get("error"))
    return ParcelUpdate(
        tracking_number=number,
        carrier_code="usps",
        status=_status(category, status, events),
        raw_status=category or status,
        status_text=reading.first(reading.plain_markup(said.get("statusSummary")), status),
        events=events,
        unique_id=_piece(said),
        signed_by=_signed_by(said),
        service=reading.plain_markup(said.get("mailClass")),
        problem=reading.text(error.get("message")),
        **_estimate(said),
    )


def _piece(said: dict) -> str:
    """Numbers are used again; this tells the pieces apart (it had other names before 3.2)."""
    wanted = ("uniquemailpieceid", "uniquetrackingid")
    named = {str(name).lower(): value for name, value in said.items()}
    return reading.first(*map(named.get, wanted))


def _events(number: str, said: dict) -> tuple[Event, ...]:
    """Details; of an answer in summary form one text for each event, without times."""
    told = reading.listed(said.get("trackingEvents"))
    events = [_event(number, one) for one in told]
    lines = said.get("eventSummaries")
    if not told and isinstance(lines, list):
        events = [_line(number, text) for text in map(reading.plain_markup, lines) if text]
    return sequence.oldest_first(events, newest_first=True)


def _event(number: str, said: dict) -> Event:
    words, raw = reading.plain_markup(said.get("eventType")), reading.text(said.get("eventCode"))
    instant, source, local = _when(said)
    code, postcode = _code(raw, words), reading.text(said.get("eventZIP"))
    problem = code in statuses.PROBLEMS
    parts = ("eventCity", "eventState", "eventZIP", "eventCountry")
    return Event(
        occurred_at=instant,
        local_time=local,
        tz_source=source,
        code=code,
        raw_code=raw,
        text=words,
        location=reading.place(*map(said.get, parts)),
        reason=(REASON.get(raw) or wording.reason(words)) if problem else "",
        key=keys.event_key("usps", number, instant or local, raw, postcode),
    )


def _line(number: str, text: str) -> Event:
    return Event(None, text=text, code=_code("", text), key=keys.event_key("usps", number, text))


def _when(said: dict) -> tuple[datetime | None, str, str]:
    """``GMTTimestamp``; else the local time with its offset. Also the local text."""
    local = reading.text(said.get("eventTimestamp"))
    gmt = reading.text(said.get("GMTTimestamp"))
    instant, source = times.read_utc(gmt)
    if not instant:
        instant, source = times.read_beside(local, reading.text(said.get("GMTOffset")))
    return instant, source, local or gmt


def _signed_by(said: dict) -> str:
    told = (
        reading.first(one.get("name"), one.get("firm"))
        for one in reading.listed(said.get("trackingEvents"))
    )
    return next(filter(None, told), "")


# Codes --------------------------------------------------------------------------------------


def _code(raw: str, words: str) -> str | None:
    code = EVENT.get(raw.upper().zfill(2) if raw else "") or _by_words(words)
    back = code == "delivered" and wording.says_return(words)
    return "returned" if back else code


def _by_words(words: str) -> str | None:
    """Of codes that are not in the table: returns and customs, else as a category's words."""
    if wording.says_return(words):
        return "returned" if words.lower().startswith("delivered") else "returning"
    if wording.says_customs(words):
        return "customs"
    if wording.says_attempt(words):
        return "attempt_failed"
    return _category(words)


def _category(text: str) -> str | None:
    plain = _WORDS.sub(" ", text.lower()).strip()
    return next((code for name, code in CATEGORY.items() if plain.startswith(name)), None)


def _status(category: str, status: str, events: tuple[Event, ...]) -> str:
    """By category; where that is coarse (an alert, a delivery to the sender) by the newest."""
    newest = statuses.newest(events)
    latest = newest.code if newest else _by_words(status)
    if not category and not status:
        return latest or ("unknown" if events else "pending")
    told = _category(category) or _by_words(status) or "unknown"
    coarse = told == "exception" and latest in statuses.PROBLEMS
    return latest if coarse or (told, latest) == ("delivered", "returned") else told


# Estimates ----------------------------------------------------------------------------------


def _estimate(said: dict) -> dict:
    """The predicted day with its window, the expected, the guaranteed one.

    Local to a destination whose zone is not told: taken for UTC.
    """
    told = said | reading.mapping(said.get("deliveryDateExpectation"))
    window = [told.get(f"predictedDeliveryWindow{end}Time") for end in ("Start", "End")]
    for kind in ("predicted", "expected", "guaranteed"):
        stamp = reading.text(told.get(f"{kind}DeliveryTimeStamp"))
        date = reading.text(told.get(f"{kind}DeliveryDate"))
        hours = window if kind == "predicted" else (None, told.get(f"{kind}DeliveryTime"))
        found = _on(date or stamp, hours)
        if found:
            return found
    return {}


def _on(date: str, hours: Sequence[object]) -> dict:
    """A window of that day; its end alone; any time of it; or the instant that is told."""
    instant = times.read(date)[0]
    if not instant:
        return {}
    if len(date) > 10 and instant.time() != time.min:
        return {"eta": instant}
    day = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    begins, ends = (_at(day, hour) for hour in hours)
    return {"eta": begins or ends or day, "eta_until": ends or day + _DAY}


def _at(day: datetime, hour: object) -> datetime | None:
    """Of ``17:00``, ``5:00 pm``, ``9:00pm``."""
    match = _CLOCK.fullmatch(reading.text(hour))
    if not match:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    if match[3]:
        hours = hours % 12 + (12 if match[3].lower() == "p" else 0)
    return day.replace(hour=hours, minute=minutes) if hours < 24 and minutes < 60 else None


# Refusals -----------------------------------------------------------------------------------


def _refused(said: dict, headers: Mapping[str, str] | None) -> list[ParcelUpdate]:
    """The envelope of the API; the gateway before it writes ``fault`` or OAuth's ``error``."""
    raise_for_gateway("USPS", said, headers)
    code, message = _told_error(said)
    if code == "404" or (code == "400" and _NO_NEWS.search(message)):
        return [ParcelUpdate("", "usps", "pending", raw_status=code, problem=message)]
    if code == "429" or "quota" in message.lower():
        raise Throttled(f"USPS: {message}", code, reading.retry_after(headers))
    if code == "401" or code == "invalid_token":
        expired = "expire" in message.lower() or "token" in message.lower()
        raise (TokenExpired if expired else AccountError)(f"USPS: {message}", code)
    if code == "403" or code.startswith(("invalid_", "unauthorized")):
        raise AccountError(f"USPS: {message}", code)
    if len(code) == 3 and code.startswith("5"):
        raise Unavailable(f"USPS: {message}", code)
    if not message:
        raise BadMessage.ours("not_ours", what="USPS")
    raise BadMessage(f"USPS: {message}", code)


def _told_error(said: dict) -> tuple[str, str]:
    error = said.get("error")
    if not isinstance(error, dict):
        return reading.text(error), reading.first(said.get("error_description"), error)
    details = reading.listed(error.get("errors"))
    first = details[0] if details else {}
    code = reading.first(error.get("code"), first.get("status"), first.get("code"))
    return code, reading.first(error.get("message"), first.get("detail"), first.get("title"), code)


# Requests -----------------------------------------------------------------------------------


def _token(account: Account) -> Request:
    wanted = {
        "client_id": account.key,
        "client_secret": account.secret,
        "grant_type": "client_credentials",
    }
    return Request(
        "POST",
        address(account, Usps.base_url, "/oauth2/v3/token"),
        headers=JSON,
        body=json_body(wanted),
        purpose="token",
    )


def _query(parcel: Parcel, account: Account) -> Request:
    path = f"/tracking/v3/tracking/{in_path(plain_number(parcel))}"
    return Request(
        "GET",
        address(account, Usps.base_url, path),
        headers={"Accept": "application/json"} | bearer(account.token),
        params={"expand": "DETAIL"},
        parcels=(parcel.tracking_number,),
    )


connector = Usps()
