from odoo import http
from odoo.http import request

from .portal import HEADERS

MAX_PDF = 5 * 1024 * 1024  # bytes
_PAGE = {"type": "page", "auth": "public", "save_session": False, "sitemap": False}


class OrderReceipt(http.Controller):
    """The page behind the QR code."""

    @http.route("/receipt/<string:token>", methods=["GET"], readonly=True, may_be_new=True, **_PAGE)
    def receipt_verify(self, token, c=None, lang=None, **kw):
        page, status = request.env["order.receipt"]._public_page(token, c, lang=lang)
        return request.make_response(page, headers=list(HEADERS.items()), status=status)

    # No CSRF token: nothing is written, and the page has no session to be misused.
    @http.route(
        "/receipt/<string:token>",
        methods=["POST"],
        readonly=True,
        csrf=False,
        max_content_length=MAX_PDF + 10_000,  # and the form around the file
        **_PAGE,
    )
    def receipt_compare(self, token, lang=None, **kw):
        file = request.httprequest.files.get("file")
        data = file.stream.read(MAX_PDF + 1) if file else b""
        page, status = request.env["order.receipt"]._public_page(token, file=data, lang=lang)
        return request.make_response(page, headers=list(HEADERS.items()), status=status)
