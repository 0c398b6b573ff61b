from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from odoo.addons.order_tracking.timeline import Event
from odoo.addons.order_tracking.touched import prove, touch

from ..scanning import Outcome, Scan, due
from .stock_picking_scan import _ids, _key, _spellings

MOST = 500  # scans in one message; a device that was away longer sends several
_TEXTS = {"code": 200, "parcel": 64, "target": 64, "id": 64, "device": 64}
_COUNTS = ("30", "37")  # GS1: numbers of pieces; other quantities are weights and lengths
_KINDS = ("code", "seal", "undo", "close")


class StockPicking(models.Model):
    """What the scan station does to a transfer: Odoo's own move lines, packages, validation."""

    _inherit = "stock.picking"

    def scan_station_take(self, scans, device_name=""):
        """Takes scans, each once, and writes what they count into the transfer.

        :param scans: list of ``scanning.Scan`` as objects, with ``at`` (UTC, ISO) in addition.
        :return: ``answers``: outcome by scan id, of those whose turn it was; ``counts``:
            [expected, done, packed] by line; ``transfer``; ``action`` to run after closing.
        :raise LockError: while another device's scans are being taken; send again.
        """
        self.ensure_one()
        self._scan_check()
        read = {scan.id: (scan, at) for scan, at in map(_parsed, (scans or [])[:MOST])}
        self.lock_for_update()
        # A second device that waited for this one starts over, and sees these scans.
        # sudo: checked above; nobody says by hand when something was scanned
        self.sudo().last_scan_at = fields.Datetime.now()
        session = self._scan_session()
        begun = any(answer.takes for answer in session.answers.values())
        taken, action, device_name = [], False, str(device_name)[:64]
        for scan in due((scan for scan, _at in read.values()), self._scan_last()):
            fresh = scan.id not in session.answers
            outcome, told = self._scan_take(session, scan, device_name)
            action = told or action
            if fresh:
                taken.append((scan, outcome, device_name, read[scan.id][1]))
        self.env["order.scan"]._record(self, taken)
        self._scan_tell_orders(taken, begun)
        if any(outcome.undoes for _scan, outcome, *_rest in taken) or not self._scan_open_lines():
            touch(self.move_ids, "moves")  # it may be collected, or no more
        return self._scan_answer(session, read, action)

    def _scan_answer(self, session, read, action):
        answers = {i: asdict(session.answers[i]) for i in read if i in session.answers}
        counts = {line.id: [line.expected, line.done, line.packed] for line in session.lines}
        return {
            "answers": answers,
            "counts": counts,
            "transfer": self._scan_transfer(),
            "action": action,
        }

    def _scan_take(self, session, scan, device_name):
        """(outcome, action) of one scan; what Odoo refuses changes nothing."""
        if scan.id in session.answers:
            return session.answers[scan.id], False
        outcome, action = session.decide(self._scan_explained(session, scan)), False
        try:
            with self.env.cr.savepoint():
                if outcome.code == "closed":
                    self._scan_prove(session, device_name)
                outcome, action = self._scan_apply(session, scan, outcome)
        except (UserError, ValidationError) as error:
            outcome = Outcome("refused", lot=str(error)[:500])
        session.record(scan.id, outcome)
        return outcome, action

    def _scan_explained(self, session, scan):
        """``scan`` with the parts of a GS1 barcode; a code of other goods is made known."""
        if scan.kind != "code":
            return scan
        scan = replace(scan, parts=self._scan_gs1(scan.code))
        code = (scan.parts or {}).get("product") or scan.code
        if code not in session.codes and not session.pending:
            found = self._scan_foreign(code)
            if found:
                session.codes[code] = found
        return scan

    def _scan_foreign(self, code):
        """What a barcode means that this transfer does not know."""
        barcodes = [("barcode", "in", list(_spellings(code)))]
        product = self.env["product.product"].search(barcodes, limit=1)
        product = product or self.env["product.uom"].search(barcodes, limit=1).product_id
        if product:
            return [{"product": product[0].id, "quantity": 1.0}]
        lots = self.env["stock.lot"].search([("name", "=", code)], limit=5)
        if lots:
            return [{"product": lot.product_id.id, "lot": code} for lot in lots]
        package = self.env["stock.package"].search([("name", "=", code)], limit=1)
        return [{"parcel": code}] if package else None

    def _scan_gs1(self, code):
        """Parts of a GS1 barcode by the company's nomenclature; None of any other barcode."""
        nomenclature = self.company_id.nomenclature_id
        if not nomenclature.is_gs1_nomenclature:
            return None
        try:
            rules = nomenclature.gs1_decompose_extended(code) or []
        except ValidationError:
            return None
        names = {"product": "product", "lot": "lot", "package": "parcel", "quantity": "quantity"}
        parts = {
            names[found["type"]]: found["value"]
            for found in rules
            if found["type"] in names and (found["type"] != "quantity" or found["ai"] in _COUNTS)
        }
        return parts or None

    # ------------------------------------------------------------------ Odoo's own documents

    def _scan_apply(self, session, scan, outcome):
        """Writes what ``outcome`` counts; (outcome, action of the validation)."""
        counted = session.answers[outcome.undoes] if outcome.undoes else outcome
        if outcome.undoes:
            for key, quantity, lot in reversed(counted.takes):
                self._scan_untake(key, quantity, lot, counted)
            if counted.packs and not counted.takes:
                self._scan_unpack(counted.parcel)
            return outcome, False
        for key, quantity, lot in outcome.takes:
            self._scan_pick(key, quantity, lot, whole=bool(outcome.packs))
        if outcome.packs and not outcome.takes:
            return replace(outcome, parcel=self._scan_pack(outcome, scan)), False
        if outcome.code == "closed":
            return self._scan_close(outcome)
        return outcome, False

    def _scan_pick(self, key, quantity, lot, whole=False):
        """Marks ``quantity`` of the reserved goods of a line as picked."""
        left = quantity
        for line in self._scan_open_lines().filtered(lambda line: _key(line) == key):
            part = min(left, line.quantity_product_uom)
            if part > 0:
                self._scan_split(line, part, lot, whole)
                left -= part
        if self._scan_exceeds(left):
            raise UserError(
                self.env._(
                    "%s was changed in the meantime: not so much is reserved any more. Open it "
                    "again.",
                    self.name,
                )
            )

    def _scan_exceeds(self, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(quantity, 0, precision_digits=digits) > 0

    def _scan_split(self, line, quantity, lot, whole):
        """Moves ``quantity`` from a reserved line to the picked one of the same goods."""
        unit = line.product_id.uom_id
        values = {"picked": True}
        if not whole:  # loose, also an item taken out of its package
            values["result_package_id"] = False
        if lot and not line.lot_id:
            values.update(self._scan_lot(line, lot))
        if line.product_uom_id != unit:  # a twelfth of a dozen has no exact number
            amount = line.quantity_product_uom
            line.write({"product_uom_id": unit.id, "quantity": amount})
        self._scan_shift(line, self._scan_picked(line, values, lot), quantity, values)

    def _scan_shift(self, line, same, quantity, values):
        """Gives ``quantity`` of a line to ``same``; where that is empty, to one with ``values``."""
        rest = self._scan_exceeds(line.quantity - quantity)
        if rest:
            line.quantity -= quantity
        elif same:
            line.unlink()
        if same:
            same.quantity += quantity
        elif rest:
            line.copy({**values, "quantity": quantity})
        else:
            line.write(values)

    def _scan_picked(self, line, values, lot):
        """The loose picked line that ``line``'s goods may join."""
        package = values.get("result_package_id", line.result_package_id.id)
        return line.move_id.move_line_ids.filtered(
            lambda other: (
                other.picked
                and other != line
                and other.package_id == line.package_id
                and other.location_id == line.location_id
                and other.result_package_id.id == package
                and (other.lot_id.name or other.lot_name or None) == (lot or None)
            )
        )[:1]

    def _scan_lot(self, line, name):
        """Values that put the lot ``name`` on a line for which none was reserved."""
        if self.picking_type_id.use_create_lots:
            return {"lot_name": name}
        lot = self.env["stock.lot"].search(
            [("name", "=", name), ("product_id", "=", line.product_id.id)], limit=1
        )
        if not lot:
            raise UserError(
                self.env._(
                    "There is no lot %(lot)s of %(product)s. Scan another one.",
                    lot=name,
                    product=line.product_id.display_name,
                )
            )
        return {"lot_id": lot.id}

    def _scan_untake(self, key, quantity, lot, counted):
        """Gives counted goods back to what is still to be picked."""
        move, reserved, source, planned = _ids(key)
        left = quantity
        lines = self.move_line_ids.filtered(
            lambda line: (
                line.picked
                and line.move_id.id == move
                and line.package_id.id == (source or False)
                and (line.lot_id.name or line.lot_name or None) == (lot or None)
                and (line.result_package_id.name or None)
                == (counted.packs and counted.parcel or None)
            )
        )
        for line in lines:
            part = min(left, line.quantity)
            if part <= 0:
                continue
            left -= part
            self._scan_reopen(line, part, key, reserved, planned)
        if self._scan_exceeds(left):
            raise UserError(self.env._("This was changed in the transfer itself. Open it again."))

    def _scan_reopen(self, line, quantity, key, reserved, planned):
        values = {"picked": False, "result_package_id": planned or False}
        if line.package_id and not planned:
            values["result_package_id"] = line.result_package_id.id
        if not reserved:
            values.update(lot_id=False, lot_name=False)
        same = self._scan_open_lines().filtered(lambda other: _key(other) == key)[:1]
        self._scan_shift(line, same, quantity, values)

    def _scan_pack(self, outcome, scan):
        """Puts what is picked and loose into a package; its name."""
        keys = {_ids(key)[:3] for key, _quantity in outcome.packs}
        moves = {(move, source) for move, _lot, source in keys}
        loose = self.move_line_ids.filtered(
            lambda line: (
                line.picked
                and line.quantity
                and not line.result_package_id
                and (line.move_id.id, line.package_id.id or 0) in moves
            )
        )
        name = outcome.parcel if not outcome.parcel.startswith("new:") else False
        known = self.env["stock.package"].search([("name", "=", name)], limit=1) if name else None
        package = loose._put_in_pack(package_id=known.id if known else False, package_name=name)
        if scan.weight:
            package.shipping_weight = scan.weight
        return package.name

    def _scan_unpack(self, name):
        """Opens a parcel again; an empty one that was made for it goes."""
        lines = self.move_line_ids.filtered(
            lambda line: line.picked and line.result_package_id.name == name
        )
        lines.result_package_id = False

    def _scan_close(self, outcome):
        """Validates the transfer; what is missing becomes a back-order as Odoo is set up."""
        done = self.with_context(skip_backorder=True, **self._scan_sms()).button_validate()
        if self.state != "done":
            raise UserError(
                self.env._(
                    "Odoo asks something before %s is done. Open the transfer and validate it "
                    "there.",
                    self.name,
                )
            )
        return outcome, done if isinstance(done, dict) else False

    def _scan_sms(self):
        """Until somebody has answered whether SMS may be sent (stock_sms asks once), none are."""
        company, asked = self.company_id, "has_received_warning_stock_sms"
        return {"skip_sms": True} if asked in company._fields and not company[asked] else {}

    # ------------------------------------------------------------------ the orders' history

    def _scan_prove(self, session, device_name):
        """What is moved by validating was scanned, unless some of it was entered by hand.

        In the savepoint of the validation: the journal is written when that ends.
        """
        counted = sum(line.done for line in session.lines)
        picked = self.move_line_ids.filtered("picked")
        if not self._scan_exceeds(sum(picked.mapped("quantity_product_uom")) - counted):
            prove(self, "scan", **({"device": device_name} if device_name else {}))

    def _scan_tell_orders(self, taken, begun):
        """Tells the journal of each order of each scan, and when work began.

        :param begun: goods of this transfer were counted before ``taken``.
        """
        # sudo: the journal is written for everybody, from what was scanned
        orders = self.sudo().move_ids.sale_line_id.order_id
        if not taken or not orders:
            return
        first = None if begun else next((one for one in taken if one[1].takes), None)
        found = [("scan_started", *first)] if first else []
        found += [(_told_as(one[1]), *one) for one in taken]
        orders._scan_append([self._scan_event(*one) for one in found], self.env.uid)

    def _scan_event(self, kind, scan, outcome, device_name, at):
        words = " · ".join(filter(None, [outcome.parcel, device_name]))
        data = {"text": words, "device": device_name}
        if kind == "scan_read":
            data |= {"code": scan.code, "outcome": outcome.code}
        key = "start" if kind == "scan_started" else scan.id
        return Event(
            kind,
            at,
            f"scan:{self.id}:{key}",
            source="scan",
            evidence="scan",
            data=data,
            document=("stock.picking", self.id),
        )


def _told_as(outcome):
    """Kind of the event that tells of a scan: what it finished, if it did."""
    if outcome.code == "closed":
        return "scan_closed"
    return "scan_packed" if outcome.packs and outcome.code == "ok" else "scan_read"


def _parsed(sent):
    """(scanning.Scan, naive UTC instant) of what a device sent, within limits."""
    texts = {name: str(sent.get(name) or "")[:size] for name, size in _TEXTS.items()}
    kind = sent.get("kind")
    scan = Scan(
        texts["id"],
        kind if kind in _KINDS else "code",
        texts["code"],
        quantity=_number(sent.get("quantity"), 1.0),
        target=texts["target"] or None,
        parcel=texts["parcel"] or None,
        weight=_number(sent.get("weight"), None),
        accepted=bool(sent.get("accepted")),
        device=texts["device"],
        number=int(_number(sent.get("number"), 0) or 0),
    )
    return scan, _instant(sent.get("at"))


def _number(value, default):
    """A positive number, else ``default``."""
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if known and 0 < value < 1e9 else default


def _instant(text):
    """When a device read a code; its clock may be wrong, but not by making it the future."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        at = datetime.fromisoformat(str(text))
        at = at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if at.tzinfo else at
    except ValueError:
        return now
    return min(at, now) if at > now - timedelta(days=7) else now
