from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from .portal import HEADERS

_PATH = "/my/orders/<int:order_id>/choice/<int:choice_id>"
_OPTIONS = {"type": "page", "auth": "public", "save_session": False, "sitemap": False}
MAX_BODY = 4096  # a token and a number


class OrderChoicePage(http.Controller):
    @http.route(_PATH, methods=["GET"], readonly=True, may_be_new=True, **_OPTIONS)
    def order_choice_page(self, order_id, choice_id, access_token=None, **kw):
        try:
            choice = request.env["order.choice"]._open_page(order_id, choice_id, access_token)
        except MissingError:
            return self._missing()
        return self._respond(choice._page(access_token))

    # csrf: there is no session to protect; the token in the form is the permission
    @http.route(_PATH, methods=["POST"], csrf=False, max_content_length=MAX_BODY, **_OPTIONS)
    def order_choice_answer(self, order_id, choice_id, access_token=None, way="", **kw):
        try:
            choice = request.env["order.choice"]._open_page(order_id, choice_id, access_token)
        except MissingError:
            return self._missing()
        problem = choice._answer(way)
        return self._respond(choice._page(access_token, problem))

    def _missing(self):
        return self._respond(request.env["sale.order"]._tracking_page_missing(), 404)

    def _respond(self, page, status=200):
        return request.make_response(page, headers=list(HEADERS.items()), status=status)
