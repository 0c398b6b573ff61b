import { _t } from "@web/core/l10n/translation";
import { first, guidedTour, menu, onPage, onRecord } from "@order_tracking/guided_tours/guide";

const REVIEWS = "order_tracking_feedback.menu_reviews";

guidedTour("order_tracking_guide_manager", () => [
    [
        ...menu(
            REVIEWS,
            "order_tracking_feedback.menu_reviews_all",
            _t("1 of 5: What did the order process really do last month?")
        ),
        ...first(
            _t("Open a review. None yet? It is made when a month is over, or with New: press the text to go on.")
        ),
        ...onRecord(
            ".o_form_sheet .oe_title, .o_form_sheet",
            _t("Read the summary first. A figure opens the orders behind it; Make an Action stands beside a finding. Press here to go on.")
        ),
    ],
    [
        ...menu(
            REVIEWS,
            "order_tracking_feedback.menu_improvements",
            _t("2 of 5: What somebody will change, and the figure that must move.")
        ),
        ...first(
            _t("Open an action. None yet? Make one beside a review's finding: press the text to go on.")
        ),
    ],
    [
        ...menu(
            REVIEWS,
            "order_tracking_feedback.menu_figures",
            _t("3 of 5: Any figure by day, week or month.")
        ),
        ...onPage(
            ".o_graph_renderer, .o_pivot, .o_view_nocontent",
            _t("Choose the figure in the search bar. It is counted every night, from your first order on. Press here to go on."),
            "top"
        ),
    ],
    [
        ...menu(
            REVIEWS,
            "order_tracking_feedback.menu_restocking",
            _t("4 of 5: What should be in stock, by forecast.")
        ),
        ...first(
            _t("Open a proposal: Accept writes Odoo's own reordering rule. None? Press the text to go on.")
        ),
    ],
    [
        ...menu(
            REVIEWS,
            "order_tracking_feedback.menu_history_imports",
            _t("5 of 5: Old orders make the first review one of years.")
        ),
        ...first(
            _t("Open an import. None yet? Bring a file of your former system with New: press the text to finish.")
        ),
    ],
]);
