"""The pictures of the guides: who looks at which page of the demo.

Pure: names, logins, addresses with the demo's own ids in them, what must be on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

DESK = (1400, 860)
PHONE = (390, 844)
RECORDS = ".o_data_row, .o_group_header, .o_kanban_record:not(.o_kanban_ghost)"


@dataclass(frozen=True)
class Screen:
    """A picture ``name``; ``address`` may name records: ``{order_tracking.demo_order_…}``.

    ``login`` None: a stranger with the link; ``{token:…}`` is then the order's access token.
    ``shows`` is a CSS selector that must be there; ``clicks`` are pressed one after the other;
    ``down`` scrolls to what this selector finds.
    """

    name: str
    login: str | None
    address: str
    shows: str
    clicks: tuple[str, ...] = ()
    down: str = ""
    size: tuple[int, int] = DESK


def _order(key: str) -> str:
    return f"/odoo/sales/{{order_tracking.demo_order_{key}}}"


def _page(name: str, key: str, page: str, shows: str, **more) -> Screen:
    order = f"order_tracking.demo_order_{key}"
    address = f"/my/orders/{{{order}}}/{page}?access_token={{token:{order}}}"
    return Screen(name, None, address, shows, size=PHONE, **more)


def _action(xmlid: str) -> str:
    return f"/odoo/action-{xmlid}"


SCREENS = (
    # salesperson
    Screen("stopped-orders", "demo", _action("order_tracking.sale_order_action_stopped"), RECORDS),
    Screen("stopped-order", "demo", _order("check_shortage"), ".o_order_verification"),
    Screen("order-timeline", "demo", _order("hotel_showcase"), ".o_order_timeline"),
    Screen("receipts", "demo", "/odoo/order-receipts", RECORDS),
    # warehouse
    Screen("orders-by-stage", "demo", "/odoo/order-tracking", RECORDS),
    Screen(
        "milestones",
        "demo",
        _action("order_tracking.order_tracking_milestone_action"),
        RECORDS,
    ),
    Screen("scan-station", "admin", "/odoo/scan-station", ".o_scan_station, .o_action"),
    # dispatcher
    Screen(
        "dispatch-board",
        "admin",
        _action("order_tracking_logistics.dispatch_board_action"),
        ".o_dispatch_board, .o_action",
    ),
    Screen(
        "shipments",
        "admin",
        _action("order_tracking_logistics.order_shipment_action"),
        RECORDS,
    ),
    Screen("exceptions", "demo", "/odoo/order-exceptions", RECORDS),
    # service
    Screen(
        "complaint",
        "admin",
        "/odoo/order-complaints/{order.complaint:order_tracking.demo_order_parcel_arrived}",
        ".o_form_view",
    ),
    Screen(
        "return",
        "admin",
        _action("order_tracking_feedback.order_return_action")
        + "/{order.return:order_tracking.demo_order_hotel_showcase}",
        ".o_form_view",
    ),
    Screen(
        "acceptances",
        "admin",
        _action("order_tracking_feedback.order_acceptance_action"),
        RECORDS,
    ),
    # manager
    Screen("review", "admin", "/odoo/order-reviews/{first:order.review}", ".o_form_view"),
    Screen(
        "figures",
        "admin",
        _action("order_tracking_feedback.order_outcome_day_action"),
        ".o_graph_renderer, .o_pivot, .o_view_nocontent",
    ),
    Screen("actions", "admin", "/odoo/order-improvements", RECORDS + ", .o_view_nocontent"),
    # administrator
    Screen("settings", "admin", "/odoo/settings#order_tracking", ".o_setting_container"),
    Screen("flow", "admin", _action("order_tracking.order_tracking_flow_action"), RECORDS),
    Screen(
        "connectors",
        "admin",
        _action("order_tracking_logistics.tracking_connector_action"),
        RECORDS,
    ),
    # customer
    _page("customer-tracking", "parcel_way", "tracking", "main"),
    _page("customer-delivered", "hotel_showcase", "tracking", "main"),
    _page("customer-receipt", "coworking_reserved", "receipt", "main"),
    _page("customer-complaint", "parcel_arrived", "tracking", "main", down="#complaints"),
)
