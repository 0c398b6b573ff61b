import threading

from odoo import http

from .. import accesslog

HEADERS = {
    "Referrer-Policy": "no-referrer",  # the address may hold a token
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; script-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}
accesslog.install()


class PageDispatcher(http.HttpDispatcher):
    """Pages that a link opens (routes of type ``page``): parameters are texts that a database can
    hold, whatever was sent in their place.

    Files stay where ``posted_files`` finds them. There is no session to protect: such a route says
    ``csrf=False`` where it takes a form, and counts being logged in only with the session's sign.
    """

    routing_type = "page"

    def dispatch(self, endpoint, args):
        # the address may hold a secret: it must not show up in dumps of threads
        threading.current_thread().url = accesslog.masked(self.request.httprequest.url)
        sent = self.request.get_http_params()
        sent.pop("self", None)  # the controller's own name among its arguments
        texts = {name: text for name, text in sent.items() if isinstance(text, str)}
        self.request.params = {name: _storable(value) for name, value in {**texts, **args}.items()}
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def post_dispatch(self, response):
        """Whatever a page answers, a redirection too, tells nobody its address."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return super().post_dispatch(response)


def _storable(value):
    return value.replace("\0", "") if isinstance(value, str) else value
