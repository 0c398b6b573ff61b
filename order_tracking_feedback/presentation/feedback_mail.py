"""The mail that asks a customer how an order was."""

from __future__ import annotations

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.presentation.shared import name_in_greeting


def request_mail(order, request, url="") -> dict:
    """Everything the mail says; texts ready.

    :param order: sale.order with superuser rights, in the reader's language.
    :param request: ``order.feedback.request``. :param url: instead of the page's.
    """
    env, company = order.env, order.company_id
    frame = page_frame(order, "", full=False)
    headline = env._("How was your order?")
    return {
        **frame,
        "base_url": order.get_base_url(),
        "preview": env._("It takes a minute."),
        "headline": headline,
        "subject": env._(
            "%(company)s: %(title)s (%(order)s)",
            company=company.name,
            title=headline,
            order=order.name,
        ),
        "greeting": name_in_greeting(request.partner_id),
        "text": env._(
            "Your goods have been with you for some days. How do you like them, how was the "
            "delivery, how were we? Answer on the page, or simply reply to this mail."
        ),
        "url": url or request._url(),
        "choose_url": request._stop_url(),
        "why": env._(
            "You get this message because you ordered from %(company)s (order %(order)s).",
            company=company.name,
            order=order.name,
        ),
        "colour": company.email_secondary_color or frame["accent"],
        "on_colour": company.email_primary_color or "#ffffff",
    }
