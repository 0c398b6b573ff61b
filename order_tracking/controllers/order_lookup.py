from odoo import http
from odoo.http import request

from .portal import HEADERS

_OPTIONS = {"type": "page", "auth": "public", "save_session": False, "sitemap": False}
MAX_BODY = 4096  # two short texts
STATUS = {"empty": 422, "unknown": 422, "limit": 429}


class OrderLookup(http.Controller):
    """Customers find their order without any link."""

    @http.route("/track", methods=["GET"], readonly=True, **_OPTIONS)
    def order_lookup_page(self, company="", lang=None, **kw):
        return self._respond(request.env["sale.order"]._lookup_page(lang, _company(company)))

    # csrf: there is no session to protect, and nothing is written but that somebody tried
    @http.route("/track", methods=["POST"], csrf=False, max_content_length=MAX_BODY, **_OPTIONS)
    def order_lookup(self, company="", lang=None, number="", secret="", **kw):
        orders, company = request.env["sale.order"], _company(company)
        address = request.httprequest.remote_addr
        path, problem = orders._lookup(number, secret, address, company, lang)
        if path:
            return request.redirect(path)
        page = orders._lookup_page(lang, company, problem=problem, number=number)
        return self._respond(page, STATUS[problem])

    def _respond(self, page, status=200):
        headers = [*HEADERS.items(), *([("Retry-After", "3600")] if status == 429 else [])]
        return request.make_response(page, headers=headers, status=status)


def _company(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
