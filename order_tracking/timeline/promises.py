"""The promise ledger: what was asked for, what was promised first and last, and was it kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .facts import Event, active

REQUESTED, FIRST, LATER = "requested", "first", "later"


@dataclass(frozen=True, slots=True)
class Promise:
    """One entry of the ledger; ``date`` is the promised instant, naive UTC."""

    kind: str
    date: datetime
    given_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PromisedDates:
    requested: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None


def ledger(events: Iterable[Event]) -> list[Promise]:
    """Entries in the order in which they were given."""
    told = [event for event in events if event.kind in ("promise_made", "voided")]
    return [_entry(event) for event in active(told) if event.kind == "promise_made"]


def promised_dates(entries: Iterable[Promise]) -> PromisedDates:
    """Requested date, first and last promise of one order."""
    entries = list(entries)
    given = [e.date for e in entries if e.kind != REQUESTED]
    asked = [e.date for e in entries if e.kind == REQUESTED]
    return PromisedDates(
        requested=asked[-1] if asked else None,
        first=given[0] if given else None,
        last=given[-1] if given else None,
    )


def first_promise(
    planned: datetime | None, expected: datetime | None, committed: datetime | None
) -> datetime | None:
    """The date to promise at confirmation.

    :param planned: end of the flow's stage leads in working time.
    :param expected: Odoo's ``sale.order.expected_date`` (product lead times).
    :param committed: Odoo's ``commitment_date``; set by a person, it is the promise.
    """
    if committed:
        return committed
    return max((d for d in (planned, expected) if d), default=None)


def on_time(promised: datetime | None, arrived: datetime | None, now: datetime) -> bool | None:
    """Whether a promise was kept: early is kept, open and overdue is not, open is unknown."""
    if promised is None:
        return None
    if arrived is not None:
        return arrived <= promised
    return False if now > promised else None


def _entry(event: Event) -> Promise:
    data = event.data
    date = datetime.fromisoformat(data["date"])
    return Promise(data["promise"], date, event.occurred_at, data.get("reason", ""))
