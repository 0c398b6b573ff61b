"""Who may print our papers: every report of ours, of every record, by every role.

Asked as the report's own address asks, with the number of a record that the reader may not know.
What is no report of Odoo's (receipts, returns, complaints, reviews) has addresses of its own, which
stand in the table of routes. A cell. prints: the paper; no: refused.
"""

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from . import tables
from .common import AccessCase
from .records import OURS
from .world import RECORDS, ROLES


class TestReports(AccessCase):
    needed = ("stock.picking",)

    def test_reports_are_as_written_down(self):
        reports = self.env["ir.actions.report"].search([("report_name", "=like", f"{OURS}%")])
        self.assertTrue(reports)
        found = {
            (report.report_name, record): {
                role: self.printed(role, report, record) for role in ROLES
            }
            for report in reports
            for record in RECORDS
        }
        tables.check("reports", ("report", "record"), ROLES, found)

    def printed(self, role, report, record):
        env = self.world.acting(role)
        number = self.records.of(report.model, record).id
        with self.rolled_back(), mute_logger("odoo.addons.base.models.ir_rule"):
            try:
                env["ir.actions.report"]._render_qweb_html(report.report_name, [number])
            except AccessError:
                return "no"
            return "prints"
