import base64
import logging
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from odoo.addons.base.models.res_partner import _tz_get
from odoo.addons.order_tracking.batches import in_parts
from odoo.addons.order_tracking.intake import rows as text_rows
from odoo.addons.order_tracking.intake.table import write_table

from .. import history
from ..history_loading import Loader
from ..history_lookup import Known
from ..presentation.history import columns_table, file_sentence

_logger = logging.getLogger(__name__)
MADE = ("product.pricelist", "product.product", "product.category", "res.partner")
BATCH = 250  # orders that are committed together
_HINDRANCES = """
SELECT EXISTS (SELECT FROM order_outcome t JOIN sale_order o ON o.id = t.order_id
                 JOIN order_review r ON r.company_id = t.company_id AND r.state <> 'draft'
                                    AND r.as_of >= t.known_from
                WHERE o.history_import_id = %(record)s),
       (SELECT MIN(o.name) FROM sale_order o
         WHERE o.history_import_id = %(record)s AND (
               EXISTS (SELECT FROM order_complaint c WHERE c.order_id = o.id)
            OR EXISTS (SELECT FROM order_return c WHERE c.order_id = o.id)
            OR EXISTS (SELECT FROM sale_order_line l WHERE l.order_id = o.id AND (
                       EXISTS (SELECT FROM stock_move m WHERE m.sale_line_id = l.id)
                    OR EXISTS (SELECT FROM sale_order_line_invoice_rel i
                                WHERE i.order_line_id = l.id)))))"""


