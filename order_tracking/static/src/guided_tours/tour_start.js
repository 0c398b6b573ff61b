import { registry } from "@web/core/registry";
import { TourStartWidget, tourStartWidgetField } from "@web_tour/widgets/tour_start";

/** One button that starts the tour of its card; Odoo's own also has one for testers. */
class GuidedTourStart extends TourStartWidget {
    static template = "order_tracking.GuidedTourStart";
}

registry.category("fields").add("order_tour_start", {
    ...tourStartWidgetField,
    component: GuidedTourStart,
});
