"""What somebody sees who has sent too many messages in a short time."""

from __future__ import annotations

from odoo.tools.misc import format_time

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.receipt.dispute_form import clean_text

_WORDS = "note", "text"  # what the names of fields for free text end with
_KEPT = 4000  # characters of a field that are shown again


def limit_page(reader, until, sent) -> dict:
    """
    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param until: naive UTC; then another message is taken. :param sent: texts by field name.
    """
    order, env = reader.order, reader.order.env
    title = env._("That were many messages")
    words = [clean_text(text)[:_KEPT] for name, text in sent.items() if name.endswith(_WORDS)]
    return {
        **page_frame(order, reader.token, reader.full),
        "receipt_url": None,  # the link of a request opens nothing but its own page
        "title": f"{title} – {order.name}",
        "heading": title,
        "text": env._(
            "This one was not taken. Please try again after %s.",
            format_time(env, until, time_format="short"),
        ),
        "words": [text for text in words if text],
    }
