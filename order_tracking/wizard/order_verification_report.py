from odoo import Command, api, fields, models

from ..presentation import findings


class OrderVerificationReport(models.TransientModel):
    """What became of each order when several were confirmed."""

    _name = "order.verification.report"
    _description = "Confirmation Report"

    line_ids = fields.One2many("order.verification.report.line", "report_id", readonly=True)
    confirmed_count = fields.Integer(compute="_compute_counts")
    stopped_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for report in self:
            confirmed = report.line_ids.filtered(lambda line: line.outcome == "confirmed")
            report.confirmed_count = len(confirmed)
            report.stopped_count = len(report.line_ids - confirmed)

    @api.model
    def _make(self, orders, messages):
        """The action that shows the report.

        :param messages: why an order was not confirmed, by order id.
        """
        order_of = {"stopped": 0, "audit": 1, "confirmed": 2}
        lines = [
            {
                "order_id": order.id,
                "outcome": self._outcome(order, messages),
                "message": self._message(order, messages),
            }
            for order in orders
        ]
        lines.sort(key=lambda line: order_of[line["outcome"]])
        report = self.create({"line_ids": [Command.create(line) for line in lines]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirmation of %(count)s Orders", count=len(orders)),
            "res_model": self._name,
            "res_id": report.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _message(self, order, messages):
        if order.id not in messages:
            return False
        return "\n".join(findings.stop_reasons(order)) or messages[order.id]

    def _outcome(self, order, messages):
        if order.id not in messages:
            return "confirmed"
        return "audit" if order.verification_state == "audit" else "stopped"


class OrderVerificationReportLine(models.TransientModel):
    _name = "order.verification.report.line"
    _description = "Confirmation Report Line"
    _order = "id"

    report_id = fields.Many2one(
        "order.verification.report", required=True, readonly=True, ondelete="cascade"
    )
    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id", related_sudo=False)
    outcome = fields.Selection(
        [("confirmed", "Confirmed"), ("audit", "In audit"), ("stopped", "Not confirmed")],
        required=True,
        readonly=True,
    )
    message = fields.Text("What to Do", readonly=True)

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
