import { registry } from "@web/core/registry";

/** The band on the order shows this stage in this state. */
const stage = (name, state, more = "") => ({
    content: `${name} is ${state} ${more}`,
    trigger: `.o_order_timeline .o_stage_${state}:contains("${name}")${more && `:contains("${more}")`}`,
});
const click = (trigger) => ({ trigger, run: "click" });
/** Each step may take a minute: a busy machine is no failure. */
const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
const openDeliveries = () => click("button[name='action_view_delivery']");
const backToOrder = () => click(".breadcrumb-item a:contains('S0')");

/** Validates the transfer that is open. */
const validate = () => [
    click("button[name='button_validate']:enabled"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
];
/** From the order: the only transfer that is ready, validated; back on the order. */
const shipReady = () => [
    openDeliveries(),
    click(".o_list_view .o_data_row:contains('Ready') td[name='name']"),
    ...validate(),
    backToOrder(),
];

registry.category("web_tour.tours").add("order_tracking_walk_first", {
    steps: () =>
        patient([
            click(".o_statusbar_buttons button[name='action_confirm']:visible"),
            stage("Order confirmed", "reached"),
            stage("Stock reserved", "current", "6 of 10"),
            openDeliveries(),
            click("button[name='button_validate']:enabled"),
            click(".modal button[name='process']"),
            { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
            backToOrder(),
            stage("Picked", "pending", "6 of 10"),
            ...shipReady(),
            stage("Packed", "pending", "6 of 10"),
            ...shipReady(),
            stage("Left the warehouse", "pending", "6 of 10"),
        ]),
});

registry.category("web_tour.tours").add("order_tracking_walk_second", {
    steps: () =>
        patient([
            stage("Stock reserved", "reached"),
            ...shipReady(),
            stage("Picked", "reached"),
            ...shipReady(),
            stage("Packed", "reached"),
            ...shipReady(),
            stage("Left the warehouse", "reached"),
            stage("Delivered", "current"),
            click(".o_order_timeline_mark"),
            {
                trigger: ".modal .o_field_widget[name='note'] input",
                run: "edit Signed by the receiver",
            },
            click(".modal button[name='action_mark']"),
            { trigger: "body:not(:has(.modal))" },
            stage("Delivered", "reached"),
        ]),
});
