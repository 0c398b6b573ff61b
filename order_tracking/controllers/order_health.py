from odoo import http
from odoo.http import request

from .portal import HEADERS

SCHEME = "Bearer "


class OrderHealth(http.Controller):
    # Not readonly: what it tells is the primary's state, not that of a replica behind it.
    @http.route(
        "/order_tracking/health",
        type="page",
        auth="public",
        methods=["GET"],
        readonly=False,
        save_session=False,
        sitemap=False,
    )
    def order_health(self, **kw):
        """Health for monitoring: 200; 503 when a line fails; 401 for whoever may not know."""
        page = request.env["order.health"].with_context(lang="en_US")
        sent = request.httprequest.headers.get("Authorization", "")
        # never in the address: that is kept in logs
        key = sent[len(SCHEME) :] if sent.startswith(SCHEME) else None
        if not page._may_read(key):
            refused = [*HEADERS.items(), ("WWW-Authenticate", "Bearer")]
            return request.make_json_response({"status": "refused"}, refused, status=401)
        report = page._report()
        status = 503 if report["status"] == "fail" else 200
        return request.make_json_response(report, list(HEADERS.items()), status=status)
