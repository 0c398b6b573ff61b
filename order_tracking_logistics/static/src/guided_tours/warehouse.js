import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onPage, onRecord } from "@order_tracking/guided_tours/guide";

const MILESTONES = "order_tracking.menu_milestones";
const SHIPMENTS = "order_tracking_logistics.menu_shipments";

guidedTour("order_tracking_guide_warehouse", () => [
    [
        ...menu(
            MILESTONES,
            "order_tracking.menu_milestones_mine",
            _t("1 of 5: What is mine, what is due today, what is late?")
        ),
        ...first(
            _t("The most urgent comes first: open it. Nothing is yours? Press the text to go on.")
        ),
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
            SHIPMENTS,
            "order_tracking_logistics.menu_scan_station",
            _t("3 of 5: Pick and pack by scanning, on a phone or a handheld scanner.")
        ),
        ...onPage(
            ".o_scan_station .o_scan_card",
            _t("Scan the barcode of a transfer or of its order, then each item. Green is right; red says what to do. Press here to go on.")
        ),
    ],
    [
        ...menu(
            SHIPMENTS,
            "order_tracking_logistics.menu_handover",
            _t("4 of 5: What drivers and the counter give to customers.")
        ),
        ...first(
            _t("Open a delivery and press Hand Over: a code, a signature, a photo or a name is the proof. None? Press the text to go on.")
        ),
    ],
    [
        ...menu(
            SHIPMENTS,
            "order_tracking_logistics.menu_shipments_all",
            _t("5 of 5: Every parcel of every carrier, in one list.")
        ),
        ...first(
            _t("Open a parcel. None yet? It appears when a delivery has a tracking number: press the text to finish.")
        ),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("Where it is, when it arrives, and what the carrier told. Press here to finish.")
        ),
    ],
]);
