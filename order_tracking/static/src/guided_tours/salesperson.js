import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onRecord, settled } from "@order_tracking/guided_tours/guide";

guidedTour("order_tracking_guide_salesperson", () => [
    [
        ...menu(
            "order_tracking.menu_verification",
            "order_tracking.menu_stopped",
            _t("1 of 5: Orders that are not right wait here before they cost anything.")
        ),
        ...first(
            _t("Open the first one. Nothing is stopped? Then all is well: press the text to go on.")
        ),
    ],
    [
        ...onRecord(
            ".o_order_verification header",
            _t("2 of 5: Each finding says what is wrong. Read them, then press here."),
            "top"
        ),
        ...onRecord(
            ".o_finding_fix, .o_order_verification:not(:has(.o_finding_fix)) .o_order_verification_again",
            _t("Fix makes the correction that is offered. Otherwise correct the order and check again.")
        ),
        ...settled(".o_finding_undo, .o_order_verification:not(:has(.o_finding_fix))"),
    ],
    [
        ...onRecord(
            ".o_statusbar_buttons button[name='action_confirm'], .o_statusbar_buttons .dropdown-toggle",
            _t("3 of 5: Confirm. If something is still wrong you are told what: close the message and go on.")
        ),
        ...settled(".o_order_timeline, .modal"),
    ],
    [
        ...menu(
            "order_tracking.menu_orders",
            "order_tracking.menu_orders_all",
            _t("4 of 5: Where is my order? Every confirmed order has a timeline.")
        ),
        ...first(_t("Open an order. None yet? It appears when you confirm one: press the text to go on.")),
        ...onRecord(
            ".o_order_timeline_facts, .o_form_sheet .oe_title",
            _t("What is done, what proves it, what is next and who has it. Press here when you have seen it.")
        ),
    ],
    [
        ...onRecord(
            "button[name='action_tracking_sale_form'], .o-form-buttonbox .o_button_more",
            _t("5 of 5: The customer gets a link to their own page. Open the sales order.")
        ),
        ...onRecord(
            ".o_sale_order .o_notebook_headers a[name='order_tracking']",
            _t("The links are under Tracking."),
            "top"
        ),
        ...onRecord(
            ".o_sale_order .o_field_widget[name='tracking_link_ids']",
            _t("One link for each person: add a line, save, copy the address and send it. Press here to finish."),
            "top"
        ),
    ],
]);
