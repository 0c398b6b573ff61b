"""Builders for tests of the timeline: flows, events, histories, and a small model of Odoo."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from timeline import Documents, Event, Flow, Group, Invoice, Stage, derive, facts, project
from timeline.flow import GOODS_TRIGGERS, READY, TRIGGERS, WORK_KINDS, WORK_TRIGGERS

START = datetime(2026, 3, 2, 9, 0)
MANUAL = 90  # stage key of the manual stage
KEYS = {trigger: position for position, trigger in enumerate(TRIGGERS, 1)} | {"manual": MANUAL}
STEPS = {"ship": (), "pick_ship": ("picked",), "pick_pack_ship": ("picked", "packed")}


def at(hours: float) -> datetime:
    """The instant ``hours`` after the beginning of all tests."""
    return START + timedelta(hours=hours)


def flow(*triggers: str) -> Flow:
    """A flow of these triggers; stage keys are those of ``KEYS``."""
    return Flow(tuple(Stage(KEYS[t], t) for t in triggers))


def warehouse_flow(kind: str = "ship", *more: str) -> Flow:
    """Confirmed, reserved, the steps of this kind of warehouse, left, delivered, ``more``."""
    goods = ("stock_reserved", *STEPS[kind], "left_warehouse", "delivered")
    return flow("order_confirmed", *goods, *more)


FULL = flow(
    *("order_confirmed", *WORK_TRIGGERS, *GOODS_TRIGGERS[:2], "manual", *GOODS_TRIGGERS[2:]),
    *("invoiced", "paid"),
)


def moved(kind: str, hours: float, quantity: float, *, document: int = 1, number=0, line="1"):
    """A done transfer of one order line."""
    return facts.goods_moved(
        kind,
        at=at(hours),
        document=("stock.picking", document),
        number=number,
        lines={line: quantity},
    )


def expected(hours: float, quantity: float, number: int = 0, line: str = "1") -> Event:
    return facts.goods_expected(at=at(hours), number=number, lines={line: quantity})


def level(hours: float, secured: float, short: float = 0, number: int = 0) -> Event:
    missing = {"1": short} if short else {}
    return facts.stock_level(at=at(hours), number=number, lines={"1": secured}, short=missing)


def delivered(hours: float, quantity: float, key: str = "d1", **more) -> Event:
    more = {"evidence": "carrier", "source": "ups"} | more
    return facts.delivered(at=at(hours), key=key, lines={"1": quantity}, **more)


def confirmed(hours: float = 0, number: int = 0) -> Event:
    return facts.order_confirmed(at=at(hours), number=number)


def cancelled(hours: float, number: int = 1) -> Event:
    return facts.order_cancelled(at=at(hours), number=number)


def void(event: Event, hours: float = 900, source: str = "staff") -> Event:
    return facts.voided(at=at(hours), event=event, reason="wrong", source=source)


def begun(quantity: float = 10) -> list[Event]:
    """A confirmed order that expects ``quantity`` of one line."""
    return [confirmed(), expected(0, quantity)]


def shown(a_flow: Flow, events, now: datetime | None = None) -> dict[str, str]:
    """State by trigger."""
    return {t: m.state for t, m in by_trigger(a_flow, events, now).items()}


def by_trigger(a_flow: Flow, events, now: datetime | None = None):
    triggers = {stage.key: stage.trigger for stage in a_flow.stages}
    return {triggers[m.stage]: m for m in project(a_flow, events, now or at(1000))}


# ---------------------------------------------------------------------------- histories


@st.composite
def histories(draw) -> list[Event]:
    """The journal of one order: facts of all kinds at whole hours, so that many tie."""
    lines = draw(st.lists(st.sampled_from("123"), min_size=1, max_size=3, unique=True))
    first = {line: float(draw(st.integers(1, 10))) for line in lines}
    events = [confirmed(), facts.goods_expected(at=at(0), number=0, lines=first)]
    for number in range(1, draw(st.integers(1, 12))):
        events.append(draw(facts_of(number, lines)))
    if draw(st.booleans()):
        events.append(draw(plans(0)))
    victims = draw(st.lists(st.sampled_from(events), max_size=2, unique_by=lambda e: e.key))
    return events + [void(event) for event in victims]


def plans(number: int):
    """A plan for some of the stages of ``FULL``."""
    keys = [stage.key for stage in FULL.stages]
    chosen = st.dictionaries(st.sampled_from(keys), st.integers(0, 60).map(at), min_size=1)
    return chosen.map(lambda s: facts.plan_made(at=START, number=number, stages=s))


@st.composite
def facts_of(draw, number: int, lines: list[str], kinds: tuple[str, ...] | None = None) -> Event:
    """Any one fact after the confirmation; ``number`` makes its key unique."""
    kind = draw(st.sampled_from(kinds or tuple(_MAKERS)))
    hours = draw(st.integers(0, 50))
    quantities = {line: float(draw(st.integers(1, 10))) for line in lines}
    return _MAKERS[kind](kind, hours, number, quantities)


def _move(kind, hours, number, lines):
    return facts.goods_moved(
        kind, at=at(hours), document=("stock.picking", number), number=0, lines=lines
    )


def _correction(kind, hours, number, lines):
    return _move("picked", hours, number, {line: -q for line, q in lines.items()})


def _delivery(kind, hours, number, lines):
    return facts.delivered(
        at=at(hours), key=f"d{number}", lines=lines, evidence="carrier", source="ups"
    )


def _level(kind, hours, number, lines):
    short = lines if kind == "stock_short" else {}
    lines = dict.fromkeys("123", 99.0) if not short else {}
    return facts.stock_level(at=at(hours), number=number, lines=lines, short=short)


def _expected(kind, hours, number, lines):
    sign = 1 if kind == "more_expected" else -1
    lines = {line: sign * quantity for line, quantity in lines.items()}
    return facts.goods_expected(at=at(hours), number=number, lines=lines)


def _turn(kind, hours, number, lines):
    make = facts.order_cancelled if kind == "order_cancelled" else facts.order_confirmed
    return make(at=at(hours), number=number)


def _mark(kind, hours, number, lines):
    return facts.stage_marked(at=at(hours), stage=MANUAL, key=f"mark:{number}")


def _money(kind, hours, number, lines):
    return facts.money_state(kind, at=at(hours), number=number)


def _promise(kind, hours, number, lines):
    return facts.promise_made(at=at(hours), number=number, kind="later", date=at(2 * hours))


def _backorder(kind, hours, number, lines):
    return facts.backorder_created(at=at(hours), document=("stock.picking", number), lines=lines)


def _work(kind, hours, number, lines):
    return facts.work_done(
        kind, at=at(hours), document=(kind.split("_")[0], number % 3), number=number
    )


_MAKERS = {
    **dict.fromkeys(WORK_KINDS, _work),
    **dict.fromkeys(("picked", "packed", READY, "left_warehouse", "goods_returned"), _move),
    **dict.fromkeys(("stock_reserved", "stock_short"), _level),
    **dict.fromkeys(("more_expected", "less_expected"), _expected),
    **dict.fromkeys(("order_cancelled", "order_confirmed"), _turn),
    **dict.fromkeys(("invoiced", "paid"), _money),
    "correction": _correction,
    "delivered": _delivery,
    "stage_marked": _mark,
    "promise_made": _promise,
    "backorder_created": _backorder,
}
# Adding one of these can only bring an order forward.
FORWARD = (
    "picked", "packed", READY, "left_warehouse", "goods_returned", "delivered", "stock_reserved",
    "invoiced", "paid", "stage_marked", "promise_made", "backorder_created",
)  # fmt: skip


# ---------------------------------------------------------------------------- Odoo, in small


@dataclass
class Transfer:
    """A ``stock.picking``: of one step, or a return."""

    id: int
    kind: str
    lines: dict[str, float]
    created_at: datetime
    done_at: datetime | None = None
    origin: int | None = None
    signed: bool = False


@dataclass
class Bill:
    id: int
    amount: float
    posted_at: datetime | None = None
    paid: bool = False


@dataclass
class Odoo:
    """One sales order and its documents, as ``order_tracking.reading`` reads them.

    Steps push: a done step makes the next one. ``journal`` gets what ``derive`` finds.
    """

    kind: str = "ship"
    ordered: dict[str, float] = field(default_factory=lambda: {"1": 10.0})
    now: datetime = START
    state: str = "draft"
    confirmed_at: datetime | None = None
    transfers: list[Transfer] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    reserved: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    journal: list[Event] = field(default_factory=list)

    # what people do ---------------------------------------------------------

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def confirm(self) -> None:
        self.state, self.confirmed_at = "sale", self.now
        out, back = self.total("left_warehouse"), self.total("goods_returned")
        self.send({k: q - out.get(k, 0) + back.get(k, 0) for k, q in self.ordered.items()})

    def cancel(self) -> None:
        self.state = "cancel"
        self.transfers = [t for t in self.transfers if t.done_at]
        self.reserved.clear()

    def send(self, lines: dict[str, float]) -> None:
        """Goods shall go to the customer (again)."""
        lines = {line: quantity for line, quantity in lines.items() if quantity > 0}
        if lines:
            self._open(self._steps[0], lines)

    def reserve(self, share: float = 1) -> None:
        for line, quantity in self._demand(self._steps[0]).items():
            self.reserved[line] = round(quantity * share)

    def do(self, transfer: Transfer, share: float = 1, backorder: bool = True) -> None:
        """Validates a transfer for a share of its quantity."""
        demand, done = transfer.lines, {k: round(q * share) for k, q in transfer.lines.items()}
        transfer.lines = {line: quantity for line, quantity in done.items() if quantity}
        transfer.done_at = self.now
        rest = {k: q - done[k] for k, q in demand.items() if q > done[k]}
        if backorder and rest:
            self._open(transfer.kind, rest, transfer.id)
        if transfer.kind in self._steps[:-1] and transfer.lines:
            self._open(self._steps[self._steps.index(transfer.kind) + 1], transfer.lines)
        if transfer.kind == self._steps[0]:
            for line, quantity in done.items():
                self.reserved[line] = max(0.0, self.reserved[line] - quantity)

    def give_back(self, share: float = 1) -> None:
        """What is out comes back through one return transfer."""
        out, back = self.total("left_warehouse"), self.total("goods_returned")
        lines = {k: round((q - back.get(k, 0)) * share) for k, q in out.items()}
        lines = {line: quantity for line, quantity in lines.items() if quantity > 0}
        if lines:
            self.do(self._open("goods_returned", lines))

    def bill(self) -> None:
        self.bills.append(Bill(len(self.bills) + 1, 10.0))

    # what Odoo says -----------------------------------------------------------

    def total(self, kind: str) -> dict[str, float]:
        return _total(t.lines for t in self.transfers if t.done_at and t.kind == kind)

    def open(self, kind: str | None = None) -> list[Transfer]:
        return [t for t in self.transfers if not t.done_at and kind in (None, t.kind)]

    @property
    def fully_billed(self) -> bool:
        return bool(self.bills) and all(bill.posted_at for bill in self.bills)

    @property
    def fully_paid(self) -> bool:
        return self.fully_billed and all(bill.paid for bill in self.bills)

    @property
    def expected(self) -> dict[str, float]:
        return _total(
            t.lines
            for t in self.transfers
            if t.kind == "left_warehouse" or (t.kind in self._steps and not t.done_at)
        )

    @property
    def secured(self) -> dict[str, float]:
        later = [t.lines for step in self._steps[1:] for t in self.open(step)]
        return _total([self.reserved, self.total("left_warehouse"), *later])

    def documents(self) -> Documents:
        return Documents(
            state=self.state,
            confirmed_at=self.confirmed_at or self.now,
            now=self.now,
            expected=self.expected,
            secured=self.secured,
            groups=tuple(self._group(t) for t in self.transfers),
            invoices=tuple(Invoice(b.id, b.posted_at, b.amount, "EUR", b.paid) for b in self.bills),
            fully_invoiced=self.fully_billed,
        )

    def sync(self) -> list[Event]:
        """The end of a transaction: the journal is brought up to date."""
        found = derive(self.documents(), self.journal)
        self.journal += found
        return found

    @property
    def _steps(self) -> tuple[str, ...]:
        return (*STEPS[self.kind], "left_warehouse")

    def _demand(self, step: str) -> dict[str, float]:
        return _total(t.lines for t in self.open(step))

    def _open(self, kind: str, lines: dict[str, float], origin: int | None = None) -> Transfer:
        transfer = Transfer(len(self.transfers) + 1000 * self._lives, kind, dict(lines), self.now)
        transfer.origin = origin
        self.transfers.append(transfer)
        return transfer

    @property
    def _lives(self) -> int:
        """Cancelled transfers are dropped here: their ids must not be given again."""
        return sum(event.kind == "order_cancelled" for event in self.journal)

    def _group(self, transfer: Transfer) -> Group:
        return Group(
            kind=transfer.kind,
            document=("stock.picking", transfer.id),
            lines=dict(transfer.lines),
            done_at=transfer.done_at,
            created_at=transfer.created_at,
            backorder=transfer.origin is not None,
            signed=transfer.signed,
        )


def _total(parts) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for lines in parts:
        for line, quantity in lines.items():
            total[line] += quantity
    return {line: total[line] for line in sorted(total) if total[line]}


def told(journal: list[Event], kind: str) -> dict[str, float]:
    """Quantity by line that the journal holds for this kind."""
    return _total(e.lines for e in facts.active(journal) if e.kind == kind)


def backfilled(odoo: Odoo) -> Odoo:
    """The same documents, met for the first time now."""
    return replace(odoo, journal=[])


def run(odoo: Odoo, *actions, hours: float = 1) -> Odoo:
    """Each action in a transaction of its own, ``hours`` apart."""
    for action in actions:
        odoo.wait(hours)
        action()
        odoo.sync()
    return odoo
