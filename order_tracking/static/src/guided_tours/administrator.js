import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onPage, onRecord } from "@order_tracking/guided_tours/guide";

const CONFIGURATION = "order_tracking.menu_configuration";

guidedTour("order_tracking_guide_administrator", () => [
    [
        ...menu(
            CONFIGURATION,
            "order_tracking.menu_settings",
            _t("1 of 5: All settings are on one page. They work as they are.")
        ),
        ...onPage(
            ".o_setting_box[id='verification_mode'], #verification_mode",
            _t("Wrong orders are stopped. To begin gently choose to report mistakes only. Press here to go on.")
        ),
    ],
    [
        ...menu(
            CONFIGURATION,
            "order_tracking.menu_teams",
            _t("2 of 5: Teams own the stages. Only teams with people give out activities.")
        ),
        ...first(_t("Open a team. No team? Make one with New; press the text to go on.")),
        ...onRecord(
            ".o_field_widget[name='member_ids']",
            _t("Members get the work, the leader hears of what stands still. Press here, then add them.")
        ),
    ],
    [
        ...menu(
            CONFIGURATION,
            "order_tracking.menu_flows",
            _t("3 of 5: The stages of your orders, and what customers read.")
        ),
        ...first(_t("Open a flow. None? Make one with New; press the text to go on.")),
        ...onRecord(
            ".o_field_widget[name='stage_ids']",
            _t("Each stage: its team, its hours, its words for the customer, and whether a message is sent. Press here."),
            "top"
        ),
    ],
    [
        ...menu(
            CONFIGURATION,
            "order_tracking.menu_verification_rules",
            _t("4 of 5: What is checked before an order is confirmed.")
        ),
        ...first(_t("Open a rule. None? Nothing is checked then; press the text to go on.")),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("Choose whether it stops, asks for an audit or only warns, and its limits. Press here to go on.")
        ),
    ],
    [
        ...menu(
            CONFIGURATION,
            "order_tracking.menu_health",
            _t("5 of 5: What runs by itself, and whether it does.")
        ),
        ...onPage(
            ".o_form_view .o_form_sheet, .o_form_view",
            _t("Each red line says what to do. Look here when something seems to stand still. Press here to finish.")
        ),
    ],
]);
