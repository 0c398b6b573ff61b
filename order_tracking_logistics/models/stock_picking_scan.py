from collections import defaultdict
from dataclasses import asdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..scanning import Line, Session

EMPTY_PARCELS = 500  # labels printed beforehand, newest first


class StockPicking(models.Model):
    """What a transfer expects at the scan station."""

    _inherit = "stock.picking"

    last_scan_at = fields.Datetime("Last Scan", readonly=True, copy=False, groups="base.group_user")
    scan_count = fields.Integer(compute="_compute_scan_count")

    def _compute_scan_count(self):
        counts = dict(
            self.env["order.scan"]._read_group(
                [("picking_id", "in", self.ids)], ["picking_id"], ["__count"]
            )
        )
        for picking in self:
            picking.scan_count = counts.get(picking, 0)

    def action_scan_station(self):
        """Opens the scan station with this transfer."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "order_tracking_logistics.scan_station_action"
        )
        return {**action, "context": {"active_id": self.id}}

    def action_view_scans(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_logistics.order_scan_action"
        )
        return {**action, "domain": [("picking_id", "=", self.id)]}

    # ------------------------------------------------------------------ opening

    @api.model
    def scan_station_open(self, code):
        """The transfer with this barcode and all that its station needs to go on offline.

        :param code: number of a transfer, of an order or of a package.
        :return: the session (see ``static/src/scan_station/rules.js``), with ``transfer`` and
            ``products`` to show.
        """
        self._scan_check()
        picking = self._scan_find((code or "").strip()[:64])
        picking._scan_check()
        return picking._scan_values()

    def scan_station_load(self):
        """As :meth:`scan_station_open`, of a transfer that is known."""
        self.ensure_one()
        self._scan_check()
        return self._scan_values()

    def _scan_check(self):
        """Only the warehouse scans: Odoo lets sellers write transfers, too."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Only members of the warehouse may use the scan station."))

    @api.model
    def _scan_find(self, code):
        companies = [("company_id", "in", self.env.companies.ids)]
        names = [code, code.upper(), code.lower()]  # of which the index of names knows
        found = code and self.search([("name", "in", names), *companies], limit=1)
        if not found:
            found = self._scan_find_ready(code, companies)
        if not found:
            raise UserError(
                self.env._(
                    "No transfer is ready under “%s”. Scan the barcode on the picking list.", code
                )
            )
        return found

    @api.model
    def _scan_find_ready(self, code, companies):
        """The first transfer that is ready of the order or with the package of that name."""
        ready = [("state", "=", "assigned"), *companies]
        for name in ("move_ids.sale_line_id.order_id.name", "move_line_ids.package_id.name"):
            found = code and self.search([(name, "=", code), *ready], order="id", limit=1)
            if found:
                return found
        return self.browse()

    def _scan_values(self):
        session = self._scan_session()
        values = asdict(session)
        values.update(
            parcels=sorted(session.parcels),
            undone=sorted(session.undone),
            transfer=self._scan_transfer(),
            products=self._scan_products(session),
            places=self._scan_places(),
            nomenclature=self._scan_nomenclature(),
        )
        return values

    def _scan_transfer(self):
        orders = self.sudo().move_ids.sale_line_id.order_id  # sudo: the numbers on the slip
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "kind": self.picking_type_id.name,
            "orders": ", ".join(orders.mapped("name")) or self.origin or "",
            "partner": self.partner_id.display_name or "",
            "asks_backorder": self.picking_type_id.create_backorder == "ask",
        }

    def _scan_products(self, session):
        """Names and units by product id; keys are texts, as JSON has no other."""
        products = self.env["product.product"].browse({line.product for line in session.lines})
        return {
            str(product.id): {
                "name": product.display_name,
                "unit": product.uom_id.name,
                "tracking": product.tracking,
            }
            for product in products
        }

    def _scan_places(self):
        """Where the goods of each line lie, by the line's id."""
        return {_key(line): line.location_id.display_name for line in self._scan_open_lines()}

    def _scan_nomenclature(self):
        """Id of the company's GS1 nomenclature; False with any other."""
        nomenclature = self.company_id.nomenclature_id
        return nomenclature.is_gs1_nomenclature and nomenclature.id

    def _scan_last(self):
        """Number of the last scan by device."""
        rows = self.env["order.scan"]._read_group(
            [("picking_id", "=", self.id)], ["device"], ["number:max"]
        )
        return dict(rows)

    # ------------------------------------------------------------------ the session

    def _scan_session(self):
        """What is expected, by Odoo's reservation, and counted, by the scans so far."""
        scans = self.env["order.scan"].search([("picking_id", "=", self.id)], order="id")
        answers = {scan.uuid: scan._to_outcome() for scan in scans}
        lines = self._scan_lines(answers)
        products = self.env["product.product"].browse({line.product for line in lines})
        parcels = self._scan_parcels()
        session = Session(
            lines,
            codes=self._scan_codes(products, lines, parcels),
            parcels=set(parcels.mapped("name")),
            weights={product.id: product.weight for product in products},
            packaging=self.company_id.scan_box_weight,
            tolerance=self.company_id.scan_weight_tolerance,
        )
        for uuid, outcome in answers.items():
            session.record(uuid, outcome)
        session.closed = self.state in ("done", "cancel")
        return session

    def _scan_open_lines(self):
        return self.move_line_ids.filtered(
            lambda line: not line.picked and line.quantity and line.state not in ("done", "cancel")
        )

    def _scan_lines(self, answers):
        """Lines of the session: what is still to be picked, and what was counted of the same."""
        undone = {outcome.undoes for outcome in answers.values()}
        counted = defaultdict(float)
        for uuid, outcome in answers.items():
            for key, quantity, _lot in outcome.takes if uuid not in undone else ():
                counted[key] += quantity
        expected = defaultdict(float)
        for line in self._scan_open_lines():
            expected[_key(line)] += line.quantity_product_uom
        ever = {key for outcome in answers.values() for key, *_rest in outcome.takes}
        keys = sorted({*expected, *ever}, key=_ids)
        return self._scan_named(keys, {key: expected[key] + counted[key] for key in keys})

    def _scan_named(self, keys, expected):
        """``scanning.Line`` of each key, names read together."""
        models = ("stock.move", "stock.lot", "stock.package", "stock.package")
        columns = list(zip(*map(_ids, keys), strict=True)) or [()] * len(models)
        moves, lots, sources, parcels = (
            {record.id: record for record in self.env[model].browse(set(column) - {0})}
            for model, column in zip(models, columns, strict=True)
        )
        lines = []
        for key in keys:
            move, lot, source, parcel = _ids(key)
            product = moves[move].product_id
            values = {
                "tracking": product.tracking,
                "lot": lots[lot].name if lot else None,
                "source": sources[source].name if source else None,
                "parcel": parcels[parcel].name if parcel else None,
            }
            lines.append(Line(key, product.id, expected[key], **values))
        return lines

    def _scan_parcels(self):
        """Packages that may be filled: those of this transfer, and empty ones."""
        package = self.env["stock.package"]
        unused = [
            ("quant_ids", "=", False),
            ("location_id", "=", False),
            ("child_package_ids", "=", False),
            ("company_id", "in", (False, self.company_id.id)),
        ]
        empty = package.search(unused, order="id desc", limit=EMPTY_PARCELS)
        used = self.env["stock.move.line"].search(
            [("result_package_id", "in", empty.ids), ("picking_id", "!=", self.id)]
        )
        return self.move_line_ids.result_package_id | (empty - used.result_package_id)

    def _scan_codes(self, products, lines, parcels):
        """Meanings by barcode; a package's own label is one, too."""
        codes = defaultdict(list)
        for product in products:
            for code in {*_spellings(product.barcode), product.default_code} - {False, None}:
                codes[code].append({"product": product.id, "quantity": 1.0})
            for unit in product.product_uom_ids:
                factor = unit.uom_id._compute_quantity(1, product.uom_id)
                for code in _spellings(unit.barcode):
                    codes[code].append({"product": product.id, "quantity": factor})
        for product, lot in {(line.product, line.lot) for line in lines if line.lot}:
            codes[lot].append({"product": product, "lot": lot})
        for name in {*parcels.mapped("name"), *(line.source for line in lines)} - {None}:
            codes[name].append({"parcel": name})
        return dict(codes)


def _key(line):
    """Identity of a session's line: move, lot, package it lies in, package it must go into."""
    parcel = line.result_package_id
    planned = parcel.id if not line.picked and parcel != line.package_id else 0
    return ":".join(
        str(i or 0) for i in (line.move_id.id, line.lot_id.id, line.package_id.id, planned)
    )


def _ids(key):
    return tuple(int(part) for part in key.split(":"))


def _spellings(barcode):
    """A number as scanners read it: UPC, EAN and GTIN differ by leading zeros alone."""
    if not barcode:
        return set()
    if not (barcode.isascii() and barcode.isdigit() and 8 <= len(barcode) <= 14):
        return {barcode}
    return {barcode, *(barcode.lstrip("0").zfill(length) for length in (8, 12, 13, 14))}
