from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from odoo.addons.order_tracking.controllers.order_receipt_page import MOST_BYTES
from odoo.addons.order_tracking.controllers.portal import HEADERS

from .acceptance import _READ, _WRITE, AcceptancePage

_PATH = "/my/orders/<int:order_id>/returns"


class ReturnPage(AcceptancePage):
    @http.route(_PATH, **_READ)
    def return_page(self, order_id, access_token=None, lang=None, **kw):
        return self._show_returns(order_id, access_token, lang)

    # Where a request leads: what was just written must be read from the database that has it.
    @http.route(f"{_PATH}/done", **_WRITE)
    def return_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show_returns(order_id, access_token, lang)

    @http.route(f"{_PATH}/label/<int:number>", **_READ)
    def return_label(self, order_id, number, access_token=None, **kw):
        try:
            name, content, kind = request.env["sale.order"]._return_label(
                order_id, access_token, number
            )
        except (AccessError, MissingError):
            return self._missing()
        # always a download: a file of the company's never runs as a page
        headers = {
            **HEADERS,
            "Content-Type": kind or "application/octet-stream",
            "Content-Disposition": content_disposition(name),
        }
        return request.make_response(content, headers=list(headers.items()))

    # Odoo's own check refuses everybody who has no session, which a reader with a token has not:
    # the model counts a session only together with its token.
    @http.route(
        _PATH, **{**_WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MOST_BYTES}
    )
    def return_tell(self, order_id, **sent):
        sent = {name: text for name, text in sent.items() if isinstance(text, str)}
        trusted = request.validate_csrf(sent.get("csrf_token"))
        try:
            page = request.env["sale.order"]._return_tell(
                order_id, sent, self._files(), trusted=trusted, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        if page is not None:
            return request.make_response(page, headers=list(HEADERS.items()), status=422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/returns/done{query}")

    def _show_returns(self, order_id, token, lang):
        try:
            page = request.env["sale.order"]._return_page(order_id, token, lang, csrf=self._csrf())
        except (AccessError, MissingError):
            return self._missing()
        return request.make_response(page, headers=list(HEADERS.items()))
