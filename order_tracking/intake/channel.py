"""Through which door an order came."""

from __future__ import annotations

CHANNELS = ("staff", "portal", "website", "api", "edi", "email", "csv")


def channel_of(
    *,
    website: bool = False,
    mailed: bool = False,
    imported: bool = False,
    remote: bool = False,
    portal: bool = False,
) -> str:
    """The channel of a new order of which nothing is told: the surest sign.

    :param website: the order is a cart of a web shop.
    :param mailed: it comes from an opportunity that began with a mail.
    :param imported: it is a row of a file.
    :param remote: another program made it through Odoo's API.
    :param portal: a customer made it in the portal.
    """
    signs = {
        "website": website,
        "email": mailed,
        "csv": imported,
        "api": remote,
        "portal": portal,
    }
    return next((name for name, there in signs.items() if there), "staff")
