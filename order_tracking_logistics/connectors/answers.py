"""What several parsers do with what they understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import reading, statuses, times
from .errors import AccountError, BadMessage, Throttled, TokenExpired, Unavailable
from .values import Event, ParcelUpdate


def with_guesses(events: Sequence[Event]) -> list[Event]:
    """Events whose time has no zone, as if it were the one that other events of the same parcel
    state: at the same place, or the only one there is. They stay ``assumed``; keys stay.
    """
    offsets = ((event.location, times.stated_offset(event.local_time)) for event in events)
    stated = {place: offset for place, offset in offsets if offset is not None}
    distinct = set(stated.values())
    default = distinct.pop() if len(distinct) == 1 else None
    guessed = []
    for event in events:
        shift = stated.get(event.location, default)
        if event.tz_source == "assumed" and event.occurred_at and shift is not None:
            event = replace(event, occurred_at=event.occurred_at - shift)
        guessed.append(event)
    return guessed


def status_of(events: Sequence[Event], *, default: str | None = "pending") -> str | None:
    """Status by the newest event that says one; ``default`` without events, ``unknown`` when
    none of them says anything that is understood."""
    if not events:
        return default
    newest = statuses.newest(events)
    return newest.code if newest else "unknown"


def named(updates: Sequence[ParcelUpdate], *, push: bool) -> list[ParcelUpdate]:
    """The updates that name their parcel. The answer to a question about one parcel may leave
    its number out: it is the one that was asked about.

    :raise BadMessage: it cannot be said which parcels the message is about.
    """
    known = [update for update in updates if update.tracking_number]
    if known or not updates:
        return known
    if push or len(updates) > 1:
        raise BadMessage.ours("nameless")
    return list(updates)


def raise_for_gateway(name: str, said: Mapping, headers: Mapping[str, str] | None) -> None:
    """The refusal of the gateway in front of a source, where it is one (Apigee's ``fault``).

    :raise errors.ConnectorError: what its code means.
    """
    fault = reading.mapping(said.get("fault"))
    if not fault:
        return
    code = reading.text(reading.mapping(fault.get("detail")).get("errorcode"))
    message = f"{name}: {reading.first(fault.get('faultstring'), code)}"
    plain = code.lower()
    if "ratelimit" in plain:
        raise Throttled(message, code, reading.retry_after(headers))
    if "access_token" in plain:
        raise TokenExpired(message, code)
    if "apikey" in plain or plain.startswith(("oauth", "keymanagement")):
        raise AccountError(message, code)
    raise Unavailable(message, code)
