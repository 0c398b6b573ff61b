from odoo import http

from odoo.addons.order_tracking.controllers.posted import posted_files

from .customer_form import DONE, POST, READ, CustomerForm

_PATH = "/my/orders/<int:order_id>/complaints"
_DONE = "complaints/done"


class ComplaintPage(CustomerForm, http.Controller):
    @http.route(_PATH, **READ)
    def complaint_page(self, order_id, access_token=None, lang=None, new="", **kw):
        return self._show("_complaint_page", order_id, access_token, lang, new=new == "1")

    @http.route(f"{_PATH}/done", **DONE)
    def complaint_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_complaint_page", order_id, access_token, lang)

    @http.route(_PATH, **POST)
    def complaint_told(self, order_id, **sent):
        photos = posted_files().get("photos", [])
        return self._take("_complaint_told", _DONE, order_id, sent, photos)

    @http.route(f"{_PATH}/answer", **POST)
    def complaint_answer(self, order_id, **sent):
        return self._take("_complaint_answer", _DONE, order_id, sent)
