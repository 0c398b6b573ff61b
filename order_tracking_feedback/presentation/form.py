"""What every form on a customer's page carries, ready to be shown."""

import secrets
from collections.abc import Mapping
from typing import Any

from odoo.addons.order_tracking.receipt.photos import PHOTOS


def form_values(reader, sent: Mapping[str, str], csrf: str) -> dict[str, Any]:
    """Values for the template of a form.

    :param reader: who reads the page, as ``sale.order._receipt_reader`` tells.
    :param sent: texts of a form that was refused, by field name; else empty.
    :param csrf: sign of the reader's session; empty for readers with a token.
    """
    return {
        "form_key": sent.get("form_key") or secrets.token_urlsafe(16),
        "token": reader.token,
        "chosen_lang": reader.lang,
        "csrf": csrf,
        "asks_name": not reader.full,
        "photo_hint": reader.order.env._(
            "JPEG, PNG, WebP or GIF, up to 5 MB each, %s in one message.", PHOTOS
        ),
    }
