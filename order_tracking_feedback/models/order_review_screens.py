from odoo import fields, models
from odoo.exceptions import MissingError

from odoo.addons.order_tracking.intake.table import write_table

from ..presentation import review_export


def _figures_of(section, name):
    domain = [("section", "=", section), ("dimension", "=", False)]
    return fields.One2many("order.review.figure", "review_id", name, domain=domain, readonly=True)


class OrderReview(models.Model):
    """The review on the screen: the figures of each section, and all of them as a file."""

    _inherit = "order.review"

    orders_ids = _figures_of("orders", "Orders")
    promises_ids = _figures_of("promises", "Promises and Perfect Orders")
    time_ids = _figures_of("time", "Time and Who Had the Order")
    entry_ids = _figures_of("entry", "Receipts and Verification")
    trouble_ids = _figures_of("trouble", "Exceptions")
    carriers_ids = _figures_of("carriers", "Carriers")
    afterwards_ids = _figures_of("afterwards", "Complaints and Returns")
    voice_ids = _figures_of("voice", "What Customers Say")

    def action_figures(self):
        """All figures and their splits in one list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking_feedback.order_review_figure_action"
        )
        return {**action, "name": self.name, "domain": [("review_id", "=", self.id)]}

    def action_export_xlsx(self):
        return self._action_download("xlsx")

    def action_export_csv(self):
        return self._action_download("csv")

    def _action_download(self, kind):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/order_review/{self.id}/figures.{kind}"}

    def _export(self, kind):
        """(file name without ending, content) of all figures and their splits.

        :param kind: ``"csv"`` or ``"xlsx"``.
        """
        review = self.exists()
        review.check_access("read")
        if not review:
            raise MissingError(self.env._("This review is not there any more."))
        table = [review_export.head(self.env), *review_export.rows(review.figure_ids)]
        if kind == "csv":
            return review.name, write_table(table)
        return review.name, review_export.as_xlsx(table, review.name)
