"""FedEx Track API v1 (Basic Integrated Visibility) and the Advanced Integrated Visibility webhook.

Sources: developer.fedex.com (Track API and its JSON schema, tracking status codes, webhook:
business rules and best practices), answers kept in karrio's tests of its FedEx connector.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from . import keys, reading, sequence, signing, statuses, times, wording
from .answers import named
from .base import Connector
from .errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from .oauth import OAuth
from .requesting import (
    FORM,
    JSON,
    address,
    batches,
    bearer,
    form_body,
    json_body,
    numbers,
    plain_number,
    unknown_purpose,
)
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# developer.fedex.com, tracking status codes (movement, regulatory); IN, MD: seen in answers
STATUS = {
    **dict.fromkeys("EP IN MD OC OX PD".split(), "info_received"),
    **dict.fromkeys("AP PU PX".split(), "picked_up"),
    **dict.fromkeys("AA AC AF AR AX CH DP DS EA EO FD IT IX LO OF OW".split(), "in_transit"),
    **dict.fromkeys("PF PL PM SF SP TR".split(), "in_transit"),
    **dict.fromkeys("DD DY".split(), "in_transit"),
    **dict.fromkeys("CC CD CP CU".split(), "customs"),
    **dict.fromkeys("AD ED OD".split(), "out_for_delivery"),
    **dict.fromkeys("HL HP".split(), "available_for_pickup"),
    "DE": "attempt_failed",
    "DL": "delivered",
    "SE": "exception",
    "RS": "returning",
    "CA": "cancelled",
}
# Wishes of the receiver and mails about return labels: say nothing about where the parcel is.
INFORMS = frozenset("DR LP RC RD RG RM RP RR".split())
# These say that something is late without being a problem of their own.
LATE = frozenset("CD DD DY PD".split())
# JSON schema, delayDetail.type
DELAY = {"WEATHER": "weather", "CLEARANCE": "customs"}
# JSON schema, dateAndTimes[].type, best first
ESTIMATES = ("APPOINTMENT_DELIVERY", "ESTIMATED_DELIVERY")
COMMITMENTS = ("COMMITMENT",)
# error codes about one number, of an answer as a whole or of one result
_PARCEL = ("TRACKING.TRACKINGNUMBER.NOTFOUND", "TRACKING.TRACKINGNUMBER.INVALID")
_PARCEL += ("TRACKING.DATA.NOTFOUND", "NOT.FOUND")
_BUSY = ("INTERNAL.SERVER", "SERVICE.UNAVAILABLE", "SYSTEM.", "GATEWAY")


class FedEx(OAuth, Connector):
    """Numbers are used again after some time: one number may bring several parcels, each an
    update with its own ``unique_id``, the newest first; they are never one history.
    """

    code = "fedex"
    name = "FedEx"
    base_url = "https://apis.fedex.com"
    signed = True
    pushes = True
    limits = Limits(batch=30, per_second=5.0, interval=3600)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """An answer; a push has the same results, with or without the envelope around them."""
        said = reading.as_json(body, what=self.name)
        groups = list(_groups(said))
        if groups:
            return [update for asked, results in groups for update in _updates(asked, results)]
        said = reading.mapping(said)
        if isinstance(said.get("output"), dict) and not said.get("errors"):
            return []
        return named(_refused(said, headers), push=kind == "push")

    def verify(self, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """``fdx-signature``: HMAC-SHA256 of the body, which FedEx describes both as base64 and
        as hex; both are taken.
        """
        given = reading.header(headers, "fdx-signature").strip()
        if not secret or not given:
            return False
        digest = signing.hmac_sha256(secret, body)
        encoded = signing.same(base64.b64encode(digest), given)
        return signing.same(digest.hex(), given.lower()) or encoded

    def _refused(self, answer: dict) -> None:
        if answer.get("errors"):
            _refused(answer, None)

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        """Webhooks are set up in FedEx's portal, by account number."""
        if purpose == "token":
            return [_token(account)]
        if purpose != "query":
            raise unknown_purpose(self.name, purpose)
        return [_query(some, account) for some in batches(parcels, self.limits.batch)]


# What is told -------------------------------------------------------------------------------


def _groups(said: object) -> Iterator[tuple[str, list[dict]]]:
    """(the number asked for, what is known under it), however deep the envelope is."""
    for one in reading.listed(said):
        output = one.get("output") if isinstance(one.get("output"), dict) else one
        yield from (
            (reading.text(complete.get("trackingNumber")), _results(complete))
            for complete in reading.listed(output.get("completeTrackResults"))
        )
        if output.get("trackResults"):
            yield "", _results(output)
        elif _number(output) and "completeTrackResults" not in output:
            yield "", [output]


