"""Own delivery and store pickup on the customer's page: the code, and “I have it”."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote

from odoo.addons.order_tracking.presentation.frame import page_frame
from odoo.addons.order_tracking.presentation.shared import say_number

SIGNATURE = "data:image/png;base64,"
SIGNATURE_BYTES = 300_000
_KEPT = 200  # characters of a field that are shown again


def map_link(address: str, country: str | None) -> str:
    """Where a phone shows the way to ``address``; ``country``: its ISO code, for the maps that
    work there.

    >>> map_link("1 Rue de la Paix, Paris", "FR")
    'https://www.google.com/maps/dir/?api=1&destination=1%20Rue%20de%20la%20Paix%2C%20Paris'
    """
    if not address:
        return ""
    service = "https://www.google.com/maps/dir/?api=1&destination="
    if country == "CN":
        service = "https://uri.amap.com/search?keyword="
    return service + quote(address, safe="")


def handover_hint(order, token) -> dict | None:
    """What the tracking page says of deliveries without a carrier; None: there is none.

    :param order: sale.order with superuser rights, in the reader's language.
    """
    deliveries = order._handover_deliveries()
    if not deliveries:
        return None
    env, left = order.env, deliveries.filtered(lambda p: p.state == "done")
    pickup = "pickup" in deliveries.mapped("handover")
    key = f"?access_token={quote(token, safe='')}" if token else ""
    return {
        "title": env._("Your pickup code") if pickup else env._("Your delivery code"),
        "place": pickup_place(deliveries) if pickup else "",
        "text": env._("Tell it to the person who hands you the goods."),
        "codes": _codes(deliveries),
        "url": f"/my/orders/{order.id}/handover{key}" if left else None,
    }


def pickup_place(deliveries) -> str:
    """Where the goods wait, in one line; several places are told apart by " · "."""
    kinds = deliveries.filtered(lambda p: p.handover == "pickup").picking_type_id
    places = kinds.warehouse_id.partner_id
    return " · ".join(f"{place.name}, {one_line(place)}" for place in places)


def one_line(partner) -> str:
    """The address of ``partner``, without its name."""
    lines = partner._display_address(without_company=True).splitlines() if partner else []
    return ", ".join(filter(None, (line.strip() for line in lines)))


def handover_detail(hint) -> dict:
    """The same in a message (see ``order_tracking.presentation.notice``)."""
    codes = (" · ".join(filter(None, [row["delivery"], row["code"]])) for row in hint["codes"])
    return {"title": hint["title"], "lines": [*codes, *filter(None, (hint["place"], hint["text"]))]}


def _codes(deliveries) -> list[dict]:
    """One code each; its delivery's number is beside it where there are several."""
    several = len(deliveries) > 1
    return [
        {"delivery": delivery.name if several else "", "code": _spaced(delivery._handover_code())}
        for delivery in deliveries
    ]


def _spaced(code: str) -> str:
    """
    >>> _spaced("012345")
    '012 345'
    """
    return f"{code[:3]} {code[3:]}"


def handover_page(reader, *, csrf, problem="", sent=None) -> dict:
    """Everything the page shows on which the customer confirms, texts ready.

    :param reader: ``order_tracking.models.sale_order_receipt_page.Reader``.
    :param problem: why a form was refused; ``sent``: its texts by field name.
    """
    order, env, sent = reader.order, reader.order.env, sent or {}
    waiting = order._handover_deliveries()
    ready = waiting.filtered(lambda p: p.state == "done")
    title, text = _heading(env, waiting, ready)
    return {
        **page_frame(order, reader.token, reader.full),
        "title": f"{title} – {order.name}",
        "heading": title,
        "text": text,
        "order_id": order.id,
        "token": reader.token,
        "chosen_lang": reader.lang,
        "csrf": csrf,
        "problem": problem,
        "deliveries": [_delivery(delivery, sent) for delivery in ready],
        "name": (sent.get("name") or "")[:_KEPT],
        "back": f"/my/orders/{order.id}/tracking{reader.key}",
        "words": {
            "sign": env._("Sign here (optional)"),
            "clear": env._("Clear"),
        },
    }


def _heading(env, waiting, ready) -> tuple[str, str]:
    if ready:
        return env._("Have you received your goods?"), ""
    if waiting:
        return env._("Your goods are still with us"), env._("Confirm here once you have them.")
    return env._("Thank you"), env._("There is nothing left for you to confirm.")


def _delivery(delivery, sent) -> dict:
    field = f"delivery-{delivery.id}"
    moves = delivery.move_ids.filtered(lambda move: move.state == "done")
    return {
        "field": field,
        "name": delivery.name,
        "chosen": bool(sent.get(field)) or not sent,
        "goods": [say_goods(move, move.sale_line_id.name) for move in moves],
    }


def say_goods(move, name="") -> str:
    """Quantity and goods of a stock move in one line: what is in it, else what is wanted.

    :param name: as the reader knows the goods; the product's own if empty.
    """
    quantity = say_number(move.env, move.quantity or move.product_uom_qty)
    called = name or move.product_id.display_name
    return f"{quantity} {move.product_uom.name} · {called}".partition("\n")[0]


def read_signature(text) -> bytes:
    """The picture (PNG) in a form's field; empty when it is none."""
    if not isinstance(text, str) or not text.startswith(SIGNATURE):
        return b""
    try:
        data = base64.b64decode(text.removeprefix(SIGNATURE), validate=True)
    except binascii.Error:
        return b""
    return data if len(data) <= SIGNATURE_BYTES else b""
