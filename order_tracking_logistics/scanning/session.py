"""A scan session: what a transfer expects, what was counted, and what one more scan means.

Plain values only. Nothing is counted twice: each scan has an identifier made by the device that
read it, and a scan that comes again gets the answer it got before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .weight import expected_weight, weight_fits

EPSILON = 1e-6  # quantities are Odoo floats in the product's unit; no unit is finer
GOOD = frozenset({"ok", "undone", "lot_missing", "closed"})  # nothing is wrong, go on
OUTCOMES = (
    *("ok", "undone", "closed", "lot_missing", "item_missing", "unknown_barcode", "wrong_item"),
    *("too_many", "wrong_lot", "wrong_parcel", "already_packed", "wrong_weight", "incomplete"),
    "nothing",
)


@dataclass(slots=True)
class Line:
    """Goods that belong into the transfer; quantities in the product's unit.

    ``lot``: the reserved one, None where any lot may be taken. ``source``: the package in which
    they lie. ``parcel``: the package into which they must go, None where any may be filled.
    ``done``: counted so far; ``packed``: of these in a finished parcel.
    """

    id: str
    product: int
    expected: float
    done: float = 0.0
    packed: float = 0.0
    tracking: str = "none"
    lot: str | None = None
    source: str | None = None
    parcel: str | None = None
    lots: dict[str, float] = field(default_factory=dict)

    @property
    def room(self) -> float:
        return max(0.0, self.expected - self.done)

    @property
    def loose(self) -> float:
        return max(0.0, self.done - self.packed)


@dataclass(frozen=True, slots=True)
class Scan:
    """One reading or keystroke.

    ``id``: made by the device, unique. ``kind``: ``code`` (a barcode), ``seal`` (the parcel is
    full; ``parcel`` None: a new one), ``undo`` (of the scan ``target``) or ``close``.
    ``quantity``: how many of what the barcode stands for. ``weight``: kg. ``accepted``: the
    person was warned (of weight, of missing goods) and goes on. ``parts``: what a GS1 barcode
    holds (``product``, ``lot``, ``quantity``, ``parcel``). ``number``: counts the scans of one
    ``device``, from 1.
    """

    id: str
    kind: str = "code"
    code: str = ""
    quantity: float = 1.0
    target: str | None = None
    parcel: str | None = None
    weight: float | None = None
    accepted: bool = False
    parts: Mapping | None = None
    device: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scan.

    ``takes``: (line id, quantity, lot) counted; ``packs``: (line id, quantity) put into
    ``parcel``; ``quantity``: how many too many or missing where that is what is wrong, else
    how many were counted. ``expected``: kg, of a parcel whose weight is wrong.
    """

    code: str
    product: int | None = None
    lot: str | None = None
    parcel: str | None = None
    quantity: float = 0.0
    takes: tuple = ()
    packs: tuple = ()
    undoes: str | None = None
    expected: float | None = None
    repeated: bool = False

    @property
    def good(self) -> bool:
        return self.code in GOOD


