from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.order_receipt_page import MOST_BYTES
from odoo.addons.order_tracking.controllers.portal import HEADERS

from .acceptance import _READ, _WRITE

_PATH = "/my/orders/<int:order_id>/complaints"
# As for acceptances: the model counts a session only together with its token.
_POST = {**_WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MOST_BYTES}


class ComplaintPage(http.Controller):
    @http.route(_PATH, **_READ)
    def complaint_page(self, order_id, access_token=None, lang=None, new="", **kw):
        return self._show(order_id, access_token, lang, new=new == "1")

    # Where a form leads: what was just written must be read from the database that has it.
    @http.route(f"{_PATH}/done", **_WRITE)
    def complaint_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show(order_id, access_token, lang)

    @http.route(_PATH, **_POST)
    def complaint_told(self, order_id, **sent):
        return self._take("_complaint_told", order_id, sent, self._files())

    @http.route(f"{_PATH}/answer", **_POST)
    def complaint_answer(self, order_id, **sent):
        return self._take("_complaint_answer", order_id, sent)

    def _take(self, method, order_id, sent, *files):
        sent = {name: text for name, text in sent.items() if isinstance(text, str)}
        trusted = request.validate_csrf(sent.get("csrf_token"))
        try:
            page = getattr(request.env["sale.order"], method)(
                order_id, sent, *files, trusted=trusted, csrf=self._csrf()
            )
        except (AccessError, MissingError):
            return self._missing()
        if page is not None:
            return request.make_response(page, headers=list(HEADERS.items()), status=422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/complaints/done{query}")

    def _show(self, order_id, token, lang, **options):
        try:
            page = request.env["sale.order"]._complaint_page(
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
        """(name, content) of the chosen photos."""
        files = request.httprequest.files.getlist("photos")
        for file in files:
            file.seek(0)  # a request that runs again finds them read
        return [(file.filename or "", file.read()) for file in files]
