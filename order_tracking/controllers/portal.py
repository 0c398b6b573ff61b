from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class OrderTrackingPortal(CustomerPortal):
    @http.route(
        "/my/orders/<int:order_id>/tracking",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def order_tracking_page(self, order_id, access_token=None, **kw):
        try:
            page = request.env["sale.order"]._tracking_page(order_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        response = request.make_response(page)
        response.headers["Referrer-Policy"] = "no-referrer"  # the address may hold a token
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
