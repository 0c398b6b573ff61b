"""Who may print our papers: every report of ours, of every record, by every role.

Asked as the report's own address asks, with the number of a record that the reader may not know.
What is no report of Odoo's (receipts, returns, complaints, reviews) has addresses of its own, which
stand in the table of routes. A cell. prints: the paper; no: refused.
"""

from urllib.parse import urlencode

from odoo.exceptions import AccessError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from . import tables
from .common import AccessCase
from .records import OURS
from .world import ABROAD, OWN, RECORDS, ROLES

FORCED = '{"force_report_rendering": true}'  # tests get a page for a PDF else
QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.web.controllers.report")


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


class TestAddressesOfReports(AccessCase, HttpCase):
    """The same through the address that a browser asks, which has rules of its own."""

    needed = ("stock.picking",)

    def test_addresses_answer_as_the_table_says(self):
        expected = tables.expected("reports", ("report", "record"))
        found = {key: {} for key in expected if key[1] in (OWN, ABROAD)}
        self.assertTrue(found)
        for role in ROLES:
            self.authenticate(*[None if role == "public" else f"access_{role}"] * 2)
            for report, record in found:
                found[report, record][role] = self.told(self.ask("html", report, record))
        wrong = list(tables.differences({key: expected[key] for key in found}, found))
        self.assertFalse(wrong, "\n".join(wrong))

    def test_a_pdf_is_made_only_for_whoever_may_have_it(self):
        report = f"{OURS}_logistics.report_packing_slip"
        for role, wanted in (("warehouse", "prints"), ("tracker", "no"), ("abroad", "no")):
            self.authenticate(*[f"access_{role}"] * 2)
            answer = self.ask("pdf", report, OWN)
            self.assertEqual(self.told(answer), wanted, role)
            self.assertEqual(answer.content.startswith(b"%PDF"), wanted == "prints", role)

    def ask(self, kind, report, record):
        number = self.records.of("stock.picking", record).id
        with self.rolled_back(), mute_logger(*QUIET):
            address = f"/report/{kind}/{report}/{number}?{urlencode({'context': FORCED})}"
            return self.url_open(address, allow_redirects=False)

    def told(self, answer):
        """A way to the log-in, or a refusal; anything else is told as it is."""
        refused = answer.status_code == 403 or "/web/login" in answer.headers.get("Location", "")
        return {200: "prints"}.get(answer.status_code, "no" if refused else str(answer.status_code))