def _results(holder: dict) -> list[dict]:
    return reading.listed(holder.get("trackResults"))


def _info(result: dict) -> dict:
    return reading.mapping(result.get("trackingNumberInfo"))


def _number(result: dict) -> str:
    return reading.first(_info(result).get("trackingNumber"), result.get("trackingNumber"))


def _updates(asked: str, results: list[dict]) -> list[ParcelUpdate]:
    updates = [
        _update(asked or _number(result), result, _unique_id(result, len(results)))
        for result in results
        if asked or _number(result)
    ]
    return sorted(updates, key=_newest_instant, reverse=True)


def _newest_instant(update: ParcelUpdate) -> float:
    instants = [event.occurred_at.timestamp() for event in update.events if event.occurred_at]
    return max(instants, default=0.0)


def _unique_id(result: dict, of: int) -> str:
    """FedEx's own; without one, of several parcels with one number, the day it was shipped."""
    own = reading.text(_info(result).get("trackingNumberUniqueId"))
    return own or ("~".join(filter(None, _shipped(result))) if of > 1 else "")


def _shipped(result: dict) -> tuple[str, str]:
    carrier = reading.text(_info(result).get("carrierCode"))
    return carrier, _dates(result).get("SHIP", "")[:10]


def _update(number: str, result: dict, unique_id: str) -> ParcelUpdate:
    latest = reading.mapping(result.get("latestStatusDetail"))
    told = [_event(number, unique_id, one) for one in reading.listed(result.get("scanEvents"))]
    events = _returns(sequence.oldest_first(told, newest_first=True))
    error = reading.mapping(result.get("error"))
    delivery = reading.mapping(result.get("deliveryDetails"))
    service = reading.mapping(result.get("serviceDetail"))
    code = reading.first(latest.get("code"), latest.get("derivedCode"))
    return ParcelUpdate(
        tracking_number=number,
        carrier_code="fedex",
        status=_status(latest, events, error),
        raw_status=code or reading.text(error.get("code")),
        status_text=reading.first(latest.get("statusByLocale"), latest.get("description")),
        events=events,
        unique_id=unique_id,
        signed_by=reading.first(delivery.get("receivedByName"), delivery.get("signedByName")),
        service=reading.first(service.get("description"), service.get("type")),
        problem=reading.first(error.get("message"), error.get("code")),
        extra=_extra(number, result, delivery),
        **_estimate(result),
    )


def _extra(number: str, result: dict, delivery: dict) -> dict:
    own = _number(result)
    named = {
        "fedex_carrier": _info(result).get("carrierCode"),
        "other_number": own if own != number else "",
        "left_at": delivery.get("locationDescription"),
        "attempts": delivery.get("deliveryAttempts"),
    }
    return reading.texts(named)


def _event(number: str, unique_id: str, said: dict) -> Event:
    """Some scans (pickups at midnight) come without an offset: those times are assumed."""
    local, raw, code = reading.text(said.get("date")), _raw(said), _scan_code(said)
    instant, source = times.read(local)
    words = [reading.text(said.get(f"{what}Description")) for what in ("event", "exception")]
    where = reading.mapping(said.get("scanLocation"))
    parts = ("city", "stateOrProvinceCode", "postalCode", "countryCode")
    return Event(
        occurred_at=instant,
        local_time=local,
        tz_source=source,
        code=code,
        raw_code=raw,
        text=": ".join(dict.fromkeys(filter(None, words))),
        location=reading.place(*map(where.get, parts)),
        reason=_reason(said, code, words),
        key=keys.event_key("fedex", number, unique_id, instant or local, raw),
    )


def _raw(said: dict) -> str:
    return reading.first(said.get("eventType"), said.get("derivedStatusCode"))


def _scan_code(said: dict) -> str | None:
    """The scan's own code says more (OD) than the one derived from it (IT)."""
    event, derived = (
        reading.text(said.get(name)).upper() for name in ("eventType", "derivedStatusCode")
    )
    return None if event in INFORMS else STATUS.get(event) or STATUS.get(derived)


def _reason(said: dict, code: str | None, words: list[str]) -> str:
    delay = reading.mapping(said.get("delayDetail"))
    if reading.text(delay.get("status")).upper() == "DELAYED":
        return DELAY.get(reading.text(delay.get("type")).upper(), "delayed")
    if code in statuses.PROBLEMS:
        return wording.reason(*reversed(words))
    if _raw(said).upper() not in LATE:
        return ""
    return "customs" if code == "customs" else "delayed"


