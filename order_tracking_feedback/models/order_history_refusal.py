import json

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking import bulk

from ..presentation.history import column_name, sentence

_COLUMNS = {
    "import_id": "int",
    "company_id": "int",
    "line": "int",
    "order_name": "varchar",
    '"column"': "varchar",
    "value": "varchar",
    "problem": "varchar",
    "detail": "jsonb",
    "warning": "bool",
}
_INSERT = f"""
INSERT INTO order_history_refusal ({", ".join(_COLUMNS)}) SELECT * FROM {bulk.table(_COLUMNS)}"""


class OrderHistoryRefusal(models.Model):
    """A line of an imported file that was not loaded, or not wholly as it says."""

    _name = "order.history.refusal"
    _description = "Refused Line of an Import"
    _order = "import_id, line, id"
    _rec_name = "line"
    _log_access = False

    import_id = fields.Many2one(
        "order.history.import", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    line = fields.Integer(readonly=True, help="Of the file, counted from 1 with its heading.")
    order_name = fields.Char("Order", readonly=True)
    column = fields.Char("Column Key", readonly=True)
    column_name = fields.Char("Column", compute="_compute_text")
    value = fields.Char("Found", readonly=True)
    problem = fields.Char(required=True, readonly=True)
    detail = fields.Json(readonly=True)
    warning = fields.Boolean(readonly=True, help="The line is loaded all the same.")
    text = fields.Char("What Is Wrong", compute="_compute_text")

    _list_idx = models.Index("(import_id, warning, line)")

    @api.depends("problem", "detail", "import_id.headings")
    @api.depends_context("lang")
    def _compute_text(self):
        for refusal in self:
            said, detail = refusal.import_id.headings or {}, refusal.detail or {}
            refusal.column_name = column_name(self.env, refusal.column, said)
            refusal.text = sentence(self.env, refusal.problem, detail, said)

    @api.model
    def _keep(self, record, refusals, add=False):
        """Inserts ``history.Refusal`` values of an import, by one statement.

        :param add: to those it has; else instead of them.
        """
        if not add:
            self.env.cr.execute(
                SQL("DELETE FROM order_history_refusal WHERE import_id = %s", record.id)
            )
        rows = [
            (record.id, record.company_id.id, r.line, r.order, r.column, r.value, r.problem)
            + (json.dumps(r.detail), r.warning)
            for r in refusals
        ]
        if rows:
            self.env.cr.execute(_INSERT, bulk.arrays(rows))
        self.invalidate_model(flush=False)
        record.invalidate_recordset(["refusal_ids", "remark_ids", "refused_file"], flush=False)
