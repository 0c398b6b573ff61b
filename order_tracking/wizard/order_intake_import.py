from odoo import fields, models

from ..intake import table
from ..presentation.intake import intake_problem
from ..presentation.intake_columns import column_labels, example_rows


class OrderIntakeImport(models.TransientModel):
    """Orders in a file, as CSV: one row for each order line."""

    _name = "order.intake.import"
    _description = "Import Orders"
    _inherit = "order.file.import"

    confirm = fields.Boolean(
        "Confirm Orders Without Findings",
        help="Other orders stay quotations, with what was found.",
    )
    order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)

    def _labels(self):
        return column_labels(self.env)

    def _examples(self):
        return example_rows()

    def _name_heading(self):
        return self.env._("Order")

    def _say_problem(self, problem):
        return intake_problem(self.env, problem)

    def action_template(self):
        return self._download("template", self.env._("orders.csv"))

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
        self.errors = self._list_errors(wrong, drafts, answers, "reference")
        self._tell(answers)
        return {**self._again(), "name": self.env._("Import Orders")}

    def _tell(self, answers):
        counts = {state: 0 for state in ("created", "known", "refused")}
        for answer in answers:
            counts[answer["state"]] += 1
        self.order_ids = [answer["order_id"] for answer in answers if answer["state"] != "refused"]
        self.summary = self.env._(
            "%(created)s orders made, %(known)s known already, %(refused)s refused.", **counts
        )

    def action_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Imported Orders"))
