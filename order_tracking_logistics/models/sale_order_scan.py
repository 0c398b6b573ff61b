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
        codes = {str(scan["id"])[:64]: _code_of(scan) for scan in scans[:500]}
        named = [("name", "in", list(codes.values()))]
        found = self.search([*named, ("company_id", "in", self.env.companies.ids)])
        orders = {order.name: order for order in reversed(found)}
        device_name = str(device_name)[:64]
        return {
            key: orders.get(code, self.browse())._scan_mark(stage, key, code, device_name)
            for key, code in codes.items()
        }

    def _scan_mark(self, stage, key, code, device_name):
        if not self:
            return {"ok": False, "text": self.env._("There is no order “%s”.", code)}
        try:
            with self.env.cr.savepoint():
                self._tracking_mark(stage, evidence="scan", note=device_name, key=f"scan:{key}")
        except UserError as error:
            return {"ok": False, "text": str(error)}
        words = self.env._("%(order)s: %(stage)s", order=self.name, stage=stage.name)
        return {"ok": True, "text": words}


def _code_of(scan):
    return str(scan.get("code") or "").strip()[:64]
