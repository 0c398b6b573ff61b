import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onPage, onRecord } from "@order_tracking/guided_tours/guide";

const DISPATCH = "order_tracking_logistics.menu_dispatch";
const SHIPMENTS = "order_tracking_logistics.menu_shipments";

guidedTour("order_tracking_guide_dispatcher", () => [
    [
        ...menu(
            DISPATCH,
            "order_tracking_logistics.menu_dispatch_board",
            _t("1 of 5: What leaves today, in the order in which it should be picked.")
        ),
        ...onPage(
            ".o_dispatch_board .o_dispatch_tiles, .o_dispatch_board p",
            _t("First what would break its promise. Make All Waves makes Odoo's batches of it. Press here to go on.")
        ),
    ],
    [
        ...menu(
            DISPATCH,
            "order_tracking_logistics.menu_dispatch_cutoffs",
            _t("2 of 5: Until when does each carrier take parcels, and how many?")
        ),
        ...first(
            _t("Open a cut-off. None yet? Enter when your carriers come with New; press the text to go on.")
        ),
    ],
    [
        ...menu(
            SHIPMENTS,
            "order_tracking_logistics.menu_allocations",
            _t("3 of 5: Which warehouse should send which order, and why?")
        ),
        ...first(
            _t("Open a proposal: Apply it or Refuse it. None? Nothing is better elsewhere: press the text to go on.")
        ),
    ],
    [
        ...menu(
            SHIPMENTS,
            "order_tracking_logistics.menu_shipments_all",
            _t("4 of 5: Which parcels do not move?")
        ),
        ...first(
            _t("Open a parcel. None yet? It appears when a delivery has a tracking number: press the text to go on.")
        ),
        ...onRecord(
            ".o_statusbar_buttons button[name='action_check_now'], .o_form_sheet",
            _t("Check Now asks the carrier within a minute. Record Event writes down what you know by phone. Press here to go on.")
        ),
    ],
    [
        ...menu(
            "order_tracking.menu_exceptions",
            "order_tracking.menu_exceptions_all",
            _t("5 of 5: What needs somebody?")
        ),
        ...first(_t("Open one. None? Then all is well: press the text to finish.")),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("What is wrong, what to do, who has it. It closes by itself when it is put right. Press here to finish.")
        ),
    ],
]);
