from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import MissingError

from odoo.addons.order_tracking.presentation import late_since

from .. import presentation


class SaleOrder(models.Model):
    """What the customer's page says about the parcels of an order."""

    _inherit = "sale.order"

    def _tracking_page_values(self, *, full, token, role=""):
        page = super()._tracking_page_values(full=full, token=token, role=role)
        key = f"?access_token={quote(token, safe='')}" if token else ""
        page["parcels"] = presentation.parcels_of_page(
            self,
            full=full,
            missed=late_since(self, fields.Datetime.now()),
            proof_url=lambda s, f: f"/my/orders/{self.id}/parcels/{s.id}/proof/{f.id}{key}",
        )
        if page["situation"] == "running":
            self._tracking_parcels_speak(page)
        return page

    def _tracking_parcels_speak(self, page):
        """Between leaving and arriving the parcels know more than the steps."""
        news, last = presentation.last_news(self), page["last"]
        if news and last and news[0] > last["reached"]:
            page["last"] = news[1]
        if words := presentation.headline(self):
            page["hero"] = {**page["hero"], **words}
            page["title"] = f"{self.name} – {words['title']}"

    def _tracking_estimate(self):
        return presentation.estimate_of_order(self) or super()._tracking_estimate()

    @api.model
    def _tracking_proof(self, order_id, token, shipment_id, file_id):
        """A picture that proves a delivery (``ir.attachment`` with superuser rights), for those
        alone who are logged in and may read the order: a link's holder may be anybody.

        :raise MissingError, AccessError: the same for the reader: nothing to see.
        """
        order, _link, full = self._tracking_open(order_id, token)
        shipment = order.shipment_ids.filtered(lambda s: full and s.id == shipment_id)
        file = shipment.proof_ids.filtered(lambda f: f.id == file_id)
        if not file or not (file.mimetype or "").startswith("image/"):
            raise MissingError(self.env._("This picture does not exist."))
        return file
