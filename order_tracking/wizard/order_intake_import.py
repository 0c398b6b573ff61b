import base64
import binascii

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..intake import table
from ..presentation.intake import intake_problem
from ..presentation.intake_columns import column_labels, example_rows


class OrderIntakeImport(models.TransientModel):
    """Orders in a file, as CSV: one row for each order line."""

    _name = "order.intake.import"
    _description = "Import Orders"

    file = fields.Binary("CSV File", attachment=False)
    file_name = fields.Char()
    encoding = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GBK (Chinese)")],
        help="Choose it only when letters come out wrong. Empty: found out from the file.",
    )
    confirm = fields.Boolean(
        "Confirm Orders Without Findings",
        help="Other orders stay quotations, with what was found.",
    )
    template = fields.Binary(compute="_compute_template")
    summary = fields.Char(readonly=True)
    errors = fields.Json(readonly=True)
    error_table = fields.Html(compute="_compute_error_table", sanitize=False)
    error_file = fields.Binary(compute="_compute_error_file")
    order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)

    def _compute_template(self):
        labels = column_labels(self.env)
        rows = [[labels[column] for column in table.COLUMNS], *example_rows()]
        for wizard in self:
            wizard.template = base64.b64encode(table.write_table(rows))

    @api.depends("errors")
    def _compute_error_table(self):
        row = Markup("<tr>%s</tr>")
        cells = Markup("<td>%s</td><td>%s</td><td>%s</td><td>%s</td>")
        for wizard in self:
            rows = [row % (cells % tuple(error)) for error in (wizard.errors or ())[:200]]
            head = Markup().join(Markup("<th>%s</th>") % name for name in self._headings())
            wizard.error_table = (
                Markup('<table class="table table-sm"><thead>%s</thead><tbody>%s</tbody></table>')
                % (row % head, Markup().join(rows))
                if rows
                else False
            )

    @api.depends("errors")
    def _compute_error_file(self):
        for wizard in self:
            rows = [self._headings(), *(wizard.errors or ())]
            wizard.error_file = wizard.errors and base64.b64encode(table.write_table(rows))

    def _headings(self):
        return [
            self.env._("Line"),
            self.env._("Order"),
            self.env._("Column"),
            self.env._("What is wrong"),
        ]

    def action_template(self):
        return self._download("template", self.env._("orders.csv"))

    def action_errors(self):
        return self._download("error_file", self.env._("errors.csv"))

    def _download(self, field, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=true",
            "target": "download",
        }

    def action_import(self):
        """Makes an order of each reference in the file; those with a mistake are left out whole."""
        self.ensure_one()
        self.env["sale.order"].check_access("create")
        drafts, wrong = table.read_table(self._text(), column_labels(self.env))
        answers = self.env["order.intake.message"]._take_in(
            [draft.raw for draft in drafts],
            channel="csv",
            confirm=self.confirm,
            problems=[draft.problems for draft in drafts],
        )
        errors = [self._error(problem.as_dict(), "") for problem in wrong]
        for draft, answer in zip(drafts, answers, strict=True):
            errors += [
                self._error(error, answer["reference"], draft) for error in answer.get("errors", ())
            ]
        self.errors = sorted(errors, key=lambda error: error[0])
        self._tell(answers)
        return self._again()

    def _text(self):
        try:
            data = base64.b64decode(self.file or b"", validate=True)
        except binascii.Error:
            data = b""
        if not data:
            raise UserError(self.env._("Choose a CSV file first."))
        if len(data) > table.MAX_BYTES:
            raise UserError(self.env._("The file is larger than 5 MB. Split it."))
        try:
            return table.decode(data, self.encoding or "")
        except ValueError as error:
            raise UserError(
                self.env._("The file is no text in UTF-8 or GBK. Save it as “CSV UTF-8”.")
            ) from error

    def _error(self, problem, reference, draft=None):
        """[line of the file, reference, heading of the column, sentence]"""
        line, column = problem.get("detail", {}).get("file_line", 1), ""
        if draft:
            line, column = draft.place(problem)
        label = column_labels(self.env).get(column, problem["path"])
        return [line, reference, label, intake_problem(self.env, problem)]

    def _tell(self, answers):
        counts = {state: 0 for state in ("created", "known", "refused")}
        for answer in answers:
            counts[answer["state"]] += 1
        self.order_ids = [answer["order_id"] for answer in answers if answer["state"] != "refused"]
        self.summary = self.env._(
            "%(created)s orders made, %(known)s known already, %(refused)s refused.", **counts
        )

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import Orders"),
        }

    def action_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Imported Orders"))