@dataclass(slots=True)
class Session:
    """``codes``: meanings of each barcode, mappings with ``product`` and ``quantity``, ``lot``,
    or ``parcel``. ``parcels``: packages that may be filled. ``weights``: kg by product.
    ``packaging``: kg of an empty box; ``tolerance``: percent.
    """

    lines: list[Line]
    codes: dict[str, list[Mapping]] = field(default_factory=dict)
    parcels: set[str] = field(default_factory=set)
    weights: dict[int, float] = field(default_factory=dict)
    packaging: float = 0.0
    tolerance: float = 5.0
    pending: tuple[int, float] | None = None
    answers: dict[str, Outcome] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    closed: bool = False

    def take(self, scan: Scan) -> Outcome:
        """Decides about ``scan`` and counts it; a repeated one gets its first answer again."""
        if scan.id in self.answers:
            return replace(self.answers[scan.id], repeated=True)
        outcome = self.decide(scan)
        self.record(scan.id, outcome)
        return outcome

    def decide(self, scan: Scan) -> Outcome:
        """What ``scan`` means now. Changes nothing."""
        if self.closed:
            return Outcome("nothing")
        if scan.kind == "undo":
            return self._undo(scan.target)
        if scan.kind == "seal":
            return self._seal(scan, scan.parcel)
        if scan.kind == "close":
            return self._close(scan)
        return self._read(scan)

    def record(self, scan_id: str, outcome: Outcome) -> None:
        """Counts what was decided; also used to restore a session from what is stored."""
        self.answers[scan_id] = outcome
        sign, counted = 1, outcome
        if outcome.undoes:
            self.undone.add(outcome.undoes)
            sign, counted = -1, self.answers[outcome.undoes]
        waits = outcome.code == "lot_missing"
        self.pending = (outcome.product, outcome.quantity) if waits else None
        self.closed = outcome.code == "closed"
        lines = {line.id: line for line in self.lines}
        for line, quantity, lot in counted.takes:
            lines[line].done += sign * quantity
            if lot:
                lots = lines[line].lots
                lots[lot] = lots.get(lot, 0.0) + sign * quantity
        for line, quantity in counted.packs:
            lines[line].packed += sign * quantity

    @property
    def missing(self) -> float:
        return sum(line.room for line in self.lines)

    # ------------------------------------------------------------------ barcodes

    def _read(self, scan: Scan) -> Outcome:
        meaning = self._meaning(scan)
        if meaning is None:
            return self._unknown(scan)
        if meaning == "item_missing":
            return Outcome("item_missing", lot=scan.code)
        if meaning.get("parcel"):
            return self._parcel(scan, meaning["parcel"])
        quantity = scan.quantity * meaning.get("quantity", 1.0)
        lot, product = meaning.get("lot"), meaning["product"]
        if lot and not meaning.get("quantity") and self._awaits(product):
            quantity = self.pending[1]
        return self._item(product, lot, quantity)

    def _meaning(self, scan: Scan) -> Mapping | str | None:
        """What the barcode stands for; ``item_missing`` where a lot's name is of several items."""
        if scan.parts:
            return self._parts(scan.parts)
        found = self.codes.get(scan.code, [])
        awaited = [m for m in found if m.get("lot") and self._awaits(m["product"])]
        plain = [m for m in found if not m.get("lot")]
        chosen = awaited or plain or found
        return "item_missing" if len(chosen) > 1 else chosen[0] if chosen else None

    def _parts(self, parts: Mapping) -> Mapping | None:
        if parts.get("parcel"):
            return {"parcel": parts["parcel"]}
        if not parts.get("product"):
            lot = parts.get("lot")
            meaning = {"product": self.pending[0], "lot": lot} if lot and self.pending else None
            return meaning
        named = self.codes.get(parts["product"], [])
        item = next((m for m in named if not m.get("lot") and not m.get("parcel")), None)
        if item is None:
            return None
        quantity = (parts.get("quantity") or 1.0) * item.get("quantity", 1.0)
        return {"product": item["product"], "quantity": quantity, "lot": parts.get("lot")}

    def _awaits(self, product: int) -> bool:
        return bool(self.pending) and self.pending[0] == product

    def _unknown(self, scan: Scan) -> Outcome:
        """A barcode of nothing: after a tracked item it is the name of a lot."""
        if not self.pending:
            return Outcome("unknown_barcode")
        product, quantity = self.pending
        return self._item(product, (scan.parts or {}).get("lot") or scan.code, quantity)

    # ------------------------------------------------------------------ items

    def _item(self, product: int, lot: str | None, quantity: float) -> Outcome:
        of_product = [line for line in self.lines if line.product == product]
        about = {"product": product, "lot": lot, "quantity": quantity}
        if not of_product:
            return Outcome("wrong_item", **about)
        if of_product[0].tracking == "none":
            lot = None
        elif not lot:
            return self._awaiting(of_product, about)
        fitting = [line for line in of_product if line.lot in (None, lot)]
        if not fitting:
            return Outcome("wrong_lot", **about)
        if of_product[0].tracking == "serial":
            if any(line.lots.get(lot, 0.0) > EPSILON for line in of_product):
                return Outcome("already_packed", **about)
            about["quantity"] = quantity = 1.0
        return self._count(fitting, lot, quantity, about)

    @staticmethod
    def _awaiting(lines: list[Line], about: Mapping) -> Outcome:
        over = about["quantity"] - sum(line.room for line in lines)
        if over > EPSILON:
            return Outcome("too_many", **{**about, "quantity": over})
        return Outcome("lot_missing", **about)

    @staticmethod
    def _count(lines: list[Line], lot, quantity: float, about: Mapping) -> Outcome:
        takes, left = [], quantity
        for line in sorted(lines, key=lambda line: line.lot is None):
            part = min(line.room, left)
            if part > EPSILON:
                takes.append((line.id, part, lot))
                left -= part
        if left > EPSILON:
            return Outcome("too_many", **{**about, "quantity": left})
        return Outcome("ok", **about, takes=tuple(takes))

    # ------------------------------------------------------------------ parcels

    def _parcel(self, scan: Scan, name: str) -> Outcome:
        """A package's label: goods lying in it are taken whole, else it is filled and full."""
        inside = [line for line in self.lines if line.source == name]
        if inside:
            return self._load(name, inside)
        if name not in self.parcels:
            return Outcome("wrong_parcel", parcel=name)
        return self._seal(scan, name)

    @staticmethod
    def _load(name: str, inside: list[Line]) -> Outcome:
        open_lines = [line for line in inside if line.room > EPSILON]
        if not open_lines:
            return Outcome("already_packed", parcel=name)
        return Outcome(
            "ok",
            parcel=name,
            quantity=sum(line.room for line in open_lines),
            takes=tuple((line.id, line.room, line.lot) for line in open_lines),
            packs=tuple((line.id, line.room) for line in open_lines),
        )

    def _seal(self, scan: Scan, name: str | None) -> Outcome:
        loose = [line for line in self.lines if line.loose > EPSILON]
        if not loose:
            packed = name and any(
                outcome.parcel == name and outcome.packs and key not in self.undone
                for key, outcome in self.answers.items()
            )
            return Outcome("already_packed" if packed else "nothing", parcel=name)
        if any(line.parcel not in (None, name) for line in loose):
            wanted = next(line.parcel for line in loose if line.parcel not in (None, name))
            return Outcome("wrong_parcel", parcel=name, lot=wanted)
        content = [(line.loose, self.weights.get(line.product, 0.0)) for line in loose]
        expected = expected_weight(content, self.packaging)
        if not scan.accepted and not weight_fits(expected, scan.weight, self.tolerance):
            return Outcome("wrong_weight", parcel=name, expected=expected)
        return Outcome(
            "ok",
            parcel=name or f"new:{scan.id}",
            quantity=sum(line.loose for line in loose),
            packs=tuple((line.id, line.loose) for line in loose),
        )

    # ------------------------------------------------------------------ back and end

    def _undo(self, target: str | None) -> Outcome:
        counted = self.answers.get(target)
        if not counted or target in self.undone or not (counted.takes or counted.packs):
            return Outcome("nothing")
        if not counted.packs and any(
            line.loose < quantity - EPSILON for line, quantity in self._taken(counted)
        ):
            return Outcome("already_packed", product=counted.product)
        return Outcome(
            "undone",
            product=counted.product,
            lot=counted.lot,
            parcel=counted.parcel,
            quantity=counted.quantity,
            undoes=target,
        )

    def _taken(self, counted: Outcome) -> Iterator[tuple[Line, float]]:
        lines = {line.id: line for line in self.lines}
        return ((lines[line], quantity) for line, quantity, _lot in counted.takes)

    def _close(self, scan: Scan) -> Outcome:
        if not any(line.done > EPSILON for line in self.lines):
            return Outcome("nothing")
        if self.missing > EPSILON and not scan.accepted:
            return Outcome("incomplete", quantity=self.missing)
        return Outcome("closed", quantity=self.missing)


def due(scans: Iterable[Scan], last: Mapping[str, int]) -> list[Scan]:
    """Those of ``scans`` whose turn it is: per device in the order of reading, without a gap.

    A network may bring scans twice or in another order. What comes before its turn is left out,
    and its device sends it again; what was taken before is left in: it gets its answer again.

    :param last: number of the last scan taken by device; 0 before the first.
    """
    taken, turn = [], dict(last)
    for scan in sorted(scans, key=lambda scan: (scan.device, scan.number)):
        if scan.number <= turn.get(scan.device, 0) + 1:
            turn[scan.device] = max(turn.get(scan.device, 0), scan.number)
            taken.append(scan)
    return taken
