from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from odoo.addons.order_tracking.controllers.portal import HEADERS
from odoo.addons.order_tracking.controllers.posted import posted_files

from .customer_form import DONE, POST, READ, CustomerForm

_PATH = "/my/orders/<int:order_id>/returns"


class ReturnPage(CustomerForm, http.Controller):
    @http.route(_PATH, **READ)
    def return_page(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_return_page", order_id, access_token, lang)

    @http.route(f"{_PATH}/done", **DONE)
    def return_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_return_page", order_id, access_token, lang)

    @http.route(f"{_PATH}/label/<int:number>", **READ)
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

    @http.route(_PATH, **POST)
    def return_tell(self, order_id, **sent):
        return self._take("_return_tell", "returns/done", order_id, sent, posted_files())