class OrderHistoryImport(models.Model):
    """A file of orders that another system kept: first checked, then loaded by a job."""

    _name = "order.history.import"
    _description = "Import of Old Orders"
    _inherit = ["order.made", "mail.thread"]
    _order = "id desc"
    _rec_name = "file_name"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Imported By", default=lambda self: self.env.user, readonly=True
    )
    file = fields.Binary("CSV File")
    forgotten_at = fields.Datetime(
        "File Deleted", readonly=True, help="Months after it was loaded, as the settings say."
    )
    file_name = fields.Char(default="orders.csv")
    encoding = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GBK (Chinese)"), ("cp1252", "Windows (Western)")],
        help="Choose it only when letters come out wrong. Empty: found out from the file.",
    )
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        required=True,
        default=lambda self: self.env.company._tracking_zone(),
        help="Of times in the file that do not say theirs.",
    )
    date_order = fields.Selection(
        [("ymd", "2026-12-31"), ("dmy", "31/12/2026"), ("mdy", "12/31/2026")],
        "Dates",
        required=True,
        default="ymd",
        help="Dates that begin with the year are always understood.",
    )
    decimal_mark = fields.Selection(
        [(".", "1234.5"), (",", "1234,5")], "Numbers", required=True, default="."
    )
    whole_orders = fields.Boolean(
        "Only Whole Orders",
        help="An order with a refused line is left out whole. Else its good lines are loaded.",
    )
    state = fields.Selection(
        [
            ("draft", "Not Checked"),
            ("checked", "File Checked"),
            ("loading", "Loading"),
            ("loaded", "Loaded"),
            ("removing", "Being Removed"),
            ("removed", "Removed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
    )
    problem = fields.Char(readonly=True)
    headings = fields.Json(readonly=True, help="What the file calls the columns it has, by key.")
    unused = fields.Char("Columns Not Used", readonly=True)
    delivery_known = fields.Boolean(
        "Has Delivery Dates",
        readonly=True,
        help="No: figures that need a delivery date leave these orders out.",
    )
    line_count = fields.Integer("Lines", readonly=True)
    order_total = fields.Integer("Orders in the File", readonly=True)
    made = fields.Json(readonly=True, help="Ids of contacts, products and categories by model.")
    order_ids = fields.One2many("sale.order", "history_import_id", "Orders", readonly=True)
    order_count = fields.Integer("Orders Loaded", compute="_compute_order_count")
    refusal_ids = fields.One2many(
        "order.history.refusal", "import_id", "Refused", domain=[("warning", "=", False)]
    )
    remark_ids = fields.One2many(
        "order.history.refusal", "import_id", "Remarks", domain=[("warning", "=", True)]
    )
    refused_lines = fields.Integer("Lines Refused", readonly=True)
    refused_file = fields.Binary(compute="_compute_refused_file")
    example_file = fields.Binary(compute="_compute_example_file")
    columns_help = fields.Html(compute="_compute_columns_help", sanitize=False)

    _company_idx = models.Index("(company_id, id DESC)")
    _work_idx = models.Index("(id) WHERE state IN ('loading', 'removing')")
    _kept_idx = models.Index("(company_id, write_date) WHERE forgotten_at IS NULL")

    # ------------------------------------------------------------------ values

    @api.depends("order_ids")
    def _compute_order_count(self):
        # sudo: how many there are, whoever may read them
        groups = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [("history_import_id", "in", self.ids)], ["history_import_id"], ["__count"]
            )
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.order_count = counts.get(record.id, 0)

    @api.depends("refusal_ids")
    def _compute_refused_file(self):
        for record in self:
            record.refused_file = record.refused_lines and base64.b64encode(record._refused())

    def _compute_example_file(self):
        chinese = (self.env.lang or "").startswith("zh")
        self.example_file = base64.b64encode(write_table(history.example(chinese)))

    def _compute_columns_help(self):
        self.columns_help = columns_table(self.env)

    def _refused(self):
        """The refused lines as they stand in the file, each with the reason."""
        reasons = {}
        for refusal in self.refusal_ids:  # in the order of the file
            named = ": ".join(filter(None, [refusal.column_name, refusal.text]))
            reasons[refusal.line] = "; ".join(filter(None, [reasons.get(refusal.line), named]))
        return write_table(history.pick(self._rows(), reasons, self.env._("Why not")))

    def _data(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _rows(self):
        """(number, cells) of the lines of the file, the heading first."""
        data = self._data()
        if len(data) > history.MAX_BYTES:
            raise history.FileProblem("too_large", megabytes=str(history.MAX_BYTES // 1_000_000))
        return text_rows.rows(text_rows.decode(data, self.encoding or ""), history.MAX_LINES)

    def _settings(self):
        return history.Settings(
            zone=ZoneInfo(self.tz),
            order=self.date_order,
            mark=self.decimal_mark,
            now=datetime.now(UTC).replace(tzinfo=None),
        )

    def write(self, vals):
        if {"file", "company_id"} & set(vals) and any(r.state != "draft" for r in self):
            raise UserError(
                self.env._("This file was checked. Make a new import for another file.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_empty(self):
        if any(record.order_count for record in self):
            raise UserError(self.env._("Remove the orders of this import first."))

    # ------------------------------------------------------------------ check

    def action_check(self):
        """Reads the whole file and lists what is wrong with it; nothing else is written."""
        self.ensure_one()
        if self.state not in ("draft", "checked"):
            raise UserError(self.env._("This file is loaded already."))
        self.check_access("write")
        checked = self.sudo()  # sudo: what was found is not entered, and was just asked for
        try:
            reading, orders, remarks = self._read(Known(self._sudo().env, self.company_id))
        except (history.FileProblem, text_rows.Unreadable) as problem:
            checked.write({"state": "draft", "problem": file_sentence(self.env, problem)})
            return
        self.env["order.history.refusal"]._keep(self, remarks)
        checked.write(self._summary(reading, orders))

    def _summary(self, reading, orders):
        good = sum(len(order.rows) for order in orders)
        return {
            "state": "checked",
            "problem": False,
            "headings": {key: history.shown(said) for key, said in reading.headings.items()},
            "unused": ", ".join(reading.unused),
            "delivery_known": any(row.delivered for order in orders for row in order.rows),
            "line_count": reading.lines,
            "refused_lines": reading.lines - good,
            "order_total": len(orders),
        }

    def _read(self, known):
        """(``history.Reading``, orders to load, what is wrong with the rest) of the file.

        :param known: ``history_lookup.Known`` of the company.
        """
        reading = history.read(self._rows(), self._settings())
        orders, differing = history.group(reading.rows)
        refused = [*reading.refusals, *differing, *known.refusals(orders)]
        refused += self._taken(known, orders)
        orders, more = history.sift(orders, refused, self.whole_orders)
        return reading, orders, [*refused, *more, *known.warnings(orders)]

    def _taken(self, known, orders):
        """Orders that are in Odoo already, but not by this import."""
        taken = known.taken([order.reference for order in orders])
        names = {r.id: r.display_name for r in self._sudo().browse(filter(None, taken.values()))}
        for order in orders:
            if taken.get(order.reference, self.id) != self.id:
                number = taken[order.reference]
                problem = "order_imported" if number else "order_exists"
                place = (order.rows[0].line, order.reference, "order", order.reference)
                detail = {"name": names[number]} if number else {}
                yield history.Refusal(*place, problem, detail, whole=True)

    def _sudo(self):
        # sudo: names are compared with all of the company's, and old orders are made by a job
        # that no user's rights are asked for; who may start it is in the access rights
        return self.sudo().with_company(self.company_id)

    # ------------------------------------------------------------------ load

    def action_load(self):
        """Has the job load the good lines; it may be stopped and goes on where it was."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        self.sudo().state = "loading"  # sudo: after the checks
        self._trigger()

    def _trigger(self):
        # sudo: who may write imports may start their job
        self.env.ref("order_tracking_feedback.ir_cron_history").sudo()._trigger()

    @api.model
    def _cron_work(self):
        """Loads what is to be loaded and removes what is to be removed, in batches of orders,
        each committed. What was done before it was interrupted is not done again."""
        for record in self.search([("state", "in", ("loading", "removing"))], order="id"):
            record = record._sudo()
            done = record._load() if record.state == "loading" else record._remove()
            if not done:
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _load(self):
        """Loads the orders that are not there yet; whether all of them are there now."""
        known = Known(self.env, self.company_id)
        _reading, orders, remarks = self._read(known)
        self.env["order.history.refusal"]._keep(self, remarks)
        taken = known.taken([order.reference for order in orders])
        waiting = [order for order in orders if order.reference not in taken]
        cron, loader = self.env["ir.cron"], Loader(self, known)
        # and one step more: with nothing remaining the job would not come again to finish
        cron._commit_progress(remaining=len(waiting) + 1)
        for part in split_every(BATCH, waiting, list):
            self._load_part(loader, part)
            if not cron._commit_progress(len(part)):
                return False
            self.env.invalidate_all()
        self.state = "loaded"
        cron._commit_progress(1)
        return True

    def _load_part(self, loader, orders):
        """These orders; one that cannot be made is refused alone."""

        def failed(order):
            _logger.exception("History %s: order %s cannot be made", self.id, order.reference)
            reason = {"reason": str(sys.exc_info()[1])[:200]}
            row = order.rows[0]
            refusal = history.Refusal(row.line, row.order, "order", row.order, "failed", reason)
            self.env["order.history.refusal"]._keep(self, [refusal], add=True)

        in_parts(self.env.cr, orders, loader.load, failed)

    # ------------------------------------------------------------------ remove

    def action_remove(self):
        """Has the job remove everything that was loaded."""
        self.ensure_one()
        self.check_access("unlink")
        if self.state not in ("loaded", "loading"):
            raise UserError(self.env._("Nothing was loaded."))
        self._check_removable()
        self.sudo().state = "removing"  # sudo: after the checks
        self._trigger()

    def _check_removable(self):
        frozen, used = self.env.execute_query(SQL(_HINDRANCES, record=self.id))[0]
        if frozen:
            raise UserError(
                self.env._("A review of a period is frozen that counts these orders. They stay.")
            )
        if used:
            raise UserError(
                self.env._(
                    "Order %s has an invoice, a delivery, a complaint or a return in Odoo. The "
                    "import stays.",
                    used,
                )
            )

    def _remove(self):
        """Removes the orders, then what was made for them; whether all is gone."""
        cron, orders = self.env["ir.cron"], self.env["sale.order"]
        domain = [("history_import_id", "=", self.id)]
        cron._commit_progress(remaining=orders.search_count(domain) + 1)  # see _load
        while part := orders.with_context(active_test=False).search(domain, limit=BATCH):
            part._history_remove()
            if not cron._commit_progress(len(part)):
                return False
        for model in MADE:
            self._remove_made(model)
        self.write({"state": "removed", "made": False})
        cron._commit_progress(1)
        return True

    def _remove_made(self, model):
        """What nothing else uses meanwhile."""
        records = self.env[model].browse((self.made or {}).get(model, ())).exists()

        def stays(record):
            _logger.info("History %s: %s %s is used and stays", self.id, model, record.id)

        in_parts(self.env.cr, records, lambda part: part.unlink(), stays)

    # ------------------------------------------------------------------ retention

    @api.model
    def _forget(self, company, before, limit):
        """See ``order.retention``: files, and what was refused of them, that are of no use any
        more. The imports stay: they say where their orders come from."""
        domain = [
            ("company_id", "=", company.id),
            ("write_date", "<", before),
            ("forgotten_at", "=", False),
            ("state", "not in", ("loading", "removing")),
        ]
        records = self.search(domain, order="id", limit=limit).try_lock_for_update()
        files = [("res_model", "=", self._name), ("res_id", "in", records.ids)]
        # sudo: not through write(), which keeps files as they were checked
        self.env["ir.attachment"].sudo().search([*files, ("res_field", "=", "file")]).unlink()
        lines = self.env["order.history.refusal"].sudo()
        lines.search([("import_id", "in", records.ids)]).unlink()
        records.write({"forgotten_at": fields.Datetime.now()})
        return len(records)

    # ------------------------------------------------------------------ screens

    def action_orders(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("history_import_id", "=", self.id)],
        }

    def action_refused_file(self):
        return self._download("refused_file", self.env._("refused.csv"))

    def action_example(self):
        return self._download("example_file", "orders.csv")

    def _download(self, field, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=true",
            "target": "download",
        }
