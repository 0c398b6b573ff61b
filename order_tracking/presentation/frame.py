"""Around the customer's page: company, languages, whom to ask."""

from __future__ import annotations

import re
from urllib.parse import quote as url_quote
from urllib.parse import urlencode

from odoo.tools.misc import get_lang

from .words import ACCENT, DARK_ENOUGH


def customer_frame(env) -> dict:
    """Frame of a page that belongs to no order: nothing in it depends on what was asked for."""
    lang = get_lang(env)
    return {
        "lang": lang.code.replace("_", "-"),
        "dir": lang.direction,
        "accent": accent(None),
        "title": env._("This link is not valid (any more)"),
    }


def page_frame(order, token, full) -> dict:
    company = order.company_id
    path = f"/my/orders/{order.id}"
    key = f"?access_token={url_quote(token, safe='')}" if token else ""
    own = full or (token and token == order.access_token)
    return {
        **customer_frame(order.env),
        "accent": accent(company.primary_color),
        "company": company.name,
        "logo": None if company.uses_default_logo else f"/logo.png?company={company.id}",
        "number": order.name,
        "reference": order.client_order_ref or None,
        "languages": languages(order.env, {"access_token": token} if token else {}),
        "zone": order.env._("Times in %s", order.env.context.get("tz") or "UTC"),
        "full": full,
        "orders_url": "/my/orders" if full else None,
        # Odoo's own page of the order shows everything: only for those who may open it
        "order_url": f"{path}{'' if full else key}" if own else None,
        "receipt_url": f"{path}/receipt{key}" if order.current_receipt_id else None,
        "contact": order.user_id.partner_id.name or None,
        "phone": company.phone or None,
        "phone_url": f"tel:{re.sub(r'[^0-9+]', '', company.phone or '')}",
        "email": company.email or None,
        "email_url": _mail_url(company.email or "", order.name),
    }


def _mail_url(address, subject) -> str:
    return f"mailto:{url_quote(address, safe='@')}?subject={url_quote(subject)}"


def languages(env, key: dict) -> list[dict]:
    """Links to this page in the installed languages; none where there is no choice.

    :param key: what else the address of the page holds after its question mark.
    """
    installed = env["res.lang"].get_installed()
    if len(installed) < 2:
        return []
    # “Chinese (Simplified) / 简体中文”: people look for their language in its own name
    names = [name.rpartition(" / ")[2] for _code, name in installed]
    short = [name.partition(" (")[0] for name in names]
    names = short if len(set(short)) == len(short) else names
    return [
        {
            "name": name,
            "code": code.replace("_", "-"),
            "url": f"?{urlencode({'lang': code, **key})}",
            "current": code == get_lang(env).code,
        }
        for (code, _name), name in zip(installed, names, strict=True)
    ]


def accent(colour) -> str:
    """The company's colour, as dark as text on white needs (WCAG 2.2: contrast 4.5 to 1)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour or ""):
        return ACCENT
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    while _luminance(channels) > DARK_ENOUGH:
        channels = [channel * 0.95 for channel in channels]
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(channels) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
