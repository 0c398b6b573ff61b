import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_tracking import appendonly

from ..scanning import Outcome

OUTCOMES = [
    ("ok", "Right"),
    ("undone", "Taken back"),
    ("closed", "Transfer done"),
    ("lot_missing", "Lot asked for"),
    ("item_missing", "Item asked for"),
    ("unknown_barcode", "Unknown barcode"),
    ("wrong_item", "Wrong item"),
    ("too_many", "Too many"),
    ("wrong_lot", "Wrong lot"),
    ("wrong_parcel", "Wrong parcel"),
    ("already_packed", "Already packed"),
    ("wrong_weight", "Wrong weight"),
    ("incomplete", "Something is missing"),
    ("nothing", "Nothing to do"),
    ("refused", "Refused by Odoo"),
]
_KEPT = ("quantity", "takes", "packs", "expected")  # values of an outcome kept as JSON
_COLUMNS = (
    *("picking_id", "company_id", "uuid", "device", "device_name", "number", "kind", "code"),
    *("factor", "outcome", "product_id", "lot", "parcel", "weight", "undoes", "detail"),
    *("scanned_at", "recorded_at", "author_id"),
)


_FORGET = """
UPDATE order_scan SET author_id = NULL
 WHERE id IN (SELECT s.id FROM order_scan s JOIN stock_picking p ON p.id = s.picking_id
               WHERE s.company_id = %s AND s.author_id IS NOT NULL AND s.recorded_at < %s
                 AND p.state IN ('done', 'cancel')
               ORDER BY s.recorded_at LIMIT %s FOR UPDATE OF s SKIP LOCKED)
RETURNING id"""


class OrderScan(models.Model):
    """Every reading at the scan station and what came of it, append-only."""

    _name = "order.scan"
    _description = "Scan"
    _order = "id desc"
    _rec_name = "code"
    _log_access = False

    picking_id = fields.Many2one(
        "stock.picking", "Transfer", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    uuid = fields.Char("Identifier", required=True, readonly=True)
    device = fields.Char("Device Identifier", required=True, readonly=True)
    device_name = fields.Char("Device", readonly=True)
    number = fields.Integer(required=True, readonly=True, help="Counts the scans of the device.")
    kind = fields.Selection(
        [
            ("code", "Barcode"),
            ("seal", "Parcel full"),
            ("undo", "Undo last scan"),
            ("close", "Done"),
        ],
        required=True,
        readonly=True,
    )
    code = fields.Char("Barcode", readonly=True)
    factor = fields.Float("How Many", readonly=True, digits="Product Unit")
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    lot = fields.Char("Lot/Serial Number", readonly=True)
    parcel = fields.Char(readonly=True)
    weight = fields.Float("Weight (kg)", readonly=True)
    undoes = fields.Char("Takes Back", readonly=True)
    detail = fields.Json(readonly=True)
    quantity = fields.Float("Counted", compute="_compute_quantity")
    scanned_at = fields.Datetime("Scanned", required=True, readonly=True)
    recorded_at = fields.Datetime("Recorded", required=True, readonly=True)
    author_id = fields.Many2one("res.users", "Scanned By", readonly=True, ondelete="set null")

    _uuid_uniq = models.UniqueIndex("(uuid)")
    _picking_idx = models.Index("(picking_id, id)")
    _kept_idx = models.Index("(company_id, recorded_at) WHERE author_id IS NOT NULL")
    # Scans are written as they are made: ranges of the table stand for periods.
    _lately_idx = models.Index("USING brin (recorded_at) WITH (pages_per_range = 32)")
    _outcome_idx = models.Index("(company_id, outcome, recorded_at)")

    def init(self):
        appendonly.protect(self.env.cr, self._table)

    @api.depends("detail")
    def _compute_quantity(self):
        for scan in self:
            counted = sum(quantity for _l, quantity, _lot in (scan.detail or {}).get("takes", []))
            scan.quantity = counted

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Scans are recorded at the scan station."))

    def write(self, vals):
        raise UserError(self.env._("A scan is never changed. Take it back with “Undo last scan”."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A scan is never deleted. Take it back with “Undo last scan”."))

    @api.model
    def _record(self, picking, read):
        """Stores scans and what came of them.

        :param read: ``[(scanning.Scan, scanning.Outcome, name of the device, scanned_at)]``.
        """
        now = fields.Datetime.now()
        rows = [
            (picking.id, picking.company_id.id, *self._to_row(*one), now, self.env.uid)
            for one in read
        ]
        if rows:
            columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
            values = SQL(", ").join(SQL("%s", row) for row in rows)
            self.env.cr.execute(SQL("INSERT INTO order_scan (%s) VALUES %s", columns, values))
            self.invalidate_model(flush=False)

    @api.model
    def _forget(self, company, before, limit):
        """See ``order.retention``: who scanned, of transfers that are over."""
        rows = self.env.execute_query(SQL(_FORGET, company.id, before, limit))
        self.invalidate_model(flush=False)
        return len(rows)

    @staticmethod
    def _to_row(scan, outcome, device_name, scanned_at):
        detail = json.dumps({name: getattr(outcome, name) for name in _KEPT})
        return (
            *(scan.id, scan.device, device_name, scan.number, scan.kind, scan.code or None),
            *(scan.quantity, outcome.code, outcome.product, outcome.lot, outcome.parcel),
            *(scan.weight, outcome.undoes, detail, scanned_at),
        )

    def _to_outcome(self):
        """This row's answer as a plain value (``scanning.Outcome``)."""
        detail = dict(self.detail or {})
        for name in ("takes", "packs"):
            detail[name] = tuple(tuple(part) for part in detail.get(name) or ())
        return Outcome(
            self.outcome,
            self.product_id.id or None,
            self.lot or None,
            self.parcel or None,
            undoes=self.undoes or None,
            **detail,
        )
