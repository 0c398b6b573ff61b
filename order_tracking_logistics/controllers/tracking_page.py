from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.portal import HEADERS


class ParcelPage(http.Controller):
    @http.route(
        "/my/orders/<int:order_id>/parcels/<int:shipment_id>/proof/<int:file_id>",
        type="page",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def parcel_proof(self, order_id, shipment_id, file_id, access_token=None, **kw):
        orders = request.env["sale.order"]
        try:
            file = orders._tracking_proof(order_id, access_token, shipment_id, file_id)
        except (AccessError, MissingError):
            page = orders._tracking_page_missing()
            return request.make_response(page, headers=list(HEADERS.items()), status=404)
        headers = {**HEADERS, "Content-Type": file.mimetype}
        return request.make_response(file.raw, headers=list(headers.items()))
