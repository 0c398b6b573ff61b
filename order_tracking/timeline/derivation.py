"""Facts that Odoo's documents prove and that the journal does not hold yet.

The same function serves the running system (after each change), the back-fill of old orders
and repair: it compares what the documents say now with what the journal already says, and
returns the difference. Telling it twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from . import facts
from .facts import Event, Lines, active
from .flow import READY, WORK, WORK_KINDS
from .projection import EPSILON

MOVED_KINDS = ("picked", "packed", "left_warehouse", "goods_returned")


@dataclass(frozen=True, slots=True)
class Group:
    """Moves of one order in one document (transfer), done or not.

    ``kind``: one of :data:`MOVED_KINDS`. ``document``: (model, id). ``done_at`` is None
    while the transfer is open. ``signed``: the receiver signed it.
    """

    kind: str
    document: tuple[str, int]
    lines: Lines
    done_at: datetime | None = None
    created_at: datetime | None = None
    backorder: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """A customer invoice of the order; ``posted_at`` None while it is not posted."""

    id: int
    posted_at: datetime | None
    amount: float
    currency: str
    paid: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A purchase or production order that serves the order.

    ``reached``: since when by kind, of ``flow.WORK_KINDS``; only what holds now.
    """

    document: tuple[str, int]
    reached: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Documents:
    """What Odoo's documents say about one order at ``now``.

    ``expected``: quantity by order line that has gone or shall go to the customer;
    ``secured``: how much of it is reserved or already moved. ``ready``: by transfer, what the
    customer may collect; only where the order's flow waits for it. ``invoices`` None means that
    nothing about invoices has changed and they were not read.
    """

    state: str
    confirmed_at: datetime
    now: datetime
    expected: Lines = field(default_factory=dict)
    secured: Lines = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    ready: tuple[Group, ...] = ()
    invoices: tuple[Invoice, ...] | None = None
    fully_invoiced: bool = False
    work: tuple[Work, ...] = ()

    @property
    def families(self) -> frozenset[str]:
        """Which work is done for the order, of ``flow.WORK``."""
        found = {kind for work in self.work for kind in work.reached}
        return frozenset(family for family, kinds in WORK.items() if found & set(kinds))


def derive(documents: Documents, journal: Iterable[Event]) -> list[Event]:
    """New events, oldest cause first; empty when the journal is up to date."""
    known = _Known(journal)
    found = list(_lifecycle(documents, known))
    if documents.state == "sale" or known.begun:
        found += _work(documents, known)
        found += _goods(documents, known)
        found += _money(documents, known)
    return found


def proved(events: Iterable[Event], proofs: Mapping[tuple, tuple[str, Mapping]]) -> list[Event]:
    """``events`` with the evidence and detail that is known of goods that moved.

    :param proofs: (evidence, detail) by document; an Odoo document alone proves the others.
    """
    found = []
    for event in events:
        if event.kind in MOVED_KINDS and event.document in proofs:
            evidence, detail = proofs[event.document]
            event = replace(event, evidence=evidence, data={**event.data, **detail})
        found.append(event)
    return found


class _Known:
    """The journal, indexed for comparison."""

    def __init__(self, journal: Iterable[Event]):
        self.all = list(journal)
        self.by_kind: dict[str, list[Event]] = defaultdict(list)
        for event in active(self.all):
            self.by_kind[event.kind].append(event)
        self.keys = {event.key for event in self.all}
        self.begun = bool(self.by_kind["order_confirmed"])
        turns = self.ordered("order_confirmed", "order_cancelled")
        self.turn = turns[-1] if turns else None
        self.confirmed = bool(turns) and turns[-1].kind == "order_confirmed"

    def count(self, *kinds: str) -> int:
        """How many were ever told, voided ones too: the next number for a key."""
        return sum(event.kind in kinds for event in self.all)

    def ordered(self, *kinds: str) -> list[Event]:
        return sorted((e for kind in kinds for e in self.by_kind[kind]), key=facts.sort_key)

    def latest(self, now: datetime, last: Event | None = None) -> datetime:
        """``now``, but not before what this fact follows: the clocks of two hosts may disagree."""
        return max([now, *(e.occurred_at for e in (self.turn, last) if e)])

    def levels(self) -> list[Event]:
        """Stock levels of the present life; those before a cancellation say nothing about it."""
        return self.present("stock_reserved", "stock_short")

    def present(self, *kinds: str) -> list[Event]:
        """Those of the present life of the order."""
        cuts = self.ordered("order_cancelled")
        found = self.ordered(*kinds)
        return [e for e in found if not cuts or facts.sort_key(e) > facts.sort_key(cuts[-1])]

    def documented(self, kind: str) -> Lines:
        """Of Odoo's own documents: what another system's history told has none here."""
        return _total(e.lines for e in self.by_kind[kind] if e.source == facts.DOCUMENTS)

    def sum(self, kind: str, document: tuple[str, int] | None = None) -> Lines:
        events = self.by_kind[kind]
        return _total(e.lines for e in events if document is None or e.document == document)


