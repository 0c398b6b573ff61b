from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.order_tracking import work_reading
from odoo.addons.order_tracking.timeline.flow import STATED

MOST = 500  # scans in one request


class SaleOrder(models.Model):
    """What orders learn from the scan station."""

    _inherit = "sale.order"

    def _scan_append(self, events, author):
        """Records what was scanned in the journals of these orders, each once.

        Bookkeeping: no stage and no promise follows from it, so nothing is projected.

        :param events: ``[timeline.Event]``, the same for each order.
        """
        followed = self.filtered("tracking_version_id")
        companies = {order.id: order.company_id.id for order in followed}
        events_of = dict.fromkeys(followed.ids, events)
        self.env["order.tracking.event"]._record(events_of, companies, author)

    # ------------------------------------------------------------------ stages

    @api.model
    def _scan_stage_check(self):
        """Whoever works in the warehouse or in production, or follows orders, scans stages."""
        groups = "stock.group_stock_user,order_tracking.group_user"
        if not self.env.su and not self.env.user.has_groups(groups):
            raise AccessError(
                self.env._("Only members of the warehouse or of production may scan stages.")
            )

    @api.model
    def _scan_stages(self):
        """Stages that a scan may mark as done."""
        # sudo: which stages people may mark is no secret of those who follow orders; checked before
        return (
            self.env["order.tracking.stage"]
            .sudo()
            .search(
                [
                    ("trigger", "in", STATED),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ]
            )
        )

    @api.model
    def scan_station_stages(self):
        """Stages that a scan may mark as done: ``[{"id", "name"}]``."""
        self._scan_stage_check()
        stages = self._scan_stages().with_context(tracking_show_flow=True)
        return [{"id": stage.id, "name": stage.display_name} for stage in stages]

    @api.model
    def scan_station_mark(self, stage_id, scans, device_name=""):
        """Marks a stage of the orders whose barcodes were scanned; a repeated scan changes nothing.

        :param scans: ``[{"id", "code"}]``; ``id`` made by the device, ``code``: number of an order,
            of a transfer or of a production order.
        :return: ``{scan id: {"ok", "text"}}``.
        """
        self._scan_stage_check()
        stage = self._scan_stages().filtered(lambda s: s.id == int(stage_id))
        if not stage:
            raise UserError(self.env._("This stage is not marked by scans. Choose another one."))
        codes = {str(scan["id"])[:64]: _code_of(scan) for scan in scans[:MOST]}
        orders = self._scan_orders(set(codes.values()))
        note = str(device_name)[:64]
        return {key: orders[code]._scan_mark(stage, key, code, note) for key, code in codes.items()}

    @api.model
    def _scan_orders(self, codes):
        """Orders by scanned number, of the companies that the reader works in, whoever sells them;
        a fixed number of queries.

        :return: sale orders with superuser rights, to mark stages of and for nothing else.
        """
        found = defaultdict(self.sudo().browse)
        named = Domain("name", "in", list(codes)) & Domain(
            "company_id", "in", self.env.companies.ids
        )
        # sudo: people on the floor know the number on the paper; they are told no more of the order
        for model, path, more in self._scan_papers():
            for record in self.env[model].sudo().search(named & more):
                found[record.name] |= record.mapped(path) if path else record
        return found

    @api.model
    def _scan_papers(self):
        """(model, path to its sale orders, which of them) of the papers whose barcode names an
        order."""
        # Only orders with a timeline have stages; an index finds these by their exact number.
        followed = Domain("tracking_version_id", "!=", False)
        papers = [
            ("sale.order", None, followed),
            ("stock.picking", "move_ids.sale_line_id.order_id", Domain.TRUE),
        ]
        if work_reading.installed(self.env, "production"):
            papers.append(("mrp.production", "reference_ids.sale_ids", Domain.TRUE))
        return papers

    def _scan_mark(self, stage, key, code, device_name):
        """Marks ``stage`` of the orders that ``code`` names; the answer to the scan."""
        if not self:
            return {"ok": False, "text": self.env._("There is no order for “%s”.", code)}
        try:
            with self.env.cr.savepoint():
                for order in self:
                    order._scan_mark_one(stage, f"scan:{key}", device_name)
        except UserError as error:
            return {"ok": False, "text": str(error)}
        names = ", ".join(self.mapped("name"))
        words = self.env._("%(order)s: %(stage)s", order=names, stage=stage.name)
        return {"ok": True, "text": words}

    def _scan_mark_one(self, stage, key, device_name):
        milestone = self.milestone_ids.filtered(lambda m: m.stage_id == stage)
        if self.state != "sale":
            raise UserError(self.env._("%s is not a running order.", self.name))
        known = [("order_id", "=", self.id), ("source", "=", "scan"), ("dedup_key", "=", key)]
        if self.env["order.tracking.event"].search_count(known, limit=1):
            return  # the same scan, sent again
        if milestone.state == "reached":
            raise UserError(
                self.env._(
                    "%(order)s: “%(stage)s” is done already.", order=self.name, stage=stage.name
                )
            )
        self._tracking_mark(stage, evidence="scan", note=device_name, key=key)


def _code_of(scan):
    return str(scan.get("code") or "").strip()[:64]
