import base64
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from .portal import HEADERS
from .posted import posted_files

# Five photos of a phone's full size and some text: what is refused as too large is told at its
# field. Anything beyond is refused before it is read.
MOST_BYTES = 96 * 1024 * 1024
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
READ = {
    "type": "page",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "may_be_new": True,
    "save_session": False,
    "sitemap": False,
}
WRITE = {**READ, "readonly": False}
# Odoo's own check refuses everybody who has no session, which a reader with a token has not:
# see _is_trusted.
ANSWER = {**WRITE, "methods": ["POST"], "csrf": False, "max_content_length": MOST_BYTES}


class OrderReceiptPage(http.Controller):
    @http.route("/my/orders/<int:order_id>/receipt", **READ)
    def receipt_page(self, order_id, access_token=None, lang=None, start="", **kw):
        return self._page(order_id, None, access_token, lang, start)

    # An address of its own: an argument that only some addresses fill could be sent as text.
    @http.route("/my/orders/<int:order_id>/receipt/<int:revision>", **READ)
    def receipt_revision(self, order_id, revision, access_token=None, lang=None, start="", **kw):
        return self._page(order_id, revision, access_token, lang, start)

    def _page(self, order_id, revision, access_token, lang, start):
        return self._answer(
            lambda orders: orders._receipt_page(
                order_id,
                access_token,
                lang,
                revision=revision,
                start=int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0,
                csrf=self._csrf(),
            ),
            access_token,
        )

    # Where an answer leads: what was just written must be read from the database that has it.
    @http.route("/my/orders/<int:order_id>/receipt/answered", **WRITE)
    def receipt_answered(self, order_id, access_token=None, lang=None, **kw):
        return self._answer(
            lambda orders: orders._receipt_page(order_id, access_token, lang, csrf=self._csrf()),
            access_token,
        )

    @http.route("/my/orders/<int:order_id>/receipt/dispute", **READ)
    def receipt_form(self, order_id, access_token=None, lang=None, line="", **kw):
        return self._answer(
            lambda orders: orders._receipt_form(
                order_id, access_token, lang, line=line, csrf=self._csrf()
            ),
            access_token,
        )

    @http.route("/my/orders/<int:order_id>/receipt/<int:revision>/pdf", **READ)
    def receipt_pdf(self, order_id, revision, access_token=None, **kw):
        try:
            orders = request.env["sale.order"]
            name, content = orders._receipt_pdf(order_id, access_token, revision)
            if not content:
                return self._file_gone(orders, order_id, access_token, revision)
        except (AccessError, MissingError):
            return self._missing(access_token)
        headers = {
            **HEADERS,
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition(name),
        }
        return request.make_response(content, headers=list(headers.items()))

    # The page itself is read only, so that a replica can serve it: an image of one pixel tells
    # that a browser has it open. Whatever fetches the page alone (a mail scanner) does not.
    @http.route("/my/orders/<int:order_id>/receipt/<int:revision>/opened", **WRITE)
    def receipt_opened(self, order_id, revision, access_token=None, **kw):
        try:
            request.env["sale.order"]._receipt_opened(order_id, access_token, revision)
        except (AccessError, MissingError):
            return request.make_response("", headers=list(HEADERS.items()), status=404)
        headers = {**HEADERS, "Content-Type": "image/gif"}
        return request.make_response(PIXEL, headers=list(headers.items()))

    @http.route("/my/orders/<int:order_id>/receipt/accept", **ANSWER)
    def receipt_accept(self, order_id, **sent):
        return self._record(
            order_id,
            sent,
            lambda orders: orders._receipt_accept(
                order_id, sent, trusted=self._is_trusted(sent), csrf=self._csrf()
            ),
        )

    @http.route("/my/orders/<int:order_id>/receipt/dispute", **ANSWER)
    def receipt_dispute(self, order_id, **sent):
        return self._record(
            order_id,
            sent,
            lambda orders: orders._receipt_dispute(
                order_id,
                sent,
                posted_files(),
                trusted=self._is_trusted(sent),
                csrf=self._csrf(),
            ),
        )

    def _file_gone(self, orders, order_id, token, revision):
        """The receipt as a page, which says the same as its file."""
        about = {"revision": revision, "notice": "file_gone", "csrf": self._csrf()}
        page = orders._receipt_page(order_id, token, **about)
        return request.make_response(page, headers=list(HEADERS.items()), status=503)

    # ------------------------------------------------------------------ in common

    def _answer(self, show, token):
        try:
            page = show(request.env["sale.order"])
        except (AccessError, MissingError):
            return self._missing(token)
        return request.make_response(page, headers=list(HEADERS.items()))

    def _record(self, order_id, sent, record):
        """After an answer the browser fetches a page anew: reloading it sends nothing twice."""
        try:
            page = record(request.env["sale.order"])
        except (AccessError, MissingError):
            return self._missing(sent.get("access_token"))
        if page is not None:
            return request.make_response(page, headers=list(HEADERS.items()), status=422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/receipt/answered{query}")

    def _missing(self, token):
        if not token:
            return request.redirect("/my")
        page = request.env["sale.order"]._tracking_page_missing()
        return request.make_response(page, headers=list(HEADERS.items()), status=404)

    def _csrf(self):
        return "" if request.env.user._is_public() else request.csrf_token()

    def _is_trusted(self, sent):
        """Whether the form comes from a page that we gave to this session.

        Being logged in counts only then: another site can make a browser send a form along with
        our cookie. A token is no such thing, the browser does not add it by itself, so a form
        with a valid token needs no other sign.
        """
        return request.validate_csrf(sent.get("csrf_token"))