def _lifecycle(documents: Documents, known: _Known) -> Iterator[Event]:
    turn = known.turn
    number = known.count("order_confirmed", "order_cancelled")
    if documents.state == "sale" and not known.confirmed:
        at = documents.confirmed_at
        if turn and at <= turn.occurred_at:
            at = known.latest(documents.now)
        yield facts.order_confirmed(at=at, number=number)
    if documents.state != "sale" and known.confirmed:
        yield facts.order_cancelled(at=known.latest(documents.now), number=number)


def _work(documents: Documents, known: _Known) -> Iterator[Event]:
    """Steps of purchase and production; what a cancelled or reset one had reached is no more."""
    told = {(e.document, e.kind): e for kind in WORK_KINDS for e in known.by_kind[kind]}
    for work in documents.work:
        for kind, at in work.reached.items():
            if told.pop((work.document, kind), None):
                continue
            number = sum(e.kind == kind and e.document == work.document for e in known.all)
            yield facts.work_done(kind, at=at, document=work.document, number=number)
    for event in told.values():
        yield facts.voided(at=documents.now, event=event, reason="no longer so")


def _goods(documents: Documents, known: _Known) -> Iterator[Event]:
    # A back-filled order expected its goods since it was confirmed, a running one since now.
    first = not known.count("goods_expected")
    change = _difference(documents.expected, known.documented("goods_expected"))
    if change:
        at = documents.confirmed_at if first else documents.now
        number = known.count("goods_expected")
        yield facts.goods_expected(at=at, number=number, lines=change)
    for group in documents.groups:
        yield from _moved(group, known)
    yield from _ready(documents, known)
    yield from _signed(documents, known)
    if documents.state == "sale":
        yield from _stock(documents, known)


def _moved(group: Group, known: _Known) -> Iterator[Event]:
    """A done transfer, or the correction of one whose quantities were changed afterwards."""
    told = known.sum(group.kind, group.document)
    change = _difference(group.lines, told) if group.done_at else {}
    if change:
        number = sum(e.document == group.document and e.kind == group.kind for e in known.all)
        yield facts.goods_moved(
            group.kind, at=group.done_at, document=group.document, number=number, lines=change
        )
    if group.backorder and f"{group.document[0]}:{group.document[1]}:backorder" not in known.keys:
        yield facts.backorder_created(
            at=group.created_at, document=group.document, lines=group.lines
        )


def _ready(documents: Documents, known: _Known) -> Iterator[Event]:
    """What can be collected, and what cannot any more. What somebody has said before its transfer
    showed it is not told a second time."""
    told = known.present(READY)
    wanted = [
        _difference(group.lines, _total(e.lines for e in told if e.document == group.document))
        for group in documents.ready
    ]
    # what cannot be collected any more makes room for what can
    less = [{k: v for k, v in change.items() if v < 0} for change in wanted]
    room = _difference(documents.expected, _total([*(e.lines for e in told), *less]))
    for group, whole in zip(documents.ready, wanted, strict=True):
        change = {k: min(v, max(room.get(k, 0.0), 0.0)) for k, v in whole.items()}
        change = _difference(change, {})
        room = _difference(room, {k: v for k, v in change.items() if v > 0})
        if change:
            number = sum(e.document == group.document and e.kind == READY for e in known.all)
            yield facts.goods_moved(
                READY, at=group.done_at, document=group.document, number=number, lines=change
            )


