import threading

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.order_tracking import accesslog

MAX_BYTES = 1_000_000
MAX_FORM = 10_000
PLAIN = ("", "identity")

accesslog.hide(r"(/logistics/push/[^/\s?]*/)[^\s?\"']+")


class RawDispatcher(http.HttpDispatcher):
    """Routes whose body is left alone. Reading a form would leave no raw bytes to be verified."""

    routing_type = "raw"

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)


class LogisticsPush(http.Controller):
    # auth none: the secret in the address and the source's signature are what is checked
    @http.route(
        "/logistics/push/<string:code>/<string:token>",
        type="raw",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        # one more: of a body in chunks, whose length nobody announces, no more than this is read
        max_content_length=MAX_BYTES + 1,
    )
    def push(self, code, token):
        # the address holds a secret: it must not show up in dumps of threads
        threading.current_thread().url = accesslog.masked(request.httprequest.path)
        incoming = request.httprequest
        # nothing is unpacked: a small body could become a huge one, and it is signed as sent
        if incoming.headers.get("Content-Encoding", "").lower() not in PLAIN:
            return request.make_response("", status=415)
        body = incoming.get_data(cache=False, parse_form_data=False)
        if len(body) > MAX_BYTES:
            return request.make_response("", status=413)
        # sudo: nobody is logged in; the model checks token and signature before it writes
        env = request.env(user=SUPERUSER_ID)
        return _made(env["tracking.message"]._push(code, token, body, dict(incoming.headers)))

    # auth none, as above: the secret is in the request
    @http.route(
        "/logistics/push/<string:code>/<string:token>/token",
        type="raw",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=True,
        max_content_length=MAX_FORM,
    )
    def token(self, code, token):
        """An access token for a source that logs in before it pushes."""
        threading.current_thread().url = accesslog.masked(request.httprequest.path)
        incoming = request.httprequest
        body = incoming.get_data(cache=False, parse_form_data=False)
        # sudo: nobody is logged in; the model checks address and secret
        connectors = request.env(user=SUPERUSER_ID)["tracking.connector"]
        return _made(connectors._hand_out_token(code, token, body, dict(incoming.headers)))


def _made(reply):
    return request.make_response(
        reply.body, headers=[("Content-Type", reply.content_type)], status=reply.status
    )
