from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.portal import HEADERS

_PATH = "/my/orders/<int:order_id>/feedback"
_READ = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
    "sitemap": False,
}
_WRITE = {**_READ, "readonly": False}
MAX_BODY = 65536  # some choices and a long text
_FORM = {**_WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MAX_BODY}


class FeedbackPage(http.Controller):
    @http.route(_PATH, **_READ)
    def feedback_page(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    # Where an answer leads: what was just written must be read from the database that has it.
    @http.route(f"{_PATH}/done", **_WRITE)
    def feedback_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    # Odoo's own check refuses everybody who has no session, which a reader with a token has not:
    # the model counts a session only together with its token.
    @http.route(_PATH, **_FORM)
    def feedback_answer(self, order_id, **sent):
        sent = {name: text for name, text in sent.items() if isinstance(text, str)}
        trusted = request.validate_csrf(sent.get("csrf_token"))
        try:
            refused = request.env["sale.order"]._feedback_answer(
                order_id, sent, request.httprequest.remote_addr, trusted=trusted, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        if refused is not None:
            page, status = refused
            return request.make_response(page, headers=list(HEADERS.items()), status=status)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/feedback/done{query}")

    # Looking changes nothing: mail scanners follow every address they find.
    @http.route("/feedback/unsubscribe", **_READ)
    def feedback_stop_page(self, token=None, **kw):
        return self._stop(token, do=False)

    # csrf: there is no session to protect; the token is the permission. A mail program sends it
    # without any page before (RFC 8058).
    @http.route("/feedback/unsubscribe", **_FORM)
    def feedback_stop(self, token=None, **sent):
        return self._stop(token, do=True)

    def _stop(self, token, *, do):
        try:
            page = request.env["sale.order"]._feedback_stop(token, do=do)
        except MissingError:
            return self._missing()
        return request.make_response(page, headers=list(HEADERS.items()))

    def _show(self, order_id, token, lang):
        try:
            page = request.env["sale.order"]._feedback_page(
                order_id, token, lang, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        return request.make_response(page, headers=list(HEADERS.items()))

    def _missing(self):
        page = request.env["sale.order"]._tracking_page_missing()
        return request.make_response(page, headers=list(HEADERS.items()), status=404)

    def _csrf(self):
        return "" if request.env.user._is_public() else request.csrf_token()