def _signed(documents: Documents, known: _Known) -> Iterator[Event]:
    """Signatures. What somebody has told as delivered before does not arrive a second time."""
    gone = [g for g in documents.groups if g.kind == "left_warehouse" and g.done_at]
    told = known.sum("delivered")
    open_ = _difference(_total(g.lines for g in gone), told)
    for group in gone:
        key = f"signed:{group.document[0]}:{group.document[1]}"
        if not group.signed or key in known.keys:
            continue
        lines = {k: min(v, open_.get(k, 0.0)) for k, v in group.lines.items()}
        lines = {k: v for k, v in lines.items() if v > EPSILON}
        open_ = _difference(open_, lines)
        # Odoo does not keep when it was signed: with the transfer, or now if that was told before
        at = documents.now if known.sum(group.kind, group.document) else group.done_at
        yield facts.delivered(
            at=at, key=key, lines=lines, evidence="customer", document=group.document
        )


def _stock(documents: Documents, known: _Known) -> Iterator[Event]:
    """How much is secured now, told only when it differs from the last telling."""
    if not any(quantity > EPSILON for quantity in documents.expected.values()):
        return
    secured, short = documents.secured, _short(documents)
    last = next(reversed(known.levels()), None)
    if last and not (_difference(secured, last.lines) or _difference(short, last.data["short"])):
        return
    if not last and not short and _all_gone(documents):
        return  # back-fill of an order that has left: nobody knows when it was reserved
    at = known.latest(documents.now, last)
    number = known.count("stock_reserved", "stock_short")
    yield facts.stock_level(at=at, number=number, lines=secured, short=short)


def _short(documents: Documents) -> dict[str, float]:
    missing = _difference(documents.expected, documents.secured)
    return {line: quantity for line, quantity in missing.items() if quantity > 0}


def _all_gone(documents: Documents) -> bool:
    return bool(documents.groups) and all(group.done_at for group in documents.groups)


def _money(documents: Documents, known: _Known) -> Iterator[Event]:
    if documents.invoices is None:
        return
    posted = [invoice for invoice in documents.invoices if invoice.posted_at]
    yield from _invoices(posted, known)
    full = bool(posted) and documents.fully_invoiced and len(posted) == len(documents.invoices)
    last = max((invoice.posted_at for invoice in posted), default=documents.now)
    yield from _money_state("invoiced", full, last, documents.now, known)
    paid = full and all(invoice.paid for invoice in posted)
    yield from _money_state("paid", paid, documents.now, documents.now, known)


def _invoices(posted: list[Invoice], known: _Known) -> Iterator[Event]:
    """Told are the posted ones; one that was reset, cancelled or deleted is told no more."""
    told = {event.document: event for event in known.by_kind["invoice_posted"]}
    for invoice in posted:
        document = ("account.move", invoice.id)
        if told.pop(document, None):
            continue
        yield facts.invoice_posted(
            at=invoice.posted_at,
            invoice=invoice.id,
            number=sum(e.kind == "invoice_posted" and e.document == document for e in known.all),
            amount=invoice.amount,
            currency=invoice.currency,
        )
    for event in told.values():
        yield facts.voided(at=event.occurred_at, event=event, reason="invoice reset")


def _money_state(
    kind: str, holds: bool, at: datetime, now: datetime, known: _Known
) -> Iterator[Event]:
    told = known.by_kind[kind]
    if holds and not told:
        yield facts.money_state(kind, at=at, number=known.count(kind))
    for event in told if not holds else ():
        yield facts.voided(at=now, event=event, reason=f"no longer {kind}")


def _total(parts: Iterable[Lines]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for lines in parts:
        for line, quantity in lines.items():
            total[line] += quantity
    return total


def _difference(wanted: Lines, told: Lines) -> dict[str, float]:
    """What to add to ``told`` to get ``wanted``; empty when they agree."""
    change = {line: wanted.get(line, 0.0) - told.get(line, 0.0) for line in {*wanted, *told}}
    return {line: change[line] for line in sorted(change) if abs(change[line]) > EPSILON}
