import base64
import binascii

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..intake import rows, table


class OrderFileImport(models.AbstractModel):
    """A dialog that takes in a CSV file and shows what is wrong with it, by line and column.

    A wizard of this kind says in :meth:`_labels` and :meth:`_examples` what is in the file, and
    writes ``summary`` and ``errors``: [line, name, column, sentence] of each mistake.
    """

    _name = "order.file.import"
    _description = "Import a File"

    file = fields.Binary("CSV File", attachment=False)
    file_name = fields.Char()
    encoding = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GBK (Chinese)")],
        help="Choose it only when letters come out wrong. Empty: found out from the file.",
    )
    template = fields.Binary(compute="_compute_template")
    summary = fields.Char(readonly=True)
    errors = fields.Json(readonly=True)
    error_table = fields.Html(compute="_compute_error_table", sanitize=False)
    error_file = fields.Binary(compute="_compute_error_file")

    def _labels(self):
        """Heading of each column in the user's language, in the template's order."""
        raise NotImplementedError

    def _examples(self):
        """Rows of the template below its heading."""
        raise NotImplementedError

    def _name_heading(self):
        """Heading of what the rows of an error table are about."""
        raise NotImplementedError

    def _say_problem(self, problem):
        """The sentence for a problem, given as ``intake.problem.Problem.as_dict`` does."""
        raise NotImplementedError

    def _compute_template(self):
        rows = [list(self._labels().values()), *self._examples()]
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
            self._name_heading(),
            self.env._("Column"),
            self.env._("What is wrong"),
        ]

    def action_errors(self):
        return self._download("error_file", self.env._("errors.csv"))

    def _download(self, field, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=true",
            "target": "download",
        }

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
            return rows.decode(data, self.encoding or "")
        except rows.Unreadable as error:
            raise UserError(
                self.env._("The file is no text in UTF-8 or GBK. Save it as “CSV UTF-8”.")
            ) from error

    def _list_errors(self, wrong, drafts, answers, key):
        """[line of the file, name, heading of the column, sentence] of every mistake.

        :param wrong: problems of the file as a whole.
        :param drafts: what the file holds, each with its ``place`` of a problem.
        :param answers: to the drafts; ``key``: the name of what an answer is about.
        """
        errors = [self._error(problem.as_dict(), "") for problem in wrong]
        for draft, answer in zip(drafts, answers, strict=True):
            errors += [self._error(e, answer[key], draft) for e in answer.get("errors", ())]
        return sorted(errors, key=lambda error: error[0])

    def _error(self, problem, name, draft=None):
        line, column = problem.get("detail", {}).get("file_line", 1), ""
        if draft:
            line, column = draft.place(problem)
        label = self._labels().get(column, problem["path"])
        return [line, name, label, self._say_problem(problem)]

    def _again(self):
        """This dialog once more, with what came of the file."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
