from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.portal import HEADERS

_PATH = "/my/orders/<int:order_id>/handover"
_READ = {
    "type": "page",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "may_be_new": True,
    "save_session": False,
    "sitemap": False,
}
_WRITE = {**_READ, "readonly": False}
MOST_BYTES = 500_000  # a name and a signature
# The page works without a script; ours lets the customer sign.
_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "script-src 'none'", "script-src 'self'"
    ),
}


class HandoverPage(http.Controller):
    @http.route(_PATH, **_READ)
    def handover_page(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    # Where a confirmation leads: what was just written must be read from the database that has it.
    @http.route(f"{_PATH}/done", **_WRITE)
    def handover_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    # Odoo's own check refuses everybody who has no session, which a reader with a token has not:
    # the model counts a session only together with its token.
    @http.route(
        _PATH, **{**_WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MOST_BYTES}
    )
    def handover_confirm(self, order_id, **sent):
        trusted = request.validate_csrf(sent.get("csrf_token"))
        try:
            page = request.env["sale.order"]._handover_confirm(
                order_id, sent, trusted=trusted, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        if page is not None:
            return request.make_response(page, headers=list(_HEADERS.items()), status=422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/handover/done{query}")

    def _show(self, order_id, token, lang):
        try:
            page = request.env["sale.order"]._handover_page(
                order_id, token, lang, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        return request.make_response(page, headers=list(_HEADERS.items()))

    def _missing(self):
        page = request.env["sale.order"]._tracking_page_missing()
        return request.make_response(page, headers=list(HEADERS.items()), status=404)

    def _csrf(self):
        return "" if request.env.user._is_public() else request.csrf_token()
