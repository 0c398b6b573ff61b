import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onPage, onRecord } from "@order_tracking/guided_tours/guide";

const FEEDBACK = "order_tracking_feedback.menu_feedback";

guidedTour("order_tracking_guide_service", () => [
    [
        ...menu(
            "order_tracking.menu_orders",
            "order_tracking.menu_orders_all",
            _t("1 of 5: A customer calls. Find the order by its number, their reference or their name.")
        ),
        ...first(_t("Open an order. None yet? It appears when one is confirmed: press the text to go on.")),
        ...onRecord(
            ".o_order_timeline_facts, .o_form_sheet .oe_title",
            _t("Where it is, when it arrives, what is next: read it to the customer. Press here to go on.")
        ),
    ],
    [
        ...menu(
            FEEDBACK,
            "order_tracking_feedback.menu_acceptances",
            _t("2 of 5: Has everything arrived well? Customers say so on their page.")
        ),
        ...first(
            _t("Open one: Accept for the Customer is for those who tell you by phone. None? Press the text to go on.")
        ),
    ],
    [
        ...menu(
            FEEDBACK,
            "order_tracking_feedback.menu_complaints",
            _t("3 of 5: Complaints, each with an owner and a deadline.")
        ),
        ...first(_t("Open the most urgent. None? Then nobody waits: press the text to go on.")),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("Write to the customer with Send message; that stops the first deadline. Resolve asks for the reason. Press here to go on.")
        ),
    ],
    [
        ...menu(
            FEEDBACK,
            "order_tracking_feedback.menu_returns",
            _t("4 of 5: What customers want to give back.")
        ),
        ...first(
            _t("Open a return: approve or refuse it, and settle it when it was inspected. None? Press the text to go on.")
        ),
    ],
    [
        ...menu(
            FEEDBACK,
            "order_tracking_feedback.menu_feedback_call",
            _t("5 of 5: What customers say by phone is kept with their order.")
        ),
        ...onPage(
            ".modal .o_form_view .o_inner_group, .o_form_view .o_inner_group",
            _t("Choose the order and write one sentence. Press here, then save or cancel.")
        ),
    ],
]);
