from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal

HEADERS = {
    "Referrer-Policy": "no-referrer",  # the address may hold a token
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; script-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}


class OrderTrackingPortal(CustomerPortal):
    # Not a page of the website: no redirect to a language, no cookie, none of its queries.
    @http.route(
        "/my/orders/<int:order_id>/tracking",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def order_tracking_page(self, order_id, access_token=None, lang=None, **kw):
        orders, status = request.env["sale.order"], 200
        try:
            page = orders._tracking_page(order_id, access_token, lang)
        except (AccessError, MissingError):
            if not access_token:
                return request.redirect("/my")
            page, status = orders._tracking_page_missing(), 404
        return request.make_response(page, headers=list(HEADERS.items()), status=status)

    def _prepare_sale_portal_rendering_values(self, *args, **kwargs):
        values = super()._prepare_sale_portal_rendering_values(*args, **kwargs)
        values["tracking_labels"] = values["orders"]._tracking_labels()
        return values
