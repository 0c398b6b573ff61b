import hashlib

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal

from ..presentation import SCRIPT_HASH
from .page import HEADERS

# The tracking page alone has a script, its own one, which may ask for the page again.
PAGE_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "script-src 'none'", f"script-src '{SCRIPT_HASH}'; connect-src 'self'"
    ),
}


class OrderTrackingPortal(CustomerPortal):
    # Not a page of the website: no redirect to a language, no cookie, none of its queries.
    @http.route(
        "/my/orders/<int:order_id>/tracking",
        type="page",
        auth="public",
        methods=["GET"],
        readonly=True,
        may_be_new=True,
        save_session=False,
        sitemap=False,
    )
    def order_tracking_page(self, order_id, access_token=None, lang=None, **kw):
        orders = request.env["sale.order"]
        try:
            page = orders._tracking_page(order_id, access_token, lang)
        except (AccessError, MissingError):
            if not access_token:
                return request.redirect("/my")
            page = orders._tracking_page_missing()
            return request.make_response(page, headers=list(HEADERS.items()), status=404)
        return self._tracking_answer(page)

    def _tracking_answer(self, page):
        """The page, or 304 when the reader's is the same."""
        etag = f'"{hashlib.sha256(page.encode()).hexdigest()[:32]}"'
        headers = [*PAGE_HEADERS.items(), ("ETag", etag)]
        if request.httprequest.headers.get("If-None-Match") == etag:
            return request.make_response("", headers=headers, status=304)
        return request.make_response(page, headers=headers)

    def _prepare_sale_portal_rendering_values(self, *args, **kwargs):
        values = super()._prepare_sale_portal_rendering_values(*args, **kwargs)
        values["tracking_labels"] = values["orders"]._tracking_labels()
        return values
