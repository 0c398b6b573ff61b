from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_tracking.touched import Touched


class SaleOrder(models.Model):
    """What orders learn from the scan station."""

    _inherit = "sale.order"

    def _scan_append(self, events, author):
        """Records what was scanned in the journals of these orders, each once.

        :param events: ``[timeline.Event]``, the same for each order.
        """
        headers = self._tracking_headers(Touched(self.env.uid, orders=set(self.ids)))
        headers = {i: h for i, h in headers.items() if h["tracking_version_id"]}
        if headers:
            self._tracking_append(headers, dict.fromkeys(headers, events), author=author)

    @api.model
    def scan_station_stages(self):
        """Stages that a scan may mark as done: ``[{"id", "name"}]``."""
        found = self.env["order.tracking.stage"].search([("trigger", "=", "manual")])
        found = found.with_context(tracking_show_flow=True)
        return [{"id": stage.id, "name": stage.display_name} for stage in found]

    @api.model
    def scan_station_mark(self, stage_id, scans, device_name=""):
        """Marks a stage of the orders whose barcodes were scanned; a repeated scan changes nothing.

        :param scans: ``[{"id", "code"}]``; ``id`` made by the device.
        :return: ``{scan id: {"ok", "text"}}``.
        """
        stage = self.env["order.tracking.stage"].browse(int(stage_id)).exists()
        return {
            str(scan["id"])[:64]: self._scan_mark(stage, scan, str(device_name)[:64])
            for scan in scans[:500]
        }

    @api.model
    def _scan_mark(self, stage, scan, device_name):
        code = str(scan.get("code") or "").strip()[:64]
        order = self.search([("name", "=", code), ("company_id", "in", self.env.companies.ids)])
        if not order:
            return {"ok": False, "text": self.env._("There is no order “%s”.", code)}
        try:
            key = f"scan:{str(scan['id'])[:64]}"
            with self.env.cr.savepoint():
                order[:1]._tracking_mark(stage, evidence="scan", note=device_name, key=key)
        except UserError as error:
            return {"ok": False, "text": str(error)}
        words = self.env._("%(order)s: %(stage)s", order=order[:1].name, stage=stage.name)
        return {"ok": True, "text": words}