def _returns(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """A delivery after "return to shipper" is a delivery to the shipper."""
    returning, read = False, []
    for event in events:
        returning = returning or event.code == "returning"
        back = returning and event.code == "delivered"
        read.append(replace(event, code="returned") if back else event)
    return tuple(read)


def _status(latest: dict, events: tuple[Event, ...], error: dict) -> str:
    told = [reading.text(latest.get(name)).upper() for name in ("code", "derivedCode")]
    newest = statuses.newest(events)
    if any(told):
        code = next((STATUS[text] for text in told if text in STATUS), "unknown")
        back = code == "delivered" and newest and newest.code == "returned"
        return "returned" if back else code
    if newest:
        return newest.code
    if error and not events:
        return _without_data(reading.text(error.get("code")).upper())
    return "unknown" if events else "pending"


def _without_data(error: str) -> str:
    """A number that FedEx does not know yet; NOTUNIQUE and the like are another matter."""
    waits = error.endswith(("NOTFOUND", "INVALID", "EMPTY", "NOT.FOUND"))
    return "pending" if waits else "unknown"


def _dates(result: dict) -> dict[str, str]:
    return {
        reading.text(one.get("type")).upper(): reading.text(one.get("dateTime"))
        for one in reading.listed(result.get("dateAndTimes"))
    }


def _estimate(result: dict) -> dict:
    """The estimated window, the estimated date, the standard transit time, the commitment."""
    dates = _dates(result)
    return (
        _window(result.get("estimatedDeliveryTimeWindow"))
        or _date(dates, ESTIMATES)
        or _window(result.get("standardTransitTimeWindow"))
        or _date(dates, COMMITMENTS)
    )


def _window(holder: object) -> dict:
    window = reading.mapping(reading.mapping(holder).get("window"))
    begins, ends = (_instant(window.get(name)) for name in ("begins", "ends"))
    return {"eta": begins or ends, "eta_until": ends} if begins or ends else {}


def _date(dates: dict[str, str], kinds: tuple[str, ...]) -> dict:
    instants = (_instant(dates.get(kind)) for kind in kinds)
    return next(({"eta": instant} for instant in instants if instant), {})


def _instant(value: object) -> datetime | None:
    return times.read(reading.text(value))[0]


# Refusals -----------------------------------------------------------------------------------


def _refused(said: dict, headers: Mapping[str, str] | None) -> list[ParcelUpdate]:
    told = reading.listed(said.get("errors"))
    code = next((reading.text(one.get("code")).upper() for one in told), "")
    message = reading.joined(told, "message") or code
    if code.startswith(_PARCEL):
        return [ParcelUpdate("", "fedex", "pending", raw_status=code, problem=message)]
    if "RATE.LIMIT" in code or "TOO.MANY" in code or "QUOTA" in code:
        raise Throttled(f"FedEx: {message}", code, reading.retry_after(headers))
    _raise_for_account(code, message)
    if code.startswith(_BUSY):
        raise Unavailable(f"FedEx: {message}", code)
    if not message:
        raise BadMessage.ours("not_ours", what="FedEx")
    raise BadMessage(f"FedEx: {message}", code)


def _raise_for_account(code: str, message: str) -> None:
    """The same code stands for a token that ended and for a key that is wrong."""
    if code.startswith("LOGIN.REAUTHENTICATE"):
        raise TokenExpired(f"FedEx: {message}", code)
    if code.startswith("NOT.AUTHORIZED"):
        kind = AccountError if "credential" in message.lower() else TokenExpired
        raise kind(f"FedEx: {message}", code)
    if code.startswith(("FORBIDDEN", "ACCOUNT.")):
        raise AccountError(f"FedEx: {message}", code)


# Requests -----------------------------------------------------------------------------------


def _token(account: Account) -> Request:
    return Request(
        "POST",
        address(account, FedEx.base_url, "/oauth/token"),
        headers=FORM,
        body=form_body(
            grant_type="client_credentials",
            client_id=account.key,
            client_secret=account.secret,
        ),
        purpose="token",
    )


def _query(parcels: Sequence[Parcel], account: Account) -> Request:
    wanted = {"includeDetailedScans": True, "trackingInfo": [_wanted(p) for p in parcels]}
    return Request(
        "POST",
        address(account, FedEx.base_url, "/track/v1/trackingnumbers"),
        headers=JSON
        | bearer(account.token)
        | {"X-locale": "en_US", "x-customer-transaction-id": uuid4().hex},
        body=json_body(wanted),
        parcels=numbers(parcels),
    )


def _wanted(parcel: Parcel) -> dict:
    named = {
        "trackingNumber": plain_number(parcel),
        "trackingNumberUniqueId": parcel.source_id,
        "carrierCode": parcel.carrier_code if parcel.carrier_code.startswith("FDX") else "",
    }
    return {"trackingNumberInfo": {name: text for name, text in named.items() if text}}


connector = FedEx()
