"""How an open page of a customer learns of news: Odoo's bus, else by asking now and then.

The page is complete without any script. The one it has stands in the page itself and is allowed
by its hash: nothing else can run, whatever slips into the page.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from odoo.addons.bus.websocket import WebsocketConnectionHandler

NEWS = "order_tracking/news"
SCRIPT = Path(__file__).parents[1].joinpath("static/src/tracking_page/live.js").read_text("utf-8")
SCRIPT_HASH = "sha256-" + base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()


def channel(token: str) -> str:
    """The bus channel of one way in. Who knows the token knows the channel, nobody else can
    guess it, and it does not tell the token."""
    return "order_tracking/" + hashlib.sha256(f"order_tracking/page:{token}".encode()).hexdigest()


def live_values(order, token: str | None) -> dict:
    """What the page's script needs.

    :param token: how the reader came in; somebody who is logged in listens to the order's own.
    """
    env, key = order.env, token or order.access_token
    return {
        "script": Markup(SCRIPT),
        "channel": channel(key) if key else None,
        "version": WebsocketConnectionHandler._VERSION,
        "news": env._("This page has been updated."),
        "offline": env._("No connection. This is what we knew at {time}."),
    }
