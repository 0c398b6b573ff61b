"""What a connector understands of a carrier's message: the same values for every source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TZ_SOURCES = ("offset", "utc", "fixed", "assumed", "received")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a parcel.

    ``occurred_at``: aware UTC, None when the source gives no time that can be read;
    ``local_time``: the text that the source sent, as sent; ``tz_source``: how the instant was
    found: ``offset`` (stated with the time), ``utc`` (stated as UTC), ``fixed`` (the source's
    documented zone), ``assumed`` (a guess, to be marked where shown), ``received`` (none was
    stated: the receiver puts in when it came). ``code``: one of ``statuses.CODES``, or None for
    an event that only informs; ``raw_code``: the source's own; ``reason``: why something went
    wrong, out of ``statuses.REASONS``. ``sequence``: place in the source's order of telling,
    0 is the oldest. ``key``: the same event told again has the same key.
    """

    occurred_at: datetime | None
    local_time: str = ""
    tz_source: str = "received"
    code: str | None = None
    raw_code: str = ""
    text: str = ""
    location: str = ""
    sequence: int = 0
    reason: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ParcelUpdate:
    """What one message says about one parcel.

    ``carrier_code``: the source's name of the carrier that moves the parcel; ``status``: one of
    ``statuses.CODES``, None when the message says nothing about it; ``raw_status`` and
    ``status_text``: the source's own code and words; ``eta``: aware UTC, the carrier's own
    estimate, ``eta_until``: its end where it is a window; ``events``: oldest first. ``full``: the
    message holds the whole history. ``unique_id``: tells parcels apart that share a re-used
    number. ``carrier_corrected``: the carrier turned out to be another one. ``stopped``: the
    source will send nothing more.
    ``signed_by``: who received it. ``extra``: further plain values for staff; ``pictures`` in it:
    proof of delivery as (kind, base64), ``proof_url``: where the carrier shows it.
    """

    tracking_number: str
    carrier_code: str = ""
    status: str | None = None
    eta: datetime | None = None
    events: tuple[Event, ...] = ()
    raw_status: str = ""
    status_text: str = ""
    eta_until: datetime | None = None
    full: bool = True
    unique_id: str = ""
    carrier_corrected: bool = False
    stopped: bool = False
    signed_by: str = ""
    service: str = ""
    problem: str = ""  # why the source knows nothing or wants something: its own words
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def carrier(self) -> str:
        return self.carrier_code


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a request needs to know. ``known_to_source``: it was registered there before."""

    tracking_number: str
    carrier_code: str = ""
    phone: str = ""
    postcode: str = ""
    order_number: str = ""
    shipped_on: str = ""  # ISO date
    origin_country: str = ""
    destination_country: str = ""
    source_id: str = ""
    known_to_source: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials and settings of one connector record; never logged, never shown.

    ``repr`` tells no secret.
    """

    base_url: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    customer: str = ""
    token: str = field(default="", repr=False)  # of OAuth, where the source wants one
    push_secret: str = field(default="", repr=False)
    callback_url: str = field(default="", repr=False)  # holds a token
    language: str = "en"
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to be sent by somebody else. ``parcels``: whom it asks about.

    ``repr`` tells neither headers nor body: they hold credentials.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    parcels: tuple[str, ...] = ()
    purpose: str = "query"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a source wants to hear after a push."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """``batch``: parcels in one request; ``per_second``: requests; ``interval``: seconds between
    two questions about one parcel; ``extra_fields``: fields of ``Parcel`` without which some
    carriers do not answer, by carrier code (``"*"`` all); ``daily``: requests a day;
    ``concurrency``: requests at the same time; ``subscriptions_per_month``: of one parcel.
    """

    batch: int = 1
    per_second: float = 1.0
    interval: int = 3600
    concurrency: int = 2
    daily: int | None = None
    per_parcel_daily: int | None = None
    subscriptions_per_month: int | None = None
    subscription_days: int | None = None
    extra_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
