from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.order_receipt_page import MOST_BYTES
from odoo.addons.order_tracking.controllers.portal import HEADERS

_PATH = "/my/orders/<int:order_id>/acceptance"
_READ = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
    "sitemap": False,
}
_WRITE = {**_READ, "readonly": False}


class AcceptancePage(http.Controller):
    @http.route(_PATH, **_READ)
    def acceptance_page(self, order_id, access_token=None, lang=None, wrong="", **kw):
        return self._show(order_id, access_token, lang, wrong=wrong == "1")

    # Where an answer leads: what was just written must be read from the database that has it.
    @http.route(f"{_PATH}/done", **_WRITE)
    def acceptance_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    # Odoo's own check refuses everybody who has no session, which a reader with a token has not:
    # the model counts a session only together with its token.
    @http.route(
        _PATH, **{**_WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MOST_BYTES}
    )
    def acceptance_answer(self, order_id, **sent):
        sent = {name: text for name, text in sent.items() if isinstance(text, str)}
        trusted = request.validate_csrf(sent.get("csrf_token"))
        try:
            page = request.env["sale.order"]._acceptance_answer(
                order_id, sent, self._files(), trusted=trusted, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        if page is not None:
            return request.make_response(page, headers=list(HEADERS.items()), status=422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/acceptance/done{query}")

    def _show(self, order_id, token, lang, **options):
        try:
            page = request.env["sale.order"]._acceptance_page(
                order_id, token, lang, csrf=self._csrf(), **options
            )
        except (AccessError, MissingError):
            return self._missing()
        return request.make_response(page, headers=list(HEADERS.items()))

    def _missing(self):
        page = request.env["sale.order"]._tracking_page_missing()
        return request.make_response(page, headers=list(HEADERS.items()), status=404)

    def _csrf(self):
        return "" if request.env.user._is_public() else request.csrf_token()

    def _files(self):
        """(name, content) of the chosen files by field name."""
        found = {}
        for name, files in request.httprequest.files.lists():
            for file in files:
                file.seek(0)  # a request that runs again finds them read
            found[name] = [(file.filename or "", file.read()) for file in files]
        return found
