from odoo import http

from odoo.addons.order_tracking.controllers.posted import posted_files

from .customer_form import DONE, POST, READ, CustomerForm

_PATH = "/my/orders/<int:order_id>/acceptance"


class AcceptancePage(CustomerForm, http.Controller):
    @http.route(_PATH, **READ)
    def acceptance_page(self, order_id, access_token=None, lang=None, wrong="", **kw):
        return self._show("_acceptance_page", order_id, access_token, lang, wrong=wrong == "1")

    @http.route(f"{_PATH}/done", **DONE)
    def acceptance_done(self, order_id, access_token=None, lang=None, **kw):
        return self._show("_acceptance_page", order_id, access_token, lang)

    @http.route(_PATH, **POST)
    def acceptance_answer(self, order_id, **sent):
        return self._take("_acceptance_answer", "acceptance/done", order_id, sent, posted_files())
