"""Mail about a complaint or a return: its button leads the buyer to the page of their order."""

from .presentation.notice import page_url


def with_button(record, groups: list, page: str, title: str) -> list:
    """Odoo's groups of readers (``_notify_get_recipients_groups``), the buyer first: theirs is
    the button ``title``, and no other.

    :param record: with ``order_id`` and ``partner_id``, or empty.
    :param page: the name of what is opened in the order's pages, as ``returns``.
    """
    # sudo: who writes need not read the links of an order
    address = record and _address(record.order_id.sudo(), page)
    if not address:
        return groups
    buyer = record.partner_id.id

    def is_buyer(reader):
        return reader["id"] == buyer and reader["type"] != "user"

    button = {"url": address, "title": title}
    told = {"active": True, "has_button_access": True, "button_access": button}
    return [["order_buyer", is_buyer, told], *groups]


def _address(order, page):
    """Empty where the buyer's link was revoked; with superuser rights."""
    link = order._notice_links()[order.id].filtered(lambda one: one.role == "buyer")[:1]
    return page_url(order, link, page) if link else ""
