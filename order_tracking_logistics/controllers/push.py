from odoo import SUPERUSER_ID, http
from odoo.http import request

MAX_BYTES = 1_000_000


class LogisticsPush(http.Controller):
    # auth none: the secret in the address and the source's signature are what is checked
    @http.route(
        "/logistics/push/<string:code>/<string:token>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def push(self, code, token, **_form):
        incoming = request.httprequest
        if (incoming.content_length or 0) > MAX_BYTES:
            return request.make_response("", status=413)
        body = incoming.get_data(cache=True)
        if len(body) > MAX_BYTES:
            return request.make_response("", status=413)
        # sudo: nobody is logged in; the model checks token and signature before it writes
        env = request.env(user=SUPERUSER_ID)
        reply = env["tracking.message"]._push(code, token, body, dict(incoming.headers))
        return request.make_response(
            reply.body, headers=[("Content-Type", reply.content_type)], status=reply.status
        )
