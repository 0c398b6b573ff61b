"""Events of the journal and the one constructor of each kind.

A row of the journal is never written by hand: adding a kind means adding a constructor here.
The text that people read is rendered when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .flow import READY, WORK_KINDS

DOCUMENTS = "odoo"  # source of what Odoo's own documents prove
EVIDENCE = ("system", "scan", "carrier", "staff", "customer")
KINDS = (
    "order_confirmed",
    "order_cancelled",
    "plan_made",
    "promise_made",
    "goods_expected",
    "stock_reserved",
    "stock_short",
    "picked",
    "packed",
    READY,
    "left_warehouse",
    "backorder_created",
    "goods_returned",
    "delivered",
    "invoice_posted",
    "invoiced",
    "paid",
    *WORK_KINDS,
    "stage_marked",
    "handover_accepted",
    "handover_refused",
    "handover_offered",
    "receipt_prepared",
    "receipt_sent",
    "receipt_failed",
    "receipt_bounced",
    "receipt_opened",
    "receipt_answered",
    "exception_opened",
    "exception_closed",
    "voided",
)
Lines = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Event:
    """An immutable fact about one order.

    ``key`` is unique per ``source`` and order: the same fact told twice is one event.
    ``occurred_at`` is naive UTC; ``place_tz`` names the zone it happened in, for display.
    ``data`` holds the kind's own values (JSON): ``lines`` maps an order line's id to a
    quantity in the product's unit.
    """

    kind: str
    occurred_at: datetime
    key: str
    source: str = DOCUMENTS
    evidence: str = "system"
    data: Mapping[str, Any] = field(default_factory=dict)
    place_tz: str | None = None
    document: tuple[str, int] | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.source, self.key

    @property
    def lines(self) -> Lines:
        return self.data.get("lines") or {}


def sort_key(event: Event) -> tuple[datetime, str, str]:
    """Total order of events: when it happened; ties by source and key."""
    return event.occurred_at, event.source, event.key


def order_confirmed(*, at: datetime, number: int) -> Event:
    """``number`` counts confirmations and cancellations together: it orders those of one second."""
    return Event("order_confirmed", at, f"life:{number:04d}:confirmed")


def order_cancelled(*, at: datetime, number: int) -> Event:
    """``number``: as for :func:`order_confirmed`."""
    return Event("order_cancelled", at, f"life:{number:04d}:cancelled")


def plan_made(*, at: datetime, number: int, stages: Mapping[int, datetime | None]) -> Event:
    """``stages``: planned instant by stage key, None where nobody planned it; only these stages
    are part of the timeline."""
    planned = {str(key): value and value.isoformat() for key, value in stages.items()}
    return Event("plan_made", at, f"plan:{number:04d}", data={"planned": planned})


def promise_made(
    *, at: datetime, number: int, kind: str, date: datetime, reason: str = ""
) -> Event:
    """``kind``: requested, first or later; ``date``: the promised instant."""
    data = {"promise": kind, "date": date.isoformat(), "reason": reason}
    evidence = {"requested": "customer", "first": "system"}.get(kind, "staff")
    return Event("promise_made", at, f"promise:{number:04d}", evidence=evidence, data=data)


def goods_expected(*, at: datetime, number: int, lines: Lines) -> Event:
    """``lines``: change of what shall go to the customer, may be negative."""
    return Event("goods_expected", at, f"expected:{number:04d}", data={"lines": dict(lines)})


def stock_level(*, at: datetime, number: int, lines: Lines, short: Lines) -> Event:
    """``lines``: secured so far (reserved or already moved); ``short``: what is missing."""
    kind = "stock_short" if short else "stock_reserved"
    data = {"lines": dict(lines), "short": dict(short)}
    return Event(kind, at, f"stock:{number:04d}", data=data)


def goods_moved(kind: str, *, at: datetime, document: tuple[str, int], number: int, lines: Lines):
    """``kind``: picked, packed, ready_for_pickup, left_warehouse or goods_returned; ``lines``:
    quantity moved, or made ready."""
    key = f"{document[0]}:{document[1]}:{kind}:{number:04d}"
    return Event(kind, at, key, data={"lines": dict(lines)}, document=document)


def goods_ready(
    *, at: datetime, key: str, lines: Lines, evidence: str, source: str, **detail: Any
) -> Event:
    """Somebody or a scanner says that these goods can be collected; ``lines``: quantity."""
    return Event(READY, at, key, source, evidence, {"lines": dict(lines), **detail})


def backorder_created(*, at: datetime, document: tuple[str, int], lines: Lines) -> Event:
    key = f"{document[0]}:{document[1]}:backorder"
    return Event("backorder_created", at, key, data={"lines": dict(lines)}, document=document)


def delivered(
    *,
    at: datetime,
    key: str,
    lines: Lines,
    evidence: str,
    source: str = "odoo",
    document: tuple[str, int] | None = None,
    **detail: Any,
) -> Event:
    """Arrival, only on evidence of carrier, customer, signature or staff.

    :raise ValueError: for ``system`` evidence: a warehouse document proves that goods left.
    """
    if evidence == "system":
        raise ValueError("A warehouse document does not prove delivery.")
    data = {"lines": dict(lines), **detail}
    return Event("delivered", at, key, source, evidence, data, document=document)


def invoice_posted(*, at: datetime, invoice: int, number: int, amount: float, currency: str):
    data = {"amount": amount, "currency": currency}
    key = f"invoice:{invoice}:{number:04d}"
    return Event("invoice_posted", at, key, data=data, document=("account.move", invoice))


def money_state(kind: str, *, at: datetime, number: int) -> Event:
    """``kind``: invoiced or paid, both meaning *in full*."""
    return Event(kind, at, f"{kind}:{number:04d}")


def work_done(kind: str, *, at: datetime, document: tuple[str, int], number: int) -> Event:
    """``kind``: one of ``flow.WORK_KINDS``; ``document``: the purchase or production order;
    ``number`` tells repeated ones apart."""
    key = f"{document[0]}:{document[1]}:{kind}:{number:04d}"
    return Event(kind, at, key, document=document)


def stage_marked(
    *, at: datetime, stage: int, key: str, evidence: str = "staff", source: str = "staff", **detail
) -> Event:
    """Somebody or a scanner says that this stage is done."""
    return Event("stage_marked", at, key, source, evidence, {"stage": stage, **detail})


def hand_over(
    what: str, *, at: datetime, stage: int, number: int, reason: str = "", note: str = ""
) -> Event:
    """What a team said about a stage that was handed to it.

    ``what``: accepted, refused (given back) or offered (handed over again). ``number`` counts
    what was ever said about this stage: of two people who speak at once, one is heard.
    """
    data = {"stage": stage} | {k: v for k, v in (("reason", reason), ("note", note)) if v}
    key = f"handover:{stage}:{number:04d}"
    return Event(f"handover_{what}", at, key, "staff", "staff", data)


def receipt_fact(
    kind: str, *, at: datetime, receipt: int, number: int = 0, evidence: str = "system", **detail
) -> Event:
    """What became of the receipt with this id; it says nothing about the goods.

    ``kind``: receipt_prepared, receipt_sent (handed to a mail server or an SMS service),
    receipt_failed, receipt_bounced, receipt_opened or receipt_answered; ``number`` tells
    repeated ones apart; ``detail``: name and revision of the receipt, channel, reason, answer.
    """
    key = f"receipt:{receipt}:{kind}:{number:04d}"
    return Event(kind, at, key, evidence=evidence, data=detail, document=("order.receipt", receipt))


def exception_opened(*, at: datetime, exception: int, kind: str, evidence: str = "system") -> Event:
    """Something about the order needs somebody; ``exception``: id of the record that says what."""
    return _exception("opened", at, exception, kind, evidence)


def exception_closed(*, at: datetime, exception: int, kind: str, evidence: str = "system") -> Event:
    """What needed somebody is over; ``staff``: a person settled it."""
    return _exception("closed", at, exception, kind, evidence)


def _exception(what: str, at: datetime, exception: int, kind: str, evidence: str) -> Event:
    document = ("order.exception", exception)
    key = f"exception:{exception}:{what}"
    data = {"exception": kind}
    return Event(f"exception_{what}", at, key, evidence=evidence, data=data, document=document)


def voided(*, at: datetime, event: Event, reason: str, source: str = "odoo") -> Event:
    """``event`` was wrong: it counts for nothing from now on, and stays readable."""
    data = {"voids": [event.source, event.key], "reason": reason}
    evidence = {"odoo": "system", "staff": "staff"}.get(source, "carrier")
    return Event("voided", at, f"void:{event.source}:{event.key}", source, evidence, data)


def active(events: Iterable[Event]) -> list[Event]:
    """Each fact once, without voided facts and the voids themselves, in total order.

    Of two different tellings of one identity the first recorded counts; as the journal
    keeps only one, the choice here (the smallest content) only has to be the same always.
    """
    unique: dict[tuple[str, str], Event] = {}
    for event in events:
        seen = unique.get(event.identity)
        if seen is None or _content(event) < _content(seen):
            unique[event.identity] = event
    gone = {tuple(e.data["voids"]) for e in unique.values() if e.kind == "voided"}
    kept = (e for e in unique.values() if e.kind != "voided" and e.identity not in gone)
    return sorted(kept, key=sort_key)


def _content(event: Event) -> tuple[datetime, str, str, str]:
    data = repr(sorted(event.data.items()))
    return event.occurred_at, event.kind, event.evidence, f"{data} {event.document}"
