import { registry } from "@web/core/registry";

/** The finding of a rule in the band above the lines. */
const finding = (rule, inside = "") => `.o_order_verification .o_finding[data-rule="${rule}"] ${inside}`;
const sees = (trigger) => ({ trigger });
const click = (trigger) => ({ trigger, run: "click" });
const confirm = () => click(".o_statusbar_buttons button[name='action_confirm']:visible");

/** A quotation with an old date and a phone number that machines cannot read. */
registry.category("web_tour.tours").add("order_tracking_verification_fix", {
    steps: () =>
        [
            confirm(),
            // told why, and what to do
            sees(".modal .modal-title:contains('Not confirmed')"),
            sees(".modal-body:contains('Quantity')"),
            click(".modal .modal-footer button"),
            sees("body:not(:has(.modal))"),
            sees(".o_order_verification_headline:contains('One finding stops this order')"),
            sees(finding("Quantity is positive", ".o_finding_badge:contains('Stop')")),
            // one is mended by a button
            sees(finding("International phone format", ".o_finding_text")),
            click(finding("International phone format", ".o_finding_fix")),
            sees(finding("International phone format", ".o_finding_undo")),
            // the other by hand
            click(".o_field_x2many_list .o_data_row td[name='product_uom_qty']"),
            {
                trigger: ".o_field_x2many_list .o_selected_row div[name='product_uom_qty'] input",
                run: "edit 5 && press Tab",
            },
            click(".o_form_button_save:enabled"),
            sees(".o_order_verification_headline:contains('Nothing stops this order')"),
            confirm(),
            sees(".o_statusbar_status .o_arrow_button_current:contains('Sales Order')"),
            sees(".o_order_timeline .o_stage_reached:contains('Order confirmed')"),
        ].map((step) => ({ timeout: 60000, ...step })), // a busy machine is no failure
});
