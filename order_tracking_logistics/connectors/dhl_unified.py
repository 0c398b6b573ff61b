"""DHL Shipment Tracking - Unified: one address for all of DHL's business units.

Sources: developer.dhl.com (Shipment Tracking - Unified) as reproduced in karrio's tests of
dhl_universal; support-developer.dhl.com (quota, 10 fetches a shipment a day, retention).
Its push ("Unified Push") is not described in public: parcels are polled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import keys, reading, sequence, statuses, times, wording
from .answers import named, raise_for_gateway
from .base import Connector
from .errors import AccountError, BadMessage, Throttled, Unavailable
from .requesting import address, plain_number, unknown_purpose
from .values import Account, Event, Limits, Parcel, ParcelUpdate, Request

# developer.dhl.com: statusCode; with-delivery-courier is seen in answers of DHL Express.
# ``status`` and ``description`` are free text in the language asked for and never decide.
STATUS = {
    "pre-transit": "info_received",
    "transit": "in_transit",
    "with-delivery-courier": "out_for_delivery",
    "delivered": "delivered",
    "failure": "exception",
    "unknown": "unknown",
}
# developer.dhl.com: values of the parameter ``service``
SERVICES = frozenset(
    {
        "dgf",
        "dsc",
        "ecommerce",
        "ecommerce-apac",
        "ecommerce-europe",
        "ecommerce-iberia",
        "ecommerce-ppl",
        "express",
        "freight",
        "parcel-de",
        "parcel-nl",
        "parcel-pl",
        "parcel-uk",
        "post-de",
        "post-international",
        "sameday",
        "svb",
    }
)


class DhlUnified(Connector):
    """The name of the business unit (``express``) is its carrier code: the same number may be
    another unit's as well.
    """

    code = "dhl_unified"
    name = "DHL"
    base_url = "https://api-eu.dhl.com"
    # to begin with: 250 calls a day, one in five seconds; more on request
    limits = Limits(batch=1, per_second=0.2, interval=8640, daily=250, per_parcel_daily=10)

    def parse(
        self, body: bytes, *, kind: str = "query", headers: Mapping[str, str] | None = None
    ) -> list[ParcelUpdate]:
        """Every shipment of the answer, or the problem that it tells."""
        said = reading.as_object(body, what=self.name)
        if "shipments" in said:
            return [_update(one) for one in reading.listed(said["shipments"]) if _number(one)]
        if _number(said) and ("events" in said or isinstance(said.get("status"), dict)):
            return [_update(said)]
        return named(_problem(said, headers), push=kind == "push")

    def requests_for(
        self, parcels: Sequence[Parcel], account: Account, *, purpose: str = "query", now=None
    ) -> list[Request]:
        if purpose != "query":
            raise unknown_purpose(self.name, purpose)
        return [_query(parcel, account) for parcel in parcels]


def _number(shipment: dict) -> str:
    """The number, which some business units send as a JSON number."""
    return reading.text(shipment.get("id"))


def _update(shipment: dict) -> ParcelUpdate:
    number, service = _number(shipment), reading.text(shipment.get("service"))
    events = _events(number, shipment)
    details = reading.mapping(shipment.get("details"))
    product = reading.mapping(details.get("product"))
    told = reading.mapping(shipment.get("status"))
    return ParcelUpdate(
        tracking_number=number,
        carrier_code=service,
        status=_status(told, events),
        raw_status=reading.first(told.get("statusCode"), told.get("status")),
        status_text=reading.plain_markup(
            reading.first(told.get("description"), told.get("status"))
        ),
        events=events,
        unique_id=service,
        signed_by=_signed_by(details),
        service=reading.text(product.get("productName")),
        extra=_extra(shipment),
        **_estimate(shipment),
    )


def _events(number: str, shipment: dict) -> tuple[Event, ...]:
    """All of them; a shipment that tells only its status has that for an event."""
    told = reading.listed(shipment.get("events"))
    status = reading.mapping(shipment.get("status"))
    if not told and _told_code(status):
        told = [status]
    return sequence.oldest_first((_event(number, one) for one in told), newest_first=True)


def _event(number: str, said: dict) -> Event:
    """The times of one answer may be of all three kinds: with offset, in UTC, without a zone."""
    raw, code = _told_code(said), _code(said)
    local = reading.text(said.get("timestamp"))
    instant, source = times.read(local)
    description = reading.first(said.get("description"), said.get("status"))
    remark = reading.text(said.get("remark"))
    where = reading.mapping(reading.mapping(said.get("location")).get("address"))
    locality = reading.text(where.get("addressLocality"))
    return Event(
        occurred_at=instant,
        local_time=local,
        tz_source=source,
        code=None if code == "unknown" else code,
        raw_code=raw,
        text=reading.plain_markup(description),
        location=reading.place(locality, "", where.get("postalCode"), where.get("countryCode")),
        reason=wording.reason(description, remark) if code == "exception" else "",
        key=keys.event_key("dhl_unified", number, instant or local, raw, description, locality),
    )


def _told_code(said: dict) -> str:
    return reading.first(said.get("statusCode"), said.get("status"))


def _code(said: dict) -> str:
    """``statusCode`` decides; ``status`` only where that is missing or new."""
    told = (reading.text(said.get(name)).lower() for name in ("statusCode", "status"))
    return next((STATUS[text] for text in told if text in STATUS), "unknown")


def _status(told: dict, events: tuple[Event, ...]) -> str:
    if _told_code(told):
        return _code(told)
    newest = statuses.newest(events)
    if newest and newest.code:
        return newest.code
    return "unknown" if events else "pending"


def _estimate(shipment: dict) -> dict:
    """The estimate, until the end of its window; of a window alone its beginning."""
    frame = reading.mapping(shipment.get("estimatedDeliveryTimeFrame"))
    begins = times.read(reading.text(frame.get("estimatedFrom")))[0]
    ends = times.read(reading.text(frame.get("estimatedThrough")))[0]
    told = times.read(reading.text(shipment.get("estimatedTimeOfDelivery")))[0]
    return {"eta": told or begins or ends, "eta_until": ends}


def _signed_by(details: dict) -> str:
    proof = reading.mapping(details.get("proofOfDelivery"))
    signed = reading.mapping(proof.get("signed"))
    parts = (reading.text(signed.get(name)) for name in ("givenName", "familyName"))
    return " ".join(filter(None, parts)) or reading.text(signed.get("name"))


def _extra(shipment: dict) -> dict:
    frame = reading.mapping(shipment.get("estimatedDeliveryTimeFrame"))
    details = reading.mapping(shipment.get("details"))
    told = reading.mapping(shipment.get("status"))
    named = {
        "eta_remark": shipment.get("estimatedTimeOfDeliveryRemark"),
        "eta_from": frame.get("estimatedFrom"),
        "public_url": shipment.get("serviceUrl"),
        "proof_url": reading.mapping(details.get("proofOfDelivery")).get("documentUrl"),
        "remark": told.get("remark"),
        "next_steps": told.get("nextSteps"),
        "pieces": details.get("totalNumberOfPieces"),
    }
    return reading.texts(named)


def _problem(said: dict, headers: Mapping[str, str] | None) -> list[ParcelUpdate]:
    """application/problem+json (RFC 7807): an unknown number is no fault of ours."""
    raise_for_gateway("DHL", said, headers)
    code = reading.text(said.get("status"))
    message = reading.first(said.get("detail"), said.get("title"), code)
    if code == "404":
        number = reading.text(said.get("instance")).rpartition("/shipment/")[2]
        return [ParcelUpdate(number, status="pending", raw_status=code, problem=message)]
    if code == "429":
        raise Throttled(f"DHL: {message}", code, reading.retry_after(headers))
    if code in ("401", "403"):
        raise AccountError(f"DHL: {message}", code)
    if code.startswith("5") and len(code) == 3:
        raise Unavailable(f"DHL: {message}", code)
    if not message:
        raise BadMessage.ours("not_ours", what="DHL")
    raise BadMessage(f"DHL: {message}", code)


def _query(parcel: Parcel, account: Account) -> Request:
    unit = parcel.carrier_code or str(account.settings.get("service") or "")
    wanted = {
        "trackingNumber": plain_number(parcel),
        "service": unit if unit in SERVICES else "",
        "language": (account.language or "en")[:2].lower(),
        "originCountryCode": parcel.origin_country,
        "requesterCountryCode": str(account.settings.get("country") or ""),
        "recipientPostalCode": parcel.postcode,
    }
    return Request(
        "GET",
        address(account, DhlUnified.base_url, "/track/shipments"),
        headers={"DHL-API-Key": account.key, "Accept": "application/json"},
        params={name: value for name, value in wanted.items() if value},
        parcels=(parcel.tracking_number,),
    )


connector = DhlUnified()
