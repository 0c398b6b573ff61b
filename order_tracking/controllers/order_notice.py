from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from .portal import HEADERS

_PATH = "/my/orders/<int:order_id>/notices"
_OPTIONS = {"type": "page", "auth": "public", "save_session": False, "sitemap": False}
MAX_BODY = 8192  # a token and some ticks


class OrderNoticePage(http.Controller):
    # Looking changes nothing: mail scanners follow every address they find.
    @http.route(_PATH, methods=["GET"], readonly=True, may_be_new=True, **_OPTIONS)
    def order_notices(self, order_id, access_token=None, lang=None, **kw):
        return self._answer(
            lambda orders: orders._notice_page(order_id, access_token, lang),
        )

    # csrf: there is no session to protect; the token is the permission. A mail program sends it
    # without any page before (RFC 8058).
    @http.route(_PATH, methods=["POST"], csrf=False, max_content_length=MAX_BODY, **_OPTIONS)
    def order_notices_choose(self, order_id, access_token=None, lang=None, **sent):
        sent["topics"] = request.httprequest.form.getlist("topic")
        return self._answer(
            lambda orders: orders._notice_choose(order_id, access_token, lang, sent),
        )

    def _answer(self, show):
        status = 200
        try:
            page = show(request.env["sale.order"])
        except MissingError:
            page, status = request.env["sale.order"]._tracking_page_missing(), 404
        return request.make_response(page, headers=list(HEADERS.items()), status=status)
