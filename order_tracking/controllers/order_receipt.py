from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .portal import HEADERS

MAX_PDF = 5 * 1024 * 1024  # bytes
_PAGE = {"type": "http", "auth": "public", "save_session": False, "sitemap": False}


class OrderReceipt(http.Controller):
    """The page behind the QR code, and the file for those who may have it."""

    @http.route("/receipt/<string:token>", methods=["GET"], readonly=True, **_PAGE)
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

    @http.route(
        "/my/orders/<int:order_id>/receipt/<int:revision>/pdf",
        methods=["GET"],
        readonly=False,  # that the customer took it is noted
        **_PAGE,
    )
    def receipt_pdf(self, order_id, revision, access_token=None, **kw):
        try:
            name, data = request.env["order.receipt"]._file_for(order_id, revision, access_token)
        except (AccessError, MissingError):
            return request.not_found()
        headers = {
            **HEADERS,
            "Content-Type": "application/pdf",
            "Content-Disposition": http.content_disposition(name),
        }
        return request.make_response(data, headers=list(headers.items()))
