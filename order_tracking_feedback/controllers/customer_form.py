from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.order_tracking.controllers.order_receipt_page import ANSWER, READ, WRITE
from odoo.addons.order_tracking.controllers.portal import HEADERS

from ..models.sale_order_message_limit import OverLimit

__all__ = ["DONE", "POST", "READ", "CustomerForm"]

DONE = WRITE  # where a form leads: what was just written is read from the database that has it
POST = ANSWER  # the model counts a session only together with its sign, see CustomerForm


class CustomerForm:
    """What the pages with forms of an order have in common: no script, no session needed.

    Being logged in counts for a form only where it carries the sign of the session: another site
    can make a browser send a form along with our cookie. A token is no such thing.
    """

    def _show(self, method, order_id, token, lang, **options):
        """The page that ``method`` of the order makes, or the one that says nothing."""
        try:
            page = getattr(request.env["sale.order"], method)(
                order_id, token, lang, csrf=self._csrf(), **options
            )
        except (AccessError, MissingError):
            return self._missing()
        return self._answer(page)

    def _take(self, method, done, order_id, sent, *files):
        """Hands a form to ``method`` of the order; then the browser fetches ``done`` anew, so
        that reloading sends nothing twice."""
        try:
            page = getattr(request.env["sale.order"], method)(
                *(order_id, sent, *files),
                address=request.httprequest.remote_addr,
                trusted=request.validate_csrf(sent.get("csrf_token")),
                csrf=self._csrf(),
            )
        except (AccessError, MissingError):
            return self._missing()
        except OverLimit as limit:
            return self._answer(limit.page, 429, [("Retry-After", str(limit.seconds))])
        if page is not None:
            return self._answer(page, 422)
        carried = {name: sent[name] for name in ("access_token", "lang") if sent.get(name)}
        query = f"?{urlencode(carried)}" if carried else ""
        return request.redirect(f"/my/orders/{order_id}/{done}{query}")

    def _missing(self):
        return self._answer(request.env["sale.order"]._tracking_page_missing(), 404)

    def _answer(self, page, status=200, headers=()):
        headers = [*HEADERS.items(), *headers]
        return request.make_response(page, headers=headers, status=status)

    def _csrf(self):
        return "" if request.env.user._is_public() else request.csrf_token()
