from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from .customer_form import DONE, POST, READ, CustomerForm

_PATH = "/my/orders/<int:order_id>/feedback"
MAX_BODY = 65536  # some choices and a long text
_FORM = {**POST, "max_content_length": MAX_BODY}


class FeedbackPage(CustomerForm, http.Controller):
    @http.route(_PATH, **READ)
    def feedback_page(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_feedback_page", order_id, access_token, lang)

    @http.route(f"{_PATH}/done", **DONE)
    def feedback_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_feedback_page", order_id, access_token, lang)

    @http.route(_PATH, **_FORM)
    def feedback_answer(self, order_id, **sent):
        return self._take("_feedback_answer", "feedback/done", order_id, sent)

    # Looking changes nothing: mail scanners follow every address they find.
    @http.route("/feedback/unsubscribe", **READ)
    def feedback_stop_page(self, token=None, **kw):
        return self._stop(token, do=False)

    # csrf: there is no session to protect; the token is the permission. A mail program sends it
    # without any page before (RFC 8058).
    @http.route("/feedback/unsubscribe", **_FORM)
    def feedback_stop(self, token=None, **sent):
        return self._stop(token, do=True)

    def _stop(self, token, *, do):
        try:
            return self._answer(request.env["sale.order"]._feedback_stop(token, do=do))
        except MissingError:
            return self._missing()
