import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onRecord } from "@order_tracking/guided_tours/guide";

const MILESTONES = "order_tracking.menu_milestones";

guidedTour("order_tracking_guide_member", () => [
    [
        ...menu(
            MILESTONES,
            "order_tracking.menu_milestones_mine",
            _t("1 of 5: What is mine, what is due today, what is late?")
        ),
        ...first(_t("The most urgent comes first: open it. Nothing is yours? Press the text to go on.")),
    ],
    [
        ...menu(
            MILESTONES,
            "order_tracking.menu_milestones_handed",
            _t("2 of 5: What other teams have handed to yours.")
        ),
        ...first(
            _t("Open an order: Accept takes it over, Give back returns it with a reason. None? Press the text to go on.")
        ),
    ],
    [
        ...menu(
            "order_tracking.menu_exceptions",
            "order_tracking.menu_exceptions_mine",
            _t("3 of 5: What stands still or goes wrong and needs you.")
        ),
        ...first(_t("Open one: it says what is wrong and until when. None? Then all is well: press the text to go on.")),
    ],
    [
        ...menu(
            "order_tracking.menu_orders",
            "order_tracking.menu_orders_all",
            _t("4 of 5: Where is an order? Find it by its number, its reference or the customer's name.")
        ),
        ...first(_t("Open an order. None yet? It appears when one is confirmed: press the text to go on.")),
        ...onRecord(
            ".o_order_timeline_facts, .o_form_sheet .oe_title",
            _t("What is done, what proves it, what is next and who has it. Press here when you have seen it.")
        ),
    ],
    [
        ...menu(
            "order_tracking.menu_receipts",
            "order_tracking.menu_receipts_all",
            _t("5 of 5: What was agreed with the customer, numbered and sealed.")
        ),
        ...first(_t("Open a receipt. None yet? It appears when an order is confirmed: press the text to finish.")),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("Look here before you act on hearsay. Press here to finish.")
        ),
    ],
]);
