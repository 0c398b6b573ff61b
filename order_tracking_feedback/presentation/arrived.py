"""Whether the customer has anything to say about yet."""

from __future__ import annotations


def goods_arrived(order) -> bool:
    """Some of the order was delivered. Asked first by each part of the page: it takes no query, and
    most pages are of orders under way."""
    return order.delivery_status in ("partial", "full")
